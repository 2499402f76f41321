"""The catalogue holds together, refuses what would not, and every alert is tried: fired and kept silent."""

import re
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from components.foundation.spec import RefusalError
from components.observability.alerts import (
    THRESHOLDS,
    Alert,
    Threshold,
    Trait,
    catalogue,
    inhibit_rules,
    rule_groups,
)
from components.observability.alerts.catalogue import GROUPS
from components.observability.alerts.model import Group
from components.observability.alerts.thresholds import table
from tests.components.observability.alerts.cases import Case, every_case, seconds

ALL = get_args(Trait)
RUNBOOKS, DASHBOARDS = "https://git.example/runbooks", "https://grafana.example"
GIVEN: dict[str, Any] = {
    "name": "TooMany",
    "expr": "things > <disk_used>",
    "for_": "5m",
    "severity": "warning",
    "owner": "platform-team",
    "summary": "There are too many",
    "description": "There are more than <disk_used>.",
    "dashboard": "clusters",
    "needs": "nodes",
}


def rules(*present: Trait, **more: Any) -> dict[str, dict[str, Any]]:
    groups = rule_groups(present or ALL, RUNBOOKS, DASHBOARDS, **more)
    return {rule["alert"]: rule for group in groups for rule in group["rules"] if "alert" in rule}


def test_the_groups_of_the_requirements_are_there_with_their_alerts() -> None:
    wanted = {
        "application.rules": {
            "HighErrorRate",
            "HighResponseTime",
            "DatabaseConnectionHigh",
            "HighMemoryUsage",
        },
        "infrastructure.rules": {"NodeDown", "DiskSpaceLow", "PodCrashLooping"},
        "performance.rules": {
            "ApplicationHighLatency",
            "ApplicationHighErrorRate",
            "HighCPUThrottling",
            "DatabaseSlowQueries",
            "HighNetworkLatency",
            "HighLatency",
            "LowThroughput",
            "HighCPUUsage",
            "HighNetworkUsage",
            "DatabaseLockContention",
        },
    }
    found = {group.name: {alert.name for alert in group.alerts} for group in GROUPS}
    for name, alerts in wanted.items():
        assert alerts <= found[name]


@pytest.mark.parametrize(
    ("name", "figure", "lasting", "severity"),
    [
        ("HighErrorRate", "0.05", "2m", "critical"),
        ("HighResponseTime", "1", "5m", "warning"),
        ("DatabaseConnectionHigh", "80", "5m", "warning"),
        ("HighMemoryUsage", "0.85", "5m", "warning"),
        ("NodeDown", "0", "1m", "critical"),
        ("DiskSpaceLow", "0.85", "5m", "warning"),
        ("PodCrashLooping", "0", "5m", "critical"),
        ("ApplicationHighLatency", "1", "2m", "warning"),
        ("ApplicationHighErrorRate", "0.05", "2m", "critical"),
        ("HighCPUThrottling", "0.5", "5m", "warning"),
        ("DatabaseSlowQueries", "1000", "3m", "warning"),
        ("HighNetworkLatency", "0.1", "2m", "warning"),
    ],
)
def test_figures_times_and_severities_are_those_of_the_requirements(
    name: str, figure: str, lasting: str, severity: str
) -> None:
    rule = rules()[name]
    assert (rule["for"], rule["labels"]["severity"]) == (lasting, severity)
    assert re.search(rf"(>|==) {re.escape(figure)}(?![\d.])", rule["expr"])


def test_every_alert_says_who_how_bad_what_and_where() -> None:
    for name, rule in rules().items():
        assert set(rule["labels"]) == {"severity", "owner"}
        assert set(rule["annotations"]) == {"summary", "description", "runbook_url", "dashboard_url"}
        assert rule["annotations"]["runbook_url"] == f"{RUNBOOKS}/{name}.md"
        assert rule["annotations"]["dashboard_url"].startswith(f"{DASHBOARDS}/d/")
        assert not re.search(r"<[a-z_]+>", str(rule)), f"{name}: a figure was not filled in"


def test_few_alerts_wake_somebody() -> None:
    """Two pages a person and day (14.1) are kept by paging for little, and at most a quarter of what is judged."""
    counted = Counter(alert.severity for alert in catalogue())
    assert counted["critical"] * 4 <= counted.total()


def test_alerts_are_emitted_where_their_metrics_are() -> None:
    assert set(rules("redis")) == {alert.name for alert in catalogue() if alert.needs == "redis"}
    for trait in ALL:
        groups = rule_groups([trait], RUNBOOKS, DASHBOARDS)
        assert groups, f"nothing needs {trait}"
        assert all(group["rules"] for group in groups)
    assert rule_groups([], RUNBOOKS, DASHBOARDS) == []


def test_an_alert_reads_no_record_that_another_trait_makes() -> None:
    records = {record.record: record.needs for group in GROUPS for record in group.records}
    for group in GROUPS:
        readers = {(one.expr, one.needs) for one in group.alerts} | {
            (one.expr, one.needs) for one in group.records
        }
        for expression, trait in readers:
            for record, needs in records.items():
                assert record not in expression or needs == trait


def test_a_budget_is_recorded_where_there_is_one() -> None:
    def recorded(present: list[Trait], usd: Decimal | None) -> list[str]:
        groups = rule_groups(present, RUNBOOKS, DASHBOARDS, monthly_usd=usd)
        return [
            rule["expr"]
            for group in groups
            for rule in group["rules"]
            if rule.get("record") == "cost:monthly_budget_usd:sum"
        ]

    assert recorded(["billing"], Decimal("20500.00")) == ["vector(20500)"]
    assert recorded(["billing"], None) == []
    assert recorded(["slo"], Decimal(20500)) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "too_many"}, "should match pattern"),
        ({"severity": "page"}, "'critical', 'warning' or 'info'"),
        ({"severity": None}, "'critical', 'warning' or 'info'"),
        ({"owner": ""}, "'platform-team'"),
        ({"summary": " "}, "at least 8 characters"),
        ({"for_": "soon"}, "should match pattern"),
        ({"needs": "luck"}, "'workloads'"),
        ({"expr": "things > <nothing>"}, "alert TooMany: there is no threshold nothing"),
        (
            {"description": "There are more than <disk_full>."},
            "tells of disk_full, by which its expression does not",
        ),
    ],
)
def test_an_alert_that_nobody_could_act_on_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        Alert(**{**GIVEN, **changes})


@pytest.mark.parametrize("missing", ["severity", "owner", "summary", "description", "dashboard", "needs"])
def test_an_alert_without_a_field_is_refused(missing: str) -> None:
    with pytest.raises(ValidationError, match=missing):
        Alert(**{key: value for key, value in GIVEN.items() if key != missing})


def test_two_alerts_of_one_name_are_refused() -> None:
    twice = Group(name="twice.rules", alerts=(Alert(**GIVEN), Alert(**GIVEN)))
    with pytest.raises(RefusalError, match="alert TooMany: there are 2 of this name"):
        catalogue([twice])


def test_a_harder_figure_that_tells_no_harder_is_refused() -> None:
    mild = Alert(**GIVEN)
    hard = Alert(
        **{**GIVEN, "name": "FarTooMany", "expr": "things > <disk_full>", "description": "Above <disk_full>."}
    )
    with pytest.raises(
        RefusalError, match="FarTooMany: it is warning beyond 95 %, and TooMany is warning at the milder 85 %"
    ):
        catalogue([Group(name="ladder.rules", alerts=(mild, hard))])


@pytest.mark.parametrize(
    ("runbooks", "dashboards", "present", "usd", "places"),
    [
        ("", DASHBOARDS, ALL, None, ["runbooks"]),
        ("https://git.example/", "grafana", ALL, None, ["runbooks", "dashboards"]),
        (RUNBOOKS, DASHBOARDS, ("luck",), None, ["present"]),
        (RUNBOOKS, DASHBOARDS, ALL, Decimal(0), ["monthly_usd"]),
    ],
)
def test_what_no_rule_can_be_made_of_is_refused_all_at_once(
    runbooks: str, dashboards: str, present: Any, usd: Decimal | None, places: list[str]
) -> None:
    with pytest.raises(RefusalError) as refused:
        rule_groups(present, runbooks, dashboards, monthly_usd=usd)
    assert [sentence.partition(":")[0] for sentence in refused.value.sentences] == places


def threshold(name: str, value: str, **more: Any) -> Threshold:
    return Threshold(
        name=name, value=Decimal(value), unit="ratio", meaning="How full a thing is.", source="a test", **more
    )


def test_thresholds_out_of_order_are_refused() -> None:
    with pytest.raises(RefusalError, match=r"threshold full: 80 % is reached before used at 85 %"):
        table(threshold("used", "0.85"), threshold("full", "0.8", milder="used"))
    with pytest.raises(RefusalError, match=r"threshold less: 30 % is reached before some at 20 %"):
        table(threshold("some", "0.2", side="below"), threshold("less", "0.3", side="below", milder="some"))
    with pytest.raises(RefusalError, match="the milder threshold gone is not there"):
        table(threshold("full", "0.9", milder="gone"))
    with pytest.raises(RefusalError, match="it is no milder form of it"):
        table(threshold("some", "0.2", side="below"), threshold("full", "0.9", milder="some"))
    with pytest.raises(RefusalError, match="there are two of this name"):
        table(threshold("full", "0.9"), threshold("full", "0.8"))


@pytest.mark.parametrize(
    ("name", "text", "promql"),
    [
        ("error_ratio_high", "5 %", "0.05"),
        ("backup_age", "26 h", "93600"),
        ("certificate_days", "21 d", "1814400"),
        ("replica_lag_rpo", "15 min", "900"),
        ("rds_storage_left", "10 GiB", "10737418240"),
        ("transaction_age", "1,000,000,000 transactions", "1000000000"),
        ("clock_skew", "0.05 s", "0.05"),
    ],
)
def test_a_figure_is_written_for_people_and_for_prometheus(name: str, text: str, promql: str) -> None:
    assert (THRESHOLDS[name].text, THRESHOLDS[name].promql) == (text, promql)


def test_every_threshold_is_judged_by() -> None:
    used = {name for alert in catalogue() for name in alert.thresholds}
    assert set(THRESHOLDS) == used


def test_what_mutes_and_what_is_muted_are_alerts_that_are_there() -> None:
    names = {alert.name for alert in catalogue()}
    severities = {alert.name: alert.severity for alert in catalogue()}
    for rule in inhibit_rules()[:-1]:
        (source,) = re.findall(r'"(.+)"', rule["source_matchers"][0])
        targets = re.findall(r'"(.+)"', rule["target_matchers"][0])[0].split("|")
        assert {source, *targets} <= names
        assert source not in targets
        assert rule["equal"][0] == "cluster"
        assert severities[source] != "info"


TRIED: dict[str, list[Case]] = defaultdict(list)
for _case in every_case():
    TRIED[_case.name].append(_case)


def test_nothing_is_tried_that_is_not_there() -> None:
    records = {record.record for group in GROUPS for record in group.records}
    assert set(TRIED) == {alert.name for alert in catalogue()} | records


@pytest.mark.parametrize("alert", catalogue(), ids=lambda alert: alert.name)
def test_every_alert_is_fired_and_kept_silent(alert: Alert) -> None:
    fired = [case for case in TRIED[alert.name] if case.fires]
    assert fired, "it never fires"
    if alert.name != "Watchdog":
        assert any(not case.fires for case in TRIED[alert.name]), "it is never kept silent"
    if seconds(alert.for_):
        early = [case for case in fired if not next(iter(case.at.values()))]
        assert early, "no case shows that it waits"


@pytest.mark.parametrize("alert", catalogue(), ids=lambda alert: alert.name)
def test_texts_name_labels_that_the_alert_has(alert: Alert) -> None:
    """A label that is not there is an empty place in the message that wakes somebody."""
    named = set(re.findall(r"\$labels\.(\w+)", alert.summary + alert.description))
    held = [set(labels) for case in TRIED[alert.name] for found in case.at.values() for labels in found]
    best = max(held, key=len)
    assert named <= best
