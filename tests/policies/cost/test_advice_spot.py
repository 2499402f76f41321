"""Spot: a range for what comes above a floor, only where a pool bears to lose its machines, and never in a total."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from policies.cost.advice.advisers import advise, largest_total
from policies.cost.advice.terms import Advice
from policies.cost.estimate import Estimate

Make = Callable[..., dict[str, Any]]
Price = Callable[..., Estimate]

STARTUP = {"effect": "NO_EXECUTE", "key": "node.cilium.io/agent-not-ready", "value": "true"}
SYSTEM = {"effect": "NO_SCHEDULE", "key": "node-role.kubernetes.io/system", "value": "true"}


def pool(make: Make, name: str, role: str | None, *, most: int = 20, **inputs: Any) -> dict[str, Any]:
    shape = {
        "clusterName": "here",
        "instanceTypes": ["c5.large"],
        "scalingConfig": {"minSize": 5, "desiredSize": 5, "maxSize": most},
        "labels": {"platform.internal/node-pool": role} if role else None,
        "taints": [STARTUP],
    }
    return make("aws:eks/nodeGroup:NodeGroup", name, **(shape | inputs))


def system(make: Make, **inputs: Any) -> dict[str, Any]:
    return pool(make, "system", "system", **({"taints": [SYSTEM, STARTUP]} | inputs))


def spot(price: Price, *entries: dict[str, Any]) -> list[Advice]:
    return [one for one in advise(price(*entries), entries) if one.kind == "spot"]


def test_what_comes_above_the_floor_is_a_range_and_no_saving(make: Make, price: Price) -> None:
    entries = [pool(make, "application", "application"), system(make)]
    (one,) = spot(price, *entries)

    assert one.urn == entries[0]["urn"]
    assert one.arithmetic == ("(14600 - 3650) hour * 0.085 * 0.28 to 0.79 = 260.61 to 735.29 USD")
    assert one.saving == 10950 * Decimal("0.085") * Decimal("0.79")
    assert one.advice == (
        "run the nodes above the floor of 5 on spot machines like c5.large, in a pool of their own"
    )
    assert "two minutes' notice" in one.condition
    assert one.bound
    assert not one.counted
    assert largest_total([one]) == 0


@pytest.mark.parametrize(
    "inputs",
    [
        {"role": "database"},
        {"role": "data"},
        {"role": "system"},
        {"role": None},
        {
            "taints": [
                STARTUP,
                {"effect": "NO_SCHEDULE", "key": "platform.internal/database", "value": "true"},
            ]
        },
        {"capacityType": "SPOT"},
        {"most": 5},
        {"instanceTypes": ["m7g.large"]},
        {"clusterName": "elsewhere"},
    ],
)
def test_a_pool_that_does_not_bear_it_or_cannot_grow_gets_none(
    make: Make, price: Price, inputs: dict[str, Any]
) -> None:
    shape = {"role": "application", **inputs}

    assert spot(price, pool(make, "application", **shape), system(make)) == []


def test_a_pool_that_the_cluster_s_own_pods_may_run_on_gets_none(make: Make, price: Price) -> None:
    alone = pool(make, "general", "general")

    assert spot(price, alone) == []
    assert spot(price, alone, system(make, taints=[STARTUP])) == []
    assert len(spot(price, alone, system(make))) == 1


@pytest.mark.parametrize("key", ["labels", "taints"])
def test_what_is_not_known_yet_is_not_advised_on(make: Make, price: Price, unknown: str, key: str) -> None:
    hidden: dict[str, Any] = {key: unknown}

    assert spot(price, pool(make, "application", "application", **hidden), system(make)) == []
