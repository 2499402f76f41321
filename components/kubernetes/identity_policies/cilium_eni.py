"""Cilium's operator where Cilium is the network: interfaces and addresses of the nodes."""

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.kubernetes.workload_identity import Grants

MADE_BY_CILIUM = "io.cilium/cilium-managed"
"""The tag that the operator gives every interface that it makes."""


def cilium_eni(*, placement: AwsPlacement) -> Grants:
    """Return what the operator needs: interfaces for the nodes, and the end of those that it made itself.

    Source: Cilium documentation, "AWS ENI", required privileges.
    """
    interfaces = placement.arn("ec2", "network-interface/*")
    look = Statement(
        sid="LookAtNetworks",
        actions=[
            "ec2:DescribeInstances",
            "ec2:DescribeInstanceTypes",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeRouteTables",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeTags",
            "ec2:DescribeVpcs",
        ],
        resources=["*"],
    )
    make = Statement(
        sid="MakeInterfaces",
        actions=["ec2:CreateNetworkInterface"],
        resources=[
            interfaces,
            placement.arn("ec2", "security-group/*"),
            placement.arn("ec2", "subnet/*"),
        ],
    )
    give = Statement(
        sid="GiveThemToNodes",
        actions=[
            "ec2:AssignPrivateIpAddresses",
            "ec2:AttachNetworkInterface",
            "ec2:ModifyNetworkInterfaceAttribute",
            "ec2:UnassignPrivateIpAddresses",
        ],
        resources=[placement.arn("ec2", "instance/*"), interfaces],
    )
    tag = Statement(sid="TagInterfaces", actions=["ec2:CreateTags"], resources=[interfaces])
    clean = Statement(
        sid="DeleteOwnInterfaces",
        actions=["ec2:DeleteNetworkInterface"],
        resources=[interfaces],
        conditions={"StringEquals": {f"aws:ResourceTag/{MADE_BY_CILIUM}": "true"}},
    )
    return Grants(inline={"network-interfaces": identity_policy(look, make, give, tag, clean)})
