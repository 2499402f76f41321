"""Every range of addresses that an environment claims, and the rule that no two of them overlap.

Environments are compared with one another too: a VPN client or a peering reaches all three at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path, dotted
from stacks.settings.rules.google import RANGES as GOOGLE_RANGES

REGION_RANGES: tuple[Path, ...] = (
    ("network", "cidr"),
    ("network", "pod_cidr"),
    ("cluster", "service_cidr"),
    ("vpn", "clients"),
)
AZURE_RANGES: tuple[Path, ...] = (
    ("azure", "network", "cidr"),
    ("azure", "cluster", "pod_cidr"),
    ("azure", "cluster", "service_cidr"),
)


@dataclass(frozen=True)
class Claim:
    """A range and the place that claims it."""

    file: StackFile
    path: Path
    network: IPv4Network

    def __str__(self) -> str:
        return f"{dotted(self.path)} ({self.network}) in {self.file.name}"

    @property
    def is_reservation(self) -> bool:
        """Whether the range is somebody else's, which several environments may well know of."""
        return self.path[0] == "reserved_addresses"


def claims(file: StackFile) -> list[Claim]:
    """Return every well-formed range that a stack file claims; malformed ones are the model's to refuse."""
    return [
        Claim(file, path, network)
        for path, value in _ranges(file)
        if (network := _network(value)) is not None
    ]


def faults(file: StackFile, others: list[StackFile]) -> Iterator[Fault]:
    """Yield a fault for each range of ``file`` that overlaps one of its own or of another environment."""
    own = claims(file)
    foreign = [claim for other in others for claim in claims(other)]
    for index, claim in enumerate(own):
        for other in own[index + 1 :]:
            if claim.network.overlaps(other.network):
                yield _fault(other, claim)
        for other in foreign:
            shared = claim.is_reservation and other.is_reservation and claim.network == other.network
            if claim.network.overlaps(other.network) and not shared:
                yield _fault(claim, other)


def _fault(claim: Claim, other: Claim) -> Fault:
    sentence = (
        f"{claim.network} overlaps {other}; routes and peerings need disjoint ranges, so move one of them"
    )
    return claim.file.fault(claim.path, sentence)


def _ranges(file: StackFile) -> Iterator[tuple[Path, Any]]:
    for region in file.mapping(("aws", "regions")):
        for tail in REGION_RANGES:
            path: Path = ("aws", "regions", region, *tail)
            yield path, file.at(path)
    for path in (*GOOGLE_RANGES, *AZURE_RANGES):
        yield path, file.at(path)
    for name, value in file.mapping(("reserved_addresses",)).items():
        yield ("reserved_addresses", name), value


def _network(value: Any) -> IPv4Network | None:
    try:
        return IPv4Network(value) if isinstance(value, str) else None
    except ValueError:
        return None
