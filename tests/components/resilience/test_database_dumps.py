"""The nightly dump of a database, as the cluster is told to run it."""

from ipaddress import IPv4Network
from typing import Any

import pulumi_kubernetes as kubernetes
import pytest
from pydantic import ValidationError

from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs
from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.tool_images import postgres_image
from components.resilience.database_dumps.dumps import DatabaseDumps, DatabaseDumpsArgs
from components.resilience.database_dumps.spec import DatabaseDumpsSpec, production_faults
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound
from tests.components.resilience.jobs.shells import script

SCRIPTS = "components/resilience/database_dumps/scripts"
RESTRICTED = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
}
SHARE = {"requests": {"cpu": "100m", "memory": "256Mi"}, "limits": {"cpu": "500m", "memory": "512Mi"}}


def built(spec: DatabaseDumpsSpec | None = None, image: str = postgres_image("15")) -> Recording:
    def program(site: ClusterSite) -> None:
        DatabaseDumps(
            site,
            DatabaseDumpsArgs(
                spec=spec or DatabaseDumpsSpec(),
                image=image,
                namespace=PlatformNamespace(
                    site,
                    PlatformNamespaceArgs(
                        namespace="database", pod_security="restricted", gates=Gates(api=False)
                    ),
                ),
                databases=(IPv4Network("10.16.200.0/24"), IPv4Network("10.16.201.0/24")),
                bucket="backups",
                folder="postgresql",
                region="us-east-1",
                passphrase="correct-horse",
                annotations={"role": "arn"},
                granted=site.ready,
            ),
        )

    return on_site(program, registries=("public.ecr.aws",))


def cron_job(recording: Recording) -> dict[str, Any]:
    return recording.only(kubernetes.batch.v1.CronJob).inputs


def pod(recording: Recording) -> dict[str, Any]:
    found: dict[str, Any] = cron_job(recording)["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    return found


def test_it_runs_every_night_and_never_twice_at_once() -> None:
    job = cron_job(built())
    assert (job["metadata"]["name"], job["metadata"]["namespace"]) == ("postgresql-backup", "database")
    spec = job["spec"]
    assert {key: value for key, value in spec.items() if key != "jobTemplate"} == {
        "schedule": "0 2 * * *",
        "timeZone": "Etc/UTC",
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": 3600,
        "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 7,
    }
    of_job = spec["jobTemplate"]["spec"]
    assert (of_job["backoffLimit"], of_job["activeDeadlineSeconds"]) == (2, 4 * 3600)
    assert of_job["podFailurePolicy"]["rules"] == [
        {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]},
        {"action": "FailJob", "onExitCodes": {"containerName": "dump", "operator": "In", "values": [64]}},
        {"action": "FailJob", "onExitCodes": {"containerName": "upload", "operator": "In", "values": [64]}},
    ]


def test_its_pods_keep_the_restricted_standard() -> None:
    recording = built()
    spec = pod(recording)
    assert spec["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 999,
        "runAsGroup": 999,
        "fsGroup": 999,
        "fsGroupChangePolicy": "OnRootMismatch",
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    for container in (*spec["initContainers"], *spec["containers"]):
        assert container["securityContext"] == RESTRICTED
        assert container["resources"] == SHARE
    assert (spec["restartPolicy"], spec["automountServiceAccountToken"]) == ("Never", False)
    (namespace,) = recording.of(kubernetes.core.v1.Namespace)
    assert namespace.inputs["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def test_the_dump_is_made_by_the_servers_own_major_and_uploaded_after() -> None:
    spec = pod(built())
    (dump,), (upload,) = spec["initContainers"], spec["containers"]
    assert (dump["image"], dump["command"]) == (
        "public.ecr.aws/docker/library/postgres:15.18-bookworm",
        ["/bin/bash", "/scripts/dump.sh"],
    )
    assert upload["command"] == ["/bin/bash", "/scripts/upload.sh"]
    told = {one["name"]: one["value"] for one in upload["env"]}
    assert (told["BUCKET"], told["FOLDER"], told["AWS_DEFAULT_REGION"]) == (
        "backups",
        "postgresql",
        "us-east-1",
    )
    assert {mount["name"] for mount in upload["volumeMounts"]} == {"work", "tmp", "scripts"}


def test_scripts_are_the_tested_ones() -> None:
    (scripts,) = [
        entry for entry in built().of(kubernetes.core.v1.ConfigMap) if entry.name == "main-dumps-scripts"
    ]
    assert scripts.inputs["data"] == {
        name: script(f"{SCRIPTS}/{name}").read_text() for name in ("dump.sh", "upload.sh")
    }


def test_credentials_are_mounted_and_nothing_is_in_the_environment() -> None:
    recording = built(DatabaseDumpsSpec(credentials="other-credentials"))
    spec = pod(recording)
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    assert volumes["credentials"]["secret"] == {
        "secretName": "other-credentials",
        "defaultMode": 0o440,
        "items": [{"key": key, "path": key} for key in ("host", "username", "password", "database")],
    }
    secret = recording.only(kubernetes.core.v1.Secret)
    assert volumes["keys"]["secret"]["secretName"] == secret.inputs["metadata"]["name"]
    assert secret.inputs["stringData"] == {"passphrase": "correct-horse"}
    assert all("valueFrom" not in one for one in spec["initContainers"][0]["env"])


def test_it_reaches_the_database_and_the_cloud_and_nothing_else() -> None:
    recording = built()
    policies = {
        entry.inputs["metadata"]["name"]: entry.inputs["spec"]
        for entry in recording.of(kubernetes.networking.v1.NetworkPolicy)
    }
    assert set(policies) == {
        "default-deny",
        "allow-dns",
        "postgresql-backup-allow-cloud",
        "postgresql-backup-allow-pod-identity",
        "postgresql-backup-allow-database",
    }
    own = {"matchLabels": {"app.kubernetes.io/name": "postgresql-backup"}}
    assert {spec["podSelector"] == own for name, spec in policies.items() if "backup" in name} == {True}
    assert policies["postgresql-backup-allow-database"] == {
        "podSelector": {"matchLabels": {"app.kubernetes.io/name": "postgresql-backup"}},
        "policyTypes": ["Egress"],
        "egress": [
            {
                "to": [{"ipBlock": {"cidr": "10.16.200.0/24"}}, {"ipBlock": {"cidr": "10.16.201.0/24"}}],
                "ports": [{"protocol": "TCP", "port": 5432}],
            }
        ],
    }
    labels = cron_job(recording)["spec"]["jobTemplate"]["spec"]["template"]["metadata"]["labels"]
    assert labels["app.kubernetes.io/name"] == "postgresql-backup"


def test_a_dump_waits_on_a_volume_of_its_own() -> None:
    volumes = {one["name"]: one for one in pod(built(DatabaseDumpsSpec(scratch_gib=200)))["volumes"]}
    claim = volumes["work"]["ephemeral"]["volumeClaimTemplate"]["spec"]
    assert claim == {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "200Gi"}}}


def test_the_component_is_sound() -> None:
    recording = built()
    own = {
        urn: entry
        for urn, entry in of_component(recording).by_urn.items()
        if not entry.name.startswith("main-database-namespace")
    }
    assert_sound(Recording(own, None), DatabaseDumps, regions=set())
    job = recording.only(kubernetes.batch.v1.CronJob)
    assert recording.depends_on(job, kubernetes.core.v1.Secret) == {"main-dumps-passphrase"}
    assert "main-dumps-account" in recording.depends_on(job, kubernetes.core.v1.ServiceAccount)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"schedule": "nightly"}, "is no cron expression"),
        (
            {"recovery_point_minutes": 15},
            "schedule: '0 2 * * *' leaves up to 1440 minutes between two dumps, and recovery_point_minutes is 15",
        ),
        (
            {"schedule": "0 * * * *", "hours": 2},
            "hours: a dump may take 2 hours, and the next one is due after 60 minutes",
        ),
        ({"credentials": "Not A Name"}, "should match pattern"),
    ],
)
def test_promises_that_cannot_be_kept_are_refused(facts: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DatabaseDumpsSpec(**facts)
    assert said in str(refused.value)


def test_production_dumps_every_day() -> None:
    assert production_faults(DatabaseDumpsSpec()) == []
    (fault,) = production_faults(DatabaseDumpsSpec(schedule="0 2 * * 1", recovery_point_minutes=10_080))
    assert fault.startswith("recovery_point_minutes: 10080 lose more than a day")


def test_the_tools_are_of_the_servers_major() -> None:
    assert postgres_image("16.14") == "public.ecr.aws/docker/library/postgres:16.14-bookworm"
    with pytest.raises(ValueError, match="no image with the tools of PostgreSQL 9"):
        postgres_image("9.6")
