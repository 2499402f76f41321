"""What a bucket grants the services that deliver logs to it, each on behalf of this account alone.

Every function returns statements for :class:`~components.data.object_store.store.ObjectStoreArgs.statements`.
``bucket_arn`` is the bucket's; ``prefix`` is the folder that the producer is told to write under.
"""

from collections.abc import Mapping

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Conditions, Statement, on_behalf_of
from components.foundation.spec import Wire

OWNED = {"s3:x-amz-acl": "bucket-owner-full-control"}
"""What CloudTrail, Config and CloudWatch's log delivery say of each object that they write."""

LOAD_BALANCING_ACCOUNTS: Mapping[str, str] = {
    "eu-central-1": "054676820928",
    "eu-west-1": "156460612806",
    "us-east-1": "127311923021",
    "us-east-2": "033677994240",
    "us-west-1": "027434742980",
    "us-west-2": "797873946194",
}
"""Region -> AWS's own account from which load balancers of the older regions write (ELB user guide, access logs)."""


def load_balancer_logs(bucket_arn: str, placement: AwsPlacement, prefix: str) -> tuple[Statement, ...]:
    """Let load balancers of the account and region write their access and connection logs.

    The ARN of the source carries the account, so that nothing else needs to say it.
    """
    return (
        Statement(
            sid="LoadBalancersWriteLogs",
            principals={"Service": ["logdelivery.elasticloadbalancing.amazonaws.com"]},
            actions=["s3:PutObject"],
            resources=[_objects(bucket_arn, placement, prefix)],
            conditions={
                "ArnLike": {"aws:SourceArn": placement.arn("elasticloadbalancing", "loadbalancer/*")}
            },
        ),
    )


def load_balancer_logs_by_account(
    bucket_arn: str, placement: AwsPlacement, prefix: str
) -> tuple[Statement, ...]:
    """Let load balancers write as they did before they had a service principal.

    :raises ValueError: for a region in which they never did.
    """
    account = LOAD_BALANCING_ACCOUNTS.get(placement.region)
    if account is None:
        raise ValueError(
            f"no account of load balancers in {placement.region} is known, and newer regions have none: use "
            "load_balancer_logs"
        )
    return (
        Statement(
            sid="LoadBalancersOfTheRegionWriteLogs",
            principals={"AWS": [f"arn:{placement.partition}:iam::{account}:root"]},
            actions=["s3:PutObject"],
            resources=[_objects(bucket_arn, placement, prefix)],
        ),
    )


def trail_events(bucket_arn: str, placement: AwsPlacement, prefix: str, trail: str) -> tuple[Statement, ...]:
    """Let the trail of this name, and no other, look at the bucket and write its events."""
    source = {"aws:SourceArn": placement.arn("cloudtrail", f"trail/{trail}")}
    return (
        _looks("Trail", "cloudtrail", ["s3:GetBucketAcl"], bucket_arn, {"StringEquals": source}),
        _writes(
            "Trail",
            "cloudtrail",
            _objects(bucket_arn, placement, prefix),
            {"StringEquals": {**OWNED, **source}},
        ),
    )


def configuration_history(bucket_arn: str, placement: AwsPlacement, prefix: str) -> tuple[Statement, ...]:
    """Let AWS Config look at the bucket and write snapshots and histories of this account's resources."""
    source = {"aws:SourceAccount": placement.account_id}
    return (
        _looks(
            "Config", "config", ["s3:GetBucketAcl", "s3:ListBucket"], bucket_arn, {"StringEquals": source}
        ),
        _writes(
            "Config",
            "config",
            f"{_objects(bucket_arn, placement, prefix)[:-1]}Config/*",
            {"StringEquals": {**OWNED, **source}},
        ),
    )


def delivered_logs(
    bucket_arn: str, placement: AwsPlacement, prefix: str, source_arn: Wire[str] | None = None
) -> tuple[Statement, ...]:
    """Let CloudWatch's log delivery write: CloudFront's standard logs (v2), flow logs, resolver query logs.

    :param source_arn: the delivery source; all of the account's, if none is named. CloudFront's stand in us-east-1.
    """
    sources = source_arn or f"arn:{placement.partition}:logs:*:{placement.account_id}:*"
    conditions = on_behalf_of(placement, sources)
    owned = {"StringEquals": {**conditions["StringEquals"], **OWNED}, "ArnLike": conditions["ArnLike"]}
    return (
        _looks("LogDelivery", "delivery.logs", ["s3:GetBucketAcl"], bucket_arn, conditions),
        _writes("LogDelivery", "delivery.logs", _objects(bucket_arn, placement, prefix), owned),
    )


def access_logs(bucket_arn: str, placement: AwsPlacement, prefix: str) -> tuple[Statement, ...]:
    """Let S3 write who reached the account's other buckets of the region."""
    buckets = f"arn:{placement.partition}:s3:::*"
    return (
        _writes("AccessLogs", "logging.s3", f"{bucket_arn}/{prefix}/*", on_behalf_of(placement, buckets)),
    )


def _objects(bucket_arn: str, placement: AwsPlacement, prefix: str) -> str:
    return f"{bucket_arn}/{prefix}/AWSLogs/{placement.account_id}/*"


def _looks(who: str, service: str, actions: list[str], bucket_arn: str, conditions: Conditions) -> Statement:
    return Statement(
        sid=f"{who}LooksAtBucket",
        principals={"Service": [f"{service}.amazonaws.com"]},
        actions=actions,
        resources=[bucket_arn],
        conditions=conditions,
    )


def _writes(who: str, service: str, objects: str, conditions: Conditions) -> Statement:
    return Statement(
        sid=f"{who}Writes",
        principals={"Service": [f"{service}.amazonaws.com"]},
        actions=["s3:PutObject"],
        resources=[objects],
        conditions=conditions,
    )
