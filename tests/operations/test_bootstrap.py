"""`infra bootstrap` against moto as a server: what it makes, that it repeats safely, what it refuses."""

import json
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from operations.bootstrap import bootstrap
from operations.faults import CannotJudge
from operations.state_bucket import Backend
from tests.operations.emulation import ACCOUNT, client, emulated_aws, forget

HOME = Backend(account_id=ACCOUNT, region="us-east-1")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with emulated_aws() as address:
        yield address


@pytest.fixture
def endpoint(server: str) -> str:
    forget(server)
    return server


def run(endpoint: str, backend: Backend = HOME) -> dict[str, str]:
    s3, kms = client("s3", endpoint, backend.region), client("kms", endpoint, backend.region)
    iam = client("iam", endpoint)
    return {step.subject: step.outcome for step in bootstrap(backend, s3, kms, iam)}


def test_the_bucket_is_private_versioned_encrypted_with_the_key_and_speaks_only_tls(endpoint: str) -> None:
    run(endpoint)
    s3, kms = client("s3", endpoint), client("kms", endpoint)
    place = {"Bucket": HOME.bucket}

    block = s3.get_public_access_block(**place)["PublicAccessBlockConfiguration"]
    assert block == dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
    assert s3.get_bucket_versioning(**place)["Status"] == "Enabled"
    rule = s3.get_bucket_encryption(**place)["ServerSideEncryptionConfiguration"]["Rules"][0]
    key = kms.describe_key(KeyId=HOME.alias)["KeyMetadata"]["Arn"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    assert rule["BucketKeyEnabled"] is True
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is True
    statements = json.loads(s3.get_bucket_policy(**place)["Policy"])["Statement"]
    assert {
        (statement["Sid"], statement["Effect"], json.dumps(statement["Condition"]))
        for statement in statements
    } == {
        ("DenyPlainHttp", "Deny", '{"Bool": {"aws:SecureTransport": "false"}}'),
        ("DenyOldTls", "Deny", '{"NumericLessThan": {"s3:TlsVersion": "1.2"}}'),
    }
    (lifecycle,) = s3.get_bucket_lifecycle_configuration(**place)["Rules"]
    assert lifecycle["NoncurrentVersionExpiration"]["NoncurrentDays"] == 90
    ownership = s3.get_bucket_ownership_controls(**place)["OwnershipControls"]["Rules"]
    assert ownership == [{"ObjectOwnership": "BucketOwnerEnforced"}]


def test_the_role_that_launches_nodes_exists_before_a_key_policy_names_it(endpoint: str) -> None:
    run(endpoint)
    role = client("iam", endpoint).get_role(RoleName="AWSServiceRoleForAutoScaling")["Role"]
    assert role["Path"] == "/aws-service-role/autoscaling.amazonaws.com/"


def test_a_second_run_changes_nothing(endpoint: str) -> None:
    first = run(endpoint)
    assert first["key alias/platform-state"] == "made"
    assert first[f"bucket {HOME.bucket}"] == "made"

    assert set(run(endpoint).values()) == {"kept"}
    assert len(client("kms", endpoint).list_keys()["Keys"]) == 1


def test_what_somebody_weakened_is_mended_and_what_they_added_is_kept(endpoint: str) -> None:
    run(endpoint)
    s3 = client("s3", endpoint)
    audit = {
        "Sid": "AuditorsRead",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/audit"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{HOME.bucket}/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [audit]}
    s3.put_bucket_policy(Bucket=HOME.bucket, Policy=json.dumps(policy))
    s3.put_bucket_versioning(Bucket=HOME.bucket, VersioningConfiguration={"Status": "Suspended"})

    outcomes = run(endpoint)

    assert {subject for subject, outcome in outcomes.items() if outcome == "mended"} == {
        "TLS only",
        "versions",
    }
    statements = json.loads(s3.get_bucket_policy(Bucket=HOME.bucket)["Policy"])["Statement"]
    assert [statement["Sid"] for statement in statements] == ["AuditorsRead", "DenyPlainHttp", "DenyOldTls"]
    assert s3.get_bucket_versioning(Bucket=HOME.bucket)["Status"] == "Enabled"


def test_an_interrupted_run_is_continued(endpoint: str) -> None:
    s3, kms = client("s3", endpoint), client("kms", endpoint)
    steps = bootstrap(HOME, s3, kms, client("iam", endpoint))
    assert [next(steps).outcome for _ in range(3)] == ["made", "made", "made"]

    outcomes = run(endpoint)

    assert outcomes[f"bucket {HOME.bucket}"] == "kept"
    assert outcomes["TLS only"] == "made"
    assert len(client("kms", endpoint).list_keys()["Keys"]) == 1


def test_another_region_gets_a_bucket_of_its_own_there(endpoint: str) -> None:
    west = Backend(account_id=ACCOUNT, region="us-west-2")
    run(endpoint, west)
    location = client("s3", endpoint, "us-west-2").get_bucket_location(Bucket=west.bucket)
    assert location["LocationConstraint"] == "us-west-2"


class Forbidding:
    """An S3 that answers as it does for a bucket of somebody else's."""

    def head_bucket(self, **_: str) -> None:
        raise ClientError({"ResponseMetadata": {"HTTPStatusCode": 403}}, "HeadBucket")  # type: ignore[typeddict-item]


def test_a_bucket_of_another_account_is_refused_before_anything_is_written_to_it(endpoint: str) -> None:
    steps = bootstrap(HOME, Forbidding(), client("kms", endpoint), client("iam", endpoint))  # type: ignore[arg-type]
    with pytest.raises(CannotJudge, match=r"belongs to another account.*sign in to the account that owns it"):
        list(steps)


def test_a_refusal_of_aws_is_one_sentence_with_the_way_out(endpoint: str) -> None:
    class Denying:
        def get_paginator(self, _: str) -> None:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "ListAliases")

    with pytest.raises(CannotJudge) as refusal:
        list(bootstrap(HOME, client("s3", endpoint), Denying(), client("iam", endpoint)))  # type: ignore[arg-type]
    assert str(refusal.value) == (
        "ListAliases was refused: AccessDenied, no; use credentials that may administer S3, KMS and IAM, "
        "then run bootstrap again (it continues where it stopped)"
    )
