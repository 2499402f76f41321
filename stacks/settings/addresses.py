"""Every range of addresses that an environment claims, and the rule that no two of them overlap.

Ranges are read from the unchecked tree, so that an overlap is reported beside the other faults of a file.
Environments are compared with one another too: a VPN client or a peering reaches all three at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from typing import Any

from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path, dotted

REGION_RANGES: tuple[Path, ...] = (("network", "cidr"), ("network", "pod_cidr"), ("cluster", "service_cidr"))


@dataclass(frozen=True)
class Claim:
    """A range and the place that claims it."""

    document: StackFile
    path: Path
    network: IPv4Network

    def __str__(self) -> str:
        return f"{dotted(self.path)} ({self.network}) in {self.document.name}"


def claims(document: StackFile) -> list[Claim]:
    """Return every well-formed range that a stack file claims; malformed ones are the model's to refuse."""
    return [
        Claim(document, path, network)
        for path, value in _ranges(document.settings)
        if (network := _network(value)) is not None
    ]


def faults(document: StackFile, others: list[StackFile]) -> Iterator[Fault]:
    """Yield a fault for each range of ``document`` that overlaps one of its own or of another environment."""
    own = claims(document)
    for index, claim in enumerate(own):
        for other in own[index + 1 :]:
            if claim.network.overlaps(other.network):
                yield _fault(other, claim)
        for file in others:
            for other in claims(file):
                shared = (
                    claim.path[0] == other.path[0] == "reserved_addresses" and claim.network == other.network
                )
                if claim.network.overlaps(other.network) and not shared:
                    yield _fault(claim, other)


def _fault(claim: Claim, other: Claim) -> Fault:
    sentence = (
        f"{claim.network} overlaps {other}; routes and peerings need disjoint ranges, so move one of them"
    )
    return claim.document.fault(claim.path, sentence)


def _ranges(settings: Any) -> Iterator[tuple[Path, Any]]:
    regions = _at(settings, ("aws", "regions"))
    for region, content in regions.items() if isinstance(regions, dict) else ():
        for tail in REGION_RANGES:
            yield ("aws", "regions", str(region), *tail), _at(content, tail)
    reserved = _at(settings, ("reserved_addresses",))
    for name, value in reserved.items() if isinstance(reserved, dict) else ():
        yield ("reserved_addresses", str(name)), value


def _at(tree: Any, path: Path) -> Any:
    for part in path:
        if not isinstance(tree, dict):
            return None
        tree = tree.get(part)
    return tree


def _network(value: Any) -> IPv4Network | None:
    try:
        return IPv4Network(value) if isinstance(value, str) else None
    except (AddressValueError, NetmaskValueError, ValueError):
        return None
