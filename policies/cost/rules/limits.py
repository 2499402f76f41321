"""Budgets as the clouds hold them: there is one wherever something is billed, it says what the gate says, somebody hears.

Cloudflare has no budgets: it bills a plan, which the estimate holds to the network's and security's limits.
"""

from typing import Final, Literal

from policies.cost.budgets import Budget, shipped_budgets
from policies.cost.lines import CATEGORIES, Category
from policies.cost.rules.bill import estimate_of
from policies.framework import google_tokens as google
from policies.framework import tokens
from policies.framework.facts import Fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    PROMOTED,
    STAGED_ADVICE,
    Context,
    Outcomes,
    Violation,
    require,
    resource_rule,
    stack_rule,
)
from policies.framework.values import Value

CATEGORY_TAG: Final = "budget"
"""The tag that says which limit a budget of AWS stands for (components/cost/budgets.py writes it)."""

LIMITS: Final[tuple[Literal["total"] | Category, ...]] = ("total", *CATEGORIES)

CLOUDS: Final = {
    "aws:": ("AWS", tokens.BUDGET),
    "gcp:": ("Google Cloud", google.BUDGET),
    "azure-native:": ("Azure", tokens.AZURE_BUDGET),
}
"""How the types of a cloud begin -> what it is called, and the type of its budgets."""


@stack_rule(
    name="budgets-present",
    title="A cloud that bills something has a budget",
    types=(),
    severity="medium",
    levels=ADVICE,
    remediation="Describe aws.budgets, gcp.budget and azure.budget in the settings, with the amounts of policies/cost/budgets.yaml.",
    url="https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html",
)
def budgets_present(stack: Stack, context: Context) -> Outcomes:
    """Advise of a cloud whose bill nobody holds to a limit."""
    billed = {line.type for line in estimate_of(stack, context).lines}
    for start, (cloud, kind) in CLOUDS.items():
        if any(one.startswith(start) for one in billed) and not stack.of(kind):
            yield Violation(
                f"{cloud} bills this stack and holds no budget, so nobody hears when it runs over"
            )


@stack_rule(
    name="budgets-agree",
    title="The budgets of the clouds say what the gate says",
    types=(tokens.BUDGET, google.BUDGET, tokens.AZURE_BUDGET),
    severity="high",
    levels=PROMOTED,
    remediation="Write the amounts of policies/cost/budgets.yaml into the settings, for the total and each category.",
)
def budgets_agree(stack: Stack, context: Context) -> Outcomes:
    """Hold AWS's budgets to the limits one by one, and those of other clouds to the total that they are part of."""
    book = shipped_budgets().of(context.environment)
    yield from _of_aws(stack, book)
    for budget in stack.of(google.BUDGET):
        amount = budget.at("amount", "specifiedAmount", "units")
        yield from require(
            amount.at_most(float(book.total)),
            f"{amount.where} is no amount within the total of the environment",
            of=budget,
        )
    for budget in stack.of(tokens.AZURE_BUDGET):
        yield from require(
            budget["amount"].at_most(float(book.total)),
            "amount is no amount within the total of the environment",
            of=budget,
        )


def _of_aws(stack: Stack, book: Budget) -> Outcomes:
    budgets = stack.of(tokens.BUDGET)
    for name in LIMITS if budgets else ():
        limit = book.total if name == "total" else book.of(name)
        standing = [(one, one.at("tags", CATEGORY_TAG).equals(name)) for one in budgets]
        yield from require(some(meant for _, meant in standing), f"no budget stands for the limit of {name}")
        for budget, meant in standing:
            yield from require(
                ~meant | _says(budget, float(limit)),
                f"the budget says another amount than the {name} of the environment, or not in USD a month",
                of=budget,
            )


def _says(budget: Resource, limit: float) -> Fact:
    amount = budget["limitAmount"]
    exact = amount.at_least(limit) & amount.at_most(limit)
    return exact & budget["limitUnit"].equals("USD") & budget["timeUnit"].equals("MONTHLY")


@resource_rule(
    name="budgets-heard",
    title="Somebody hears of a budget before it is spent",
    types=(tokens.BUDGET, google.BUDGET, tokens.AZURE_BUDGET),
    severity="medium",
    levels=PROMOTED,
    remediation="Give the budget notifications with a topic or addresses, the first of them below 100 percent.",
)
def budgets_heard(budget: Resource, _: Context) -> Outcomes:
    """Require a threshold below the whole budget, and somebody to tell."""
    if budget.type == tokens.BUDGET:
        notices = list(budget["notifications"].items())
        told = some(_tells(one, "subscriberSnsTopicArns", "subscriberEmailAddresses") for one in notices)
        early = some(one["threshold"].at_most(99) for one in notices)
    elif budget.type == google.BUDGET:
        channels = budget.at("allUpdatesRule", "monitoringNotificationChannels")
        told = channels.given() | budget.at("allUpdatesRule", "pubsubTopic").given()
        early = some(one["thresholdPercent"].at_most(0.99) for one in budget["thresholdRules"].items())
    else:
        notices = [one for _, one in budget["notifications"].entries()] or list(
            budget["notifications"].items()
        )
        told = some(_tells(one, "contactEmails", "contactGroups") for one in notices)
        early = some(one["threshold"].at_most(99) for one in notices)
    yield from require(told, "the budget tells nobody")
    yield from require(early, "the budget tells nobody before it is spent")


def _tells(notice: Value, *whom: str) -> Fact:
    return some(notice[key].given() for key in whom)


@stack_rule(
    name="anomalies-watched",
    title="Spending that leaves its pattern is noticed within a day",
    types=(tokens.BUDGET, tokens.ANOMALY_MONITOR),
    severity="low",
    levels=STAGED_ADVICE,
    remediation="Leave aws.budgets.anomalies in the settings: a monitor of services, and who hears of what it finds.",
    url="https://docs.aws.amazon.com/cost-management/latest/userguide/manage-ad.html",
)
def anomalies_watched(stack: Stack, _: Context) -> Outcomes:
    """Advise of an account with budgets and no monitor, and of a monitor to which nobody listens."""
    monitors = stack.of(tokens.ANOMALY_MONITOR)
    if not monitors:
        yield Violation("no monitor looks for spending that leaves its pattern")
    subscriptions = stack.of(tokens.ANOMALY_SUBSCRIPTION)
    for monitor in monitors:
        heard = some(stack.refers(one, "monitorArnLists", monitor, "arn") for one in subscriptions)
        yield from require(heard, "nobody hears of what the monitor finds", of=monitor)


RULES = (budgets_present, budgets_agree, budgets_heard, anomalies_watched)
