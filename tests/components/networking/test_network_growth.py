"""A network that grows moves nothing that stands."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.components.networking.networks import a_spec, built, inputs_by_name

LETTERS = st.lists(st.sampled_from("abcdf"), min_size=3, max_size=4, unique=True)
SLOTS = st.permutations([0, 1, 2, 3])


@settings(max_examples=15, deadline=None)
@given(letters=LETTERS, slots=SLOTS, nat=st.sampled_from(["per_zone", "single"]), pods=st.booleans())
def test_a_zone_more_only_adds(letters: list[str], slots: list[int], nat: str, pods: bool) -> None:
    zones = dict(zip(letters, slots, strict=False))
    if nat == "single" and 0 not in list(zones.values())[:-1]:
        zones = dict(zip(letters, [0, 1, 2, 3], strict=False))
    fewer = dict(list(zones.items())[:-1])
    facts = {"nat": nat, "pod_cidr": "100.64.0.0/16" if pods else None}
    before = inputs_by_name(built(a_spec(zones=fewer, **facts)))
    after = inputs_by_name(built(a_spec(zones=zones, **facts)))
    changed = {key for key, inputs in before.items() if after.get(key) != inputs}
    # A gateway endpoint learns the new zone's table, which AWS changes in place.
    assert changed == {
        ("aws:ec2/vpcEndpoint:VpcEndpoint", "main-s3"),
        ("aws:ec2/vpcEndpoint:VpcEndpoint", "main-dynamodb"),
    }
    added = {name for kind, name in set(after) - set(before) if kind == "aws:ec2/subnet:Subnet"}
    tiers = ("public", "private", "isolated", *(("pods",) if pods else ()))
    assert added == {f"main-{tier}-{letters[-1]}" for tier in tiers}


def test_from_a_single_gateway_to_one_per_zone_moves_nothing() -> None:
    before = inputs_by_name(built(a_spec(nat="single")))
    after = inputs_by_name(built(a_spec(nat="per_zone")))
    changed = {name for (kind, name), inputs in before.items() if after.get((kind, name)) != inputs}
    # Only the other zones' default routes point elsewhere, which AWS changes in place.
    assert changed == {"main-private-b-default", "main-private-c-default"}
