"""How new versions are judged: conditions that an empty answer does not meet, and queries of the one Service."""

import math
from typing import Any

import pytest

from components.delivery.argo.rollouts.analysis import (
    ERROR_BUDGET,
    ERROR_RATE,
    LATENCY_P95,
    PUBLIC_HEALTH,
    TARGETS_UP,
    templates,
)
from components.delivery.argo.rollouts.spec import RolloutsSpec

PROMETHEUS = "http://prometheus-operated.monitoring.svc:9090"
ASKED = (TARGETS_UP, ERROR_RATE, LATENCY_P95)


def metric(name: str, **spec: Any) -> dict[str, Any]:
    (found,) = templates(RolloutsSpec(**spec), PROMETHEUS)[name]["metrics"]
    assert isinstance(found, dict)
    return found


def judged(name: str, result: list[float], limit: float = 0.05) -> str:
    """Judge an answer of Prometheus as the controller does: success, failure, or neither."""
    found = metric(name)

    def holds(condition: str) -> bool:
        python = condition.replace("{{args.limit}}", str(limit)).replace("&&", "and")
        return bool(eval(python, {"len": len}, {"result": result}))  # noqa: S307 - our own conditions

    if holds(found["failureCondition"]):
        return "Failed"
    return "Successful" if holds(found["successCondition"]) else "Inconclusive"


@pytest.mark.parametrize("name", ASKED)
def test_no_answer_is_neither_a_pass_nor_a_failure(name: str) -> None:
    assert judged(name, []) == "Inconclusive"


@pytest.mark.parametrize("name", [ERROR_RATE, LATENCY_P95])
def test_nothing_over_nothing_is_neither(name: str) -> None:
    assert judged(name, [math.nan]) == "Inconclusive"


@pytest.mark.parametrize("name", [ERROR_RATE, LATENCY_P95])
def test_the_limit_itself_is_kept(name: str) -> None:
    assert [judged(name, [value]) for value in (0.0, 0.05, 0.0501)] == ["Successful", "Successful", "Failed"]


def test_a_replica_that_cannot_be_scraped_fails() -> None:
    assert [judged(TARGETS_UP, [value]) for value in (1, 0)] == ["Successful", "Failed"]


def test_queries_ask_of_the_one_version() -> None:
    selected = (
        'namespace="{{args.namespace}}",service="{{args.service}}",'
        'rollouts_pod_template_hash="{{args.version}}"'
    )
    query = metric(ERROR_RATE)["provider"]["prometheus"]["query"]
    assert query == (
        f'(sum(rate(http_requests_total{{{selected},status=~"5.."}}[2m])) or vector(0))'
        f" / sum(rate(http_requests_total{{{selected}}}[2m]))"
    )
    for name in ASKED:
        asked = metric(name)["provider"]["prometheus"]
        assert selected in asked["query"]
        assert asked["address"] == PROMETHEUS


def test_limits_are_those_of_the_owner() -> None:
    found = templates(RolloutsSpec(), PROMETHEUS)
    assert [arg for arg in found[ERROR_RATE]["args"] if "value" in arg] == [
        {"name": "limit", "value": "0.05"}
    ]
    assert [arg for arg in found[LATENCY_P95]["args"] if "value" in arg] == [
        {"name": "limit", "value": "0.5"}
    ]


@pytest.mark.parametrize(
    ("percent", "written"), [(5.0, "0.05"), (0.7, "0.007"), (0.001, "0.00001"), (50.0, "0.5")]
)
def test_a_limit_is_written_plainly(percent: float, written: str) -> None:
    args = templates(RolloutsSpec(error_percent=percent), PROMETHEUS)[ERROR_RATE]["args"]
    assert args[-1] == {"name": "limit", "value": written}


def test_the_public_address_is_asked_half_a_minute_after_the_switch() -> None:
    found = metric(PUBLIC_HEALTH)
    assert found["initialDelay"] == "30s"
    assert (found["count"], found["failureLimit"], found["consecutiveErrorLimit"]) == (3, 0, 1)
    assert found["provider"]["web"]["url"] == "{{args.url}}"


@pytest.mark.parametrize(
    ("key", "value"), [("error_percent", 0), ("error_percent", 100), ("latency_seconds", 0)]
)
def test_limits_that_could_not_judge_are_refused(key: str, value: float) -> None:
    with pytest.raises(ValueError, match=key):
        RolloutsSpec.model_validate({key: value})


LEFT = "slo:period_error_budget_remaining:ratio"


def test_a_frozen_budget_fails_and_an_unknown_one_waits_for_a_person() -> None:
    template = templates(RolloutsSpec(), PROMETHEUS, LEFT)[ERROR_BUDGET]
    assert template["args"] == [{"name": "promised"}, {"name": "left", "value": "0.1"}]
    (found,) = template["metrics"]
    assert found["provider"]["prometheus"]["query"] == f'min({LEFT}{{service="{{{{args.promised}}}}"}})'
    assert (found["count"], found["failureLimit"]) == (1, 0)

    def holds(condition: str, result: list[float]) -> bool:
        python = condition.replace("{{args.left}}", "0.1").replace("&&", "and")
        return bool(eval(python, {"len": len}, {"result": result}))  # noqa: S307 - our own conditions

    for result, passes, fails in (([0.1], True, False), ([0.0999], False, True), ([], False, False)):
        assert holds(found["successCondition"], result) is passes
        assert holds(found["failureCondition"], result) is fails


def test_without_objectives_no_budget_is_asked_for() -> None:
    assert ERROR_BUDGET not in templates(RolloutsSpec(), PROMETHEUS)
