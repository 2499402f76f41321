"""The table of Cloudflare's addresses is whole, public, in order and not contradictory."""

from datetime import date
from ipaddress import ip_address
from itertools import pairwise

import pytest

from components.foundation.addresses import PRIVATE_SPACE
from components.foundation.cloudflare_ranges import IPV4, IPV6, REVIEWED, SOURCE
from components.foundation.support_calendar import REVIEWED as CALENDAR_REVIEWED


def test_the_table_is_the_published_list() -> None:
    """Fifteen ranges of IPv4 with 1,524,736 addresses, seven of IPv6: what the published list adds up to."""
    assert (len(IPV4), sum(network.num_addresses for network in IPV4)) == (15, 1_524_736)
    assert [network.prefixlen for network in IPV6] == [32, 32, 32, 32, 32, 29, 32]


def test_ranges_are_in_order_and_share_nothing() -> None:
    assert list(IPV4) == sorted(IPV4)
    assert list(IPV6) == sorted(IPV6)
    assert not [pair for pair in pairwise(IPV4) if pair[0].overlaps(pair[1])]
    assert not [pair for pair in pairwise(IPV6) if pair[0].overlaps(pair[1])]


def test_no_range_reaches_into_private_space() -> None:
    """172.64.0.0/13 stands close to 172.16.0.0/12, and a slip would open an origin to the whole network inside."""
    assert not [(one, other) for one in IPV4 for other in PRIVATE_SPACE if one.overlaps(other)]


@pytest.mark.parametrize("address", ["104.16.132.229", "172.67.1.1", "162.159.0.33"])
def test_known_addresses_of_the_edge_are_inside(address: str) -> None:
    assert any(ip_address(address) in network for network in IPV4)


def test_the_table_says_where_and_when_it_was_read() -> None:
    assert SOURCE == "https://www.cloudflare.com/ips/"
    assert date(2026, 1, 1) <= REVIEWED <= CALENDAR_REVIEWED
