"""The address plan: pure arithmetic that decides which range goes where, and keeps it there.

A VPC is cut into four equal slots, one a zone, and each slot into tiers at fixed positions. A zone's
ranges depend on its slot alone, so adding a zone moves nothing that exists.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv4Network
from itertools import combinations
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

PRIVATE_SPACE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
"""What anybody may use inside (RFC 1918)."""

SHARED_SPACE = IPv4Network("100.64.0.0/10")
"""Shared address space of RFC 6598, which AWS lets any VPC add and which nothing outside routes to."""

SLOTS = 4
"""Zones a VPC has room for; no region in use offers the platform more than it needs beyond that."""

SMALLEST_SUBNET = 28
"""The longest prefix that AWS accepts for a subnet (VPC user guide, subnet sizing)."""


def parse_range(value: object) -> IPv4Network:
    """Read an IPv4 range such as ``10.0.0.0/16``.

    :raises ValueError: if it is malformed, has no prefix, or begins inside its own range.
    """
    if isinstance(value, IPv4Network):
        return value
    if not isinstance(value, str) or "/" not in value:
        raise ValueError(f"{value!r} is not an address range; write a network and its prefix, as 10.0.0.0/16")
    try:
        interface = IPv4Interface(value)
    except ValueError as malformed:
        raise ValueError(f"{value!r} is not an IPv4 range ({malformed}); write one as 10.0.0.0/16") from None
    if interface.ip != interface.network.network_address:
        raise ValueError(
            f"{value} begins inside its own range, so two readers would cut it differently; "
            f"write {interface.network}"
        )
    return interface.network


Cidr = Annotated[
    IPv4Network, PlainValidator(parse_range), WithJsonSchema({"type": "string", "format": "ipv4network"})
]
"""An IPv4 range in a Spec, refused with a sentence that says what would be right."""


@dataclass(frozen=True)
class ZonePlan:
    """The ranges of one zone.

    ``private`` is half of the slot, because nodes and pods live there; ``isolated`` and ``public`` are
    an eighth each; the last quarter stays free for a tier that nobody has thought of yet.
    """

    private: IPv4Network
    isolated: IPv4Network
    public: IPv4Network
    spare: IPv4Network


def zone_plan(vpc: IPv4Network, slot: int) -> ZonePlan:
    """Return the ranges of the zone that holds ``slot`` (0 to 3) of a VPC.

    :raises ValueError: if the slot does not exist or the VPC is too small to be cut.
    """
    if not 0 <= slot < SLOTS:
        raise ValueError(f"slot {slot} does not exist: a VPC has slots 0 to {SLOTS - 1}")
    if vpc.prefixlen > 22:
        raise ValueError(f"{vpc} is too small: its smallest subnets would fall below the /28 that AWS allows")
    zone = list(vpc.subnets(prefixlen_diff=2))[slot]
    private, rest = zone.subnets(prefixlen_diff=1)
    narrow, spare = rest.subnets(prefixlen_diff=1)
    isolated, public = narrow.subnets(prefixlen_diff=1)
    return ZonePlan(private=private, isolated=isolated, public=public, spare=spare)


def pod_range(pods: IPv4Network, slot: int) -> IPv4Network:
    """Return the quarter of a pod range that belongs to the zone holding ``slot`` (0 to 3).

    :raises ValueError: if the slot does not exist or a quarter would be smaller than a subnet may be.
    """
    if not 0 <= slot < SLOTS:
        raise ValueError(f"slot {slot} does not exist: a VPC has slots 0 to {SLOTS - 1}")
    if pods.prefixlen > SMALLEST_SUBNET - 2:
        raise ValueError(f"{pods} is too small: its quarters would fall below the /28 that AWS allows")
    return list(pods.subnets(prefixlen_diff=2))[slot]


def overlaps(ranges: Mapping[str, IPv4Network]) -> Iterator[tuple[str, str]]:
    """Yield each pair of names whose ranges share an address, in the order of the mapping."""
    for (one, first), (other, second) in combinations(ranges.items(), 2):
        if first.overlaps(second):
            yield one, other
