"""What AWS makes beside every VPC, taken over so that nothing is reachable through it by oversight."""

import pulumi_aws as aws

from components.networking.routing import EVERYWHERE
from components.networking.site import Site


def adopt_defaults(site: Site) -> None:
    """Empty the default security group and route table, and keep the default network ACL open.

    The ACL keeps AWS's own rules, because every subnet here uses it and security groups are what
    separates: an ACL is stateless, so a port that it closed would also be closed to the answers that
    come back to a NAT gateway on that port.
    """
    aws.ec2.DefaultSecurityGroup(
        f"{site.name}-default",
        region=site.region,
        vpc_id=site.vpc.id,
        ingress=[],
        egress=[],
        tags=site.tags("default"),
        opts=site.owner.child(),
    )
    aws.ec2.DefaultRouteTable(
        f"{site.name}-default",
        region=site.region,
        default_route_table_id=site.vpc.default_route_table_id,
        routes=[],
        tags=site.tags("default"),
        opts=site.owner.child(),
    )
    aws.ec2.DefaultNetworkAcl(
        f"{site.name}-default",
        region=site.region,
        default_network_acl_id=site.vpc.default_network_acl_id,
        ingress=[
            aws.ec2.DefaultNetworkAclIngressArgs(
                rule_no=100, action="allow", protocol="-1", cidr_block=EVERYWHERE, from_port=0, to_port=0
            )
        ],
        egress=[
            aws.ec2.DefaultNetworkAclEgressArgs(
                rule_no=100, action="allow", protocol="-1", cidr_block=EVERYWHERE, from_port=0, to_port=0
            )
        ],
        tags=site.tags("default"),
        # AWS puts every subnet without an ACL of its own here; listing them would be a difference forever.
        opts=site.owner.child(ignore_changes=["subnet_ids"]),
    )
