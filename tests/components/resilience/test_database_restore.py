"""The restore of a dump in another cloud, as the cluster is told to keep it ready."""

from ipaddress import IPv4Network
from typing import Any

import pulumi_kubernetes as kubernetes
import pytest

from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.tool_images import postgres_image
from components.resilience.database_restore.restore import DatabaseRestore, DatabaseRestoreArgs
from components.resilience.database_restore.source import RestoreSite, azure, google
from components.resilience.database_restore.spec import DatabaseRestoreSpec
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound
from tests.components.resilience.jobs.shells import script
from tests.components.resilience.test_database_dumps import RESTRICTED

DATABASES = IPv4Network("10.18.128.0/20")


def on(cloud: str) -> RestoreSite:
    if cloud == "gcp":
        return google(bucket="copies", folder="postgresql", instance="p:r:i", databases=DATABASES)
    return azure(account="store", container="backups", folder="postgresql", databases=DATABASES)


def built(cloud: str, **facts: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        DatabaseRestore(
            site,
            DatabaseRestoreArgs(
                spec=DatabaseRestoreSpec(**facts),
                namespace="recovery",
                service_account="database-restore",
                image=postgres_image("16"),
                source=on(cloud),
                passphrase="correct-horse",
                annotations={"who": "it-is"},
                granted=site.ready,
            ),
        )

    return on_site(
        program, cloud=cloud, registries=("public.ecr.aws", "ghcr.io", "gcr.io/cloud-sql-connectors")
    )


def pod(recording: Recording) -> dict[str, Any]:
    spec = recording.only(kubernetes.batch.v1.CronJob).inputs["spec"]
    found: dict[str, Any] = spec["jobTemplate"]["spec"]["template"]
    return found


def told(container: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["value"] for one in container["env"]}


@pytest.mark.parametrize("cloud", ["gcp", "azure"])
def test_it_stands_ready_and_runs_when_somebody_says_so(cloud: str) -> None:
    recording = built(cloud, hours=3)
    job = recording.only(kubernetes.batch.v1.CronJob).inputs
    assert (job["metadata"]["name"], job["metadata"]["namespace"]) == ("database-restore", "recovery")
    assert (job["spec"]["suspend"], job["spec"]["concurrencyPolicy"]) == (True, "Forbid")
    assert job["spec"]["jobTemplate"]["spec"]["activeDeadlineSeconds"] == 3 * 3600
    assert pod(recording)["spec"]["serviceAccountName"] == "database-restore"
    assert_sound(of_component(recording), DatabaseRestore, regions=set())


@pytest.mark.parametrize("cloud", ["gcp", "azure"])
def test_it_keeps_the_restricted_standard_and_runs_the_tested_scripts(cloud: str) -> None:
    recording = built(cloud)
    spec = pod(recording)["spec"]
    for container in (*spec["initContainers"], *spec["containers"]):
        assert container["securityContext"] == RESTRICTED
        assert container["resources"]["limits"]["memory"]
    scripts = recording.named(kubernetes.core.v1.ConfigMap)["main-database-restore-scripts"].inputs["data"]
    folder = "components/resilience/database_restore/scripts"
    assert scripts == {name: script(f"{folder}/{name}").read_text() for name in ("fetch.sh", "restore.sh")}


def test_cloud_sql_is_reached_by_its_connector() -> None:
    recording = built("gcp")
    spec = pod(recording)["spec"]
    proxy, fetch = spec["initContainers"]
    assert (proxy["name"], proxy["restartPolicy"], proxy["args"][-1]) == (
        "cloud-sql-proxy",
        "Always",
        "p:r:i",
    )
    assert told(fetch)["SOURCE"] == "source:copies/postgresql"
    found = told(spec["containers"][0])
    assert (found["PGHOST"], found["PGSSLMODE"], found["OVERWRITE"]) == ("127.0.0.1", "disable", "false")
    policies = {
        entry.inputs["metadata"]["name"]: entry.inputs["spec"]["egress"]
        for entry in recording.of(kubernetes.networking.v1.NetworkPolicy)
        if entry.inputs["metadata"]["name"] in {"allow-database", "allow-metadata"}
    }
    assert policies["allow-database"] == [
        {"to": [{"ipBlock": {"cidr": str(DATABASES)}}], "ports": [{"protocol": "TCP", "port": 3307}]}
    ]
    assert policies["allow-metadata"][0]["to"] == [{"ipBlock": {"cidr": "169.254.169.254/32"}}]


def test_azures_server_is_asked_over_tls_by_its_own_name() -> None:
    recording = built("azure", overwrite=True)
    template = pod(recording)
    (fetch,), (restore,) = template["spec"]["initContainers"], template["spec"]["containers"]
    assert template["metadata"]["labels"]["azure.workload.identity/use"] == "true"
    assert told(fetch)["RCLONE_CONFIG_SOURCE_ACCOUNT"] == "store"
    assert "PGHOST" not in told(restore)
    assert told(restore)["OVERWRITE"] == "true"
