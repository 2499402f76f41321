"""What backups on a cluster may do in AWS: their own folders, and snapshots by their tags."""

import fnmatch
from typing import Any

import pulumi_aws as aws
from pulumi import Output

from components.foundation.placement import AwsPlacement
from components.kubernetes.identity_policies.database_dumps import database_dumps
from components.kubernetes.identity_policies.velero import velero
from components.kubernetes.workload_identity import Grants, WorkloadIdentity
from tests.components.kubernetes.clusters import ACCOUNT, recorded, statements
from tests.components.kubernetes.test_workload_identity import identity_args

EAST = AwsPlacement(account_id=ACCOUNT, region="us-east-1")
BUCKET = "arn:aws:s3:::backups"


def policies(grants: Grants) -> dict[str, dict[str, Any]]:
    recording = recorded(
        lambda: Output.from_input({"role": WorkloadIdentity("one", identity_args(grants=grants)).role_name})
    )
    return {
        entry.inputs["name"]: statements(entry.inputs["policy"]) for entry in recording.of(aws.iam.RolePolicy)
    }


def of_velero(*read: str) -> dict[str, dict[str, Any]]:
    return policies(
        velero(
            placement=EAST,
            bucket_arn=BUCKET,
            prefix="main",
            read_prefixes=read,
            bucket_key_arn="arn:bucket-key",
            ebs_key_arn="arn:ebs-key",
        )
    )


def may(found: dict[str, dict[str, Any]], action: str, resource: str) -> bool:
    return any(
        action in statement["Action"]
        and any(fnmatch.fnmatchcase(resource, one) for one in statement["Resource"])
        for statement in found.values()
    )


def test_velero_writes_its_own_folder_and_reads_the_others() -> None:
    found = of_velero("other")["keep-backups"]
    assert may(found, "s3:PutObject", f"{BUCKET}/main/backups/one")
    assert may(found, "s3:DeleteObject", f"{BUCKET}/main/backups/one")
    assert may(found, "s3:GetObject", f"{BUCKET}/other/backups/one")
    assert may(found, "s3:PutObject", f"{BUCKET}/other/restores/one/log")
    assert not may(found, "s3:PutObject", f"{BUCKET}/other/backups/one")
    assert not may(found, "s3:DeleteObject", f"{BUCKET}/other/restores/one/log")
    assert not may(found, "s3:GetObject", f"{BUCKET}/postgresql/one")
    assert not may(found, "s3:GetObject", f"{BUCKET}/mainframe/one")
    everything = [action for statement in found.values() for action in statement["Action"]]
    assert not {"s3:DeleteObjectVersion", "s3:BypassGovernanceRetention", "s3:*"} & set(everything)
    assert found["ListFolders"]["Condition"] == {"StringLikeIfExists": {"s3:prefix": ["main/*", "other/*"]}}


def test_velero_uses_keys_through_s3_alone() -> None:
    found = of_velero()["keep-backups"]
    assert "LogRestores" not in found
    assert found["UseKeyOfBucket"] == {
        "Sid": "UseKeyOfBucket",
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": ["arn:bucket-key"],
        "Condition": {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
    }


def test_velero_snapshots_volumes_of_the_driver_and_deletes_its_own_snapshots() -> None:
    found = of_velero()["snapshot-volumes"]
    conditions = {sid: statement.get("Condition") for sid, statement in found.items()}
    made = {"StringLike": {"aws:RequestTag/velero.io/backup": "*"}}
    assert conditions["SnapshotVolumes"] == {
        "StringEquals": {"aws:ResourceTag/ebs.csi.aws.com/cluster": "true"}
    }
    assert conditions["UseOwnSnapshots"] == {"StringLike": {"aws:ResourceTag/velero.io/backup": "*"}}
    assert (conditions["MakeSnapshots"], conditions["RestoreVolumes"]) == (made, made)
    assert found["UseOwnSnapshots"]["Resource"] == ["arn:aws:ec2:us-east-1::snapshot/*"]
    assert all(statement.get("Condition") for sid, statement in found.items() if sid != "UseKey")


def test_the_upload_writes_dumps_and_reads_none() -> None:
    found = policies(
        database_dumps(placement=EAST, bucket_arn=BUCKET, folder="postgresql", key_arn="arn:key")
    )["write-dumps"]
    assert may(found, "s3:PutObject", f"{BUCKET}/postgresql/one")
    assert not may(found, "s3:PutObject", f"{BUCKET}/main/one")
    actions = {action for statement in found.values() for action in statement["Action"]}
    assert actions == {
        "s3:AbortMultipartUpload",
        "s3:ListBucket",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
        "kms:Decrypt",
        "kms:GenerateDataKey",
    }
    assert found["SeeDumps"]["Condition"] == {"StringLike": {"s3:prefix": ["postgresql/*"]}}
