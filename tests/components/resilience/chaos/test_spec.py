"""What an environment may decide about experiments, and what is refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.resilience.chaos.spec import ChaosSpec, production_faults

FAILURE = {
    "kind": "pod-failure",
    "probability": 0.5,
    "minutes": 5,
    "namespace": "backend",
    "labels": {"app": "a"},
}
DISK = {"kind": "disk-fill", "probability": 0.5, "minutes": 5}


def spec(**facts: Any) -> ChaosSpec:
    return ChaosSpec.model_validate(facts)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "never": ({"experiments": {"a": {**FAILURE, "probability": 0}}}, "greater than 0"),
    "more than always": ({"experiments": {"a": {**FAILURE, "probability": 1.01}}}, "less than or equal to 1"),
    "all pods of a namespace": ({"experiments": {"a": {**FAILURE, "labels": {}}}}, "at least 1 item"),
    "an unknown kind": ({"experiments": {"a": {**FAILURE, "kind": "node-kill"}}}, "'pod-failure', 'network-latency'"),
    "a field of another kind": ({"experiments": {"a": {**FAILURE, "latency_ms": 5}}}, "Extra inputs"),
    "a disk that evicts": ({"experiments": {"a": {**DISK, "percent": 86}}}, "less than or equal to 85"),
    "a name that is none": ({"experiments": {"A_b": FAILURE}}, "should match pattern"),
    "a name that leaves no room for the run": ({"experiments": {"a" * 39: FAILURE}}, "should match pattern"),
    "none": ({"experiments": {}}, "at least 1 item"),
    "longer than it is watched": (
        {"experiments": {"a": {**FAILURE, "minutes": 16}}},
        (
            "experiments.a.minutes: 16 are longer than the 15 that an experiment is watched, and the rest of it nobody would "
            "stop: shorten it, or raise watch_minutes"
        ),
    ),
    "longer than a working day": (
        {"experiments": {f"a{n}": {**FAILURE, "minutes": 15} for n in range(10)}},
        "experiments: all of them may take 250 minutes, one after the other, and 240 is the most of a working day",
    ),
    "after somebody was woken": ({"safeguards": {"burn_rate": 14.4}}, "burn_rate: 14.4 is only reached after"),
    "less than deployments need": ({"safeguards": {"budget_left": 0.09}}, "budget_left: 0.09 is less than the 0.1"),
    "an error rate of nothing": ({"safeguards": {"error_rate": 0}}, "greater than 0"),
    "an error rate of most": ({"safeguards": {"error_rate": 0.51}}, "less than or equal to 0.5"),
    "no schedule": ({"schedule": "at ten"}, "cron"),
    "no zone": ({"timezone": "new york"}, "should match pattern"),
    "no channel": ({"slack": {"secret": "a", "channel": "#sre"}}, "should match pattern"),
    "an address in place of a path": ({"slack": {"secret": "https://hooks.example.com/x"}}, "should match pattern"),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(facts: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        spec(**facts)
    assert said in str(refused.value)


def test_two_bounds_out_of_order_are_told_at_once() -> None:
    with pytest.raises(ValidationError) as refused:
        spec(safeguards={"burn_rate": 20, "budget_left": 0.01})
    assert "burn_rate: 20" in str(refused.value)
    assert "budget_left: 0.01" in str(refused.value)


def test_ends_of_what_is_allowed() -> None:
    decided = spec(
        experiments={"a": {**FAILURE, "probability": 1, "minutes": 15, "percent": 100}},
        safeguards={"burn_rate": 14.3, "budget_left": 0.1, "error_rate": 0.5},
    )
    assert decided.minutes == 25
    assert decided.namespaces == ("backend",)


SHORT: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "nobody hears": ({"slack": None}, ("slack: names nobody",)),
    "customers feel it": (
        {"safeguards": {"error_rate": 0.06, "burn_rate": 11}},
        ("safeguards.error_rate: 0.06 lets customers", "safeguards.burn_rate: 11 lets customers"),
    ),
    "seldom looked after": ({"watch_seconds": 16}, ("watch_seconds: 16 is longer",)),
}


@pytest.mark.parametrize(("facts", "said"), SHORT.values(), ids=SHORT)
def test_what_is_too_little_for_production(facts: dict[str, Any], said: tuple[str, ...]) -> None:
    found = production_faults(spec(**{"slack": {"secret": "resilience/chaos"}, **facts}))
    assert len(found) == len(said)
    assert all(one.startswith(begin) for one, begin in zip(found, said, strict=True))


def test_what_the_requirements_ask_is_enough_for_production() -> None:
    assert production_faults(spec(slack={"secret": "resilience/chaos"})) == []
