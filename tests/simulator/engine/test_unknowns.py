"""The SDK's search for unknown values, replaced for the time of a run by one that leaves nothing behind."""

import gc
from collections.abc import Callable
from types import FunctionType
from typing import Any

import pytest
from pulumi.output import Unknown
from pulumi.runtime import rpc

from simulator.host.unknowns import contains_unknowns, searched_lightly
from simulator.program import Run

STOCK = rpc.contains_unknowns
MAKE_UNKNOWN: Callable[..., Any] = Unknown
UNKNOWN = MAKE_UNKNOWN()


class Named(dict[str, Any]):
    """Has a property of the name of a method, as the SDK's own mappings have."""

    values = None  # type: ignore[assignment]


def knot(*inside: Any) -> list[Any]:
    """Return a list that holds itself, and what is given after it."""
    made: list[Any] = []
    made += [made, *inside]
    return made


SHARED: dict[str, Any] = {"a": 1}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, False),
        ("", False),
        (UNKNOWN, True),
        ({"a": [1, {"b": UNKNOWN}]}, True),
        ({"a": [1, {"b": "known"}], "c": {}}, False),
        ([Named(a="known"), Named(b=UNKNOWN)], True),
        ((UNKNOWN,), False),
        ([SHARED, SHARED], False),
        (knot(), False),
        (knot({"a": UNKNOWN}), True),
    ],
)
def test_it_says_what_the_sdk_says(value: Any, expected: bool) -> None:
    assert contains_unknowns(value) is STOCK(value) is expected


def test_a_run_leaves_none_of_the_sdks_searches_behind(preview: Callable[..., Run]) -> None:
    gc.collect()
    done = preview("""
        net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", region="us-east-1")
        pulumi.export("known", net.cidr_block.apply(lambda block: block[:2]))
    """)
    left = [
        one
        for one in gc.get_objects()
        if isinstance(one, FunctionType) and one.__qualname__.startswith("contains_unknowns.")
    ]
    assert done.faults == ()
    assert left == []
    assert rpc.contains_unknowns is STOCK


def test_the_sdks_own_search_is_back_whatever_happens() -> None:
    def fall() -> None:
        with searched_lightly():
            assert rpc.contains_unknowns is contains_unknowns
            raise KeyError

    with pytest.raises(KeyError):
        fall()
    assert rpc.contains_unknowns is STOCK
