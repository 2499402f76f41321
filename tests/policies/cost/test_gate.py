from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from policies.cost.amounts import NOTHING, Span
from policies.cost.budgets import Budget, shipped_budgets
from policies.cost.documents import DataError, checked
from policies.cost.estimate import Estimate
from policies.cost.gate import BudgetVerdict, judge_budget
from policies.cost.lines import CATEGORIES, Category

BUDGET = {"total": 100, "compute": 60, "storage": 10, "network": 10, "monitoring": 10, "security": 10}


def verdict(**amounts: tuple[str, str, str]) -> BudgetVerdict:
    spans: dict[Category, Span] = dict.fromkeys(CATEGORIES, NOTHING)
    for name in CATEGORIES:
        if name in amounts:
            spans[name] = Span(*map(Decimal, amounts[name]))
    return judge_budget("staging", spans, checked(Budget, BUDGET, "budgets.yaml"))


def test_a_bill_within_its_budget_has_headroom() -> None:
    found = verdict(compute=("10", "20", "30"))

    assert found.within
    assert list(found.exceeded()) == []
    assert list(found.warnings()) == []
    assert (found.whole.headroom, found.categories["compute"].headroom) == (Decimal(80), Decimal(40))


def test_a_bill_at_its_budget_fits_and_a_cent_more_does_not() -> None:
    assert verdict(compute=("60", "60", "60")).within
    assert not verdict(compute=("60.01", "60.01", "60.01")).within


def test_a_category_over_its_budget_is_over_although_the_total_fits() -> None:
    found = verdict(security=("12.5", "12.5", "12.5"))

    assert not found.within
    assert list(found.exceeded()) == [
        "security is expected to cost 12.50 USD a month, 2.50 USD above its budget of 10.00 USD"
    ]


def test_a_total_over_its_budget_is_said_first() -> None:
    found = verdict(compute=("0", "1100", "1100"))

    assert list(found.exceeded()) == [
        "the stack is expected to cost 1,100.00 USD a month, 1,000.00 USD above its budget of 100.00 USD",
        "compute is expected to cost 1,100.00 USD a month, 1,040.00 USD above its budget of 60.00 USD",
    ]
    assert found.as_json()["verdict"] == "over"


def test_the_most_above_the_budget_is_a_warning() -> None:
    found = verdict(compute=("10", "20", "70"))

    assert found.within
    assert list(found.warnings()) == [
        "compute may cost up to 70.00 USD a month, above its budget of 60.00 USD"
    ]


def test_what_is_over_is_not_also_a_warning() -> None:
    assert list(verdict(storage=("11", "11", "12")).warnings()) == []


def test_productions_budget_is_the_owners() -> None:
    budget = shipped_budgets().of("production")

    assert [budget.total, *(budget.of(name) for name in CATEGORIES)] == [20500, 15000, 2000, 1500, 800, 1200]


def test_budgets_shrink_towards_dev() -> None:
    book = shipped_budgets()

    for name in CATEGORIES:
        assert book.dev.of(name) < book.staging.of(name) < book.production.of(name)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"total": 90},
            "the row: value error, the categories add up to 100, the total says 90; make them agree",
        ),
        ({"compute": 0}, "compute: input should be greater than 0"),
        ({"marketing": 5}, "marketing: extra inputs are not permitted"),
    ],
)
def test_a_bad_budget_is_named(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DataError) as caught:
        checked(Budget, {**BUDGET, **changes}, "budgets.yaml")

    assert caught.value.faults == (f"budgets.yaml: {sentence}",)


def test_two_full_regions_at_most_do_not_fit_but_are_expected_to(
    make: Callable[..., dict[str, Any]], price: Callable[..., Estimate]
) -> None:
    entries = [
        make(
            "aws:eks/nodeGroup:NodeGroup", f"{region}-{number}", region=region, instanceTypes=["c5.4xlarge"],
            scalingConfig={"minSize": 2, "desiredSize": 5, "maxSize": 20},
        )
        for region in ("us-east-1", "us-west-2")
        for number in range(2)
    ]  # fmt: skip

    budget = price(*entries).budget

    assert budget.within
    assert list(budget.warnings()) == [
        "the stack may cost up to 39,872.00 USD a month, above its budget of 20,500.00 USD",
        "compute may cost up to 39,712.00 USD a month, above its budget of 15,000.00 USD",
    ]
