"""The machine that is the gateway: its rights, its template and the group that replaces it."""

import base64
from dataclasses import dataclass
from typing import Final

import pulumi_aws as aws
from pulumi import Output, Resource

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy, service_trust
from components.foundation.spec import Wire

IMAGE: Final = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
"""The newest Amazon Linux 2023, which EC2 looks up whenever it starts a machine."""

HOOK: Final = "tunnel-is-up"
HOOK_SECONDS: Final = 900
"""How long a machine may take until its tunnel is up; then the group starts another."""

LIFETIME_SECONDS: Final = 30 * 24 * 3600
"""After a month a machine gives way to one with the month's fixes."""

DISK_GIB: Final = 8

ROLE_TAG: Final = "vpn-gateway"
"""The tag by which the machine's role knows its own machine."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What the gateway's machine is made with.

    ``physical`` names it in AWS. ``user_data`` is its boot script.
    """

    owner: Component
    name: str
    physical: str
    placement: AwsPlacement
    labels: Labels
    instance_type: str
    subnet_id: Wire[str]
    security_group_id: Wire[str]
    interface_arn: Wire[str]
    secret_arn: Wire[str]
    secrets_key_arn: Wire[str]
    ebs_key_arn: Wire[str]
    user_data: Output[str]

    def tags(self, role: str) -> dict[str, str]:
        """Return the tags of a part."""
        return self.labels.aws(f"{self.physical}-{role}", **{ROLE_TAG: self.physical})


def machine(made: Machine, after: list[Resource]) -> aws.autoscaling.Group:
    """Register the role, the template and the group of one.

    :param after: what a booting machine needs: the public address, the firewall and the configuration.
    """
    profile, rights = _profile(made)
    template = _template(made, profile)
    return aws.autoscaling.Group(
        f"{made.name}-group",
        region=made.placement.region,
        name=made.physical,
        min_size=1,
        max_size=1,
        desired_capacity=1,
        vpc_zone_identifiers=[made.subnet_id],
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        health_check_type="EC2",
        health_check_grace_period=60,
        max_instance_lifetime=LIFETIME_SECONDS,
        # The public address is one machine's at a time, so that the old one has to go first.
        instance_refresh={"strategy": "Rolling", "preferences": {"min_healthy_percentage": 0}},
        initial_lifecycle_hooks=[
            {
                "name": HOOK,
                "lifecycle_transition": "autoscaling:EC2_INSTANCE_LAUNCHING",
                "heartbeat_timeout": HOOK_SECONDS,
                "default_result": "ABANDON",
            }
        ],
        enabled_metrics=[aws.autoscaling.Metric.GROUP_IN_SERVICE_INSTANCES],
        metrics_granularity="1Minute",
        wait_for_capacity_timeout="20m",
        tags=[
            {"key": key, "value": value, "propagate_at_launch": False}
            for key, value in made.tags("group").items()
        ],
        opts=made.owner.child(depends_on=[*after, *rights]),
    )


def _profile(made: Machine) -> tuple[aws.iam.InstanceProfile, list[Resource]]:
    role = aws.iam.Role(
        f"{made.name}-machine",
        description=f"The gateway {made.physical}: takes its interface, reads its key, says that it is up",
        assume_role_policy=service_trust("ec2.amazonaws.com"),
        max_session_duration=3600,
        tags=made.tags("machine"),
        opts=made.owner.child(),
    )
    rights: list[Resource] = [
        aws.iam.RolePolicy(
            f"{made.name}-machine",
            role=role.id,
            policy=identity_policy(*_statements(made)),
            opts=made.owner.child(),
        ),
        # Session Manager, so that nobody needs SSH.
        aws.iam.RolePolicyAttachment(
            f"{made.name}-sessions",
            role=role.name,
            policy_arn=made.placement.managed_policy("AmazonSSMManagedInstanceCore"),
            opts=made.owner.child(),
        ),
    ]
    profile = aws.iam.InstanceProfile(
        f"{made.name}-machine", role=role.name, tags=made.tags("machine"), opts=made.owner.child()
    )
    return profile, rights


def _statements(made: Machine) -> list[Statement]:
    group = made.placement.arn("autoscaling", f"autoScalingGroup:*:autoScalingGroupName/{made.physical}")
    return [
        Statement(
            sid="TakeTheInterface", actions=["ec2:AttachNetworkInterface"], resources=[made.interface_arn]
        ),
        Statement(
            sid="OntoThisMachineAlone",
            actions=["ec2:AttachNetworkInterface"],
            resources=[made.placement.arn("ec2", "instance/*")],
            conditions={"StringEquals": {f"aws:ResourceTag/{ROLE_TAG}": made.physical}},
        ),
        Statement(sid="ReadTheKey", actions=["secretsmanager:GetSecretValue"], resources=[made.secret_arn]),
        Statement(
            sid="OpenTheKey",
            actions=["kms:Decrypt"],
            resources=[made.secrets_key_arn],
            conditions={
                "StringEquals": {
                    "kms:ViaService": f"secretsmanager.{made.placement.region}.{made.placement.dns_suffix}"
                }
            },
        ),
        Statement(sid="SayThatItIsUp", actions=["autoscaling:CompleteLifecycleAction"], resources=[group]),
    ]


def _template(made: Machine, profile: aws.iam.InstanceProfile) -> aws.ec2.LaunchTemplate:
    return aws.ec2.LaunchTemplate(
        f"{made.name}-template",
        region=made.placement.region,
        description=f"The gateway {made.physical}",
        image_id=IMAGE,
        instance_type=made.instance_type,
        iam_instance_profile={"arn": profile.arn},
        vpc_security_group_ids=[made.security_group_id],
        # Twenty clients do not tire it, and a burst is not worth a bill without end.
        credit_specification={"cpu_credits": "standard"} if made.instance_type.startswith("t") else None,
        block_device_mappings=[
            {
                "device_name": "/dev/xvda",
                "ebs": {
                    "encrypted": "true",
                    "kms_key_id": made.ebs_key_arn,
                    "volume_type": "gp3",
                    "volume_size": DISK_GIB,
                    "delete_on_termination": "true",
                },
            }
        ],
        metadata_options={
            "http_endpoint": "enabled",
            "http_tokens": "required",
            "http_put_response_hop_limit": 1,
            "instance_metadata_tags": "disabled",
        },
        user_data=made.user_data.apply(lambda script: base64.b64encode(script.encode()).decode()),
        update_default_version=True,
        tag_specifications=[
            {"resource_type": kind, "tags": made.tags("machine")}
            for kind in ("instance", "volume", "network-interface")
        ],
        tags=made.tags("template"),
        opts=made.owner.child(),
    )
