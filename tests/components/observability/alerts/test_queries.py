"""Every query of every rule parses, and asks for what somebody exports or records; every link leads to a dashboard."""

from collections.abc import Callable
from typing import Any, get_args

import pytest

from components.observability.alerts import Trait, rule_groups
from components.observability.alerts.groups.budgets import MONTH
from components.observability.dashboards.shipped import shipped
from components.observability.metric_names.queries import faults, names
from components.observability.slo import rule_groups as objectives
from tests.components.observability.slo.objectives import availability, latency, probe

RUNBOOKS, DASHBOARDS = "https://docs.example.com/runbooks", "https://grafana.example.com"

GROUPS: list[dict[str, Any]] = [
    *rule_groups(get_args(Trait), RUNBOOKS, DASHBOARDS),
    *objectives({"a": availability(), "b": latency(), "c": probe()}, RUNBOOKS, DASHBOARDS),
]
RULES: list[dict[str, Any]] = [rule for group in GROUPS for rule in group["rules"]]
RECORDED = {rule["record"] for rule in RULES if "record" in rule} | {MONTH}


@pytest.mark.parametrize("group", GROUPS, ids=[group["name"] for group in GROUPS])
def test_rules_ask_for_what_there_is(
    group: dict[str, Any], record_property: Callable[[str, object], None]
) -> None:
    told = [
        (rule.get("alert") or rule["record"], fault)
        for rule in group["rules"]
        for fault in faults(rule["expr"], RECORDED)
    ]
    assert told == []
    asked = {name for rule in group["rules"] for name in names(rule["expr"])}
    record_property(
        "manifests", f"rules {group['name']}: {len(group['rules'])} queries of {len(asked)} series"
    )


def test_every_alert_leads_to_a_dashboard_that_is_shipped() -> None:
    led = {rule["annotations"]["dashboard_url"] for rule in RULES if "alert" in rule}
    assert led <= {f"{DASHBOARDS}/d/{uid}" for uid in shipped()}
