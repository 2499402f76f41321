"""Buckets by the class of data: what each is made of, and what none of them lets through."""

from dataclasses import replace
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.data.object_store import DataClass, ObjectStore, StoreSpec
from components.foundation.policy_documents import Statement
from tests.components.data.databases import EAST, LABELS
from tests.components.data.object_store.stores import ANSWERS, KEYED, SPECS, an_args, built, statements
from tests.components.recording import Entry, Recording, assert_sound, record

CLASSES: tuple[DataClass, ...] = ("frontend", "logs", "backups", "audit", "artifacts", "incidents")
ACCOUNT = "123456789012"


def the(recording: Recording, kind: Any, role: str, data_class: str = "store") -> Entry:
    return recording.named(kind)[f"{data_class}-{role}"]


def name_of(data_class: DataClass) -> str:
    return "logs" if data_class == "logs" else "store"


@pytest.mark.parametrize("data_class", CLASSES)
def test_every_class_is_closed_versioned_owned_and_sound(data_class: DataClass) -> None:
    recording = built(data_class)
    name = name_of(data_class)
    assert_sound(recording, ObjectStore, regions={"us-east-1"})
    bucket = the(recording, aws.s3.Bucket, "bucket", name)
    assert bucket.inputs == {
        "region": "us-east-1",
        "bucket": f"production-{data_class}-{ACCOUNT}-us-east-1",
        "forceDestroy": False,
        "objectLockEnabled": data_class in {"backups", "audit"},
        "tags": {**LABELS.aws(f"production-{data_class}-{ACCOUNT}-us-east-1"), "data-class": data_class},
    }
    assert bucket.protect
    block = the(recording, aws.s3.BucketPublicAccessBlock, "public-access-block", name).inputs
    assert {key: block[key] for key in block if key not in {"bucket", "region"}} == dict.fromkeys(
        ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True
    )
    ownership = the(recording, aws.s3.BucketOwnershipControls, "ownership", name).inputs
    assert ownership["rule"] == {"objectOwnership": "BucketOwnerEnforced"}
    versioning = the(recording, aws.s3.BucketVersioning, "versioning", name).inputs
    assert versioning["versioningConfiguration"] == {"status": "Enabled"}


@pytest.mark.parametrize("data_class", CLASSES)
def test_what_a_class_is_encrypted_with(data_class: DataClass) -> None:
    name = name_of(data_class)
    (rule,) = the(
        built(data_class), aws.s3.BucketServerSideEncryptionConfiguration, "encryption", name
    ).inputs["rules"]
    if data_class in KEYED:
        default = {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": f"arn:{data_class}-key"}
    else:
        default = {"sseAlgorithm": "AES256"}
    assert rule == {
        "applyServerSideEncryptionByDefault": default,
        "bucketKeyEnabled": data_class in KEYED,
        "blockedEncryptionTypes": ["SSE-C"],
    }


@pytest.mark.parametrize("data_class", CLASSES)
def test_plaintext_and_old_tls_are_denied_to_everybody(data_class: DataClass) -> None:
    found = statements(built(data_class), name_of(data_class))
    arn = f"arn:aws:s3:::production-{data_class}-{ACCOUNT}-us-east-1"
    for sid, condition in {
        "DenyPlaintext": {"Bool": {"aws:SecureTransport": "false"}},
        "DenyOldTls": {"NumericLessThan": {"s3:TlsVersion": "1.2"}},
    }.items():
        assert found[sid] == {
            "Sid": sid,
            "Effect": "Deny",
            "Principal": {"AWS": ["*"]},
            "Action": ["s3:*"],
            "Resource": [arn, f"{arn}/*"],
            "Condition": condition,
        }
    assert [sid for sid, one in found.items() if one["Effect"] == "Allow"] == []


def test_an_upload_under_another_key_is_denied_and_one_that_names_none_is_not() -> None:
    named = "s3:x-amz-server-side-encryption-aws-kms-key-id"
    denied = statements(built("backups"), "store")["DenyOtherKeys"]
    assert denied["Condition"] == {
        "Null": {named: "false"},
        "StringNotEquals": {named: "arn:backups-key"},
    }
    assert (denied["Effect"], denied["Action"]) == ("Deny", ["s3:PutObject"])
    assert "DenyOtherKeys" not in statements(built("frontend"), "store")


def test_statements_of_others_are_added_and_may_hold_outputs() -> None:
    reader = Statement(
        sid="DistributionReads",
        principals={"Service": ["cloudfront.amazonaws.com"]},
        actions=["s3:GetObject"],
        resources=["arn:aws:s3:::anything/*"],
        conditions={"StringEquals": {"aws:SourceArn": pulumi.Output.from_input("arn:distribution")}},
    )
    found = statements(built("frontend", statements=[reader]), "store")
    assert found["DistributionReads"]["Condition"] == {"StringEquals": {"aws:SourceArn": "arn:distribution"}}


def test_the_policy_waits_for_the_block_and_access_logging_for_the_logs_policy() -> None:
    recording = built("artifacts")
    policy = the(recording, aws.s3.BucketPolicy, "policy")
    assert recording.depends_on(policy, aws.s3.BucketPublicAccessBlock) == {"store-public-access-block"}
    logging = the(recording, aws.s3.BucketLogging, "logging")
    assert recording.depends_on(logging, aws.s3.BucketPolicy) == {"logs-policy"}
    assert logging.inputs == {
        "region": "us-east-1",
        "bucket": f"production-artifacts-{ACCOUNT}-us-east-1",
        "targetBucket": f"production-logs-{ACCOUNT}-us-east-1",
        "targetPrefix": f"s3/production-artifacts-{ACCOUNT}-us-east-1/",
        "targetObjectKeyFormat": {"partitionedPrefix": {"partitionDateSource": "EventTime"}},
    }


def test_logs_do_not_log_to_themselves() -> None:
    assert built("logs").of(aws.s3.BucketLogging) == []


@pytest.mark.parametrize(
    ("data_class", "protected", "mode"),
    [
        ("backups", True, "GOVERNANCE"),
        ("audit", True, "COMPLIANCE"),
        ("backups", False, "GOVERNANCE"),
        ("audit", False, "GOVERNANCE"),
    ],
)
def test_who_may_undo_a_lock(data_class: DataClass, protected: bool, mode: str) -> None:
    recording = built(data_class, protected=protected)
    lock = the(recording, aws.s3.BucketObjectLockConfiguration, "lock")
    days = SPECS[data_class].lock_days
    assert lock.inputs["rule"] == {"defaultRetention": {"mode": mode, "days": days}}
    assert recording.depends_on(lock, aws.s3.BucketVersioning) == {"store-versioning"}


def test_without_days_there_is_no_lock_and_the_bucket_is_born_without() -> None:
    recording = built("backups", spec=StoreSpec())
    assert recording.of(aws.s3.BucketObjectLockConfiguration) == []
    assert the(recording, aws.s3.Bucket, "bucket").inputs["objectLockEnabled"] is False


def test_what_is_not_protected_can_be_emptied_and_destroyed() -> None:
    bucket = the(built("artifacts", protected=False), aws.s3.Bucket, "bucket")
    assert bucket.inputs["forceDestroy"] is True
    assert not bucket.protect


def test_a_name_of_ones_own_is_taken_everywhere() -> None:
    recording = built("artifacts", spec=StoreSpec(name="company-artifacts"))
    assert the(recording, aws.s3.Bucket, "bucket").inputs["bucket"] == "company-artifacts"
    assert statements(recording, "store")["DenyPlaintext"]["Resource"] == [
        "arn:aws:s3:::company-artifacts",
        "arn:aws:s3:::company-artifacts/*",
    ]


def test_its_outputs_and_what_is_known_before_them() -> None:
    made: list[ObjectStore] = []

    def program() -> None:
        made.append(ObjectStore("logs", an_args("logs")))

    recording = record(program, answers=ANSWERS)
    name = f"production-logs-{ACCOUNT}-us-east-1"
    assert recording.only(ObjectStore).published == {
        "bucket": name,
        "arn": f"arn:aws:s3:::{name}",
        "regional_domain_name": f"{name}.s3.us-east-1.amazonaws.com",
    }
    assert (made[0].bucket_name, made[0].bucket_arn) == (name, f"arn:aws:s3:::{name}")


def test_two_live_in_one_stack() -> None:
    def program() -> None:
        logs = ObjectStore("logs", an_args("logs"))
        for data_class in ("audit", "backups"):
            ObjectStore(data_class, replace(an_args(data_class), logs=logs))

    assert record(program, answers=ANSWERS).counts()["platform:data:ObjectStore"] == 3


@pytest.mark.parametrize(
    ("data_class", "changes", "sentence"),
    [
        ("backups", {"key_arn": None}, "backups are encrypted with a key of the platform: pass its key_arn"),
        ("logs", {"key_arn": "arn:key"}, "logs are encrypted with S3's own keys"),
        ("logs", {"spec": StoreSpec(lock_days=1)}, "lock_days locks the objects of a bucket of logs"),
        ("frontend", {"spec": StoreSpec(retention_days=30)}, "would delete objects of frontend"),
        (
            "backups",
            {"spec": StoreSpec(retention_days=10, lock_days=30)},
            "objects would expire while they are locked",
        ),
        (
            "logs",
            {"placement": EAST.model_copy(update={"region": "us-east-1" * 6})},
            "has 83 characters and S3 takes 3 to 63",
        ),
    ],
)
def test_contradictions_are_refused(data_class: DataClass, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        built(data_class, **changes)


def test_only_the_logs_have_no_logs() -> None:
    def program() -> None:
        ObjectStore("store", an_args("artifacts"))

    with pytest.raises(ValueError, match="pass logs to every other class"):
        record(program)
