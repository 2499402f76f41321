"""What any kind of network policy comes down to: for some pods and one direction, whether they are closed, and to whom open."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from operations.render.reachability.endpoints import Endpoint

Direction = Literal["ingress", "egress"]
Namespaces = Mapping[str, Mapping[str, str]]
"""The labels of each namespace."""

Chooses = Callable[[Endpoint], bool]

UNNAMED: Final = 0
"""Stands for every port that no policy and no pod names."""

LAST_PORT: Final = 65535


@dataclass(frozen=True)
class Ports:
    """Ports that a rule opens: one by number or name, or a range."""

    protocol: str
    first: int | str | None
    last: int | None = None

    def cover(self, protocol: str, number: int, target: Endpoint) -> bool:
        """Say whether a port of ``target`` is among them. A name means the port that the target gives it."""
        if self.protocol not in {protocol, "ANY"}:
            return False
        if self.first is None:
            return True
        if isinstance(self.first, str):
            return any(
                port.name == self.first and (port.protocol, port.number) == (protocol, number)
                for port in target.ports
            )
        last = self.first if self.last is None else self.last
        if number == UNNAMED:
            return self.first <= 1 and last >= LAST_PORT
        return self.first <= number <= last


@dataclass(frozen=True)
class Gate:
    """One rule: which peers, on which ports of the end that is talked to; None is all of them."""

    peers: Sequence[Chooses] | None
    ports: Sequence[Ports] | None

    def lets(self, peer: Endpoint, protocol: str, number: int, target: Endpoint) -> bool:
        """Say whether the rule speaks of this peer on this port of ``target``."""
        if self.peers is not None and not any(chosen(peer) for chosen in self.peers):
            return False
        return self.ports is None or any(ports.cover(protocol, number, target) for ports in self.ports)


@dataclass(frozen=True)
class Wall:
    """A policy in one direction. ``closes`` says whether what no gate lets through is stopped."""

    name: str
    direction: Direction
    chooses: Chooses
    closes: bool
    gates: Sequence[Gate] = ()
    denials: Sequence[Gate] = ()


def permits(walls: Iterable[Wall], peer: Endpoint, protocol: str, number: int, target: Endpoint) -> bool:
    """Say whether walls around one end, all in one direction, let the other end's traffic through."""
    walls = list(walls)
    if any(gate.lets(peer, protocol, number, target) for wall in walls for gate in wall.denials):
        return False
    if not any(wall.closes for wall in walls):
        return True
    return any(gate.lets(peer, protocol, number, target) for wall in walls for gate in wall.gates)


def numbers(walls: Iterable[Wall]) -> set[tuple[str, int]]:
    """Return every port that some gate names, both ends of a range."""
    found: set[tuple[str, int]] = set()
    for wall in walls:
        for gate in (*wall.gates, *wall.denials):
            for ports in gate.ports or ():
                for number in (ports.first, ports.last):
                    if isinstance(number, int):
                        protocols = ("TCP", "UDP") if ports.protocol == "ANY" else (ports.protocol,)
                        found |= {(protocol, number) for protocol in protocols}
    return found
