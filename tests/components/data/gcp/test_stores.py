"""Google's stores: the database that dumps are restored to, the copy of the backups, and the images."""

from typing import Any

import pulumi_gcp as gcp
import pytest
from pulumi_random import RandomPassword

from components.data.gcp.artifact_registry import ArtifactRegistry, ArtifactRegistryArgs, address
from components.data.gcp.artifact_registry_spec import ArtifactRegistrySpec
from components.data.gcp.backups import GoogleBackups, GoogleBackupsArgs
from components.data.gcp.backups_spec import GoogleBackupsSpec
from components.data.gcp.cloud_sql import CloudSqlSpec, production_faults
from components.data.gcp.cloud_sql.instance import CloudSql, CloudSqlArgs
from tests.components.google import KEYS, LABELS, PLACE, RENDERED, recorded, refused
from tests.components.recording import Entry, Recording, assert_sound

SQL: dict[str, Any] = {
    "tier": "db-custom-2-7680",
    "disk_gib": 100,
    "max_disk_gib": 200,
    "database": "app",
    "username": "owner",
}
COPY: dict[str, Any] = {"bucket": "example-backups", "writer_role": "copier"}


def database(instance: str = "production-postgresql", *, protected: bool = True, **changes: Any) -> CloudSql:
    args = CloudSqlArgs(
        spec=CloudSqlSpec.model_validate({**SQL, **changes}),
        placement=PLACE,
        labels=LABELS,
        protected=protected,
        instance=instance,
        network="network",
        private_range="private-services",
        private_services=gcp.servicenetworking.Connection(
            "peering",
            network="network",
            service="servicenetworking.googleapis.com",
            reserved_peering_ranges=["r"],
        ),
        sql_key=f"{KEYS}/sql",
        secrets_key=f"{KEYS}/secrets",
        granted=[],
    )
    return CloudSql("db", args)


def the_database(**changes: Any) -> Recording:
    def program() -> dict[str, Any]:
        made = database(**changes)
        return {"secret": made.secret_id, "address": made.private_address}

    return recorded(program)


def instance(recording: Recording) -> Entry:
    return recording.only(gcp.sql.DatabaseInstance)


def test_a_database_is_reached_inside_alone_and_with_a_certificate() -> None:
    recording = the_database()
    entry = instance(recording)
    assert entry.inputs["settings"]["ipConfiguration"] == {
        "ipv4Enabled": False,
        "privateNetwork": "network",
        "allocatedIpRange": "private-services",
        "sslMode": "TRUSTED_CLIENT_CERTIFICATE_REQUIRED",
        "enablePrivatePathForGoogleCloudServices": True,
    }
    assert recording.depends_on(entry, gcp.servicenetworking.Connection) == {"peering"}
    assert entry.inputs["encryptionKeyName"] == f"{KEYS}/sql"
    assert entry.inputs["settings"]["userLabels"] == RENDERED


def test_a_database_is_backed_up_and_comes_back_to_any_moment() -> None:
    backups = instance(the_database(backup_days=14)).inputs["settings"]["backupConfiguration"]
    assert (backups["enabled"], backups["pointInTimeRecoveryEnabled"]) == (True, True)
    assert backups["transactionLogRetentionDays"] == 7
    assert backups["backupRetentionSettings"] == {"retainedBackups": 14, "retentionUnit": "COUNT"}


def test_a_standby_is_a_setting_and_never_another_database() -> None:
    alone, twice = (instance(the_database(regional=regional)) for regional in (False, True))
    assert (alone.inputs["settings"]["availabilityType"], twice.inputs["settings"]["availabilityType"]) == (
        "ZONAL",
        "REGIONAL",
    )
    assert alone.urn == twice.urn


@pytest.mark.parametrize("protected", [True, False])
def test_protection_goes_with_the_clouds_own(protected: bool) -> None:
    recording = the_database(protected=protected)
    entry, secret = instance(recording), recording.only(gcp.secretmanager.Secret)
    assert (entry.protect, entry.inputs["deletionProtection"]) == (protected, protected)
    assert entry.inputs["settings"]["deletionProtectionEnabled"] is protected
    assert (secret.protect, secret.inputs["deletionProtection"]) == (protected, protected)


def test_the_password_is_made_kept_in_one_region_and_never_shown() -> None:
    recording = the_database()
    assert recording.only(RandomPassword).inputs["length"] >= 32
    assert "password" in recording.only(gcp.sql.User).secret_inputs
    assert "secretData" in recording.only(gcp.secretmanager.SecretVersion).secret_inputs
    assert recording.only(gcp.secretmanager.Secret).inputs["replication"] == {
        "userManaged": {
            "replicas": [
                {"location": "us-central1", "customerManagedEncryption": {"kmsKeyName": f"{KEYS}/secrets"}}
            ]
        }
    }


def test_a_name_that_cloud_sql_refuses_is_refused() -> None:
    assert refused(lambda: database("p" * 90)) == (
        f"Cloud SQL takes at most 97 characters for example-project and {'p' * 90} together: shorten the instance's name"
    )


def test_production_asks_for_a_machine_of_its_own_and_a_week() -> None:
    poor = CloudSqlSpec.model_validate({**SQL, "tier": "db-f1-micro", "backup_days": 5, "log_days": 5})
    assert production_faults(poor) == [
        "tier: a shared CPU has no service level and cannot carry production: set a db-custom tier",
        "backup_days: 5 reach back less than a week: set 7 or more",
    ]


def copies(*, protected: bool = True, environment: str = "production", **changes: Any) -> GoogleBackups:
    args = GoogleBackupsArgs(
        spec=GoogleBackupsSpec.model_validate({**COPY, **changes}),
        placement=PLACE,
        labels=LABELS.model_copy(update={"environment": environment}),
        protected=protected,
        aws_account="210987654321",
        storage_key=f"{KEYS}/storage",
        granted=[],
    )
    return GoogleBackups("copies", args)


def test_copies_cannot_be_changed_or_deleted_before_their_time() -> None:
    bucket = recorded(copies).only(gcp.storage.Bucket)
    assert bucket.protect is True
    assert bucket.inputs["retentionPolicy"] == {"retentionPeriod": "2592000", "isLocked": False}
    assert (bucket.inputs["uniformBucketLevelAccess"], bucket.inputs["publicAccessPrevention"]) == (
        True,
        "enforced",
    )
    assert bucket.inputs["encryption"] == {"defaultKmsKeyName": f"{KEYS}/storage"}
    assert bucket.inputs["versioning"] == {"enabled": True}
    assert [rule["action"]["type"] for rule in bucket.inputs["lifecycleRules"]] == [
        "SetStorageClass",
        "Delete",
        "AbortIncompleteMultipartUpload",
    ]


def test_whoever_reads_a_copy_is_written_down() -> None:
    record = recorded(copies).only(gcp.projects.IAMAuditConfig).inputs
    assert (record["project"], record["service"]) == (PLACE.project, "storage.googleapis.com")
    assert record["auditLogConfigs"] == [{"logType": "DATA_READ"}, {"logType": "DATA_WRITE"}]


def test_a_locked_copy_stays_locked() -> None:
    assert (
        recorded(lambda: copies(locked=True)).only(gcp.storage.Bucket).inputs["retentionPolicy"]["isLocked"]
        is True
    )


def test_one_role_of_one_account_writes_and_nobody_else_is_let_in() -> None:
    recording = recorded(copies)
    assert_sound(recording, GoogleBackups, set())
    provider = recording.only(gcp.iam.WorkloadIdentityPoolProvider).inputs
    assert provider["aws"] == {"accountId": "210987654321"}
    assert provider["attributeCondition"] == (
        "assertion.arn.startsWith('arn:aws:sts::210987654321:assumed-role/copier/')"
    )
    grants = recording.of(gcp.storage.BucketIAMMember)
    # To create, and to see what is called how; neither role reads a content, changes or deletes.
    assert [grant.inputs["role"] for grant in grants] == [
        "roles/storage.objectCreator",
        "roles/storage.legacyBucketReader",
    ]
    assert all(grant.inputs["member"].endswith("/attribute.aws_role/copier") for grant in grants)


def registry(**changes: Any) -> ArtifactRegistry:
    facts: dict[str, Any] = {
        "spec": ArtifactRegistrySpec(),
        "placement": PLACE,
        "labels": LABELS,
        "protected": True,
        "registry_key": f"{KEYS}/registry",
        "granted": [],
        "readers": {"nodes": "serviceAccount:nodes@example-project.iam.gserviceaccount.com"},
        **changes,
    }
    return ArtifactRegistry("images", ArtifactRegistryArgs(**facts))


def test_tags_never_move_and_images_are_scanned_and_cleared_away() -> None:
    recording = recorded(lambda: {"address": registry().address})
    inputs = recording.only(gcp.artifactregistry.Repository).inputs
    assert inputs["dockerConfig"] == {"immutableTags": True}
    assert inputs["vulnerabilityScanningConfig"] == {"enablementConfig": "INHERITED"}
    assert inputs["kmsKeyName"] == f"{KEYS}/registry"
    assert {policy["id"]: policy["action"] for policy in inputs["cleanupPolicies"]} == {
        "keep-newest": "KEEP",
        "delete-untagged": "DELETE",
    }
    assert recording.returned["address"] == "us-central1-docker.pkg.dev/example-project/platform"
    assert address(PLACE, ArtifactRegistrySpec(repository="other")).endswith("/other")


def test_readers_read_and_do_no_more() -> None:
    grant = recorded(registry).only(gcp.artifactregistry.RepositoryIamMember).inputs
    assert (grant["role"], grant["member"]) == (
        "roles/artifactregistry.reader",
        "serviceAccount:nodes@example-project.iam.gserviceaccount.com",
    )
