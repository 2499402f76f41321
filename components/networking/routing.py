"""Which tier reaches what: the internet gateway, NAT by zone, and the tables that say so."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, Resource

from components.foundation.placement import ZoneLetter
from components.networking.network_spec import Nat, NetworkSpec
from components.networking.site import Site
from components.networking.subnets import Subnets, Tier

EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True)
class Routing:
    """The tables of one VPC and the addresses it leaves by.

    ``ready`` is what must stand before a host in a private subnet reaches anything: its own way to a NAT
    gateway, and that gateway's way to the internet.
    """

    public: aws.ec2.RouteTable
    private: dict[ZoneLetter, aws.ec2.RouteTable]
    isolated: aws.ec2.RouteTable
    nat_public_ips: dict[ZoneLetter, Output[str]]
    ready: list[Resource]


def routing(site: Site, spec: NetworkSpec, tiers: Subnets) -> Routing:
    """Route the public tier to the internet, each private zone to its NAT, and the isolated tier nowhere."""
    gateway = aws.ec2.InternetGateway(
        f"{site.name}-internet",
        region=site.region,
        vpc_id=site.vpc.id,
        tags=site.tags("internet"),
        opts=site.owner.child(),
    )
    public = _table(site, "public")
    ready: list[Resource] = [_default_route(site, "public", public, gateway_id=gateway.id)]
    ready += _associate(site, "public", tiers.public, dict.fromkeys(tiers.public, public))

    addresses, nats = _nats(site, _nat_zones(spec), tiers.public, gateway)
    private = {zone: _table(site, f"private-{zone}") for zone in tiers.private}
    ready += [
        _default_route(site, f"private-{zone}", private[zone], nat_gateway_id=nat.id)
        for zone, nat in _nat_of_each_zone(spec.nat, tiers.private, nats).items()
    ]
    ready += _associate(site, "private", tiers.private, private)
    _associate(site, "pods", tiers.pods, private)

    isolated = _table(site, "isolated")
    _associate(site, "isolated", tiers.isolated, dict.fromkeys(tiers.isolated, isolated))
    return Routing(
        public=public, private=private, isolated=isolated, nat_public_ips=addresses, ready=ready
    )  # fmt: skip


def _nat_zones(spec: NetworkSpec) -> list[ZoneLetter]:
    if spec.nat == "per_zone":
        return list(spec.zones)
    if spec.nat == "single":
        return [zone for zone, slot in spec.zones.items() if slot == 0]
    return []


def _nat_of_each_zone(
    nat: Nat, private: Tier, nats: dict[ZoneLetter, aws.ec2.NatGateway]
) -> dict[ZoneLetter, aws.ec2.NatGateway]:
    if nat == "single":
        (shared,) = nats.values()
        return dict.fromkeys(private, shared)
    return nats


def _nats(
    site: Site, zones: list[ZoneLetter], public: Tier, gateway: aws.ec2.InternetGateway
) -> tuple[dict[ZoneLetter, Output[str]], dict[ZoneLetter, aws.ec2.NatGateway]]:
    addresses: dict[ZoneLetter, Output[str]] = {}
    nats: dict[ZoneLetter, aws.ec2.NatGateway] = {}
    for zone in zones:
        address = aws.ec2.Eip(
            f"{site.name}-nat-{zone}",
            region=site.region,
            domain="vpc",
            tags=site.tags(f"nat-{zone}"),
            opts=site.owner.child(depends_on=[gateway]),
        )
        addresses[zone] = address.public_ip
        nats[zone] = aws.ec2.NatGateway(
            f"{site.name}-nat-{zone}",
            region=site.region,
            connectivity_type="public",
            allocation_id=address.id,
            subnet_id=public[zone].id,
            tags=site.tags(f"nat-{zone}"),
            # A NAT gateway cannot become available before its VPC has a way to the internet.
            opts=site.owner.child(depends_on=[gateway]),
        )
    return addresses, nats


def _table(site: Site, role: str) -> aws.ec2.RouteTable:
    # Routes are resources of their own: inline ones would fight those that a peering adds.
    return aws.ec2.RouteTable(
        f"{site.name}-{role}",
        region=site.region,
        vpc_id=site.vpc.id,
        tags=site.tags(role),
        opts=site.owner.child(),
    )


def _default_route(
    site: Site,
    role: str,
    table: aws.ec2.RouteTable,
    *,
    gateway_id: Output[str] | None = None,
    nat_gateway_id: Output[str] | None = None,
) -> aws.ec2.Route:
    return aws.ec2.Route(
        f"{site.name}-{role}-default",
        region=site.region,
        route_table_id=table.id,
        destination_cidr_block=EVERYWHERE,
        gateway_id=gateway_id,
        nat_gateway_id=nat_gateway_id,
        opts=site.owner.child(),
    )


def _associate(
    site: Site, role: str, tier: Tier, tables: dict[ZoneLetter, aws.ec2.RouteTable]
) -> list[aws.ec2.RouteTableAssociation]:
    return [
        aws.ec2.RouteTableAssociation(
            f"{site.name}-{role}-{zone}",
            region=site.region,
            subnet_id=subnet.id,
            route_table_id=tables[zone].id,
            opts=site.owner.child(),
        )
        for zone, subnet in tier.items()
    ]
