"""Velero: its own folder of the bucket of backups, others' to read from, and snapshots of the cluster's volumes."""

from collections.abc import Sequence
from typing import Final

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire
from components.kubernetes.identity_policies.volume_key import volume_key
from components.kubernetes.workload_identity import Grants

DRIVER_TAG: Final = "ebs.csi.aws.com/cluster"
"""What the storage driver tags every volume with that it makes."""

BACKUP_TAG: Final = "velero.io/backup"
"""What Velero tags every snapshot with that it makes (velero-plugin-for-aws, ``getTags``)."""


def velero(
    *,
    placement: AwsPlacement,
    bucket_arn: str,
    prefix: str,
    read_prefixes: Sequence[str],
    bucket_key_arn: Wire[str],
    ebs_key_arn: Wire[str],
) -> Grants:
    """Return what Velero needs, narrower than its published policy: one folder, and volumes and snapshots by their tags.

    Source: velero-plugin-for-aws, "Set permissions for Velero". Versions are not its to delete, so that the lock and the
    previous versions of the bucket hold against it too.

    :param prefix: the cluster's own folder, without a slash at its end.
    :param read_prefixes: folders that other clusters write, from which this one can restore.
    """
    return Grants(
        inline={
            "keep-backups": identity_policy(
                *_bucket(placement, bucket_arn, prefix, read_prefixes, bucket_key_arn)
            ),
            "snapshot-volumes": identity_policy(*_snapshots(placement), *volume_key(ebs_key_arn)),
        }
    )


def _bucket(
    placement: AwsPlacement, bucket_arn: str, prefix: str, read_prefixes: Sequence[str], key_arn: Wire[str]
) -> list[Statement]:
    readable = [prefix, *read_prefixes]
    # Whoever may not list a bucket is told of a missing object that it is forbidden, which Velero takes for a fault: the
    # question for one object names no prefix, and has to be let through.
    listed = {"StringLikeIfExists": {"s3:prefix": [f"{one}/*" for one in readable]}}
    # A restore writes its own log beside the backup, also beside one that another cluster made.
    logs = [f"{bucket_arn}/{one}/restores/*" for one in read_prefixes]
    return [
        Statement(sid="ListFolders", actions=["s3:ListBucket"], resources=[bucket_arn], conditions=listed),
        Statement(sid="FindBucket", actions=["s3:GetBucketLocation"], resources=[bucket_arn]),
        Statement(
            sid="ReadFolders",
            actions=["s3:GetObject"],
            resources=[f"{bucket_arn}/{one}/*" for one in readable],
        ),
        Statement(
            sid="WriteOwnFolder",
            actions=[
                "s3:AbortMultipartUpload",
                "s3:DeleteObject",
                "s3:ListMultipartUploadParts",
                "s3:PutObject",
            ],
            resources=[f"{bucket_arn}/{prefix}/*"],
        ),
        *([Statement(sid="LogRestores", actions=["s3:PutObject"], resources=logs)] if logs else []),
        Statement(
            sid="UseKeyOfBucket",
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=[key_arn],
            conditions={"StringEquals": {"kms:ViaService": f"s3.{placement.region}.{placement.dns_suffix}"}},
        ),
    ]


def _snapshots(placement: AwsPlacement) -> list[Statement]:
    """Let it snapshot what the storage driver made and use up what it made itself.

    Snapshots belong to no account in their ARNs, as EC2 writes them.
    """
    volumes = placement.arn("ec2", "volume/*")
    snapshots = f"arn:{placement.partition}:ec2:{placement.region}::snapshot/*"
    made = {"StringLike": {f"aws:RequestTag/{BACKUP_TAG}": "*"}}
    own = {"StringLike": {f"aws:ResourceTag/{BACKUP_TAG}": "*"}}
    return [
        Statement(
            sid="LookAtVolumes",
            actions=["ec2:DescribeSnapshots", "ec2:DescribeVolumes"],
            resources=["*"],
            conditions={"StringEquals": {"aws:RequestedRegion": placement.region}},
        ),
        Statement(
            sid="SnapshotVolumes",
            actions=["ec2:CreateSnapshot"],
            resources=[volumes],
            conditions={"StringEquals": {f"aws:ResourceTag/{DRIVER_TAG}": "true"}},
        ),
        Statement(
            sid="MakeSnapshots", actions=["ec2:CreateSnapshot"], resources=[snapshots], conditions=made
        ),
        Statement(
            sid="UseOwnSnapshots",
            actions=["ec2:CreateVolume", "ec2:DeleteSnapshot"],
            resources=[snapshots],
            conditions=own,
        ),
        Statement(sid="RestoreVolumes", actions=["ec2:CreateVolume"], resources=[volumes], conditions=made),
        Statement(
            sid="TagWhatIsMade",
            actions=["ec2:CreateTags"],
            resources=[volumes, snapshots],
            conditions={"StringEquals": {"ec2:CreateAction": ["CreateSnapshot", "CreateVolume"]}},
        ),
    ]
