"""What of a stack has addresses: where each cloud's resources hold their ranges, and what the settings claim beside."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any, Final

from operations.network.ranges import Kind, NetworkMap, Peering, Range
from stacks.settings.document import StackFile
from stacks.settings.faults import dotted
from stacks.settings.rules.addresses import Claim, claims

Entry = Mapping[str, Any]

GOOGLE_SUBNET: Final = "gcp:compute/subnetwork:Subnetwork"
AZURE_SUBNET: Final = "azure-native:network:Subnet"

RANGES: Final[dict[str, tuple[tuple[Kind, str], ...]]] = {
    "aws:ec2/vpc:Vpc": (("network", "cidrBlock"),),
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": (("network", "cidrBlock"),),
    "aws:ec2/subnet:Subnet": (("subnet", "cidrBlock"),),
    "aws:eks/cluster:Cluster": (("services", "kubernetesNetworkConfig.serviceIpv4Cidr"),),
    GOOGLE_SUBNET: (("subnet", "ipCidrRange"), ("pods", "secondaryIpRanges[rangeName].ipCidrRange")),
    "gcp:compute/globalAddress:GlobalAddress": (("reserved", "address/prefixLength"),),
    "gcp:container/cluster:Cluster": (("control plane", "privateClusterConfig.masterIpv4CidrBlock"),),
    "azure-native:network:VirtualNetwork": (("network", "addressSpace.addressPrefixes"),),
    AZURE_SUBNET: (("subnet", "addressPrefix"), ("subnet", "addressPrefixes")),
    "azure-native:containerservice:ManagedCluster": (
        ("pods", "networkProfile.podCidr"),
        ("services", "networkProfile.serviceCidr"),
    ),
}
"""Type -> the kind of range and where it stands in the inputs. ``list[key].at`` names a range by its member's key, and
``address/prefixLength`` is a range in two properties."""

PEERINGS: Final = {
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": ("vpcId", "peerVpcId"),
    "gcp:compute/networkPeering:NetworkPeering": ("network", "peerNetwork"),
    "gcp:servicenetworking/connection:Connection": ("network", "reservedPeeringRanges"),
    "azure-native:network:VirtualNetworkPeering": ("virtualNetworkName", "remoteVirtualNetwork"),
}
"""Type -> the two properties that name what is joined."""

CLOUDS: Final = {"aws": "AWS", "gcp": "Google Cloud", "azure-native": "Azure", "azure": "Azure"}

ZONE_OF_NODES: Final = re.compile(r"-nodes-(\w+)$")
"""How a subnet of Azure says whose nodes it holds: subnets there belong to no zone, those of node pools serve one."""


def network_map(stack: str, entries: Sequence[Entry], file: StackFile) -> NetworkMap:
    """Return the map of a stack from what it registered, and from what its settings claim beyond that."""
    found = [one for entry in entries for one in _registered(stack, entry)]
    networks = [one for one in found if one.kind == "network"]
    placed = [_placed(one, networks) if one.kind == "subnet" else one for one in found]
    known = {one.network for one in placed}
    claimed = [_claimed(stack, claim) for claim in claims(file) if claim.network not in known]
    ordered = sorted([*placed, *claimed], key=_order)
    joined = (*_peerings(entries), *_tunnels(claimed, networks))
    return NetworkMap(stack, tuple(dict.fromkeys(ordered)), joined)


def _order(one: Range) -> tuple[object, ...]:
    return (one.cloud, one.place or "~", one.network, one.kind, one.name)


def _placed(subnet: Range, networks: Sequence[Range]) -> Range:
    """Return a subnet with the network that it is cut out of and the place of that one, where its cloud has such."""
    around = next(
        (one for one in networks if one.cloud == subnet.cloud and subnet.network.subnet_of(one.network)), None
    )
    if around is None:
        return subnet
    return replace(subnet, place=subnet.place or around.place, within=around.network)


def _claimed(stack: str, claim: Claim) -> Range:
    """Return a range that no resource holds by itself: people on the VPN, or what somebody else has."""
    cloud = next((CLOUDS[part] for part in claim.path if part in CLOUDS), "elsewhere")
    match claim.path:
        case ("aws", "regions", str() as region, "vpn", "clients"):
            return Range(stack, cloud, region, "VPN clients", f"{region} VPN clients", claim.network)
        case _:
            name = dotted(claim.path).rpartition(".")[2]
            return Range(stack, cloud, "", "reserved", name, claim.network)


def _registered(stack: str, entry: Entry) -> Iterator[Range]:
    """Yield the ranges of one resource of any cloud."""
    token, inputs = str(entry["type"]), entry.get("inputs") or {}
    name = str(entry["urn"]).rsplit("::", 1)[-1]
    place = str(inputs.get("region") or inputs.get("location") or "")
    for kind, at in RANGES.get(token, ()):
        for part, value in _values(inputs, at):
            network = _network(value)
            if network is not None:
                one = Range(stack, CLOUDS[token.partition(":")[0]], place, kind, name, network)
                yield _described(replace(one, name=f"{name}: {part}") if part else one, token, inputs, part)


def _described(one: Range, token: str, inputs: Mapping[str, Any], part: str) -> Range:
    """Return a range with its zone and tier, and a part of a subnet of Google Cloud with what it is for."""
    if one.kind == "subnet":
        return replace(one, zone=_zone(one.name, token, inputs), tier=_tier(token, inputs))
    return replace(one, kind="services") if token == GOOGLE_SUBNET and part == "services" else one


def _zone(name: str, token: str, inputs: Mapping[str, Any]) -> str:
    nodes = ZONE_OF_NODES.search(name) if token == AZURE_SUBNET else None
    return nodes[1] if nodes else str(inputs.get("availabilityZone") or "")


def _tier(token: str, inputs: Mapping[str, Any]) -> str:
    """Return how near a subnet is to the outside: by its tag on AWS, elsewhere by whether it has a way out."""
    if token == GOOGLE_SUBNET:
        return "proxies" if "PROXY" in str(inputs.get("purpose") or "") else "private"
    if token == AZURE_SUBNET:
        return "private" if inputs.get("natGateway") else "isolated"
    tags = inputs.get("tags")
    return str(tags.get("tier") or "") if isinstance(tags, Mapping) else ""


def _values(inputs: Mapping[str, Any], at: str) -> Iterator[tuple[str, Any]]:
    """Yield the values at a path with the name of the list's member that they stand in, if they stand in one."""
    if at == "address/prefixLength":
        address, length = inputs.get("address"), inputs.get("prefixLength")
        if isinstance(address, str) and length is not None:
            yield "", f"{address}/{int(length)}"
        return
    steps: list[tuple[str, Any]] = [("", inputs)]
    for step in at.split("."):
        key, _, label = step.rstrip("]").partition("[")
        steps = [
            (str(member.get(label, name)) if label and isinstance(member, Mapping) else name, member)
            for name, value in steps
            if isinstance(value, Mapping)
            for member in _members(value.get(key))
        ]
    yield from steps


def _members(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _network(value: Any) -> IPv4Network | None:
    try:
        return IPv4Network(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _peerings(entries: Sequence[Entry]) -> Iterator[Peering]:
    standing = _ranged(entries)
    for entry in entries:
        for ends in [PEERINGS[entry["type"]]] if entry["type"] in PEERINGS else []:
            edges = entry.get("propertyDependencies") or {}
            one, other = (", ".join(sorted(_joined(edges.get(key) or (), standing))) for key in ends)
            name = str(entry["urn"]).rsplit("::", 1)[-1]
            yield Peering(name, one or "another network", other or "another network")


def _ranged(entries: Sequence[Entry]) -> dict[str, str]:
    """Return, for a network of Google Cloud, which has no range of its own, the name of its first subnet with nodes."""
    nodes = sorted(
        (str(entry["urn"]).rsplit("::", 1)[-1], urn)
        for entry in entries
        if entry["type"] == GOOGLE_SUBNET and _tier(GOOGLE_SUBNET, entry.get("inputs") or {}) == "private"
        for urn in (entry.get("propertyDependencies") or {}).get("network") or ()
    )
    return {urn: name for name, urn in reversed(nodes)}


def _joined(urns: Sequence[str], standing: Mapping[str, str]) -> Iterator[str]:
    yield from (standing.get(urn, urn.rsplit("::", 1)[-1]) for urn in urns)


def _tunnels(claimed: Sequence[Range], networks: Sequence[Range]) -> Iterator[Peering]:
    """Yield how people on the VPN reach the network of the region whose gateway they come in by."""
    for clients in claimed:
        for network in networks if clients.kind == "VPN clients" else ():
            if (network.cloud, network.place) == (clients.cloud, clients.place):
                yield Peering(f"{clients.place} VPN", clients.name, network.name)
