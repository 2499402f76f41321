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

    def speaks_of(self, peer: Endpoint) -> bool:
        """Say whether a peer is one of them."""
        return self.peers is None or any(chosen(peer) for chosen in self.peers)


@dataclass(frozen=True)
class Wall:
    """A policy in one direction. ``closes`` says whether what no gate lets through is stopped."""

    name: str
    direction: Direction
    chooses: Chooses
    closes: bool
    gates: Sequence[Gate] = ()
    denials: Sequence[Gate] = ()


@dataclass(frozen=True)
class Opening:
    """What walls around one end leave open to one peer. Ports of None are all of them."""

    closed: bool
    opened: Sequence[Sequence[Ports] | None]
    denied: Sequence[Sequence[Ports] | None]

    def permits(self, protocol: str, number: int, target: Endpoint) -> bool:
        """Say whether traffic to a port of ``target`` passes."""
        if _cover(self.denied, protocol, number, target):
            return False
        return not self.closed or _cover(self.opened, protocol, number, target)


def opening(walls: Iterable[Wall], peer: Endpoint) -> Opening:
    """Return what walls around one end, all in one direction, leave open to a peer."""
    walls = list(walls)
    return Opening(
        any(wall.closes for wall in walls),
        [gate.ports for wall in walls for gate in wall.gates if gate.speaks_of(peer)],
        [gate.ports for wall in walls for gate in wall.denials if gate.speaks_of(peer)],
    )


def _cover(opened: Iterable[Sequence[Ports] | None], protocol: str, number: int, target: Endpoint) -> bool:
    return any(ports is None or any(one.cover(protocol, number, target) for one in ports) for ports in opened)


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
