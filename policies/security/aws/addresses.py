"""What counts as the world, and which ports a rule opens, in every way that AWS lets one write it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

from components.foundation.addresses import PRIVATE_SPACE, SHARED_SPACE
from policies.framework.facts import NO, Fact, fact
from policies.framework.values import Value

Network = IPv4Network | IPv6Network

ADMIN_PORTS = (22, 3389, 445)
"""SSH, remote desktop and file sharing: what the internet tries first."""

DATA_PORTS = (1433, 1521, 3306, 5432, 5439, 6379, 6380, 9042, 9092, 9094, 9096, 9200, 9300, 11211, 27017)
"""Ports of databases, caches, search engines and message brokers."""

WEB_PORTS = frozenset({80, 443})

WIDEST_IPV4 = 7
"""A prefix this short or shorter holds more than 16 million addresses; no one's office has that many."""
WIDEST_IPV6 = 15
"""The same for IPv6, where providers are given /19 to /32."""

INTERNAL = (
    *PRIVATE_SPACE,
    SHARED_SPACE,
    *(ip_network(text) for text in ("169.254.0.0/16", "fc00::/7", "fe80::/10")),
)
"""Ranges that are never routed on the internet (RFC 1918, 6598, 3927, 4193, 4291)."""

MOST_IPV4 = 2**30
MOST_IPV6 = 2**126
"""A quarter of all addresses: what several rules may not add up to."""


@lru_cache(maxsize=4096)
def network(text: str) -> Network | None:
    """Return the network that a CIDR means, blanks and host bits forgiven, or None if it is no CIDR."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def _worldly(raw: object) -> bool:
    if not isinstance(raw, str):
        return True
    found = network(raw)
    if found is None:
        return True  # what cannot be read is not given the benefit of the doubt
    return found.prefixlen <= (WIDEST_IPV4 if found.version == 4 else WIDEST_IPV6)


def world(cidr: Value) -> Fact:
    """Return whether a CIDR covers the internet or so much of it that it comes to the same."""
    return cidr.test(_worldly)


def together_world(texts: Iterable[str]) -> bool:
    """Return whether public CIDRs add up to a quarter of the internet, split as finely as may be."""
    found = [one for one in (network(text) for text in texts) if one is not None]
    four = [one for one in found if isinstance(one, IPv4Network) and not _internal(one)]
    six = [one for one in found if isinstance(one, IPv6Network) and not _internal(one)]
    in_four = sum(one.num_addresses for one in collapse_addresses(four))
    in_six = sum(one.num_addresses for one in collapse_addresses(six))
    return in_four >= MOST_IPV4 or in_six >= MOST_IPV6


def _internal(one: Network) -> bool:
    same = (other for other in INTERNAL if other.version == one.version)
    return any(one.network_address in other and one.broadcast_address in other for other in same)


@dataclass(frozen=True, slots=True)
class PortRange:
    """The protocol and ports of a rule."""

    protocol: Value
    first: Value
    last: Value

    @property
    def everything(self) -> Fact:
        """Whether all protocols are meant, which makes the ports meaningless."""
        return self.protocol.test(lambda raw: str(raw).lower().removesuffix(".0") in {"-1", "all"})

    @property
    def _has_ports(self) -> Fact:
        return self.protocol.test(
            lambda raw: str(raw).lower().removesuffix(".0") in {"tcp", "udp", "6", "17"}
        )

    def covers(self, port: int) -> Fact:
        """Return whether the range holds ``port``; ports that are left out mean all of them."""
        low = self.first.test(lambda raw: _port(raw) <= port, absent=True)
        high = self.last.test(lambda raw: _port(raw) >= port or _port(raw) == -1, absent=True)
        return self.everything | (self._has_ports & low & high)

    def only_within(self, ports: frozenset[int]) -> Fact:
        """Return whether nothing but single ports of ``ports`` is opened, over TCP or UDP."""
        low, high = self.first, self.last
        for bound in (low, high):
            if bound.unknown:
                return self._has_ports & bound.undecided()
        if low.absent or high.absent:
            return NO
        whole = range(_port(low.raw), _port(high.raw) + 1)
        return self._has_ports & fact(0 < len(whole) <= len(ports) and ports.issuperset(whole))

    @property
    def diagnostic(self) -> Fact:
        """Whether only ICMP is meant, which carries no service."""
        return self.protocol.test(
            lambda raw: str(raw).lower() in {"icmp", "icmpv6", "1", "58", "1.0", "58.0"}
        )


def _port(raw: object) -> int:
    try:
        return int(float(str(raw)))
    except ValueError:
        return -1
