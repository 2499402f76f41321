"""Ranges of addresses, the networks between which packets are routed, and what of it must not overlap."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, collapse_addresses
from itertools import combinations
from typing import Any, Literal

Kind = Literal["network", "subnet", "control plane", "pods", "services", "VPN clients", "reserved"]
"""``network`` is what subnets are cut out of; Google Cloud has none, its subnets stand alone."""


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
