"""Karpenter: instances of its own making, in this cluster's subnets, with one role."""

from collections.abc import Sequence
from typing import Any

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire
from components.kubernetes.identity_policies.volume_key import volume_key
from components.kubernetes.workload_identity import Grants

POOL_TAG = "karpenter.sh/nodepool"
DISCOVERY_TAG = "karpenter.sh/discovery"


def karpenter(
    *,
    placement: AwsPlacement,
    cluster_name: str,
    node_role_arn: Wire[str],
    instance_profile_arn: Wire[str],
    queue_arn: Wire[str],
    queue_key_arn: Wire[str] | None,
    ebs_key_arn: Wire[str],
) -> Grants:
    """Return what Karpenter v1 needs.

    It differs from the published example in three ways: it launches into subnets and security groups that
    carry this cluster's discovery tag only, it may pass one role only, and it may not create instance
    profiles, because the profile is made beside it. It adds the use of our key, without which an instance with
    an encrypted disk ends before it starts.
    """
    reach = _Reach(placement, cluster_name)
    queue = [
        Statement(
            sid="ReadInterruptions",
            actions=["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
            resources=[queue_arn],
        )
    ]
    if queue_key_arn is not None:
        queue.append(
            Statement(sid="DecryptInterruptions", actions=["kms:Decrypt"], resources=[queue_key_arn])
        )
    roles = [
        Statement(
            sid="PassNodeRole",
            actions=["iam:PassRole"],
            resources=[node_role_arn],
            conditions={"StringEquals": {"iam:PassedToService": f"ec2.{placement.dns_suffix}"}},
        ),
        Statement(sid="ReadProfile", actions=["iam:GetInstanceProfile"], resources=[instance_profile_arn]),
        Statement(sid="ListProfiles", actions=["iam:ListInstanceProfiles"], resources=["*"]),
    ]
    return Grants(
        inline={
            "launch": identity_policy(*reach.launching()),
            "look": identity_policy(*reach.looking()),
            "nodes": identity_policy(*roles, *queue),
            "volume-key": identity_policy(*volume_key(ebs_key_arn)),
        }
    )


class _Reach:
    """The statements that share a cluster's tags and a region's ARNs."""

    def __init__(self, placement: AwsPlacement, cluster_name: str) -> None:
        self.placement = placement
        self.cluster_name = cluster_name
        self.owned = {f"kubernetes.io/cluster/{cluster_name}": "owned"}

    def launching(self) -> list[Statement]:
        made = self._ec2(
            "fleet", "instance", "volume", "network-interface", "launch-template", "spot-instances-request"
        )
        requested: dict[str, dict[str, Any]] = {
            "StringEquals": {
                **self._tags("Request"),
                "aws:RequestTag/eks:eks-cluster-name": self.cluster_name,
            },
            "StringLike": {f"aws:RequestTag/{POOL_TAG}": "*"},
        }
        created = {"ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"]}
        return [
            Statement(
                sid="LaunchFromImages",
                actions=["ec2:RunInstances", "ec2:CreateFleet"],
                resources=[*self._public("image", "snapshot"), *self._ec2("capacity-reservation")],
            ),
            Statement(
                sid="LaunchIntoOwnNetwork",
                actions=["ec2:RunInstances", "ec2:CreateFleet"],
                resources=self._ec2("security-group", "subnet"),
                conditions={"StringEquals": {f"aws:ResourceTag/{DISCOVERY_TAG}": self.cluster_name}},
            ),
            Statement(
                sid="LaunchFromOwnTemplates",
                actions=["ec2:RunInstances", "ec2:CreateFleet"],
                resources=self._ec2("launch-template"),
                conditions=self._own(),
            ),
            Statement(
                sid="LaunchWithTags",
                actions=["ec2:RunInstances", "ec2:CreateFleet", "ec2:CreateLaunchTemplate"],
                resources=made,
                conditions=requested,
            ),
            Statement(
                sid="TagWhatIsLaunched",
                actions=["ec2:CreateTags"],
                resources=made,
                conditions={**requested, "StringEquals": {**requested["StringEquals"], **created}},
            ),
            self._rename(),
            Statement(
                sid="DeleteOwn",
                actions=["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
                resources=self._ec2("instance", "launch-template"),
                conditions=self._own(),
            ),
        ]

    def looking(self) -> list[Statement]:
        kinds = (
            "AvailabilityZones",
            "CapacityReservations",
            "Images",
            "InstanceStatus",
            "InstanceTypeOfferings",
            "InstanceTypes",
            "Instances",
            "LaunchTemplates",
            "SecurityGroups",
            "SpotPriceHistory",
            "Subnets",
        )
        parameters = f"arn:{self.placement.partition}:ssm:{self.placement.region}::parameter/aws/service/*"
        return [
            Statement(
                sid="LookAtRegion",
                actions=[f"ec2:Describe{kind}" for kind in kinds],
                resources=["*"],
                conditions={"StringEquals": {"aws:RequestedRegion": self.placement.region}},
            ),
            Statement(sid="FindImages", actions=["ssm:GetParameter"], resources=[parameters]),
            Statement(sid="ComparePrices", actions=["pricing:GetProducts"], resources=["*"]),
            Statement(
                sid="FindEndpoint",
                actions=["eks:DescribeCluster"],
                resources=[self.placement.arn("eks", f"cluster/{self.cluster_name}")],
            ),
        ]

    def _rename(self) -> Statement:
        keys = ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"]
        own = self._own()
        return Statement(
            sid="NameOwnInstances",
            actions=["ec2:CreateTags"],
            resources=self._ec2("instance"),
            conditions={
                **own,
                "StringEqualsIfExists": {"aws:RequestTag/eks:eks-cluster-name": self.cluster_name},
                "ForAllValues:StringEquals": {"aws:TagKeys": keys},
            },
        )

    def _own(self) -> dict[str, dict[str, Any]]:
        return {
            "StringEquals": {**self._tags("Resource")},
            "StringLike": {f"aws:ResourceTag/{POOL_TAG}": "*"},
        }

    def _tags(self, side: str) -> dict[str, Any]:
        return {f"aws:{side}Tag/{key}": value for key, value in self.owned.items()}

    def _ec2(self, *kinds: str) -> Sequence[str]:
        return [self.placement.arn("ec2", f"{kind}/*") for kind in kinds]

    def _public(self, *kinds: str) -> Sequence[str]:
        """Return ARNs of images and their snapshots, which belong to Amazon and carry no account."""
        return [f"arn:{self.placement.partition}:ec2:{self.placement.region}::{kind}/*" for kind in kinds]
