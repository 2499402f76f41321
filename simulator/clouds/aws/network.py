"""VPCs, subnets and routes, as the AWS provider answers for them."""

import ipaddress
from collections.abc import Mapping
from typing import Any
from zlib import crc32

from simulator.clouds.aws.addresses import default_of, region_code
from simulator.clouds.case import Case
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import (
    Given,
    Refused,
    between,
    cidr,
    conflicts,
    exactly_one,
    matches,
    needs,
    one_of,
)
from simulator.clouds.scope import Scope
from simulator.values import UNKNOWN

ARN = "arn:{partition}:ec2:{region}:{account}"


def _route_id(case: Case) -> Any:
    """``r-<route table><crc32 of the destination>``, as ``RouteCreateID`` of the Terraform provider makes it."""
    table = case["routeTableId"]
    destinations = ("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")
    destination = next((case[name] for name in destinations if case[name] is not None), None)
    return UNKNOWN if UNKNOWN in (table, destination) else f"r-{table}{crc32(str(destination).encode())}"


def _zone(case: Case) -> Any:
    region = case.scope.region
    return UNKNOWN if region is UNKNOWN else f"{region}{'abc'[int(case.lookup('hex', '4'), 16) % 3]}"


def _zone_id(case: Case) -> Any:
    """Return the zone's id: an account maps letters to ids in its own way, here letter a is az1, b az2 and so on."""
    zone = case.known("availabilityZone")
    if not isinstance(zone, str):
        return UNKNOWN if case["availabilityZone"] is UNKNOWN else None
    return f"{region_code(zone[:-1])}-az{ord(zone[-1]) - ord('a') + 1}"


def _zone_in_region(given: Given) -> Refused:
    zone, region = given.text("availabilityZone"), given.text("region")
    if zone is not None and region is not None and zone[:-1] != region:
        yield "availabilityZone", f"availabilityZone {zone} is not in the region {region} of this subnet"


def _one_target(given: Given) -> Refused:
    targets = (
        "carrierGatewayId", "coreNetworkArn", "egressOnlyGatewayId", "gatewayId", "localGatewayId", "natGatewayId",
        "networkInterfaceId", "odbNetworkArn", "transitGatewayId", "vpcEndpointId", "vpcPeeringConnectionId",
    )  # fmt: skip
    yield from exactly_one(*targets)(given)


def _inline_routes(given: Given) -> Refused:
    for path, route in given.objects("routes"):
        value = route.text("cidrBlock")
        if value is not None:
            yield from ((f"{path}.cidrBlock", reason) for _, reason in cidr("cidrBlock")(route))


def _unmasked(given: Given) -> Refused:
    """Refuse loopback, link-local and multicast ranges, as the API does."""
    value = given.text("cidrBlock")
    try:
        network = ipaddress.IPv4Network(value or "10.0.0.0/16")
    except ValueError:
        return
    if network.is_loopback or network.is_link_local or network.is_multicast:
        yield "cidrBlock", f"cidrBlock {value} is reserved and cannot be the range of a VPC"


def _reassigned(old: Mapping[str, Any], _new: Mapping[str, Any], _: Scope) -> tuple[str, ...]:
    """Return the IPv6 range where addresses were assigned on creation. Source: CustomizeDiff of ``ec2/vpc_subnet.go``."""
    before = Given(old)
    return (
        ("ipv6CidrBlock",)
        if before.true("assignIpv6AddressOnCreation") and before.has("ipv6CidrBlock")
        else ()
    )


KINDS = (
    Kind(
        "aws:ec2/vpc:Vpc",
        id="vpc-0{hex:16}",
        defaults={"enableDnsSupport": True, "instanceTenancy": "default"},
        outputs={
            "arn": f"{ARN}:vpc/{{id}}",
            "cidrBlock": "10.0.0.0/16",
            "defaultNetworkAclId": lambda case: default_of("acl", case.id),
            "defaultRouteTableId": lambda case: default_of("rtb", case.id),
            "defaultSecurityGroupId": lambda case: default_of("sg", case.id),
            "dhcpOptionsId": "dopt-0{hex:16.dhcp}",
            "enableDnsHostnames": False,
            "enableNetworkAddressUsageMetrics": False,
            "mainRouteTableId": lambda case: default_of("rtb", case.id),
            "ownerId": "{account}",
        },
        refusals=(
            cidr("cidrBlock", 16, 28),
            _unmasked,
            one_of("instanceTenancy", ("default", "dedicated")),
            conflicts("cidrBlock", "ipv4NetmaskLength"),
            conflicts("assignGeneratedIpv6CidrBlock", "ipv6IpamPoolId"),
            needs("ipv4NetmaskLength", "ipv4IpamPoolId"),
        ),
    ),
    Kind(
        "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
        id="vpc-cidr-assoc-0{hex:16}",
        outputs={"cidrBlock": "10.0.0.0/16"},
        refusals=(cidr("cidrBlock", 16, 28), exactly_one("cidrBlock", "ipv4IpamPoolId")),
    ),
    Kind(
        "aws:ec2/subnet:Subnet",
        id="subnet-0{hex:16}",
        defaults={
            "assignIpv6AddressOnCreation": False,
            "enableDns64": False,
            "enableResourceNameDnsARecordOnLaunch": False,
            "enableResourceNameDnsAaaaRecordOnLaunch": False,
            "ipv6Native": False,
            "mapPublicIpOnLaunch": False,
        },
        outputs={
            "arn": f"{ARN}:subnet/{{id}}",
            "availabilityZone": _zone,
            "availabilityZoneId": _zone_id,
            "cidrBlock": "10.0.0.0/24",
            "ownerId": "{account}",
            "privateDnsHostnameTypeOnLaunch": "ip-name",
        },
        refusals=(
            cidr("cidrBlock", 16, 28),
            conflicts("availabilityZone", "availabilityZoneId"),
            conflicts("cidrBlock", "ipv4NetmaskLength"),
            one_of("privateDnsHostnameTypeOnLaunch", ("ip-name", "resource-name")),
            between("ipv4NetmaskLength", 16, 28),
            needs("customerOwnedIpv4Pool", "outpostArn", "mapCustomerOwnedIpOnLaunch"),
            _zone_in_region,
        ),
        forcing=_reassigned,
    ),
    Kind(
        "aws:ec2/routeTable:RouteTable",
        id="rtb-0{hex:16}",
        outputs={
            "arn": f"{ARN}:route-table/{{id}}",
            "ownerId": "{account}",
            "propagatingVgws": [],
            "routes": [],
        },
        refusals=(_inline_routes,),
    ),
    Kind(
        "aws:ec2/defaultRouteTable:DefaultRouteTable",
        id="{defaultRouteTableId}",
        outputs={
            "arn": f"{ARN}:route-table/{{id}}",
            "ownerId": "{account}",
            "routes": [],
            "vpcId": "vpc-0{hex:16.vpc}",
        },
        refusals=(
            matches("defaultRouteTableId", r"rtb-[0-9a-f]+", "the id of a route table"),
            _inline_routes,
        ),
    ),
    Kind(
        "aws:ec2/route:Route",
        id=_route_id,
        outputs={"origin": "CreateRoute", "state": "active"},
        refusals=(
            cidr("destinationCidrBlock"),
            exactly_one("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"),
            _one_target,
        ),
    ),
    Kind(
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        id="rtbassoc-0{hex:16}",
        refusals=(exactly_one("subnetId", "gatewayId"),),
    ),
    Kind(
        "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
        id="pcx-0{hex:16}",
        outputs={
            "acceptStatus": lambda case: "active" if case.known("autoAccept") else "pending-acceptance",
            "accepter": {},
            "peerOwnerId": "{account}",
            "peerRegion": "{region}",
            "requester": {},
        },
        refusals=(
            lambda given: (
                iter(
                    [
                        (
                            "autoAccept",
                            "autoAccept must be false where peerRegion is set: accept from the other region",
                        )
                    ]
                )
                if given.true("autoAccept") and given.has("peerRegion")
                else iter(())
            ),
        ),
    ),
    Kind(
        "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
        id="{vpcPeeringConnectionId}",
        outputs={
            "acceptStatus": lambda case: "active" if case.known("autoAccept") else "pending-acceptance",
            "accepter": {},
            "peerOwnerId": "{account}",
            "peerRegion": "{region}",
            "peerVpcId": "vpc-0{hex:16.peer}",
            "requester": {},
            "vpcId": "vpc-0{hex:16.vpc}",
        },
    ),
    Kind(
        "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions",
        id="{vpcPeeringConnectionId}",
        outputs={"accepter": {}, "requester": {}},
    ),
)
