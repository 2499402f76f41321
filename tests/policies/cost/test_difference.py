from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from policies.cost.difference import compare, difference
from policies.cost.documents import DataError
from policies.cost.estimate import Estimate

Make = Callable[..., dict[str, Any]]
Price = Callable[..., Estimate]


def group(make: Make, kind: str, size: int, name: str = "application") -> dict[str, Any]:
    scaling = {"minSize": size, "desiredSize": size, "maxSize": size}
    return make("aws:eks/nodeGroup:NodeGroup", name, instanceTypes=[kind], scalingConfig=scaling)


def test_nothing_changed(make: Make, price: Price) -> None:
    bill = price(group(make, "c5.xlarge", 5)).as_json()

    found = difference(bill, bill)

    assert found.changes == ()
    assert (found.delta, found.percent) == (Decimal(0), Decimal(0))


def test_what_came_went_and_changed(make: Make, price: Price) -> None:
    before = price(group(make, "c5.large", 5), make("aws:ec2/eip:Eip", "old"))
    after = price(group(make, "c5.xlarge", 5), make("aws:secretsmanager/secret:Secret", "new"))

    found = difference(before.as_json(), after.as_json())

    assert [(change.kind, change.item, change.before, change.after) for change in found.changes] == [
        ("changed", "Nodes, c5.xlarge", Decimal("310.25"), Decimal("620.5")),
        ("removed", "Public IPv4 address", Decimal("3.65"), 0),
        ("added", "Secret", 0, Decimal("0.4")),
        ("added", "Secret requests", 0, Decimal("0.03")),
    ]
    # Each side was rounded to cents, 0.025 upwards.
    assert found.before == Decimal("323.9")
    assert found.after == Decimal("630.93")
    assert found.delta == Decimal("307.03")
    assert found.percent == Decimal("94.8")
    assert found.categories == {
        "compute": Decimal("310.25"), "storage": 0, "network": Decimal("-3.65"), "monitoring": 0,
        "security": Decimal("0.43"),
    }  # fmt: skip


def test_the_drivers_are_the_largest_in_either_direction(make: Make, price: Price) -> None:
    before = price(
        group(make, "r5.2xlarge", 3, "database"), *(make("aws:kms/key:Key", f"k{n}") for n in range(9))
    )
    after = price(group(make, "c5.large", 1))

    found = difference(before.as_json(), after.as_json())

    assert [(change.kind, change.item) for change in found.drivers(2)] == [
        ("removed", "Nodes, r5.2xlarge"), ("added", "Nodes, c5.large"),
    ]  # fmt: skip
    assert len(found.drivers()) == 5
    assert len(found.as_json()["drivers"]) == 5
    assert len(found.as_json()["changes"]) == len(found.changes) > 5


def test_a_first_bill_has_no_percentage(make: Make, price: Price) -> None:
    found = difference(price().as_json(), price(make("aws:ec2/eip:Eip", "a")).as_json())

    assert found.percent is None
    assert found.as_json()["percent"] is None
    assert found.as_json()["delta"] == 3.65


def test_two_lines_of_one_part_are_kept_apart(make: Make, price: Price) -> None:
    def secret(*regions: str) -> dict[str, Any]:
        return price(
            make("aws:secretsmanager/secret:Secret", "s", replicas=[{"region": region} for region in regions])
        ).as_json()

    found = difference(secret("us-west-2"), secret("us-west-2", "us-west-2"))

    assert [(change.kind, change.item, change.delta) for change in found.changes] == [
        ("added", "Replica of a secret", Decimal("0.4"))
    ]


@pytest.mark.parametrize("base", [{}, {"lines": [{}], "expected": 1, "categories": {}}, {"lines": 3}])
def test_a_base_of_another_shape_is_one_sentence(base: dict[str, Any], price: Price) -> None:
    with pytest.raises(DataError) as caught:
        difference(base, price().as_json())

    assert caught.value.faults == (
        "the base has no cost in the form that infra preview --json writes; make it anew with this version",
    )


def test_estimates_are_compared_exactly_and_the_changes_add_up(make: Make, price: Price) -> None:
    before = price(*(make("aws:secretsmanager/secret:Secret", f"s{number}") for number in range(3)))
    after = price(group(make, "c5.xlarge", 1), make("aws:ec2/eip:Eip", "new"))

    found = compare(before, after)

    assert sum(change.delta for change in found.changes) == found.delta
    assert sum(found.categories.values()) == found.delta
    assert found.delta == after.monthly.expected - before.monthly.expected
    # In the form of files each of the three lines of 0.025 was rounded up.
    assert difference(before.as_json(), after.as_json()).changes != found.changes
