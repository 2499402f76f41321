"""Log groups that AWS services write to, made before the service would make them: encrypted, and not for ever."""

import pulumi_aws as aws

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.log_retention import PRODUCTION_LOG_DAYS, LogDays
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire


def log_group(
    owner: Component,
    name: str,
    *,
    path: str,
    days: LogDays,
    key_arn: Wire[str],
    placement: AwsPlacement,
    labels: Labels,
) -> aws.cloudwatch.LogGroup:
    """Register the log group at ``path``, where the service is going to look for it."""
    return aws.cloudwatch.LogGroup(
        name,
        region=placement.region,
        name=path,
        kms_key_id=key_arn,
        retention_in_days=days,
        tags=labels.aws(name),
        opts=owner.child(),
    )


def log_stream(
    owner: Component, name: str, group: aws.cloudwatch.LogGroup, *, stream: str, placement: AwsPlacement
) -> aws.cloudwatch.LogStream:
    """Register a stream of a group, for a service that writes to one by its name and makes none itself."""
    return aws.cloudwatch.LogStream(
        name, region=placement.region, name=stream, log_group_name=group.name, opts=owner.child()
    )


def retention_faults(days: LogDays) -> list[str]:
    """Return why production may not keep logs for so short a time, with the way out."""
    if days >= PRODUCTION_LOG_DAYS:
        return []
    return [
        f"log_days is {days}: an incident could not be traced back; set it to {PRODUCTION_LOG_DAYS} or more"
    ]
