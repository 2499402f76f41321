"""What workflows leave behind in a bucket, for the accounts that write it and the one that shows it."""

from pulumi import Output

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire
from components.kubernetes.workload_identity import Grants

FOLDER = "workflows"


def artifact_writer(
    *, placement: AwsPlacement, bucket_arn: Wire[str], key_arn: Wire[str], folder: str = FOLDER
) -> Grants:
    """Return what a step needs: to write and read below a folder of the bucket, and nothing beside it."""
    return _grants(placement, bucket_arn, key_arn, folder=folder, writes=True)


def artifact_reader(*, placement: AwsPlacement, bucket_arn: Wire[str], key_arn: Wire[str]) -> Grants:
    """Return what the server needs to show logs and results."""
    return _grants(placement, bucket_arn, key_arn, folder=FOLDER, writes=False)


def _grants(
    placement: AwsPlacement, bucket_arn: Wire[str], key_arn: Wire[str], *, folder: str, writes: bool
) -> Grants:
    """Source: Argo Workflows, "Configuring Your Artifact Repository" (S3, IAM roles)."""
    through = {"StringEquals": {"kms:ViaService": f"s3.{placement.region}.{placement.dns_suffix}"}}
    keep = Statement(
        sid="KeepArtifacts" if writes else "ReadArtifacts",
        actions=["s3:GetObject", "s3:PutObject"] if writes else ["s3:GetObject"],
        resources=[Output.format("{0}/{1}/*", bucket_arn, folder)],
    )
    look = Statement(
        sid="FindArtifacts",
        actions=["s3:ListBucket"],
        resources=[bucket_arn],
        conditions={"StringLike": {"s3:prefix": [f"{folder}/*"]}},
    )
    locate = Statement(sid="LocateBucket", actions=["s3:GetBucketLocation"], resources=[bucket_arn])
    unlock = Statement(
        sid="UseKey",
        actions=["kms:Decrypt", "kms:GenerateDataKey"] if writes else ["kms:Decrypt"],
        resources=[key_arn],
        conditions=through,
    )
    return Grants(inline={"workflow-artifacts": identity_policy(keep, look, locate, unlock)})
