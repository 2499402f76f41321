"""A month's budget for an Azure subscription, and whom Azure tells before it is spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pulumi import Output, ResourceOptions
from pulumi_azure_native import consumption
from pydantic import Field, StringConstraints

from components.foundation.azure_placement import AzurePlacement
from components.foundation.component import Component
from components.foundation.spec import Spec

MonthStart = Annotated[str, StringConstraints(pattern=r"^20\d{2}-(0[1-9]|1[0-2])-01$")]

STEPS: Final = {
    "actual-80": ("Actual", 80),
    "actual-100": ("Actual", 100),
    "forecast-100": ("Forecasted", 100),
}
"""What is spent, and what will be if the month goes on like this, in percent of the budget."""


class AzureBudgetSpec(Spec):
    """What a month may cost in the subscription, in USD, from the month that ``since`` begins.

    Azure refuses a budget that begins before the month in which it is made.
    """

    monthly_usd: int = Field(ge=1)
    since: MonthStart


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
