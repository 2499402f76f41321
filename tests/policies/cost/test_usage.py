import ast
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import yaml

from policies.cost.amounts import Span
from policies.cost.documents import HERE, DataError, checked
from policies.cost.estimate import Estimate
from policies.cost.usage import Assumption, Usage, shipped_usage

ROW: dict[str, Any] = {
    "item": "nat.data", "unit": "GB", "why": "measured", "dev": [1, 2, 3], "staging": [4, 5, 6], "production": [7, 8, 9],
}  # fmt: skip


def assumption(**changes: Any) -> Assumption:
    return checked(Assumption, {**ROW, **changes}, "usage.yaml, row 1")


def span(least: int, expected: int, most: int) -> Span:
    return Span(Decimal(least), Decimal(expected), Decimal(most))


def test_an_assumption_differs_by_environment() -> None:
    usage = Usage([assumption()])

    assert usage.find("nat.data", "any", "dev") == span(1, 2, 3)
    assert usage.find("nat.data", "any", "production") == span(7, 8, 9)
    assert usage.find("other", "any", "dev") is None


def test_the_first_row_that_fits_the_name_wins() -> None:
    usage = Usage([assumption(match=["*-flow-*"]), assumption(dev=[0, 0, 0])])

    assert usage.find("nat.data", "vpc-flow-logs", "dev") == span(1, 2, 3)
    assert usage.find("nat.data", "cluster-logs", "dev") == span(0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"dev": [3, 2, 1]}, "dev: value error, write the least first, then the expected, then the most"),
        ({"dev": [1, 2]}, "dev.2: field required"),
        ({"dev": [-1, 2, 3]}, "dev.0: input should be greater than or equal to 0"),
        ({"why": None}, "why: input should be a valid string"),
        ({"prod": [1, 2, 3]}, "prod: extra inputs are not permitted"),
    ],
)
def test_a_bad_row_is_named(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DataError) as caught:
        assumption(**changes)

    assert caught.value.faults == (f"usage.yaml, row 1: {sentence}",)


def test_every_shipped_assumption_is_used_and_every_use_has_one() -> None:
    items = {row["item"] for row in yaml.safe_load((HERE / "usage.yaml").read_text())["rows"]}
    rooms = [*(HERE / "pricing").glob("*.py"), *(HERE / "advice").glob("*.py")]
    asked = [call for path in rooms for call in calls_of_assumed(path.read_text())]

    assert [ast.unparse(call) for call in asked if literal(call) is None] == []
    assert {literal(call) for call in asked} == items
    assert shipped_usage().find("logs.ingestion", "anything at all", "dev") is not None


def calls_of_assumed(source: str) -> list[ast.Call]:
    """Return the calls by which pricing and advice ask for an assumption; text that only mentions one is none."""
    return [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "assumed"
    ]


def literal(call: ast.Call) -> str | None:
    """Return the item that a call names outright, so that whoever searches for it finds where it is billed."""
    (item,) = call.args
    return item.value if isinstance(item, ast.Constant) and isinstance(item.value, str) else None


def test_what_is_not_assumed_is_an_error(
    make: Callable[..., dict[str, Any]], price: Callable[..., Estimate]
) -> None:
    found = price(make("aws:ec2/natGateway:NatGateway", "nat"), usage=Usage([]))

    assert [note.reason for note in found.unpriced] == [
        "nothing is assumed of nat.data; add a row to policies/cost/usage.yaml"
    ]
    assert [line.item for line in found.lines] == ["NAT gateway"]
