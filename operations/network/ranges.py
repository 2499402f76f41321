"""Ranges of addresses as a stack registers them, whatever the cloud, and as its settings set them aside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, collapse_addresses
from itertools import combinations
from typing import Any, Final, Literal

from stacks.settings.document import StackFile
from stacks.settings.faults import dotted
from stacks.settings.rules.addresses import claims

Kind = Literal["network", "subnet", "pods", "services", "reserved"]

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Range:
    """A range and what it is for.

    ``within`` is the range of the network that a subnet is cut out of; a subnet shares addresses with it and with
    nothing else. ``place`` is a region, or nothing where a range has none.
    """

    stack: str
    cloud: str
    place: str
    kind: Kind
    name: str
    network: IPv4Network
    zone: str = ""
    tier: str = ""
    within: IPv4Network | None = None

    def as_json(self) -> dict[str, str]:
        """Return the range as it stands in ``infra network --json``, without what it does not have."""
        facts = {
            "cloud": self.cloud, "place": self.place, "kind": self.kind, "name": self.name, "range": str(self.network),
            "zone": self.zone, "tier": self.tier, "within": str(self.within or ""),
        }  # fmt: skip
        return {key: value for key, value in facts.items() if value}


@dataclass(frozen=True, slots=True)
class Peering:
    """Two networks between which packets are routed, by their names."""

    name: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class NetworkMap:
    """All ranges and peerings of one environment, in the order of cloud, place and address."""

    stack: str
    ranges: tuple[Range, ...]
    peerings: tuple[Peering, ...]

    def of(self, *kinds: Kind) -> list[Range]:
        """Return the ranges of these kinds."""
        return [one for one in self.ranges if one.kind in kinds]

    def inside(self, network: Range) -> list[Range]:
        """Return the subnets of a network."""
        return [
            one for one in self.of("subnet") if one.within == network.network and one.cloud == network.cloud
        ]

    def free(self, network: Range) -> list[IPv4Network]:
        """Return what of a network no subnet holds, in the largest blocks there are."""
        return free_of(network.network, [one.network for one in self.inside(network)])

    def as_json(self) -> dict[str, Any]:
        """Return the map as ``infra network --json`` writes it."""
        return {
            "stack": self.stack,
            "ranges": [
                {
                    **one.as_json(),
                    **({"free": [str(block) for block in self.free(one)]} if one.kind == "network" else {}),
                }
                for one in self.ranges
            ],
            "peerings": [{"name": one.name, "one": one.one, "other": one.other} for one in self.peerings],
        }


def network_map(stack: str, entries: Sequence[Entry], file: StackFile) -> NetworkMap:
    """Return the map of a stack from what it registered, and from what its settings claim beyond that."""
    found = [one for entry in entries for one in _registered(stack, entry)]
    networks = [one for one in found if one.kind in ("network", "pods")]
    placed = [_placed(one, networks) if one.kind == "subnet" else one for one in found]
    known = {one.network for one in placed}
    placed += [
        Range(
            stack,
            _cloud_of(dotted(claim.path)),
            "",
            "reserved",
            dotted(claim.path).rpartition(".")[2],
            claim.network,
        )
        for claim in claims(file)
        if claim.network not in known
    ]
    ordered = sorted(placed, key=lambda one: (one.cloud, one.place, one.network, one.kind, one.name))
    return NetworkMap(stack, tuple(dict.fromkeys(ordered)), tuple(_peerings(entries)))


def overlaps(ranges: Iterable[Range]) -> list[tuple[Range, Range]]:
    """Return each pair of ranges that share addresses and must not, over any number of environments.

    A subnet lies within its network. What several environments know to be somebody else's is one thing.
    """
    return [
        (one, other)
        for one, other in combinations(ranges, 2)
        if one.network.overlaps(other.network) and not _may(one, other)
    ]


def free_of(network: IPv4Network, taken: Iterable[IPv4Network]) -> list[IPv4Network]:
    """Return what is left of a network, in the largest blocks there are."""
    left = [network]
    for one in taken:
        left = [
            piece
            for block in left
            for piece in (
                block.address_exclude(one)
                if one.subnet_of(block)
                else []
                if block.subnet_of(one)
                else [block]
            )
        ]
    return sorted(collapse_addresses(left))


def _may(one: Range, other: Range) -> bool:
    if one.kind == other.kind == "reserved":
        return one.network == other.network and one.stack != other.stack
    if one.stack != other.stack or one.cloud != other.cloud:
        return False
    return one.within == other.network or other.within == one.network


def _placed(subnet: Range, networks: Sequence[Range]) -> Range:
    """Return a subnet with the network that it is cut out of, where its cloud has such."""
    around = next(
        (
            one.network
            for one in networks
            if one.cloud == subnet.cloud and subnet.network.subnet_of(one.network)
        ),
        None,
    )
    return Range(
        subnet.stack,
        subnet.cloud,
        subnet.place,
        "subnet",
        subnet.name,
        subnet.network,
        subnet.zone,
        subnet.tier,
        around,
    )


CLOUDS: Final = {"aws": "AWS", "gcp": "Google Cloud", "azure-native": "Azure", "azure": "Azure"}


def _cloud_of(text: str) -> str:
    """Return the cloud that a token or the path of a setting speaks of."""
    words = text.replace(":", ".").replace("-", ".").split(".")
    return next((CLOUDS[word] for word in words if word in CLOUDS), "elsewhere")


def _registered(stack: str, entry: Entry) -> Iterator[Range]:
    """Yield the ranges of one resource of any cloud."""
    token, inputs = str(entry["type"]), entry.get("inputs") or {}
    tags = inputs.get("tags") if isinstance(inputs.get("tags"), Mapping) else {}
    name = str(entry["urn"]).rsplit("::", 1)[-1]
    place = str(inputs.get("region") or inputs.get("location") or "")
    for kind, at, said in RANGES.get(token, ()):
        for path_name, value in _values(inputs, at):
            network = _network(value)
            if network is not None:
                yield Range(
                    stack, CLOUDS[token.partition(":")[0]], place, kind, said.format(name=name, part=path_name), network,
                    str(inputs.get("availabilityZone") or ""), str(tags.get("tier") or "") if tags else "",
                )  # fmt: skip


RANGES: Final[dict[str, tuple[tuple[Kind, str, str], ...]]] = {
    "aws:ec2/vpc:Vpc": (("network", "cidrBlock", "{name}"),),
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": (("network", "cidrBlock", "{name}"),),
    "aws:ec2/subnet:Subnet": (("subnet", "cidrBlock", "{name}"),),
    "aws:eks/cluster:Cluster": (("services", "kubernetesNetworkConfig.serviceIpv4Cidr", "{name}"),),
    "gcp:compute/subnetwork:Subnetwork": (
        ("network", "ipCidrRange", "{name}"),
        ("pods", "secondaryIpRanges[rangeName].ipCidrRange", "{name}: {part}"),
    ),
    "gcp:compute/globalAddress:GlobalAddress": (("reserved", "address/prefixLength", "{name}"),),
    "gcp:container/cluster:Cluster": (("network", "privateClusterConfig.masterIpv4CidrBlock", "{name}"),),
    "azure-native:network:VirtualNetwork": (("network", "addressSpace.addressPrefixes", "{name}"),),
    "azure-native:network:Subnet": (
        ("subnet", "addressPrefix", "{name}"),
        ("subnet", "addressPrefixes", "{name}"),
    ),
    "azure-native:containerservice:ManagedCluster": (
        ("pods", "networkProfile.podCidr", "{name}"),
        ("services", "networkProfile.serviceCidr", "{name}"),
    ),
}
"""Type -> the kind of range, where it stands in the inputs, and what it is called."""


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


PEERINGS: Final = {
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": ("vpcId", "peerVpcId"),
    "gcp:compute/networkPeering:NetworkPeering": ("network", "peerNetwork"),
    "azure-native:network:VirtualNetworkPeering": ("virtualNetworkName", "remoteVirtualNetwork"),
}
"""Type -> the two properties that name the networks."""


def _peerings(entries: Sequence[Entry]) -> Iterator[Peering]:
    for entry in entries:
        for one, other in [PEERINGS[entry["type"]]] if entry["type"] in PEERINGS else []:
            edges = entry.get("propertyDependencies") or {}
            ends = [
                ", ".join(sorted(urn.rsplit("::", 1)[-1] for urn in edges.get(key) or ()))
                or "another network"
                for key in (one, other)
            ]
            yield Peering(str(entry["urn"]).rsplit("::", 1)[-1], *ends)
