"""Gateways, addresses, endpoints, and what crosses zones, regions and the border."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from policies.cost.amounts import HOURS
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, text
from policies.framework import tokens

ENDPOINT_KINDS: Final = {"Interface": "an interface endpoint"}


def nat_hours(gateway: Subject) -> Iterator[Line]:
    """Bill a NAT gateway by the hour. Its address is the Eip's affair, its traffic :func:`nat_traffic`'s."""
    if text(gateway["availabilityMode"], "zonal") != "zonal":
        raise UnpriceableError(
            "a regional NAT gateway is billed for each zone it grows into, which the program does not say; "
            "use one gateway a zone"
        )
    yield gateway.line("NAT gateway", "nat.hour", HOURS, "network")


def nat_traffic(gateway: Subject) -> Iterator[Line]:
    """Bill what passes a NAT gateway, and the part of it that leaves for the internet."""
    yield gateway.line(
        "Data through the NAT gateway", "nat.data", gateway.assumed("nat.data"), "network", usage=True
    )
    if text(gateway["connectivityType"], "public") == "public":
        quantity = gateway.assumed("internet.data")
        yield gateway.line("Data to the internet", "transfer.internet", quantity, "network", usage=True)


def public_address(address: Subject) -> Iterator[Line]:
    """Bill a public IPv4 address, which AWS charges for in use and idle alike since 2024-02-01."""
    if address["publicIpv4Pool"].known and text(address["publicIpv4Pool"]) != "amazon":
        return
    yield address.line("Public IPv4 address", "ipv4.hour", HOURS, "network")


def endpoint(subject: Subject) -> Iterator[Line]:
    """Bill an interface endpoint: an hour in each zone it stands in, and its traffic. Gateway endpoints are free."""
    kind = text(subject["vpcEndpointType"], "Gateway")
    if kind == "Gateway":
        return
    if kind not in ENDPOINT_KINDS:
        raise UnpriceableError(
            f"no price of a VPC endpoint of type {kind} is recorded; add one to policies/cost"
        )
    zones = _zones(subject)
    yield subject.line(f"Interface endpoint in {zones} zones", "endpoint.hour", HOURS * zones, "network")
    quantity = subject.assumed("endpoint.data")
    yield subject.line("Data through the endpoint", "endpoint.data", quantity, "network", usage=True)


def zone_traffic(vpc: Subject) -> Iterator[Line]:
    """Bill what a VPC sends between its zones, billed to the sender and to the receiver."""
    quantity = vpc.assumed("zone.data") * 2
    yield vpc.line("Data between zones, both ways", "transfer.zone", quantity, "network", usage=True)


def peering_traffic(peering: Subject) -> Iterator[Line]:
    """Bill what a peering connection carries; the connection itself is free."""
    region = peering.region
    abroad = text(peering["peerRegion"], region) != region
    key = "transfer.region" if abroad else "transfer.zone"
    yield peering.line("Data over the peering", key, peering.assumed("peering.data"), "network", usage=True)


def _zones(subject: Subject) -> Decimal:
    subnets = subject["subnetIds"]
    if subnets.known:
        return Decimal(sum(1 for _ in subnets.items()))
    edges = (subject.entry.get("propertyDependencies") or {}).get("subnetIds") or ()
    named = {urn for urn in edges if subject.around.by_urn.get(urn, {}).get("type") == tokens.SUBNET}
    if named:
        return Decimal(len(named))
    raise UnpriceableError("subnetIds is not known, and an interface endpoint is billed in each of its zones")


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.NAT_GATEWAY: (nat_hours, nat_traffic),
    tokens.EIP: (public_address,),
    tokens.VPC_ENDPOINT: (endpoint,),
    tokens.VPC: (zone_traffic,),
    tokens.VPC_PEERING: (peering_traffic,),
}
