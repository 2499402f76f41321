"""The cluster autoscaler: the size of this cluster's own groups, and nobody else's."""

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.kubernetes.workload_identity import Grants

ENABLED_TAG = "k8s.io/cluster-autoscaler/enabled"


def owned_tag(cluster_name: str) -> str:
    """Return the key of the tag that marks a group as this cluster's to resize."""
    return f"k8s.io/cluster-autoscaler/{cluster_name}"


def cluster_autoscaler(*, placement: AwsPlacement, cluster_name: str) -> Grants:
    """Return what the autoscaler needs: it may look at all groups, and resize those that carry its two tags."""
    groups = placement.arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/*")
    look = Statement(
        sid="LookAtGroups",
        actions=[
            "autoscaling:DescribeAutoScalingGroups",
            "autoscaling:DescribeAutoScalingInstances",
            "autoscaling:DescribeLaunchConfigurations",
            "autoscaling:DescribeScalingActivities",
            "autoscaling:DescribeTags",
            "ec2:DescribeImages",
            "ec2:DescribeInstanceTypes",
            "ec2:DescribeLaunchTemplateVersions",
        ],
        resources=["*"],
    )
    compare = Statement(
        sid="CompareNodeGroups",
        actions=["eks:DescribeNodegroup"],
        resources=[placement.arn("eks", f"nodegroup/{cluster_name}/*")],
    )
    resize = Statement(
        sid="ResizeOwnGroups",
        actions=["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
        resources=[groups],
        conditions={
            "StringEquals": {
                f"aws:ResourceTag/{ENABLED_TAG}": "true",
                f"aws:ResourceTag/{owned_tag(cluster_name)}": "owned",
            }
        },
    )
    return Grants(inline={"resize-groups": identity_policy(look, compare, resize)})
