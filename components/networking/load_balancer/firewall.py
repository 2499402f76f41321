"""Who reaches a load balancer and whom it reaches: a group for each kind of caller, because a group has few rules."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING, Final

import pulumi_aws as aws
from pulumi import Output

from components.foundation import cloudflare_ranges
from components.foundation.component import Component

if TYPE_CHECKING:
    from components.networking.load_balancer.balancer import LoadBalancerArgs

WEB_PORTS = (80, 443)
HTTPS_ONLY = (443,)

HEALTH_CHECKERS: Final = tuple(
    map(
        IPv4Network,
        (
            "15.177.0.0/18", "54.183.255.128/26", "54.228.16.0/26", "54.232.40.64/26", "54.241.32.64/26",
            "54.243.31.192/26", "54.244.52.192/26", "54.245.168.0/26", "54.248.220.0/26", "54.250.253.192/26",
            "54.251.31.128/26", "54.252.79.128/26", "54.252.254.192/26", "54.255.254.192/26", "107.23.255.0/26",
            "176.34.159.192/26", "177.71.207.128/26",
        ),
    )
)  # fmt: skip
"""Where Route 53 asks from: ip-ranges.amazonaws.com, service ROUTE53_HEALTHCHECKS outside China, as AWS's example of
GetCheckerIpRanges and public copies of 2026 agree on it (compared on 2026-11-25)."""

CLOUDFRONT_LISTS: Final[Mapping[str, str]] = {
    "eu-central-1": "pl-a3a144ca",
    "eu-west-1": "pl-4fa04526",
    "us-east-1": "pl-3b927c52",
    "us-east-2": "pl-b6a144df",
    "us-west-1": "pl-4ea04527",
    "us-west-2": "pl-82a045eb",
}
"""Region -> AWS's own list com.amazonaws.global.cloudfront.origin-facing there, which is the same in every account."""

LIST_ROOM = {"IPv4": 25, "IPv6": 10}
"""Entries that a list has room for; each port opened to it counts as many of the 60 rules of a group (VPC quotas)."""

Ranges = Sequence[IPv4Network] | Sequence[IPv6Network]


def firewall(owner: Component, name: str, args: "LoadBalancerArgs") -> list[Output[str]]:
    """Register the groups and return their ids, that of the way to the nodes first."""
    ids = [_to_nodes(owner, name, args)]
    if args.spec.ingress == "cloudflare":
        group = _group(owner, name, "from-cloudflare", "Cloudflare, which stands in front", args)
        for family, ranges in (("IPv4", cloudflare_ranges.IPV4), ("IPv6", cloudflare_ranges.IPV6)):
            listed = _list(owner, name, f"cloudflare-{family.lower()}", family, ranges, args)
            for port in WEB_PORTS:
                _from_list(
                    owner, f"{name}-from-cloudflare-{family.lower()}-{port}", group, listed, port, args
                )
        checkers = _group(owner, name, "from-checkers", "Route 53 health checkers", args)
        listed = _list(owner, name, "checkers", "IPv4", HEALTH_CHECKERS, args)
        _from_list(owner, f"{name}-from-checkers-443", checkers, listed, 443, args)
        ids += [group.id, checkers.id]
        if args.behind_cloudfront:
            ids.append(_from_cloudfront(owner, name, args))
    else:
        ids.append(_from_world(owner, name, args))
    return ids


def _group(
    owner: Component, name: str, role: str, whom: str, args: "LoadBalancerArgs"
) -> aws.ec2.SecurityGroup:
    # No egress block: AWS's default of letting everything out is then revoked at creation.
    return aws.ec2.SecurityGroup(
        f"{name}-{role}",
        region=args.placement.region,
        vpc_id=args.vpc_id,
        description=f"{name}: {whom}",
        tags=args.labels.aws(f"{name}-{role}"),
        opts=owner.child(),
    )


def _list(
    owner: Component, name: str, role: str, family: str, ranges: Ranges, args: "LoadBalancerArgs"
) -> Output[str]:
    listed = aws.ec2.ManagedPrefixList(
        f"{name}-{role}",
        region=args.placement.region,
        name=f"{args.labels.environment}-{role}",
        address_family=family,
        max_entries=LIST_ROOM[family],
        entries=[{"cidr": str(one), "description": role} for one in ranges],
        tags=args.labels.aws(f"{name}-{role}"),
        opts=owner.child(),
    )
    return listed.id


def _from_list(
    owner: Component,
    name: str,
    group: aws.ec2.SecurityGroup,
    listed: Output[str] | str,
    port: int,
    args: "LoadBalancerArgs",
) -> None:
    aws.vpc.SecurityGroupIngressRule(
        name,
        region=args.placement.region,
        security_group_id=group.id,
        prefix_list_id=listed,
        description=f"The edge to port {port}",
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        tags=args.labels.aws(name),
        opts=owner.child(),
    )


def _from_cloudfront(owner: Component, name: str, args: "LoadBalancerArgs") -> Output[str]:
    listed = CLOUDFRONT_LISTS.get(args.placement.region)
    if listed is None:
        raise ValueError(
            f"load balancer {name}: CloudFront's list of addresses in {args.placement.region} is not recorded, so it could "
            "not be let in: add its id to CLOUDFRONT_LISTS, or take the API out of the CDN"
        )
    group = _group(owner, name, "from-cloudfront", "CloudFront, for the API of the frontend", args)
    _from_list(owner, f"{name}-from-cloudfront-443", group, listed, 443, args)
    return group.id


def _from_world(owner: Component, name: str, args: "LoadBalancerArgs") -> Output[str]:
    group = _group(owner, name, "from-world", "everybody", args)
    for port in WEB_PORTS:
        aws.vpc.SecurityGroupIngressRule(
            f"{name}-from-world-{port}",
            region=args.placement.region,
            security_group_id=group.id,
            cidr_ipv4="0.0.0.0/0",
            description=f"Everybody to port {port}",
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            tags=args.labels.aws(f"{name}-from-world-{port}"),
            opts=owner.child(),
        )
    return group.id


def _to_nodes(owner: Component, name: str, args: "LoadBalancerArgs") -> Output[str]:
    group = _group(owner, name, "to-nodes", "the way to the pods", args)
    _between(owner, name, group, args)
    return group.id


def _between(owner: Component, name: str, group: aws.ec2.SecurityGroup, args: "LoadBalancerArgs") -> None:
    """Open both sides of the way to the pods alike: one that is open alone looks right and lets nothing through."""
    nodes = args.node_security_group_id
    out: type[aws.vpc.SecurityGroupEgressRule] = aws.vpc.SecurityGroupEgressRule
    into: type[aws.vpc.SecurityGroupIngressRule] = aws.vpc.SecurityGroupIngressRule
    for role, side, whose, other, towards in (
        ("to-nodes", out, group.id, nodes, "to the pods"),
        ("into-nodes", into, nodes, group.id, "from the load balancer"),
    ):
        side(
            f"{name}-{role}",
            region=args.placement.region,
            security_group_id=whose,
            referenced_security_group_id=other,
            description=f"Requests and health checks {towards}",
            ip_protocol="tcp",
            from_port=args.spec.target_port,
            to_port=args.spec.target_port,
            tags=args.labels.aws(f"{name}-{role}"),
            opts=owner.child(),
        )
