"""Buckets, and what is configured of them by resources of its own."""

from typing import Any, Final

from simulator.clouds.aws import s3_rules
from simulator.clouds.case import Case
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import conflicts, one_of, policy_document
from simulator.values import UNKNOWN

POLICY_LIMIT: Final = 20_480
"""Bytes of a bucket's policy. Source: S3 user guide, bucket policies."""

HOSTED_ZONES: Final = {
    "eu-central-1": "Z21DNDUVLTQW6Q",
    "eu-west-1": "Z1BKCTXD74EZPE",
    "us-east-1": "Z3AQBSTGFJSTF",
    "us-east-2": "Z2O1EMRO9K5GLX",
    "us-west-1": "Z2F56UZL2M1ACD",
    "us-west-2": "Z3BJ6K6RIION7M",
}
"""The zone in which a region's website endpoints are aliases. Source: AWS General Reference, S3 endpoints."""

OWNER_LESS: Final = "{bucket}"


def _zone(case: Case) -> Any:
    region = case.scope.region
    return UNKNOWN if region is UNKNOWN else HOSTED_ZONES.get(str(region), case.text("Z{upper:13}"))


def _identity(case: Case) -> Any:
    """Return the bucket's name, and after a comma the expected owner where one is named."""
    return case.text("{bucket},{expectedBucketOwner}" if case["expectedBucketOwner"] else OWNER_LESS)


KINDS = (
    Kind(
        "aws:s3/bucket:Bucket",
        id=OWNER_LESS,
        autoname=Autoname("bucket", limit=63, lower=True),
        defaults={"forceDestroy": False},
        outputs={
            "arn": "arn:{partition}:s3:::{bucket}",
            "bucketDomainName": "{bucket}.s3.{dns_suffix}",
            "bucketRegion": "{region}",
            "bucketRegionalDomainName": "{bucket}.s3.{region}.{dns_suffix}",
            "hostedZoneId": _zone,
            "objectLockEnabled": False,
            "requestPayer": "BucketOwner",
        },
        refusals=(s3_rules.bucket_name, conflicts("bucket", "bucketPrefix")),
    ),
    Kind(
        "aws:s3/bucketVersioning:BucketVersioning",
        id=_identity,
        refusals=(
            s3_rules.existing_bucket,
            one_of("versioningConfiguration.status", ("Enabled", "Suspended", "Disabled")),
            one_of("versioningConfiguration.mfaDelete", ("Enabled", "Disabled")),
        ),
    ),
    Kind(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        id=_identity,
        refusals=(s3_rules.existing_bucket, s3_rules.encryption),
    ),
    Kind(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        id=OWNER_LESS,
        defaults={
            "blockPublicAcls": False,
            "blockPublicPolicy": False,
            "ignorePublicAcls": False,
            "restrictPublicBuckets": False,
        },
        refusals=(s3_rules.existing_bucket,),
    ),
    Kind(
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        id=OWNER_LESS,
        refusals=(
            s3_rules.existing_bucket,
            one_of("rule.objectOwnership", ("BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced")),
        ),
    ),
    Kind(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        id=_identity,
        outputs={"transitionDefaultMinimumObjectSize": "all_storage_classes_128K"},
        ordered=frozenset({"rules"}),
        refusals=(
            s3_rules.existing_bucket,
            s3_rules.lifecycle,
            one_of(
                "transitionDefaultMinimumObjectSize",
                ("all_storage_classes_128K", "varies_by_storage_class"),
            ),
        ),
    ),
    Kind(
        "aws:s3/bucketLogging:BucketLogging",
        id=_identity,
        refusals=(
            s3_rules.existing_bucket,
            conflicts("targetObjectKeyFormat.partitionedPrefix", "targetObjectKeyFormat.simplePrefix"),
            one_of(
                "targetObjectKeyFormat.partitionedPrefix.partitionDateSource", ("EventTime", "DeliveryTime")
            ),
        ),
    ),
    Kind(
        "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
        id=_identity,
        refusals=(s3_rules.existing_bucket, s3_rules.cors),
    ),
    Kind(
        "aws:s3/bucketPolicy:BucketPolicy",
        id=OWNER_LESS,
        refusals=(s3_rules.existing_bucket, policy_document("policy", POLICY_LIMIT)),
    ),
    Kind(
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
        id=_identity,
        defaults={"objectLockEnabled": "Enabled"},
        secret_outputs=frozenset({"token"}),
        refusals=(s3_rules.existing_bucket, s3_rules.retention),
    ),
    Kind(
        "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
        id=OWNER_LESS,
        secret_outputs=frozenset({"token"}),
        ordered=frozenset({"rules"}),
        refusals=(s3_rules.existing_bucket, s3_rules.replication),
    ),
)
