"""The role that AWS Config works with, of which an account has one."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement

SERVICE = "config.amazonaws.com"


def service_role_arn(placement: AwsPlacement) -> str:
    """Return the ARN that the role has in every account, whoever made it."""
    return placement.global_arn("iam", f"role/aws-service-role/{SERVICE}/AWSServiceRoleForConfig")


@dataclass(frozen=True, kw_only=True)
class RecordingRoleArgs:
    """Whose role it is."""

    labels: Labels


class RecordingRole(Component):
    """AWS Config's service-linked role, which Security Hub's control Config.1 asks for. Output: ``arn``."""

    urn_type = "platform:security:RecordingRole"

    arn: Output[str]

    def __init__(self, name: str, args: RecordingRoleArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        role = aws.iam.ServiceLinkedRole(
            f"{name}-role",
            aws_service_name=SERVICE,
            description="AWS Config describes resources and delivers what it saw",
            tags=args.labels.aws(f"{name}-role"),
            opts=self.child(),
        )
        self.arn = role.arn
        self.publish()
