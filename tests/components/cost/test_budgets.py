"""Budgets and anomalies, and that their figures are those of the gate."""

from pathlib import Path
from typing import Any

import pulumi_aws as aws
import pytest
import yaml
from pydantic import ValidationError

from components.cost.anomalies import Anomalies, AnomaliesArgs
from components.cost.budgets import Budgets, BudgetsArgs
from components.cost.categories import CATEGORIES, SERVICES
from components.cost.spec import AnomalySpec, BudgetsSpec, MonthlyLimits
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from policies.cost.budgets import shipped_budgets
from policies.cost.lines import CATEGORIES as BILLED
from tests.components.recording import assert_sound, record

ROOT = Path(__file__).resolve().parents[3]
LABELS = Labels(environment="production", owner="platform-team", cost_center="core-services")
LIMITS = {
    "total": 20500, "compute": 15000, "storage": 2000, "network": 1500, "monitoring": 800, "security": 1200,
}  # fmt: skip


@pytest.mark.parametrize("stack", ["dev", "staging", "production"])
def test_the_budgets_of_aws_are_those_of_the_gate(stack: str) -> None:
    tree = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]["platform:settings"]
    gate = shipped_budgets().of(stack)  # type: ignore[arg-type]
    limits: dict[str, Any] = {category: gate.of(category) for category in BILLED}
    assert tree["aws"]["budgets"]["monthly_usd"] == {"total": gate.total, **limits}


def test_every_category_has_services_and_none_shares_one() -> None:
    assert set(CATEGORIES) == set(BILLED) == set(SERVICES)
    named = [service for services in SERVICES.values() for service in services]
    assert len(named) == len(set(named))


def test_a_budget_for_each_category_and_one_for_all_of_it() -> None:
    args = BudgetsArgs(
        spec=BudgetsSpec(monthly_usd=MonthlyLimits.model_validate(LIMITS)),
        placement=AwsPlacement(account_id="123456789012", region="us-east-1"),
        labels=LABELS,
        topic_arn="arn:topic",
        emails=("finance@example.com",),
    )
    recording = record(lambda: Budgets("budgets", args))
    assert_sound(recording, Budgets, regions=set())
    budgets = recording.named(aws.budgets.Budget)
    assert {entry.inputs["tags"]["budget"]: entry.inputs["limitAmount"] for entry in budgets.values()} == {
        name: str(limit) for name, limit in LIMITS.items()
    }
    assert "costFilters" not in budgets["budgets-total"].inputs
    assert [
        (one["notificationType"], one["threshold"])
        for one in budgets["budgets-total"].inputs["notifications"]
    ] == [("ACTUAL", 50), ("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100)]


def test_topics_hear_at_once_and_people_once_a_day() -> None:
    args = AnomaliesArgs(
        spec=AnomalySpec(), labels=LABELS, topic_arn="arn:topic", emails=("finance@example.com",)
    )
    recording = record(lambda: Anomalies("anomalies", args))
    found = recording.named(aws.costexplorer.AnomalySubscription)
    assert {entry.inputs["frequency"]: entry.inputs["subscribers"] for entry in found.values()} == {
        "IMMEDIATE": [{"type": "SNS", "address": "arn:topic"}],
        "DAILY": [{"type": "EMAIL", "address": "finance@example.com"}],
    }
    percent = found["anomalies-daily"].inputs["thresholdExpression"]["ands"][0]["dimension"]
    assert percent == {
        "key": "ANOMALY_TOTAL_IMPACT_PERCENTAGE",
        "matchOptions": ["GREATER_THAN_OR_EQUAL"],
        "values": ["20"],
    }


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"monthly_usd": {**LIMITS, "total": 20000}},
            "the categories add up to 20,500 USD and the total says 20,000",
        ),
        ({"allocation_tags": ("owner", "owner")}, "allocation_tags: owner is named twice"),
    ],
)
def test_what_does_not_add_up_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        BudgetsSpec(**{"monthly_usd": LIMITS, **changes})
    assert sentence in str(caught.value)
