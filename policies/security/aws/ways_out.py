"""How networks reach what is outside of them: without the internet where AWS offers it, and from a zone of their own."""

from collections.abc import Iterator
from typing import Final

from policies.framework import tokens
from policies.framework.facts import Fact, every, fact, some
from policies.framework.index import Stack, alike
from policies.framework.resources import Resource
from policies.framework.rules import ADVICE, Context, Levels, Outcomes, require, stack_rule

GUIDE: Final = "https://docs.aws.amazon.com/vpc/latest/"
PRODUCTION_ADVICE: Final = Levels("disabled", "disabled", "advisory")
"""For what is paid for by the hour in every zone, and worth it where all of the traffic is."""

SERVICES: Final = ("ecr.api", "ecr.dkr", "sts")
"""What every node and most pods ask for: images, and credentials."""

HOLDERS: Final = (
    tokens.NAT_GATEWAY,
    tokens.EIP_ASSOCIATION,
    tokens.LOAD_BALANCER,
    tokens.NETWORK_INTERFACE,
    tokens.TRANSFER_SERVER,
)


@stack_rule(
    name="vpc-interface-endpoints",
    title="Images and credentials come without leaving the network",
    types=(tokens.VPC,),
    severity="low",
    levels=PRODUCTION_ADVICE,
    remediation="Add interface VpcEndpoints for ecr.api, ecr.dkr and sts with privateDnsEnabled.",
    url=GUIDE + "privatelink/create-interface-endpoint.html",
)
def vpc_interface_endpoints(stack: Stack, _: Context) -> Outcomes:
    """Advise the endpoints without which each start of a pod goes through NAT, and stops where that does."""
    for vpc in stack.of(tokens.VPC):
        here = list(stack.naming("vpcId", vpc, tokens.VPC_ENDPOINT))
        for service in SERVICES:
            present = some(holds & _is_of(endpoint, service) for endpoint, holds in here)
            yield from require(present, f"{service} is asked over the internet: add its endpoint", of=vpc)


def _is_of(endpoint: Resource, service: str) -> Fact:
    return endpoint["serviceName"].test(lambda raw: str(raw).endswith(f".{service}"))


@stack_rule(
    name="nat-own-zone",
    title="Each zone has a way out of its own",
    types=(tokens.NAT_GATEWAY,),
    severity="low",
    levels=PRODUCTION_ADVICE,
    remediation="Add a NAT gateway to each zone, and route the zone's private subnets to it.",
    url=GUIDE + "userguide/nat-gateway-basics.html",
)
def nat_own_zone(stack: Stack, _: Context) -> Outcomes:
    """Advise against a way out through another zone, which is lost with it and paid for by the gigabyte."""
    for association in stack.of(tokens.ROUTE_TABLE_ASSOCIATION):
        for subnet in stack.targets(association, "subnetId", tokens.SUBNET):
            zone = subnet["availabilityZone"]
            near = every(alike(zone, other["availabilityZone"]) for other in _beyond_nat(stack, association))
            yield from require(
                near, "its way out ends with another zone: give its zone a NAT gateway", of=subnet
            )


def _beyond_nat(stack: Stack, association: Resource) -> Iterator[Resource]:
    """Yield the subnets of the NAT gateways that a route table leads to."""
    for table in stack.targets(association, "routeTableId", tokens.ROUTE_TABLE):
        for route in stack.referrers(table, tokens.ROUTE, by="routeTableId"):
            for gateway in stack.targets(route, "natGatewayId", tokens.NAT_GATEWAY):
                yield from stack.targets(gateway, "subnetId", tokens.SUBNET)


@stack_rule(
    name="eip-attached",
    title="No address is held for nothing",
    types=(tokens.EIP,),
    severity="low",
    levels=ADVICE,
    remediation="Wire the address to what it is for, or give it back.",
    checkov=("CKV2_AWS_19",),
    url=GUIDE + "userguide/vpc-eips.html",
)
def eip_attached(stack: Stack, _: Context) -> Outcomes:
    """Advise against an address that nothing uses: it is paid for, and trusted by whoever listed it."""
    for address in stack.of(tokens.EIP):
        held = fact(bool(stack.referrers(address, *HOLDERS)))
        own = address["instance"].given() | address["networkInterface"].given()
        yield from require(held | own, "nothing uses it: attach it or give it back", of=address)


RULES = (vpc_interface_endpoints, nat_own_zone, eip_attached)
