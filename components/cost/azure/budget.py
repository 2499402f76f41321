"""A month's budget for an Azure subscription, and whom Azure tells before it is spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pulumi import Output, ResourceOptions
from pulumi_azure_native import consumption

from components.cost.azure.budget_spec import AzureBudgetSpec
from components.foundation.azure.placement import AzurePlacement
from components.foundation.component import Component

STEPS: Final = {
    "actual-80": ("Actual", 80),
    "actual-100": ("Actual", 100),
    "forecast-100": ("Forecasted", 100),
}
"""What is spent, and what will be if the month goes on like this, in percent of the budget."""


@dataclass(frozen=True, kw_only=True)
class AzureBudgetArgs:
    """A spec, the subscription that it is of, and the people who are told."""

    spec: AzureBudgetSpec
    placement: AzurePlacement
    budget_name: str
    emails: Sequence[str]


class AzureBudget(Component):
    """A budget over all of a subscription.

    Output: ``budget_id``.

    :raises ValueError: if there is nobody to tell, without whom Azure refuses a notification.
    """

    urn_type = "platform:cost:AzureBudget"

    budget_id: Output[str]

    def __init__(self, name: str, args: AzureBudgetArgs, opts: ResourceOptions | None = None) -> None:
        if not args.emails:
            raise ValueError(
                f"{name}: a budget that tells nobody is refused by Azure: name who pays in alarm_emails"
            )
        super().__init__(name, opts)
        budget = consumption.Budget(
            name,
            scope=args.placement.subscription,
            budget_name=args.budget_name,
            amount=args.spec.monthly_usd,
            category=consumption.CategoryType.COST,
            time_grain=consumption.TimeGrainType.MONTHLY,
            time_period=consumption.BudgetTimePeriodArgs(start_date=f"{args.spec.since}T00:00:00Z"),
            notifications={
                step: consumption.NotificationArgs(
                    enabled=True,
                    operator=consumption.OperatorType.GREATER_THAN_OR_EQUAL_TO,
                    threshold=percent,
                    threshold_type=kind,
                    contact_emails=list(args.emails),
                )
                for step, (kind, percent) in STEPS.items()
            },
            opts=self.child(),
        )
        self.budget_id = budget.id
        self.publish()
