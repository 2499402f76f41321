"""A budget of Google Cloud and the people who hear of it."""

from typing import Any

import pulumi_gcp as gcp
import pytest
from pydantic import ValidationError

from components.cost.gcp.budget import GcpBudget, GcpBudgetArgs
from components.cost.gcp.budget_spec import GcpBudgetSpec
from tests.components.google import LABELS, PLACE, recorded
from tests.components.recording import Recording, assert_sound

SOUND: dict[str, Any] = {
    "billing_account": "01AB23-CD45EF-678901",
    "monthly_usd": 2500,
    "emails": ("b@example.com", "a@example.com", "a@example.com"),
}


def built(**changes: Any) -> Recording:
    spec = GcpBudgetSpec.model_validate({**SOUND, **changes})
    return recorded(
        lambda: GcpBudget("main", GcpBudgetArgs(spec=spec, placement=PLACE, labels=LABELS, services=[]))
    )


def test_people_are_told_three_times_and_once_before_the_money_is_spent() -> None:
    recording = built()
    assert_sound(recording, GcpBudget, set())
    budget = recording.only(gcp.billing.Budget).inputs
    assert budget["amount"] == {"specifiedAmount": {"currencyCode": "USD", "units": "2500"}}
    assert [(rule["thresholdPercent"], rule["spendBasis"]) for rule in budget["thresholdRules"]] == [
        (0.5, "CURRENT_SPEND"),
        (0.8, "CURRENT_SPEND"),
        (1.0, "CURRENT_SPEND"),
        (1.0, "FORECASTED_SPEND"),
    ]
    assert budget["budgetFilter"]["projects"] == ["projects/123456789012"]


def test_each_person_is_told_once() -> None:
    channels = built().named(gcp.monitoring.NotificationChannel)
    assert {name: entry.inputs["labels"] for name, entry in channels.items()} == {
        "main-a@example.com": {"email_address": "a@example.com"},
        "main-b@example.com": {"email_address": "b@example.com"},
    }


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"billing_account": "ABC"}, "String should match pattern"),
        ({"monthly_usd": 0}, "greater than or equal to 1"),
        ({"emails": ()}, "at least 1 item"),
        ({"emails": ("nobody",)}, "String should match pattern"),
        ({"emails": tuple(f"{n}@example.com" for n in range(6))}, "at most 5 items"),
    ],
)
def test_what_google_refuses_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as told:
        GcpBudgetSpec.model_validate({**SOUND, **changes})
    assert sentence in str(told.value)
