"""Azure's logs, metrics, alerts and records, and the budget of its subscription."""

import pytest
from pulumi_azure_native import consumption, monitor, operationalinsights
from pydantic import ValidationError

from components.cost.azure.budget import AzureBudget, AzureBudgetArgs
from components.cost.azure.budget_spec import AzureBudgetSpec
from components.observability.azure.alerts import (
    CLUSTER_ALERTS,
    DATABASE_ALERTS,
    MetricAlerts,
    MetricAlertsArgs,
)
from components.observability.azure.logs import AzureLogs, AzureLogsArgs
from components.observability.azure.logs_spec import AzureLogsSpec, production_faults
from components.observability.azure.metrics import ClusterMetrics, ClusterMetricsArgs
from components.observability.azure.records import VAULT_LOGS, ActivityRecord, ActivityRecordArgs
from tests.components.azure import ANSWERS, LABELS, PLACEMENT
from tests.components.recording import assert_sound, record

STEM = "production-eastus"


def test_a_workspace_is_capped_and_opened_by_identities_alone() -> None:
    args = AzureLogsArgs(
        spec=AzureLogsSpec(daily_gib=1),
        placement=PLACEMENT,
        labels=LABELS,
        stem=STEM,
        group="group",
        emails=("oncall@example.com",),
    )
    recording = record(lambda: AzureLogs("logs", args) and None, answers=ANSWERS)
    assert_sound(recording, AzureLogs, regions=set())
    workspace = recording.only(operationalinsights.Workspace).inputs
    assert workspace["retentionInDays"] == 90
    assert workspace["workspaceCapping"] == {"dailyQuotaGb": 1}
    assert workspace["features"]["disableLocalAuth"] is True
    (mail,) = recording.only(monitor.ActionGroup).inputs["emailReceivers"]
    assert mail["emailAddress"] == "oncall@example.com"


def test_logs_are_kept_for_a_quarter_of_a_year_in_production() -> None:
    assert production_faults(AzureLogsSpec(daily_gib=1)) == []
    (said,) = production_faults(AzureLogsSpec(daily_gib=1, days=30))
    assert said.startswith("days is 30: what led to an incident would be gone")
    with pytest.raises(ValidationError, match="greater than 0"):
        AzureLogsSpec(daily_gib=0)


@pytest.mark.parametrize("alerts", [CLUSTER_ALERTS, DATABASE_ALERTS])
def test_each_alert_watches_one_metric_of_its_resource_and_tells_people(alerts: tuple[object, ...]) -> None:
    args = MetricAlertsArgs(
        placement=PLACEMENT,
        labels=LABELS,
        group="group",
        subject=STEM,
        target_id="target",
        action_group_id="people",
        alerts=alerts,  # type: ignore[arg-type]
    )
    recording = record(lambda: MetricAlerts("alerts", args) and None, answers=ANSWERS)
    made = recording.of(monitor.MetricAlert)
    assert len(made) == len(alerts) >= 2
    for alert in made:
        assert (alert.inputs["scopes"], alert.inputs["location"]) == (["target"], "global")
        assert alert.inputs["actions"] == [{"actionGroupId": "people"}]
        (criterion,) = alert.inputs["criteria"]["allOf"]
        assert criterion["operator"] == "GreaterThan"
        assert criterion["metricNamespace"] == alert.inputs["targetResourceType"]


def test_prometheus_gathers_from_the_cluster_into_its_own_store() -> None:
    args = ClusterMetricsArgs(
        placement=PLACEMENT,
        labels=LABELS,
        stem=STEM,
        group="group",
        metrics_id="metrics",
        cluster_id="cluster",
    )
    recording = record(lambda: ClusterMetrics("metrics", args) and None, answers=ANSWERS)
    rule = recording.only(monitor.DataCollectionRule).inputs
    assert rule["dataFlows"] == [{"streams": ["Microsoft-PrometheusMetrics"], "destinations": ["prometheus"]}]
    (store,) = rule["destinations"]["monitoringAccounts"]
    assert (store["name"], store["accountResourceId"]) == ("prometheus", "metrics")
    bond = recording.only(monitor.DataCollectionRuleAssociation).inputs
    assert (bond["resourceUri"], bond["dataCollectionRuleId"]) == ("cluster", "metrics-rule-id")


def test_a_record_keeps_what_it_is_told_to() -> None:
    args = ActivityRecordArgs(target_id="vault", workspace_id="workspace", categories=VAULT_LOGS)
    recording = record(lambda: ActivityRecord("record", args) and None, answers=ANSWERS)
    setting = recording.only(monitor.DiagnosticSetting).inputs
    assert setting["logs"] == [{"category": "AuditEvent", "enabled": True}]
    assert (setting["resourceUri"], setting["workspaceId"]) == ("vault", "workspace")


def test_people_hear_of_a_budget_before_and_when_it_is_spent() -> None:
    args = AzureBudgetArgs(
        spec=AzureBudgetSpec(monthly_usd=1100, since="2026-12-01"),
        placement=PLACEMENT,
        budget_name="production-eastus-month",
        emails=("pays@example.com",),
    )
    recording = record(lambda: AzureBudget("budget", args) and None, answers=ANSWERS)
    budget = recording.only(consumption.Budget).inputs
    assert (budget["amount"], budget["timeGrain"]) == (1100, "Monthly")
    assert budget["scope"] == f"/subscriptions/{PLACEMENT.subscription_id}"
    assert {
        name: (one["thresholdType"], one["threshold"], one["contactEmails"])
        for name, one in budget["notifications"].items()
    } == {
        "actual-80": ("Actual", 80, ["pays@example.com"]),
        "actual-100": ("Actual", 100, ["pays@example.com"]),
        "forecast-100": ("Forecasted", 100, ["pays@example.com"]),
    }


def test_a_budget_that_tells_nobody_or_begins_within_a_month_is_refused() -> None:
    spec = AzureBudgetSpec(monthly_usd=1, since="2026-12-01")
    args = AzureBudgetArgs(spec=spec, placement=PLACEMENT, budget_name="b", emails=())
    with pytest.raises(ValueError, match="a budget that tells nobody is refused by Azure"):
        record(lambda: AzureBudget("budget", args) and None)
    with pytest.raises(ValidationError, match="should match pattern"):
        AzureBudgetSpec(monthly_usd=1, since="2026-12-15")
