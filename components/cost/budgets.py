"""The month's limits as AWS Budgets: one for each category and one for all of it."""

from dataclasses import dataclass
from typing import Final

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.cost.categories import CATEGORIES, SERVICES, Category
from components.cost.spec import BudgetsSpec
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire

ACTUAL_PERCENT: Final = (50, 80, 100)
FORECAST_PERCENT: Final = 100
"""When people hear of a month: of what was spent, and of what the month is expected to end with."""

MOST_EMAILS: Final = 10
"""Addresses that AWS Budgets accepts for a notification, beside one topic (AWS Budgets API)."""

CATEGORY_TAG: Final = "budget"
"""The tag by which the policies tell which limit a budget stands for."""


@dataclass(frozen=True, kw_only=True)
class BudgetsArgs:
    """A spec and the people who hear of it.

    The policy of the topic has to let ``budgets.amazonaws.com`` publish, and its key has to let it encrypt.
    """

    spec: BudgetsSpec
    placement: AwsPlacement
    labels: Labels
    topic_arn: Wire[str]
    emails: tuple[str, ...] = ()


class Budgets(Component):
    """The limits of the gate that judges every change, held to the real bill.

    AWS Budgets has no region. Without actions a budget costs nothing. Output: ``total_arn``.

    :raises ValueError: if more people are named than AWS tells.
    """

    urn_type = "platform:cost:Budgets"

    total_arn: Output[str]

    def __init__(self, name: str, args: BudgetsArgs, opts: ResourceOptions | None = None) -> None:
        if len(args.emails) > MOST_EMAILS:
            raise ValueError(
                f"budgets {name}: {len(args.emails)} addresses, and AWS tells {MOST_EMAILS} at most; name a mailing list"
            )
        super().__init__(name, opts)
        total = self._budget(name, args, "total", args.spec.monthly_usd.total, None)
        for category in CATEGORIES:
            self._budget(name, args, category, args.spec.monthly_usd.of(category), category)
        self.total_arn = total.arn
        self.publish()

    def _budget(
        self, name: str, args: BudgetsArgs, role: str, limit: int, category: Category | None
    ) -> aws.budgets.Budget:
        physical = f"{args.labels.environment}-{role}"
        return aws.budgets.Budget(
            f"{name}-{role}",
            account_id=args.placement.account_id,
            name=physical,
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(limit),
            limit_unit="USD",
            cost_filters=[aws.budgets.BudgetCostFilterArgs(name="Service", values=list(SERVICES[category]))]
            if category
            else None,
            notifications=[
                *(_notification(args, "ACTUAL", percent) for percent in ACTUAL_PERCENT),
                _notification(args, "FORECASTED", FORECAST_PERCENT),
            ],
            tags=args.labels.aws(physical, **{CATEGORY_TAG: role}),
            opts=self.child(),
        )


def _notification(args: BudgetsArgs, kind: str, percent: int) -> aws.budgets.BudgetNotificationArgs:
    return aws.budgets.BudgetNotificationArgs(
        notification_type=kind,
        comparison_operator="GREATER_THAN",
        threshold=percent,
        threshold_type="PERCENTAGE",
        subscriber_sns_topic_arns=[args.topic_arn],
        subscriber_email_addresses=list(args.emails) or None,
    )
