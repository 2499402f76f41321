import configparser
from typing import Any

import pulumi_kubernetes as kubernetes
import pytest
from pydantic import ValidationError

from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs
from components.foundation.cluster.site import ClusterSite
from components.workloads.data_access.configuration import ini
from components.workloads.data_access.exporters import (
    PostgresExporter,
    PostgresExporterArgs,
    RedisExporter,
    RedisExporterArgs,
)
from components.workloads.data_access.pool import PgBouncer, PgBouncerArgs
from components.workloads.data_access.specs import (
    PgBouncerSpec,
    PostgresExporterSpec,
    RedisExporterSpec,
    production_faults,
)
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound

DEPLOYMENT = kubernetes.apps.v1.Deployment
RELEASE = kubernetes.helm.v3.Release
ALLOWED = ("ghcr.io", "quay.io")


def pooled(**decided: Any) -> Recording:
    spec = PgBouncerSpec(**decided)
    args = PgBouncerArgs(spec=spec, namespace="database", database="platform", host="db.test", port=5432)
    return on_site(lambda site: PgBouncer(site, args), registries=ALLOWED)


def settings(spec: PgBouncerSpec) -> configparser.ConfigParser:
    read = configparser.ConfigParser()
    read.read_string(ini(spec, database="platform", host="db.test", port=5432))
    return read


def pod(recording: Recording) -> Any:
    return recording.only(DEPLOYMENT).inputs["spec"]["template"]["spec"]


def test_what_the_pool_is_made_of() -> None:
    recording = of_component(pooled())
    assert recording.counts() == {
        "kubernetes:apps/v1:Deployment": 1,
        "kubernetes:core/v1:ConfigMap": 1,
        "kubernetes:core/v1:Service": 1,
        "kubernetes:core/v1:ServiceAccount": 1,
        "kubernetes:policy/v1:PodDisruptionBudget": 1,
        "platform:workloads:PgBouncer": 1,
    }
    assert_sound(recording, PgBouncer, regions=set())
    (pool,) = recording.of(PgBouncer)
    assert pool.published == {"host": "pgbouncer.database.svc.cluster.local", "port": 5432}


def test_its_settings_are_those_of_its_spec() -> None:
    read = settings(PgBouncerSpec())
    assert dict(read["databases"]) == {"platform": "host=db.test port=5432 dbname=platform"}
    found = read["pgbouncer"]
    assert {key: found[key] for key in ("pool_mode", "auth_type", "auth_file", "listen_port")} == {
        "pool_mode": "transaction",
        "auth_type": "scram-sha-256",
        "auth_file": "/etc/pgbouncer/users/userlist.txt",
        "listen_port": "5432",
    }
    sizes = ("max_client_conn", "default_pool_size", "reserve_pool_size", "max_db_connections")
    assert [found.getint(key) for key in sizes] == [2_000, 40, 10, 60]
    assert (found["server_tls_sslmode"], found["unix_socket_dir"]) == ("require", "")


def test_the_database_proves_its_name_where_an_authority_is_given() -> None:
    found = settings(PgBouncerSpec(authority="rds-authority"))["pgbouncer"]
    assert found["server_tls_sslmode"] == "verify-full"
    assert found["server_tls_ca_file"] == "/etc/pgbouncer/authority/ca.pem"
    mounted = {one["name"]: one for one in pod(pooled(authority="rds-authority"))["volumes"]}
    assert mounted["authority"] == {"name": "authority", "configMap": {"name": "rds-authority"}}


def test_no_credential_stands_in_its_settings() -> None:
    recording = of_component(pooled())
    assert set(recording.only(kubernetes.core.v1.ConfigMap).inputs["data"]) == {"pgbouncer.ini"}
    secret = {"secretName": "pgbouncer-users", "defaultMode": 0o440}
    assert {"name": "users", "secret": secret} in pod(recording)["volumes"]


def test_a_change_of_its_settings_rolls_its_pods_and_nothing_else_does() -> None:
    def mark(recording: Recording) -> str:
        template = recording.only(DEPLOYMENT).inputs["spec"]["template"]
        return str(template["metadata"]["annotations"]["platform.internal/settings"])

    assert mark(pooled()) == mark(pooled(replicas=3))
    assert mark(pooled()) != mark(pooled(clients=3_000))


def test_its_pods_are_locked_up_and_have_time_to_leave() -> None:
    found = pod(pooled())
    (only,) = found["containers"]
    assert only["securityContext"]["readOnlyRootFilesystem"] is True
    assert only["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert found["securityContext"]["runAsNonRoot"] is True
    assert found["terminationGracePeriodSeconds"] == 120
    assert only["lifecycle"] == {"preStop": {"sleep": {"seconds": 10}}}
    assert only["readinessProbe"]["tcpSocket"] == {"port": "postgres"}


def test_its_image_comes_from_an_allowed_registry() -> None:
    args = PgBouncerArgs(
        spec=PgBouncerSpec(), namespace="database", database="platform", host="db.test", port=5432
    )
    with pytest.raises(ValueError, match="PgBouncer wants the image ghcr"):
        on_site(lambda site: PgBouncer(site, args), registries=("quay.io",))


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        (
            {"pool": 60, "reserve": 10},
            (
                "pool 60 and reserve 10 are more than most 60, so the reserve could never be drawn on: raise most, or lower "
                "them"
            ),
        ),
        (
            {"clients": 50},
            "clients is 50 and most 60: fewer clients than connections need no pool; raise clients",
        ),
    ],
)
def test_a_pool_that_makes_no_sense_is_refused(decided: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        PgBouncerSpec(**decided)
    assert [error["msg"] for error in refused.value.errors()] == [f"Value error, {said}"]


def test_a_single_pool_is_too_little_for_production() -> None:
    assert production_faults(PgBouncerSpec()) == []
    assert production_faults(PgBouncerSpec(replicas=1)) == [
        "replicas is 1: no application reaches the database while its node is replaced; set 2 or more"
    ]
    assert PgBouncerSpec().peak == 180


def place(site: ClusterSite, namespace: str) -> PlatformNamespace:
    return PlatformNamespace(
        site, PlatformNamespaceArgs(namespace=namespace, pod_security="restricted", gates=Gates())
    )


def scraped(*, job: str, enabled: bool) -> dict[str, Any]:
    """How the requirements have both asked (5.1): every 30 seconds, by the job's name."""
    renamed = [{"targetLabel": "job", "replacement": job}]
    return {"enabled": enabled, "interval": "30s", "relabelings": renamed}


def test_postgres_is_measured_under_the_name_that_prometheus_asks_for() -> None:
    def program(site: ClusterSite) -> None:
        PostgresExporter(
            site,
            PostgresExporterArgs(
                spec=PostgresExporterSpec(),
                namespace=place(site, "database"),
                database="platform",
                host="db.test",
                monitored=True,
            ),
        )

    release = on_site(program).only(RELEASE).inputs
    assert (release["chart"], release["version"]) == ("prometheus-postgres-exporter", "8.2.0")
    assert release["values"]["fullnameOverride"] == "postgres-exporter"
    assert release["values"]["service"] == {"port": 9187, "targetPort": 9187}
    assert release["values"]["config"]["extraArgs"] == [
        "--collector.stat_statements",
        "--collector.database_wraparound",
    ]
    assert release["values"]["config"]["datasource"] == {
        "host": "db.test",
        "database": "platform",
        "userSecret": {"name": "postgres-exporter", "key": "PGUSER"},
        "passwordSecret": {"name": "postgres-exporter", "key": "PGPASSWORD"},
        "sslmode": "require",
    }
    assert release["values"]["serviceMonitor"] == scraped(job="postgresql", enabled=True)


def test_the_cache_is_measured_by_a_user_who_may_only_look() -> None:
    def program(site: ClusterSite) -> None:
        RedisExporter(
            site,
            RedisExporterArgs(
                spec=RedisExporterSpec(), namespace=place(site, "cache"), host="cache.test", monitored=False
            ),
        )

    release = on_site(program).only(RELEASE).inputs
    assert (release["chart"], release["version"]) == ("prometheus-redis-exporter", "6.29.0")
    found = release["values"]
    assert (found["fullnameOverride"], found["redisAddress"]) == (
        "redis-exporter",
        "rediss://cache.test:6379",
    )
    assert found["image"] == {"repository": "quay.io/oliver006/redis_exporter"}
    assert found["auth"] == {
        "enabled": True,
        "redisUser": "exporter",
        "secret": {"name": "redis-exporter", "key": "REDISCLI_AUTH"},
    }
    assert found["serviceMonitor"] == scraped(job="redis", enabled=False)
    assert found["securityContext"]["readOnlyRootFilesystem"] is True
