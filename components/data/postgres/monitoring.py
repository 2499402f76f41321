"""The role with which RDS reports on the machine below PostgreSQL."""

import pulumi_aws as aws

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.names import bounded
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import on_behalf_of, service_trust

INTERVAL_SECONDS = 60
ROLE_NAME_LIMIT = 64


def monitoring_role(
    owner: Component, name: str, *, identifier: str, placement: AwsPlacement, labels: Labels
) -> tuple[aws.iam.Role, aws.iam.RolePolicyAttachment]:
    """Register the role with which RDS publishes enhanced monitoring, and its permissions.

    It trusts RDS on behalf of this account's instances of that name and their replicas alone.
    """
    physical = bounded(f"{identifier}-monitoring", ROLE_NAME_LIMIT)
    trust = service_trust(
        "monitoring.rds.amazonaws.com", on_behalf_of(placement, placement.arn("rds", f"db:{identifier}*"))
    )
    role = aws.iam.Role(
        f"{name}-monitoring",
        name=physical,
        description=f"Enhanced monitoring of {identifier}",
        assume_role_policy=trust,
        max_session_duration=3600,
        tags=labels.aws(physical),
        opts=owner.child(),
    )
    permissions = aws.iam.RolePolicyAttachment(
        f"{name}-monitoring-permissions",
        role=role.name,
        policy_arn=placement.managed_policy("service-role/AmazonRDSEnhancedMonitoringRole"),
        opts=owner.child(),
    )
    return role, permissions
