from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.foundation.addresses import overlaps, parse_range, pod_range, zone_plan

VPCS = st.builds(
    lambda second, prefix: next(IPv4Network(f"10.{second}.0.0/16").subnets(new_prefix=prefix)),
    st.integers(0, 255),
    st.integers(16, 22),
)
PODS = st.integers(16, 26).map(lambda prefix: IPv4Network(f"100.64.0.0/{prefix}"))
SLOT = st.integers(0, 3)


def tiers(vpc: IPv4Network, slot: int) -> list[IPv4Network]:
    plan = zone_plan(vpc, slot)
    return [plan.private, plan.isolated, plan.public, plan.spare]


@given(VPCS)
def test_the_zones_fill_the_vpc_and_never_overlap(vpc: IPv4Network) -> None:
    ranges = [cidr for slot in range(4) for cidr in tiers(vpc, slot)]
    assert not [pair for pair in combinations(ranges, 2) if pair[0].overlaps(pair[1])]
    assert all(cidr.subnet_of(vpc) for cidr in ranges)
    assert sum(cidr.num_addresses for cidr in ranges) == vpc.num_addresses


@given(VPCS, SLOT)
def test_a_tier_has_its_share_and_is_never_smaller_than_a_subnet_may_be(vpc: IPv4Network, slot: int) -> None:
    plan = zone_plan(vpc, slot)
    quarter = vpc.prefixlen + 2
    assert (plan.private.prefixlen, plan.spare.prefixlen) == (quarter + 1, quarter + 2)
    assert plan.isolated.prefixlen == plan.public.prefixlen == quarter + 3
    assert plan.public.prefixlen <= 28


@given(VPCS, st.dictionaries(st.sampled_from("abcdef"), SLOT, min_size=2, max_size=3), SLOT)
def test_a_zones_ranges_depend_on_its_slot_alone(vpc: IPv4Network, zones: dict[str, int], added: int) -> None:
    before = {zone: zone_plan(vpc, slot) for zone, slot in zones.items()}
    after = {zone: zone_plan(vpc, slot) for zone, slot in {**zones, "new": added}.items()}
    assert {zone: after[zone] for zone in before} == before


def test_the_plan_of_a_16_is_this_one() -> None:
    assert [str(cidr) for cidr in tiers(IPv4Network("10.0.0.0/16"), 1)] == [
        "10.0.64.0/19",
        "10.0.96.0/21",
        "10.0.104.0/21",
        "10.0.112.0/20",
    ]


@pytest.mark.parametrize("slot", [-1, 4])
def test_a_slot_that_does_not_exist_is_refused(slot: int) -> None:
    with pytest.raises(ValueError, match=f"slot {slot} does not exist: a VPC has slots 0 to 3"):
        zone_plan(IPv4Network("10.0.0.0/16"), slot)
    with pytest.raises(ValueError, match=f"slot {slot} does not exist: a VPC has slots 0 to 3"):
        pod_range(IPv4Network("100.64.0.0/16"), slot)


def test_a_vpc_too_small_to_cut_is_refused() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0\.0/23 is too small"):
        zone_plan(IPv4Network("10.0.0.0/23"), 0)


@given(PODS)
def test_pod_ranges_are_the_quarters(pods: IPv4Network) -> None:
    quarters = [pod_range(pods, slot) for slot in range(4)]
    assert quarters == list(pods.subnets(prefixlen_diff=2))


def test_a_pod_range_too_small_to_cut_is_refused() -> None:
    with pytest.raises(ValueError, match=r"100\.64\.0\.0/27 is too small"):
        pod_range(IPv4Network("100.64.0.0/27"), 0)


def test_overlaps_are_named_in_order() -> None:
    ranges = {
        "east": IPv4Network("10.0.0.0/16"),
        "west": IPv4Network("10.1.0.0/16"),
        "services": IPv4Network("10.0.128.0/20"),
        "all": IPv4Network("10.0.0.0/8"),
    }
    assert list(overlaps(ranges)) == [
        ("east", "services"),
        ("east", "all"),
        ("west", "all"),
        ("services", "all"),
    ]


@given(VPCS)
def test_a_range_is_read_as_it_is_written(vpc: IPv4Network) -> None:
    assert parse_range(str(vpc)) == parse_range(vpc) == vpc


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("10.0.0.1/16", r"begins inside its own range.*write 10\.0\.0\.0/16"),
        ("10.0.0.0", "is not an address range"),
        ("10.0.0.0/33", "is not an IPv4 range"),
        ("fd00::/8", "is not an IPv4 range"),
        (None, "is not an address range"),
    ],
)
def test_what_is_not_a_range_is_refused(text: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_range(text)
