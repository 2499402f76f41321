"""What Cloudflare is billed for."""

from decimal import Decimal
from typing import Any

import pytest

from policies.cost.prices.book import shipped_prices
from policies.cost.pricing.cloudflare import balancing, plan
from policies.cost.pricing.subject import Subject, Surroundings, Tariff, UnpriceableError
from policies.cost.usage import shipped_usage
from policies.framework import tokens
from tests.policies.framework.samples import TODAY, UNKNOWN, entry


def bill(part: Any, entries: list[Any], which: int = 0) -> list[tuple[str, Decimal, str]]:
    tariff = Tariff(
        prices=shipped_prices(), usage=shipped_usage(), environment="production", today=TODAY, region=None
    )
    subject = Subject(entries[which], Surroundings(entries), tariff)
    return [(line.key, line.monthly.expected, line.category) for line in part(subject)]


def amounts(entries: list[Any]) -> dict[str, Decimal]:
    """Return what the balancing is expected to cost, by the last part of its prices' keys."""
    return {
        key.rpartition(".")[2]: usd
        for key, usd, category in bill(balancing, entries)
        if category == "network"
    }


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
    assert amounts([one, pool("x", 2)]) == {"subscription": 5, "queries": Decimal("0.4")}
    assert amounts([one, pool("x", 2), pool("y", 2)])["endpoint"] == 10


@pytest.mark.parametrize(
    ("seconds", "billed"), [(15, True), (59, True), (60, False), (None, False), (120, False)]
)
def test_probes_more_often_than_each_minute_are_billed_once(seconds: int | None, billed: bool) -> None:
    watching = [entry(tokens.CF_MONITOR, name, {"interval": seconds}) for name in ("m", "n")]
    found = amounts([entry(tokens.CF_BALANCER, "a", {}), pool("x", 1), *watching])
    assert found.get("frequent") == (15 if billed else None)


@pytest.mark.parametrize(
    ("regions", "billed"),
    [(["ENAM"], False), (["ENAM", "WEU"], True), (["ALL_REGIONS"], True), (None, False)],
)
def test_probes_from_several_regions_are_billed_once(regions: list[str] | None, billed: bool) -> None:
    pools = [entry(tokens.CF_POOL, name, {"origins": [{}], "checkRegions": regions}) for name in ("x", "y")]
    found = amounts([entry(tokens.CF_BALANCER, "a", {}), *pools])
    assert found.get("regions") == (15 if billed else None)


def test_an_interval_that_is_not_known_is_missed_aloud() -> None:
    watching = entry(tokens.CF_MONITOR, "m", {"interval": UNKNOWN})
    with pytest.raises(UnpriceableError, match="interval is not known"):
        bill(balancing, [entry(tokens.CF_BALANCER, "a", {}), watching])


def test_half_a_million_queries_are_part_of_the_add_on() -> None:
    tariff = Tariff(
        prices=shipped_prices(), usage=shipped_usage(), environment="dev", today=TODAY, region=None
    )
    entries = [entry(tokens.CF_BALANCER, "a", {}), pool("x", 1)]
    (asked,) = [line for line in balancing(Subject(entries[0], Surroundings(entries), tariff)) if line.usage]
    assert (asked.monthly.expected, asked.monthly.most) == (Decimal(0), Decimal("0.5"))


def test_a_second_balancer_bills_nothing_again() -> None:
    both = [entry(tokens.CF_BALANCER, "a", {}), entry(tokens.CF_BALANCER, "b", {}), pool("x", 3)]
    assert amounts(both) == {"subscription": 5, "endpoint": 5, "queries": Decimal("0.4")}
    assert bill(balancing, both, 1) == []
