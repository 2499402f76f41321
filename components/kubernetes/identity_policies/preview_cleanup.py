"""Whoever removes old previews: databases that are tagged as one, and buckets that are called like one."""

from typing import Final

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.kubernetes.workload_identity import Grants

TAG: Final = "preview"
PREFIX: Final = "preview-"


def preview_cleanup(*, placement: AwsPlacement) -> Grants:
    """Return what the clean-up needs: by name and by tag where the service knows tags, by name where it does not.

    RDS judges the tags of an instance (``aws:ResourceTag``); S3 does so only for buckets that opted in (S3 user guide,
    attribute-based access control), so that for buckets it is the name, and the script looks at the tag.
    """
    databases = placement.arn("rds", f"db:{PREFIX}*")
    bucket = f"arn:{placement.partition}:s3:::{PREFIX}*"
    look = Statement(
        sid="LookAtDatabases",
        actions=["rds:DescribeDBInstances", "rds:ListTagsForResource"],
        resources=[placement.arn("rds", "db:*")],
    )
    names = Statement(
        sid="ListBuckets",
        actions=["s3:ListAllMyBuckets"],
        resources=["*"],
        conditions={"StringEquals": {"aws:PrincipalAccount": placement.account_id}},
    )
    delete = Statement(
        sid="DeleteDatabases",
        actions=["rds:DeleteDBInstance", "rds:DeleteDBInstanceAutomatedBackup"],
        resources=[databases],
        conditions={"StringEquals": {f"aws:ResourceTag/{TAG}": "true"}},
    )
    empty = Statement(
        sid="EmptyBuckets",
        actions=["s3:DeleteObject", "s3:DeleteObjectVersion"],
        resources=[f"{bucket}/*"],
        conditions={"StringEquals": {"s3:ResourceAccount": placement.account_id}},
    )
    drop = Statement(
        sid="DeleteBuckets",
        actions=["s3:DeleteBucket", "s3:GetBucketTagging", "s3:ListBucket", "s3:ListBucketVersions"],
        resources=[bucket],
        conditions={"StringEquals": {"s3:ResourceAccount": placement.account_id}},
    )
    return Grants(inline={"remove-previews": identity_policy(look, names, delete, empty, drop)})
