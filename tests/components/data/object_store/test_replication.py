"""Copying a bucket: when, with which key, by whose rights."""

import json
from dataclasses import replace

import pulumi_aws as aws
import pytest

from components.data.object_store import ObjectStore, ReplicaTarget, StoreSpec
from tests.components.data.databases import EAST, WEST
from tests.components.data.object_store.stores import ANSWERS, an_args, built
from tests.components.recording import Recording, record

SOURCE = "arn:aws:s3:::production-backups-123456789012-us-east-1"
TARGET = "arn:aws:s3:::production-backups-123456789012-us-west-2"


def copied(spec: StoreSpec | None = None) -> Recording:
    spec = spec or StoreSpec(retention_days=90, lock_days=30)

    def program() -> None:
        west = ObjectStore("west-logs", replace(an_args("logs"), placement=WEST))
        copy = ObjectStore(
            "copy", replace(an_args("backups"), placement=WEST, spec=spec, key_arn="arn:west-key", logs=west)
        )
        target = ReplicaTarget(
            bucket_name=copy.bucket_name, placement=WEST, key_arn="arn:west-key", ready=copy.ready
        )
        logs = ObjectStore("logs", an_args("logs"))
        ObjectStore("store", replace(an_args("backups"), spec=spec, logs=logs, replica=target))

    return record(program, answers=ANSWERS)


def test_everything_is_copied_within_the_recovery_point_and_deletions_are_not() -> None:
    recording = copied()
    config = recording.only(aws.s3.BucketReplicationConfig)
    assert config.inputs["rules"] == [
        {
            "id": "to-us-west-2",
            "priority": 1,
            "status": "Enabled",
            "filter": {"prefix": ""},
            "deleteMarkerReplication": {"status": "Disabled"},
            "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
            "destination": {
                "bucket": TARGET,
                "storageClass": "STANDARD",
                "encryptionConfiguration": {"replicaKmsKeyId": "arn:west-key"},
                "replicationTime": {"status": "Enabled", "time": {"minutes": 15}},
                "metrics": {"status": "Enabled", "eventThreshold": {"minutes": 15}},
            },
        }
    ]
    assert recording.depends_on(config, aws.s3.BucketVersioning) == {"store-versioning", "copy-versioning"}
    assert recording.depends_on(config, aws.iam.RolePolicy) == {"store-replication"}


@pytest.mark.parametrize("lock_days", [None, 30])
def test_the_role_reads_one_bucket_and_writes_the_other_through_s3_alone(lock_days: int | None) -> None:
    recording = copied(StoreSpec(lock_days=lock_days))
    document = json.loads(recording.only(aws.iam.RolePolicy).inputs["policy"])
    found = {one["Sid"]: one for one in document["Statement"]}
    assert found["SeesSource"]["Resource"] == [SOURCE]
    assert found["ReadsSource"]["Resource"] == [f"{SOURCE}/*"]
    assert ("s3:GetObjectRetention" in found["ReadsSource"]["Action"]) == (lock_days is not None)
    assert found["WritesCopies"]["Resource"] == [f"{TARGET}/*"]
    assert "s3:ReplicateDelete" not in found["WritesCopies"]["Action"]
    for sid, key, region, bucket in (
        ("DecryptsSource", "arn:backups-key", "us-east-1", SOURCE),
        ("EncryptsCopies", "arn:west-key", "us-west-2", TARGET),
    ):
        assert found[sid]["Resource"] == [key]
        assert found[sid]["Condition"] == {
            "StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"},
            "StringLike": {"kms:EncryptionContext:aws:s3:arn": [bucket, f"{bucket}/*"]},
        }


def test_a_copy_in_the_same_region_is_refused() -> None:
    target = ReplicaTarget(bucket_name="x", placement=EAST, key_arn="arn:key", ready=())
    with pytest.raises(ValueError, match="a copy in us-east-1 would be lost with the bucket"):
        built("backups", replica=target)
