"""Every query of every shipped dashboard parses, and asks for what somebody exports or records."""

import re
from collections.abc import Callable

import pytest

from components.observability.metric_names.queries import faults, names
from components.observability.slo import rule_groups
from tests.components.observability.dashboards.boards import UIDS, targets, variables
from tests.components.observability.slo.objectives import availability, latency

CHOICE = re.compile(r"label_values\((?P<of>.+), (?P<label>\w+)\)")

RECORDED = {
    rule["record"]
    for group in rule_groups(
        {"api-availability": availability(), "api-latency": latency()},
        "https://docs.example.com",
        "https://grafana.example.com",
    )
    for rule in group["rules"]
    if "record" in rule
}


@pytest.fixture
def say(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Return a function that puts a line at the end of the tests' output."""
    return lambda line: record_property("manifests", line)


@pytest.mark.parametrize("uid", UIDS)
def test_queries_ask_for_what_there_is(uid: str, say: Callable[[str], None]) -> None:
    asked = [(title, target["expr"]) for title, target in targets(uid)]
    told = [(title, fault) for title, query in asked for fault in faults(query, RECORDED)]
    assert told == []
    metrics = {name for _, query in asked for name in names(query)}
    assert len(asked) >= 10
    say(
        f"dashboard {uid}: {len(asked)} queries of {len(metrics)} series, judged by promql-parser and metrics.yaml"
    )


@pytest.mark.parametrize("uid", UIDS)
def test_choices_are_made_among_what_there_is(uid: str) -> None:
    chosen = [one["query"] for one in variables(uid).values() if one["type"] == "query"]
    told = []
    for query in chosen:
        found = CHOICE.fullmatch(query)
        assert found, query
        # How high a counter stands is nothing to its labels.
        told += faults(f"count({found['of']})", RECORDED)
    assert told == []


def test_the_objectives_show_what_is_recorded() -> None:
    asked = {name for _, target in targets("slo") for name in names(target["expr"]) if ":" in name}
    assert asked <= RECORDED
    assert {"slo:current_burn_rate:ratio", "slo:period_error_budget_remaining:ratio"} <= asked


def test_a_metric_that_nobody_exports_would_be_found() -> None:
    (told,) = faults("sum(rate(http_request_total[5m]))", RECORDED)
    assert told.endswith("the nearest known name is http_requests_total")
