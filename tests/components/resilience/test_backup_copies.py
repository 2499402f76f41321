"""Copies of backups in other clouds, as the cluster is told to make them."""

import json
from typing import Any

import pulumi_kubernetes as kubernetes
import pytest
from pydantic import ValidationError

from components.foundation.cluster.site import ClusterSite
from components.resilience.backup_copies.copies import BackupCopies, BackupCopiesArgs
from components.resilience.backup_copies.destinations import azure, google
from components.resilience.backup_copies.spec import BackupCopiesSpec, production_faults
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound
from tests.components.resilience.jobs.shells import script
from tests.components.resilience.test_database_dumps import RESTRICTED

CRON = kubernetes.batch.v1.CronJob
AUDIENCE = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/aws"


def args(site: ClusterSite, **changes: Any) -> BackupCopiesArgs:
    given: dict[str, Any] = {
        "spec": BackupCopiesSpec(),
        "namespace": "backup-copies",
        "service_account": "backup-copies",
        "annotations": {"role": "arn"},
        "granted": site.ready,
        "bucket": "backups",
        "region": "us-east-1",
        "finished_folders": ["postgresql"],
        "settling_folders": ["main/backups"],
        "destinations": {
            "google": google(bucket="copies", audience=AUDIENCE),
            "azure": azure(account="store", container="backups", tenant="tenant", client_id="client"),
        },
        **changes,
    }
    return BackupCopiesArgs(**given)


def built(**changes: Any) -> Recording:
    return on_site(
        lambda site: BackupCopies(site, args(site, **changes)), registries=("public.ecr.aws", "ghcr.io")
    )


def pod(recording: Recording, cloud: str) -> dict[str, Any]:
    job = recording.named(CRON)[f"main-copies-{cloud}"].inputs
    found: dict[str, Any] = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    return found


def told(container: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["value"] for one in container["env"]}


def test_each_cloud_has_a_job_of_its_own() -> None:
    recording = built()
    jobs = {entry.inputs["metadata"]["name"]: entry.inputs["spec"] for entry in recording.of(CRON)}
    assert set(jobs) == {"backup-copies-google", "backup-copies-azure"}
    for job in jobs.values():
        assert (job["schedule"], job["concurrencyPolicy"]) == ("15 */6 * * *", "Forbid")
        assert job["jobTemplate"]["spec"]["activeDeadlineSeconds"] == 5 * 3600
    assert_sound(of_component(recording), BackupCopies, regions=set())


def test_dumps_go_at_once_and_clusters_once_they_have_settled() -> None:
    (copy,) = pod(built(spec=BackupCopiesSpec(settle_hours=7)), "google")["containers"]
    found = told(copy)
    assert (found["SOURCE"], found["TARGET"]) == ("source:backups", "target:copies")
    assert found["FOLDERS"] == "postgresql:0s main/backups:7h"


def test_google_asks_aws_who_signed() -> None:
    recording = built()
    spec = pod(recording, "google")
    (copy,), (identity,) = spec["containers"], spec["initContainers"]
    config = recording.named(kubernetes.core.v1.ConfigMap)["main-copies-google-config"]
    credentials = json.loads(config.inputs["data"]["google.json"])
    assert (credentials["type"], credentials["audience"]) == ("external_account", AUDIENCE)
    assert credentials["credential_source"]["environment_id"] == "aws1"
    assert told(copy)["GOOGLE_APPLICATION_CREDENTIALS"] == "/destination/google.json"
    assert "AUDIENCE" not in told(identity)
    assert identity["startupProbe"]["exec"]["command"][-1] == "test -s /identity/aws.env"


def test_azure_is_shown_a_token_of_the_role() -> None:
    spec = pod(built(), "azure")
    (copy,), (identity,) = spec["containers"], spec["initContainers"]
    assert told(identity)["AUDIENCE"] == "api://AzureADTokenExchange"
    assert identity["startupProbe"]["exec"]["command"][-1] == (
        "test -s /identity/aws.env && test -s /identity/token"
    )
    found = told(copy)
    assert (found["AZURE_CLIENT_ID"], found["AZURE_TENANT_ID"]) == ("client", "tenant")
    assert found["AZURE_FEDERATED_TOKEN_FILE"] == "/identity/token"
    assert (found["TARGET"], found["RCLONE_CONFIG_TARGET_ACCOUNT"]) == ("target:backups", "store")


def test_nobody_holds_a_key() -> None:
    recording = built()
    assert recording.of(kubernetes.core.v1.Secret) == []
    for cloud in ("google", "azure"):
        spec = pod(recording, cloud)
        assert [one for one in spec["volumes"] if "secret" in one] == []
        for container in (*spec["initContainers"], *spec["containers"]):
            assert not {name for name in told(container) if name.endswith(("KEY", "SECRET", "PASSWORD"))}
        (memory,) = [one for one in spec["volumes"] if one["name"] == "identity"]
        assert memory["emptyDir"]["medium"] == "Memory"


def test_its_pods_keep_the_restricted_standard() -> None:
    recording = built()
    for cloud in ("google", "azure"):
        spec = pod(recording, cloud)
        for container in (*spec["initContainers"], *spec["containers"]):
            assert container["securityContext"] == RESTRICTED
            assert container["resources"]["limits"]["memory"]
        assert spec["initContainers"][0]["restartPolicy"] == "Always"
    names = {
        entry.inputs["metadata"]["name"] for entry in recording.of(kubernetes.networking.v1.NetworkPolicy)
    }
    assert names == {"default-deny", "allow-dns", "allow-cloud", "allow-pod-identity"}


def test_scripts_are_the_tested_ones() -> None:
    folder = "components/resilience/backup_copies/scripts"
    for entry in built().of(kubernetes.core.v1.ConfigMap):
        if entry.name.startswith("main-copies"):
            for name in ("copy.sh", "identity.sh"):
                assert entry.inputs["data"][name] == script(f"{folder}/{name}").read_text()


def test_another_cloud_changes_nothing_of_the_first() -> None:
    site = {"destinations": {"google": google(bucket="copies", audience=AUDIENCE)}}
    before, after = built(**site).by_urn, built().by_urn
    for urn, entry in before.items():
        assert after[urn].inputs == entry.inputs, urn


def test_copies_have_to_go_somewhere() -> None:
    with pytest.raises(Exception, match="go nowhere"):
        built(destinations={})


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"schedule": "sometimes"}, "is no cron expression"),
        ({"hours": 7}, "hours: a run may take 7 hours, and the next one is due after 360 minutes"),
        ({"settle_hours": 1}, "greater than or equal to 4"),
    ],
)
def test_runs_that_would_meet_are_refused(facts: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        BackupCopiesSpec(**facts)
    assert said in str(refused.value)


def test_production_copies_every_day() -> None:
    assert production_faults(BackupCopiesSpec()) == []
    (fault,) = production_faults(BackupCopiesSpec(schedule="0 6 * * 1"))
    assert fault.startswith("schedule: '0 6 * * 1' leaves up to 10080 minutes")
