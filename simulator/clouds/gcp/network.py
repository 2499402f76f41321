"""Networks, addresses, firewalls, the way out, private services and names."""

import ipaddress
from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.gcp.naming import (
    LABELS_MOVE,
    LINK,
    PROJECT,
    REGION,
    SINCE,
    at,
    labels_moved,
    merged,
    rfc1035,
)
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, between, exactly_one, matches, one_of
from simulator.values import UNKNOWN, reveal


def _network_of(text: str | None) -> ipaddress.IPv4Network | None:
    try:
        return ipaddress.IPv4Network(text) if text else None
    except ValueError:
        return None


def _gateway(case: Case) -> Any:
    value = reveal(case["ipCidrRange"])
    network = _network_of(value) if isinstance(value, str) else None
    return str(network[1]) if network is not None else None


def _address(case: Case) -> Any:
    number = int(str(case.text("{hex:6}")), 16)
    return f"34.{number >> 16 & 127}.{number >> 8 & 255}.{number & 255}"


def _connection_id(case: Case) -> Any:
    network = reveal(case["network"])
    service = reveal(case["service"])
    if network is UNKNOWN or service is UNKNOWN:
        return UNKNOWN
    return f"{str(network).replace('/', '%2F')}:{service}"


def _subnet_ranges(given: Given) -> Refused:
    named: list[tuple[str, ipaddress.IPv4Network]] = []
    for path, text in [
        ("ipCidrRange", given.text("ipCidrRange")),
        *(
            (f"{path}.ipCidrRange", inner.text("ipCidrRange"))
            for path, inner in given.objects("secondaryIpRanges")
        ),
    ]:
        network = _network_of(text)
        if text is not None and network is None:
            yield path, f"{path} must be an IPv4 range that begins at its own network address, not {text!r}"
        if network is None:
            continue
        if network.prefixlen > 29:
            yield path, f"{path} {network} is smaller than the /29 that a subnet needs"
        for other_path, other in named:
            if network.overlaps(other):
                yield path, f"{path} {network} overlaps {other_path} {other}"
        named.append((path, network))


def _nat_ports(given: Given) -> Refused:
    if given.true("enableDynamicPortAllocation") and given.true("enableEndpointIndependentMapping"):
        yield (
            "enableEndpointIndependentMapping",
            "enableEndpointIndependentMapping excludes enableDynamicPortAllocation: switch one of them off",
        )
    for path in ("minPortsPerVm", "maxPortsPerVm"):
        ports = given.number(path)
        if given.true("enableDynamicPortAllocation") and ports is not None and int(ports) & (int(ports) - 1):
            yield path, f"{path} must be a power of two with dynamic port allocation, not {ports}"


def _nat_subnets(given: Given) -> Refused:
    listed = given.text("sourceSubnetworkIpRangesToNat") == "LIST_OF_SUBNETWORKS"
    if listed and given.lacks("subnetworks"):
        yield "subnetworks", "subnetworks must be named with LIST_OF_SUBNETWORKS"


def _tier_is_of_the_internet(given: Given) -> Refused:
    if given.text("addressType") == "INTERNAL" and not given.lacks("networkTier"):
        yield "networkTier", "networkTier is of external addresses: leave it out of an internal one"


def _firewall_sides(given: Given) -> Refused:
    inward = given.text("direction") in {None, "INGRESS"}
    if inward and given.has("destinationRanges") and given.has("sourceTags"):
        yield "destinationRanges", "destinationRanges of an ingress rule exclude sourceTags"
    if not inward and given.has("sourceRanges"):
        yield "sourceRanges", "sourceRanges are of ingress rules; an egress rule has destinationRanges"


def _peering_address(given: Given) -> Refused:
    if given.text("purpose") == "VPC_PEERING":
        for path in ("prefixLength", "network"):
            if given.lacks(path):
                yield path, f"{path} must be set for the purpose VPC_PEERING"
        if given.text("addressType") != "INTERNAL":
            yield "addressType", "addressType must be INTERNAL for the purpose VPC_PEERING"


_ADDRESS = {
    **PROJECT,
    **merged(),
    "address": _address,
    "creationTimestamp": SINCE,
    "labelFingerprint": "{letters:11}=",
    "prefixLength": 0,
    "selfLink": LINK + "{id}",
}
"""What is answered of an address, of a region or of none."""

KINDS = (
    Kind(
        "gcp:compute/network:Network",
        id=at("projects/{project}/global/networks/{name}"),
        autoname=Autoname(limit=63),
        defaults={"autoCreateSubnetworks": True, "deleteDefaultRoutesOnCreate": False},
        outputs={
            **PROJECT,
            "gatewayIpv4": "",
            "mtu": 0,
            "networkFirewallPolicyEnforcementOrder": "AFTER_CLASSIC_FIREWALL",
            "networkId": "{digits:19}",
            "numericId": "{digits:19}",
            "routingMode": "REGIONAL",
            "selfLink": LINK + "{id}",
        },
        refusals=(rfc1035(), one_of("routingMode", ("REGIONAL", "GLOBAL"))),
    ),
    Kind(
        "gcp:compute/subnetwork:Subnetwork",
        id=at("projects/{project}/regions/{region}/subnetworks/{name}"),
        autoname=Autoname(limit=63),
        outputs={
            **PROJECT,
            **REGION,
            "creationTimestamp": SINCE,
            "fingerprint": "{letters:11}=",
            "gatewayAddress": _gateway,
            "privateIpv6GoogleAccess": "DISABLE_GOOGLE_ACCESS",
            "purpose": "PRIVATE",
            "selfLink": LINK + "{id}",
            "stackType": "IPV4_ONLY",
        },
        refusals=(rfc1035(), _subnet_ranges),
    ),
    Kind(
        "gcp:compute/router:Router",
        id=at("projects/{project}/regions/{region}/routers/{name}"),
        autoname=Autoname(limit=63),
        outputs={**PROJECT, **REGION, "creationTimestamp": SINCE, "selfLink": LINK + "{id}"},
        refusals=(rfc1035(),),
    ),
    Kind(
        "gcp:compute/routerNat:RouterNat",
        id=at("{project}/{region}/{router}/{name}"),
        autoname=Autoname(limit=63),
        defaults={
            "icmpIdleTimeoutSec": 30,
            "tcpEstablishedIdleTimeoutSec": 1200,
            "tcpTimeWaitTimeoutSec": 120,
            "tcpTransitoryIdleTimeoutSec": 30,
            "type": "PUBLIC",
            "udpIdleTimeoutSec": 30,
        },
        outputs={**PROJECT, **REGION, "autoNetworkTier": "PREMIUM", "endpointTypes": ["ENDPOINT_TYPE_VM"]},
        refusals=(
            rfc1035(),
            one_of("natIpAllocateOption", ("AUTO_ONLY", "MANUAL_ONLY")),
            one_of(
                "sourceSubnetworkIpRangesToNat",
                (
                    "ALL_SUBNETWORKS_ALL_IP_RANGES",
                    "ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES",
                    "LIST_OF_SUBNETWORKS",
                ),
            ),
            _nat_ports,
            _nat_subnets,
        ),
    ),
    Kind(
        "gcp:compute/firewall:Firewall",
        id=at("projects/{project}/global/firewalls/{name}"),
        autoname=Autoname(limit=63),
        defaults={"priority": 1000},
        outputs={
            **PROJECT,
            "creationTimestamp": SINCE,
            "direction": "INGRESS",
            "selfLink": LINK + "{id}",
        },
        refusals=(
            rfc1035(),
            between("priority", 0, 65535),
            exactly_one("allows", "denies"),
            one_of("direction", ("INGRESS", "EGRESS")),
            _firewall_sides,
        ),
    ),
    Kind(
        "gcp:compute/globalAddress:GlobalAddress",
        id=at("projects/{project}/global/addresses/{name}"),
        autoname=Autoname(limit=63),
        defaults={"addressType": "EXTERNAL"},
        outputs=_ADDRESS,
        volatile=LABELS_MOVE,
        moved=labels_moved,
        refusals=(
            rfc1035(),
            one_of("addressType", ("EXTERNAL", "INTERNAL")),
            one_of("purpose", ("VPC_PEERING", "PRIVATE_SERVICE_CONNECT")),
            between("prefixLength", 8, 29),
            _peering_address,
        ),
    ),
    Kind(
        "gcp:compute/address:Address",
        id=at("projects/{project}/regions/{region}/addresses/{name}"),
        autoname=Autoname(limit=63),
        defaults={"addressType": "EXTERNAL"},
        outputs={**_ADDRESS, **REGION, "networkTier": "PREMIUM"},
        volatile=LABELS_MOVE,
        moved=labels_moved,
        refusals=(
            rfc1035(),
            one_of("addressType", ("EXTERNAL", "INTERNAL")),
            one_of("networkTier", ("PREMIUM", "STANDARD")),
            _tier_is_of_the_internet,
        ),
    ),
    Kind(
        "gcp:compute/route:Route",
        id=at("projects/{project}/global/routes/{name}"),
        autoname=Autoname(limit=63),
        defaults={"priority": 1000},
        outputs={
            **PROJECT,
            "creationTimestamp": SINCE,
            "nextHopNetwork": "",
            "routeType": "STATIC",
            "selfLink": LINK + "{id}",
        },
        refusals=(
            rfc1035(),
            between("priority", 0, 65535),
            exactly_one("nextHopGateway", "nextHopIlb", "nextHopInstance", "nextHopIp", "nextHopVpnTunnel"),
        ),
    ),
    Kind(
        "gcp:servicenetworking/connection:Connection",
        id=_connection_id,
        outputs={"peering": "servicenetworking-googleapis-com"},
        refusals=(
            matches(
                "service",
                r"[a-z0-9.-]+\.googleapis\.com",
                "a service such as servicenetworking.googleapis.com",
            ),
        ),
    ),
    Kind(
        "gcp:dns/managedZone:ManagedZone",
        id=at("projects/{project}/managedZones/{name}"),
        autoname=Autoname(limit=63),
        defaults={"description": "Managed by Pulumi", "forceDestroy": False, "visibility": "public"},
        outputs={
            **PROJECT,
            **merged(),
            "creationTime": SINCE,
            "managedZoneId": "{digits:19}",
            "nameServers": ["ns-gcp-private.googledomains.com."],
        },
        volatile=LABELS_MOVE,
        moved=labels_moved,
        refusals=(
            rfc1035(),
            matches("dnsName", r"([A-Za-z0-9_-]+\.)+", "a domain that ends with a dot"),
            one_of("visibility", ("public", "private")),
        ),
    ),
    Kind(
        "gcp:dns/recordSet:RecordSet",
        id=at("projects/{project}/managedZones/{managedZone}/rrsets/{name}/{type}"),
        outputs=PROJECT,
        refusals=(
            matches("name", r"(\*\.)?([A-Za-z0-9_-]+\.)+", "a name that ends with a dot"),
            exactly_one("rrdatas", "routingPolicy"),
        ),
    ),
)
