"""The role that a cluster's nodes act with: join, pull images, be reached without a key pair."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.names import bounded
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import service_trust

NODE_POLICIES = (
    "AmazonEKSWorkerNodePolicy",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonSSMManagedInstanceCore",
)
CNI_POLICY = "AmazonEKS_CNI_Policy"


@dataclass(frozen=True, kw_only=True)
class NodeRoleArgs:
    """Whose nodes act with the role; ``purpose`` tells apart those of node groups and of Karpenter."""

    cluster_name: str
    purpose: str
    placement: AwsPlacement
    labels: Labels
    with_cni_policy: bool


class NodeRole(Component):
    """A role for EC2 with what a node needs and nothing that its pods should have.

    The network plugin has an identity of its own, so the node carries no rights over networks unless told to.
    Operators enter through Session Manager; there is no SSH anywhere.
    """

    urn_type = "platform:kubernetes:NodeRole"

    arn: Output[str]
    role_name: Output[str]

    def __init__(self, name: str, args: NodeRoleArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        role_name = bounded(f"{args.cluster_name}-{args.purpose}", 64)
        role = aws.iam.Role(
            f"{name}-role",
            name=role_name,
            description=f"Nodes of {args.cluster_name}",
            assume_role_policy=service_trust(f"ec2.{args.placement.dns_suffix}"),
            max_session_duration=3600,
            tags=args.labels.aws(role_name),
            opts=self.child(),
        )
        policies = (*NODE_POLICIES, CNI_POLICY) if args.with_cni_policy else NODE_POLICIES
        # A node that boots before its policies are attached fails to join, so groups wait for these.
        self.granted: list[Resource] = [
            aws.iam.RolePolicyAttachment(
                f"{name}-{policy}",
                role=role.name,
                policy_arn=args.placement.managed_policy(policy),
                opts=self.child(),
            )
            for policy in policies
        ]
        self.arn = role.arn
        self.role_name = role.name
        self.publish()
