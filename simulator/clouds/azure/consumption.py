"""Budgets."""

import re

from simulator.clouds.azure.resource_manager import azure_kind
from simulator.clouds.refusals import Given, Refused, matches, one_of


def _from_a_first(given: Given) -> Refused:
    """Source: Budgets REST API: the period begins on the first of a month."""
    start = given.text("timePeriod.startDate")
    if start is not None and not re.match(r"\d{4}-\d{2}-01", start):
        yield (
            "timePeriod.startDate",
            f"startDate must be the first of a month, not {given.shown('timePeriod.startDate')}",
        )


def _tells_somebody(given: Given) -> Refused:
    """Source: Budgets REST API: five notifications at most, each with a threshold of up to 1000 and somebody to tell."""
    notifications = given.known("notifications")
    if not isinstance(notifications, dict):
        return
    if len(notifications) > 5:
        yield "notifications", f"notifications must be five or fewer, not {len(notifications)}"
    for name in notifications:
        one = Given(notifications).raw(name)
        told = Given(one if isinstance(one, dict) else {})
        if isinstance(one, dict) and not any(
            told.has(way) for way in ("contactEmails", "contactGroups", "contactRoles")
        ):
            yield f"notifications.{name}", "a notification needs contactEmails, contactGroups or contactRoles"


KINDS = (
    azure_kind(
        "azure-native:consumption:Budget",
        "Microsoft.Consumption/budgets/{budgetName}",
        name="budgetName",
        scope="scope",
        etag="eTag",
        state=False,
        outputs={"currentSpend": {"amount": 0, "unit": "USD"}},
        refusals=(
            matches("budgetName", r"[\w-]{1,63}", "1 to 63 letters, digits, - and _"),
            one_of(
                "timeGrain",
                ("Monthly", "Quarterly", "Annually", "BillingMonth", "BillingQuarter", "BillingAnnual"),
            ),
            _from_a_first,
            _tells_somebody,
        ),
    ),
)
