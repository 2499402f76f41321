import random

import pytest

from policies.framework import tokens
from policies.framework.index import Stack
from tests.policies.framework.samples import (
    STACK_URN,
    UNKNOWN,
    Change,
    Entry,
    both,
    changed,
    entry,
    put,
    stack_entry,
    unwire,
    urn,
    wire,
)

VPC = urn(tokens.VPC, "vpc")


def entries() -> list[Entry]:
    return [
        stack_entry(),
        entry(tokens.VPC, "vpc", {"arn": "arn:vpc"}),
        entry(tokens.VPC, "other", {"arn": "arn:other"}),
        entry(
            tokens.FLOW_LOG,
            "log",
            {"vpcId": "vpc-id", "logDestination": "x"},
            edges={"vpcId": [VPC], "logDestination": [VPC]},
        ),
        entry(tokens.SUBNET, "subnet", {"vpcId": "vpc-id"}, edges={"vpcId": [VPC]}),
    ]


def names(found: object) -> list[str]:
    assert isinstance(found, list | tuple)
    return [one.name for one in found]


def test_every_answer_is_in_the_order_of_the_urns() -> None:
    for seed in range(5):
        shuffled = entries()
        random.Random(seed).shuffle(shuffled)  # noqa: S311 - an order, not a secret
        stack = Stack(shuffled)
        assert names(stack.of(tokens.VPC)) == ["other", "vpc"]
        assert names(stack.of(tokens.VPC, tokens.FLOW_LOG)) == ["log", "other", "vpc"]
        assert names(stack.referrers(stack.of(tokens.VPC)[1])) == ["log", "subnet"]
        assert stack.urn == STACK_URN


def test_relations_are_followed_both_ways() -> None:
    stack = Stack(entries())
    vpc, log = stack.at(VPC), stack.at(urn(tokens.FLOW_LOG, "log"))
    assert vpc
    assert log
    assert stack.at("urn:none") is None
    assert names(stack.referrers(vpc, tokens.SUBNET)) == ["subnet"]
    assert names(stack.referrers(vpc, by="logDestination")) == ["log"]
    assert names(stack.targets(log, "vpcId", tokens.VPC)) == ["vpc"]
    assert names(stack.targets(log, "vpcId", tokens.SUBNET)) == []
    assert names(stack.of("aws:s3/bucket:Bucket")) == []


@pytest.mark.parametrize(
    ("change", "truth"),
    [
        (put("log", "vpcId", "vpc-id"), True),
        (put("log", "vpcId", UNKNOWN), True),
        (unwire("log", "vpcId"), True),
        (both(put("log", "vpcId", "arn:vpc"), unwire("log", "vpcId")), True),
        (both(put("log", "vpcId", "elsewhere"), unwire("log", "vpcId")), False),
        (both(put("log", "vpcId", UNKNOWN), wire("log", "vpcId", "other")), False),
        (both(put("log", "vpcId", UNKNOWN), unwire("log", "vpcId")), None),
        (both(put("log", "vpcId", None), unwire("log", "vpcId")), False),
    ],
)
def test_a_reference_is_an_edge_or_an_equal_name(change: Change, truth: bool | None) -> None:
    stack = Stack(changed(entries(), change))
    vpc, log = stack.at(VPC), stack.at(urn(tokens.FLOW_LOG, "log"))
    assert vpc
    assert log
    assert stack.refers(log, "vpcId", vpc, "arn").truth is truth


def test_what_may_name_a_resource_is_found_by_its_edge_or_by_its_value_and_nothing_else_is_looked_at() -> (
    None
):
    def log(name: str, said: str, target: str | None = None) -> Entry:
        edges = {"vpcId": [urn(tokens.VPC, target)]} if target else {}
        return entry(tokens.FLOW_LOG, name, {"vpcId": said}, edges=edges)

    stack = Stack(
        [
            *(entry(tokens.VPC, name, {"arn": f"arn:{name}"}) for name in ("vpc", "other")),
            log("by-edge", UNKNOWN, "vpc"),
            log("by-id", "vpc-id"),
            log("by-arn", "arn:vpc"),
            log("of-nothing", "vpc-3"),
            log("not-known", UNKNOWN),
            log("of-another", "other-id", "other"),
        ]
    )
    vpc = stack.at(VPC)
    assert vpc
    found = {
        one.name: holds.truth
        for one, holds in stack.naming("vpcId", vpc, tokens.FLOW_LOG, identities=("arn",))
    }
    assert found == {"by-edge": True, "by-id": True, "by-arn": True, "of-nothing": False, "not-known": None}
    assert dict(stack.naming("vpcId", vpc, tokens.SUBNET)) == {}


def test_outputs_count_as_far_as_they_are_known() -> None:
    held = entry(tokens.VPC, "vpc", {"asked": 1, "changed": 1, "open": UNKNOWN})
    held["outputs"] = {"asked": UNKNOWN, "changed": 2, "computed": 3, "later": UNKNOWN, "none": None}
    (vpc,) = Stack([held]).of(tokens.VPC)
    assert [vpc[key].raw for key in ("asked", "changed", "computed")] == [1, 2, 3]
    assert vpc["open"].unknown
    assert vpc["later"].absent
    assert vpc["none"].absent
