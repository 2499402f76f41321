"""Circles of dependencies are found as the SDK finds them, in fewer steps."""

import random
from collections.abc import Callable
from itertools import pairwise, product
from typing import Any

import pytest
from pulumi.runtime import resource_cycle_breaker, rpc

from simulator.host.cycles import declared_lightly, dependencies
from simulator.program import Run

SDK: Any = rpc
STOCK = SDK.declare_dependency


class Node:
    """Stands in for a resource, of which both functions ask nothing but who it is."""


@pytest.mark.parametrize("seed", range(20))
def test_it_says_what_the_sdk_says(seed: int) -> None:
    """Of every pair of seven resources, in any order and each twice: most that close a circle come late."""
    nodes: list[Any] = [Node() for _ in range(7)]
    pairs = [*product(nodes, repeat=2)] * 2
    random.Random(seed).shuffle(pairs)  # noqa: S311 - an order, not a secret
    ours = dependencies()
    said = [(ours(*pair), resource_cycle_breaker.declare_dependency(*pair)) for pair in pairs]
    assert {light for light, _ in said} == {True, False}
    assert [light for light, _ in said] == [stock for _, stock in said]


def test_a_long_circle_is_found() -> None:
    """Longer than functions may call one another."""
    nodes: list[Any] = [Node() for _ in range(3000)]
    ours = dependencies()
    assert all(ours(one, other) for one, other in pairwise(nodes))
    assert ours(nodes[0], nodes[-1])
    assert not ours(nodes[-1], nodes[0])


def test_a_program_with_a_circle_is_told_so(preview: Callable[..., Run]) -> None:
    done = preview("""
        import asyncio

        net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")
        later = asyncio.get_running_loop().create_future()
        first = aws.ec2.Subnet("first", vpc_id=net.id, cidr_block="10.0.0.0/24", region="us-east-1",
                               opts=ResourceOptions(depends_on=Output.from_input(later)))
        second = aws.ec2.Subnet("second", vpc_id=net.id, cidr_block="10.0.1.0/24", region="us-east-1",
                                opts=ResourceOptions(depends_on=[first]))
        later.set_result([second])
    """)
    assert any("circular dependency" in str(fault) for fault in done.faults)
    assert SDK.declare_dependency is STOCK


def test_the_sdks_own_function_is_back_whatever_happens() -> None:
    def fall() -> None:
        with declared_lightly():
            assert SDK.declare_dependency is not STOCK
            raise KeyError

    with pytest.raises(KeyError):
        fall()
    assert SDK.declare_dependency is STOCK
