"""The record of every connection in a VPC, accepted or refused."""

import pulumi_aws as aws

from components.foundation.policy_documents import Statement, identity_policy, on_behalf_of, service_trust
from components.foundation.spec import Wire
from components.networking.site import Site

INTERVAL_SECONDS = 60
"""The shorter of the two windows that AWS offers: an intrusion is seen after one minute, not ten."""


def flow_logs(site: Site, logs_key_arn: Wire[str], days: int) -> aws.ec2.FlowLog:
    """Record all traffic of the VPC in an encrypted log group of its own.

    :param days: how long the record is kept.
    """
    group = aws.cloudwatch.LogGroup(
        f"{site.name}-flow-logs",
        region=site.region,
        name=f"/aws/vpc/flow-logs/{site.name}",
        kms_key_id=logs_key_arn,
        retention_in_days=days,
        tags=site.tags("flow-logs"),
        opts=site.owner.child(),
    )
    role, writing = _writer(site, group)
    return aws.ec2.FlowLog(
        f"{site.name}-flow-logs",
        region=site.region,
        vpc_id=site.vpc.id,
        traffic_type="ALL",
        max_aggregation_interval=INTERVAL_SECONDS,
        log_destination_type="cloud-watch-logs",
        log_destination=group.arn,
        iam_role_arn=role.arn,
        tags=site.tags("flow-logs"),
        # Without its permission the first delivery fails, and AWS shows that nowhere but in the log's status.
        opts=site.owner.child(depends_on=[writing]),
    )


def _writer(site: Site, group: aws.cloudwatch.LogGroup) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
    role = aws.iam.Role(
        f"{site.name}-flow-logs",
        description=f"Writes the flow logs of {site.name}",
        assume_role_policy=service_trust(
            "vpc-flow-logs.amazonaws.com",
            on_behalf_of(site.placement, site.placement.arn("ec2", "vpc-flow-log/*")),
        ),
        max_session_duration=3600,
        tags=site.tags("flow-logs"),
        opts=site.owner.child(),
    )
    writing = aws.iam.RolePolicy(
        f"{site.name}-flow-logs",
        role=role.id,
        policy=identity_policy(
            Statement(
                sid="WriteStreams",
                actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                resources=[group.arn.apply(lambda arn: f"{arn}:*")],
            ),
            Statement(
                sid="FindGroup",
                actions=["logs:DescribeLogGroups"],
                resources=[site.placement.arn("logs", "log-group:*")],
            ),
        ),
        opts=site.owner.child(),
    )
    return role, writing
