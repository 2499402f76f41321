"""Budgets, which have no region."""

from decimal import Decimal, InvalidOperation

from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, conflicts, matches, one_of

TYPES = ("COST", "USAGE", "RI_UTILIZATION", "RI_COVERAGE", "SAVINGS_PLANS_UTILIZATION", "SAVINGS_PLANS_COVERAGE")  # fmt: skip
UNITS = ("DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM")
COMPARISONS = ("GREATER_THAN", "LESS_THAN", "EQUAL_TO")
MOST_NOTIFICATIONS = 10
MOST_EMAILS = 10
"""Source: AWS Budgets API, CreateNotification and Subscriber."""

COST_TYPES = {
    **dict.fromkeys(
        (
            "includeCredit", "includeDiscount", "includeOtherSubscription", "includeRecurring", "includeRefund",
            "includeSubscription", "includeSupport", "includeTax", "includeUpfront",
        ),
        True,
    ),
    "useAmortized": False,
    "useBlended": False,
}  # fmt: skip


def _amount(given: Given) -> Refused:
    text = given.text("limitAmount")
    if text is not None:
        try:
            sound = Decimal(text) > 0
        except InvalidOperation:
            sound = False
        if not sound:
            yield "limitAmount", f"limitAmount must be a number above 0, not {given.shown('limitAmount')}"
    if all(given.lacks(path) for path in ("limitAmount", "plannedLimits", "autoAdjustData")):
        yield "limitAmount", "one of limitAmount, plannedLimits and autoAdjustData must be set"
    if given.has("limitAmount") and given.lacks("limitUnit"):
        yield "limitUnit", "limitUnit must be set beside limitAmount"
    if given.text("budgetType") == "COST" and given.text("limitUnit") not in {None, "USD"}:
        yield "limitUnit", f"limitUnit of a budget of cost must be USD, not {given.shown('limitUnit')}"


def _notifications(given: Given) -> Refused:
    notifications = list(given.objects("notifications"))
    if len(notifications) > MOST_NOTIFICATIONS:
        yield (
            "notifications",
            f"a budget has at most {MOST_NOTIFICATIONS} notifications, not {len(notifications)}",
        )
    for path, one in notifications:
        yield from _subscribers(path, one)
        for key, choices in (
            ("comparisonOperator", COMPARISONS),
            ("notificationType", ("ACTUAL", "FORECASTED")),
            ("thresholdType", ("PERCENTAGE", "ABSOLUTE_VALUE")),
        ):
            if one.text(key) not in {None, *choices}:
                yield f"{path}.{key}", f"{key} must be one of {', '.join(choices)}, not {one.shown(key)}"


def _subscribers(path: str, one: Given) -> Refused:
    emails, topics = "subscriberEmailAddresses", "subscriberSnsTopicArns"
    if one.lacks(emails) and one.lacks(topics):
        yield path, f"a notification needs {emails} or {topics}"
    if len(one.items(emails)) > MOST_EMAILS:
        yield f"{path}.{emails}", f"a notification takes at most {MOST_EMAILS} addresses"
    if len(one.items(topics)) > 1:
        yield f"{path}.{topics}", "a notification takes one topic"


KINDS = (
    Kind(
        "aws:budgets/budget:Budget",
        id=lambda case: case.text(
            "{accountId}:{name}" if case["accountId"] is not None else "{account}:{name}"
        ),
        autoname=Autoname(limit=100),
        defaults={"timePeriodEnd": "2087-06-15_00:00"},
        outputs={
            "accountId": "{account}",
            "arn": "arn:{partition}:budgets::{accountId}:budget/{name}",
            "costTypes": COST_TYPES,
            "namePrefix": lambda _: None,
            "timePeriodStart": "2024-01-01_00:00",
        },
        refusals=(
            matches("name", r"[^:\\]{1,100}", "1 to 100 characters without : and \\"),
            matches("accountId", r"\d{12}", "an account number of twelve digits"),
            one_of("budgetType", TYPES),
            one_of("timeUnit", UNITS),
            conflicts("name", "namePrefix"),
            conflicts("limitAmount", "plannedLimits"),
            _amount,
            _notifications,
        ),
    ),
)
