"""Velero: where it keeps what, when it makes a backup of what, and what it refuses."""

import json
from dataclasses import replace
from typing import Any

import pulumi_kubernetes as kubernetes
import pytest
from pydantic import ValidationError

from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import RefusalError
from components.resilience.cluster_backups.backups import ClusterBackups, ClusterBackupsArgs
from components.resilience.cluster_backups.locations import BackupLocation, SnapshotLocation, VolumeSnapshots
from components.resilience.cluster_backups.spec import ClusterBackupsSpec, production_faults
from components.resilience.cluster_backups.values import Plugin
from tests.components.foundation.cluster.sites import SHARED, of_component, on_site
from tests.components.recording import Recording, assert_sound

RELEASE = "kubernetes:helm.sh/v3:Release"
STORE = "kubernetes:velero.io/v1:BackupStorageLocation"
SNAPSHOTS = "kubernetes:velero.io/v1:VolumeSnapshotLocation"
SCHEDULE = "kubernetes:velero.io/v1:Schedule"
CLASS = "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshotClass"

OWN = BackupLocation(
    name="aws-s3-backup",
    provider="aws",
    bucket="backups",
    prefix="main",
    config={"region": "us-east-1", "s3ForcePathStyle": "false"},
)
COPIES = replace(OWN, name="copies-of-other", prefix="other", writable=False)


def args(site: ClusterSite, **changes: Any) -> ClusterBackupsArgs:
    given: dict[str, Any] = {
        "spec": ClusterBackupsSpec(),
        "plugin": Plugin(
            name="velero-plugin-for-aws",
            image="docker.io/velero/velero-plugin-for-aws:v1.14.0",
            environment={"ONE": "two"},
        ),
        "locations": (OWN, COPIES),
        "snapshot_location": SnapshotLocation(
            name="aws-ebs-snapshots", provider="aws", config={"region": "us-east-1"}
        ),
        "volumes": VolumeSnapshots(driver="ebs.csi.aws.com"),
        "repository_password": "correct-horse",
        "annotations": {"role": "arn"},
        "granted": site.ready,
        **changes,
    }
    return ClusterBackupsArgs(**given)


def built(**changes: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        ClusterBackups(site, args(site, **changes))

    return on_site(program, registries=("docker.io/velero",))


def test_the_schedule_is_the_requirements_own() -> None:
    schedule = built().only(SCHEDULE).inputs
    assert schedule["metadata"] == {"name": "daily-backup", "namespace": "velero", "labels": SHARED}
    assert schedule["spec"] == {
        "schedule": "0 3 * * *",
        "useOwnerReferencesInBackup": False,
        "template": {
            "includedNamespaces": ["backend", "frontend", "database", "monitoring"],
            "excludedResources": ["secrets", "events"],
            "storageLocation": "aws-s3-backup",
            "volumeSnapshotLocations": ["aws-ebs-snapshots"],
            "ttl": "720h0m0s",
            "snapshotVolumes": True,
            "snapshotMoveData": True,
            "hooks": {
                "resources": [
                    {
                        "name": "postgres-backup-hook",
                        "includedNamespaces": ["database"],
                        "includedResources": ["pods"],
                        "labelSelector": {"matchLabels": {"app": "postgresql"}},
                        "pre": [
                            {
                                "exec": {
                                    "container": "postgresql",
                                    "command": [
                                        "/bin/bash",
                                        "-c",
                                        "pg_dump -h localhost -U postgres -d appdb > /backup/pre-backup.sql",
                                    ],
                                    "onError": "Fail",
                                    "timeout": "1800s",
                                }
                            }
                        ],
                        "post": [
                            {
                                "exec": {
                                    "container": "postgresql",
                                    "command": ["/bin/bash", "-c", "rm -f /backup/pre-backup.sql"],
                                    "onError": "Continue",
                                    "timeout": "60s",
                                }
                            }
                        ],
                    }
                ]
            },
        },
    }


def test_backups_go_to_the_own_folder_and_others_are_read() -> None:
    stores = {entry.inputs["metadata"]["name"]: entry.inputs["spec"] for entry in built().of(STORE)}
    config = {"region": "us-east-1", "s3ForcePathStyle": "false"}
    assert stores == {
        "aws-s3-backup": {
            "provider": "aws",
            "default": True,
            "accessMode": "ReadWrite",
            "objectStorage": {"bucket": "backups", "prefix": "main"},
            "config": config,
        },
        "copies-of-other": {
            "provider": "aws",
            "default": False,
            "accessMode": "ReadOnly",
            "objectStorage": {"bucket": "backups", "prefix": "other"},
            "config": config,
        },
    }
    place = built().only(SNAPSHOTS).inputs
    assert (place["metadata"]["name"], place["spec"]) == (
        "aws-ebs-snapshots",
        {"provider": "aws", "config": {"region": "us-east-1"}},
    )


def test_snapshots_are_of_the_class_that_velero_looks_for() -> None:
    found = built().only(CLASS).inputs
    assert found["metadata"]["labels"]["velero.io/csi-volumesnapshot-class"] == "true"
    assert (found["driver"], found["deletionPolicy"]) == ("ebs.csi.aws.com", "Retain")


def test_the_release_keeps_no_key_and_moves_data() -> None:
    values = built().only(RELEASE).inputs["values"]
    assert values["credentials"] == {"useSecret": False}
    assert (values["upgradeCRDs"], values["cleanUpCRDs"], values["deployNodeAgent"]) == (False, False, True)
    configuration = values["configuration"]
    assert (configuration["features"], configuration["uploaderType"]) == ("EnableCSI", "kopia")
    assert configuration["defaultSnapshotMoveData"] is True
    assert configuration["extraEnvVars"] == [
        {"name": "HOME", "value": "/scratch"},
        {"name": "ONE", "value": "two"},
    ]
    assert values["serviceAccount"]["server"] == {"name": "velero", "annotations": {"role": "arn"}}
    assert [one["image"] for one in values["initContainers"]] == [
        "docker.io/velero/velero-plugin-for-aws:v1.14.0"
    ]
    assert values["nodeAgent"]["tolerations"] == [{"operator": "Exists"}]
    assert values["nodeAgent"]["disableHostPath"] is True


def test_repositories_are_not_encrypted_with_the_password_of_veleros_source() -> None:
    recording = built()
    secret = recording.only(kubernetes.core.v1.Secret)
    assert secret.inputs["metadata"]["name"] == "velero-repo-credentials"
    assert secret.inputs["stringData"] == {"repository-password": "correct-horse"}
    release = recording.only(RELEASE)
    assert recording.depends_on(release, kubernetes.core.v1.Secret) == {"main-backups-repository"}


def test_agents_are_told_how_large_their_movers_are() -> None:
    recording = built(spec=ClusterBackupsSpec(parallel_volumes=3))
    (agents,) = [
        entry for entry in recording.of(kubernetes.core.v1.ConfigMap) if entry.name == "main-backups-agents"
    ]
    config = json.loads(agents.inputs["data"]["node-agent-config.json"])
    assert config["loadConcurrency"] == {"globalConfig": 3}
    assert config["podResources"]["memoryLimit"] == "2Gi"
    values = recording.only(RELEASE).inputs["values"]
    assert values["nodeAgent"]["extraArgs"] == [f"--node-agent-configmap={agents.inputs['metadata']['name']}"]


def test_a_cluster_that_can_only_restore_has_no_schedule() -> None:
    recording = built(locations=(COPIES,))
    assert recording.of(SCHEDULE) == []
    (store,) = recording.of(STORE)
    assert (store.inputs["spec"]["default"], store.inputs["spec"]["accessMode"]) == (True, "ReadOnly")


def test_locations_wait_for_their_definition() -> None:
    recording = built()
    for kind in (STORE, SNAPSHOTS, SCHEDULE, CLASS):
        for entry in recording.of(kind):
            assert recording.depends_on(entry, RELEASE) == {"main-velero-release"}, entry.name
    assert recording.depends_on(recording.only(SCHEDULE), STORE) == {
        "main-backups-location-aws-s3-backup",
        "main-backups-location-copies-of-other",
    }
    assert_sound(of_component(recording), ClusterBackups, regions=set())


def test_a_further_namespace_changes_the_schedule_alone() -> None:
    before = built().by_urn
    after = built(
        spec=ClusterBackupsSpec(namespaces=("backend", "frontend", "database", "monitoring", "billing"))
    ).by_urn
    assert set(before) == set(after)
    changed = [urn.rpartition("::")[2] for urn in before if before[urn].inputs != after[urn].inputs]
    assert changed == ["main-backups-daily-backup"]


def test_a_namespace_that_nobody_makes_is_refused() -> None:
    def program(site: ClusterSite) -> None:
        ClusterBackups(site, args(site))
        for namespace in ("backend", "frontend", "database"):
            site.ledger.claim("namespace", namespace, "a tenant")
        with pytest.raises(RefusalError) as refused:
            site.ledger.settle()
        definition, namespace = refused.value.sentences
        assert definition == (
            "cluster main: Velero counts on the definition volumesnapshotclasses.snapshot.storage.k8s.io, which nothing "
            "here makes: install the controller of snapshots, or leave the backups out"
        )
        assert namespace == (
            "cluster main: the schedule of backups counts on the namespace monitoring, which nothing here makes: take it "
            "out of backups.namespaces, or describe what lives there"
        )

    on_site(program, registries=("docker.io/velero",))


def test_a_foreign_plugin_is_refused() -> None:
    with pytest.raises(Exception, match="Velero wants the image docker"):
        on_site(lambda site: ClusterBackups(site, args(site)))


@pytest.mark.parametrize(
    ("locations", "said"),
    [((), "need a place to go to"), ((OWN, replace(COPIES, name="aws-s3-backup")), "have one name")],
)
def test_locations_have_to_be_told_apart(locations: tuple[BackupLocation, ...], said: str) -> None:
    with pytest.raises(Exception, match=said):
        on_site(lambda site: ClusterBackups(site, args(site, locations=locations)))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"schedule": "at three"}, "is no cron expression"),
        (
            {"recovery_point_minutes": 15},
            "schedule: '0 3 * * *' leaves up to 1440 minutes between two backups, and recovery_point_minutes is 15",
        ),
        ({"keep_hours": 47}, "keep_hours: 47 hours end before the second next backup"),
        ({"namespaces": ("backend", "backend")}, "namespaces: backend stands there twice"),
        ({"namespaces": ()}, "at least 1 item"),
    ],
)
def test_what_could_not_be_recovered_from_is_refused(facts: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ClusterBackupsSpec(**facts)
    assert said in str(refused.value)


def test_production_keeps_a_month() -> None:
    assert production_faults(ClusterBackupsSpec()) == []
    (month, day) = production_faults(
        ClusterBackupsSpec(keep_hours=700, schedule="0 3 * * 1", recovery_point_minutes=10_080)
    )
    assert month.startswith("keep_hours: 700 are over before damage is noticed")
    assert day.startswith("recovery_point_minutes: 10080 lose more than a day")
