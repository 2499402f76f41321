"""The AWS Load Balancer Controller: pods in target groups that exist, or load balancers of its own making too."""

from collections.abc import Sequence

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire
from components.kubernetes.workload_identity import Grants

OWNER_TAG = "elbv2.k8s.aws/cluster"
"""The tag that the controller gives whatever it makes, with its cluster's name."""


def target_groups(groups: Sequence[Wire[str]]) -> Grants:
    """Return what binding pods to target groups needs: to see networks, and to fill those groups and no others.

    :param groups: ARNs of target groups.

    Source: AWS Load Balancer Controller, installation guide, ``iam_policy.json``, the part for TargetGroupBindings.
    """
    fill = Statement(
        sid="FillTargetGroups",
        actions=["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
        resources=groups,
    )
    return Grants(inline={"fill-target-groups": identity_policy(_look(), fill)})


def load_balancers(groups: Sequence[Wire[str]], *, placement: AwsPlacement, cluster_name: str) -> Grants:
    """Return what making load balancers needs beside that: what carries the cluster's tag is its own.

    Source: as above, narrowed from any cluster's tag to this one's.
    """
    balancing = [placement.arn("elasticloadbalancing", f"{kind}/*") for kind in _KINDS]
    walls = placement.arn("ec2", "security-group/*")
    make = Statement(
        sid="MakeLoadBalancers",
        actions=[
            "elasticloadbalancing:AddTags",
            "elasticloadbalancing:CreateListener",
            "elasticloadbalancing:CreateLoadBalancer",
            "elasticloadbalancing:CreateRule",
            "elasticloadbalancing:CreateTargetGroup",
        ],
        resources=balancing,
        conditions={"StringEquals": {f"aws:RequestTag/{OWNER_TAG}": cluster_name}},
    )
    keep = Statement(
        sid="KeepOwnLoadBalancers",
        actions=[
            "elasticloadbalancing:AddListenerCertificates",
            "elasticloadbalancing:AddTags",
            "elasticloadbalancing:DeleteListener",
            "elasticloadbalancing:DeleteLoadBalancer",
            "elasticloadbalancing:DeleteRule",
            "elasticloadbalancing:DeleteTargetGroup",
            "elasticloadbalancing:DeregisterTargets",
            "elasticloadbalancing:Modify*",
            "elasticloadbalancing:RegisterTargets",
            "elasticloadbalancing:RemoveListenerCertificates",
            "elasticloadbalancing:RemoveTags",
            "elasticloadbalancing:SetIpAddressType",
            "elasticloadbalancing:SetSecurityGroups",
            "elasticloadbalancing:SetSubnets",
        ],
        resources=balancing,
        conditions={"StringEquals": {f"aws:ResourceTag/{OWNER_TAG}": cluster_name}},
    )
    wall = Statement(
        sid="MakeSecurityGroups",
        actions=["ec2:CreateSecurityGroup"],
        resources=[walls, placement.arn("ec2", "vpc/*")],
    )
    mark = Statement(
        sid="TagNewSecurityGroups",
        actions=["ec2:CreateTags"],
        resources=[walls],
        conditions={"StringEquals": {"ec2:CreateAction": "CreateSecurityGroup"}},
    )
    open_ = Statement(
        sid="KeepOwnSecurityGroups",
        actions=[
            "ec2:AuthorizeSecurityGroupIngress",
            "ec2:DeleteSecurityGroup",
            "ec2:DeleteTags",
            "ec2:RevokeSecurityGroupIngress",
        ],
        resources=[walls],
        conditions={"StringEquals": {f"aws:ResourceTag/{OWNER_TAG}": cluster_name}},
    )
    made = identity_policy(make, keep, wall, mark, open_)
    return Grants(inline={**target_groups(groups).inline, "make-load-balancers": made})


_KINDS = ("loadbalancer", "listener", "listener-rule", "targetgroup")


def _look() -> Statement:
    return Statement(
        sid="LookAtNetworks",
        actions=[
            "ec2:DescribeAvailabilityZones",
            "ec2:DescribeInstances",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcs",
            "elasticloadbalancing:DescribeListenerAttributes",
            "elasticloadbalancing:DescribeListenerCertificates",
            "elasticloadbalancing:DescribeListeners",
            "elasticloadbalancing:DescribeLoadBalancerAttributes",
            "elasticloadbalancing:DescribeLoadBalancers",
            "elasticloadbalancing:DescribeRules",
            "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:DescribeTargetGroupAttributes",
            "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetHealth",
        ],
        resources=["*"],
    )
