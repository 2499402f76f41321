"""What Cloudflare is billed for."""

from decimal import Decimal
from typing import Any

import pytest

from policies.cost.prices.book import shipped_prices
from policies.cost.pricing.cloudflare import balancing, plan
from policies.cost.pricing.subject import Subject, Surroundings, Tariff, UnpriceableError
from policies.cost.usage import shipped_usage
from policies.framework import tokens
from tests.policies.framework.samples import TODAY, entry


def bill(part: Any, entries: list[Any], which: int = 0) -> list[tuple[str, Decimal, str]]:
    tariff = Tariff(
        prices=shipped_prices(), usage=shipped_usage(), environment="production", today=TODAY, region=None
    )
    subject = Subject(entries[which], Surroundings(entries), tariff)
    return [(line.key, line.monthly.expected, line.category) for line in part(subject)]


def pool(name: str, origins: int) -> Any:
    return entry(tokens.CF_POOL, name, {"origins": [{"address": str(number)} for number in range(origins)]})


@pytest.mark.parametrize(("name", "price"), [("pro", 20), ("business", 200)])
def test_a_plan_is_billed_as_security(name: str, price: int) -> None:
    bought = entry(tokens.CF_SUBSCRIPTION, "plan", {"ratePlan": {"id": name}})
    assert bill(plan, [bought]) == [(f"cloudflare.plan.{name}", Decimal(price), "security")]


def test_the_free_plan_is_free() -> None:
    assert bill(plan, [entry(tokens.CF_SUBSCRIPTION, "plan", {"ratePlan": {"id": "free"}})]) == []


def test_a_plan_whose_price_is_negotiated_is_missed_aloud() -> None:
    with pytest.raises(UnpriceableError, match=r"no price of cloudflare\.plan\.enterprise"):
        bill(plan, [entry(tokens.CF_SUBSCRIPTION, "plan", {"ratePlan": {"id": "enterprise"}})])


def test_two_endpoints_are_part_of_the_add_on_and_the_others_are_billed() -> None:
    one = entry(tokens.CF_BALANCER, "a", {})
    assert bill(balancing, [one, pool("x", 2)]) == [
        ("cloudflare.balancing.subscription", Decimal(5), "network")
    ]
    assert bill(balancing, [one, pool("x", 2), pool("y", 2)])[1] == (
        "cloudflare.balancing.endpoint",
        Decimal(10),
        "network",
    )


def test_a_second_balancer_bills_nothing_again() -> None:
    both = [entry(tokens.CF_BALANCER, "a", {}), entry(tokens.CF_BALANCER, "b", {}), pool("x", 3)]
    assert len(bill(balancing, both, 0)) == 2
    assert bill(balancing, both, 1) == []
