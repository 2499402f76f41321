"""Budgets: of errors (requirements, 10.1, the policy of error budgets) and of money (15.2, a variance above 20 %).

The month's budget is recorded by ``rule_groups`` from what the environment says, because each has its own. What AWS expects to
charge is a sum that grows through the month and begins anew with the next; ``increase`` reads it as the counter that it is.
"""

from typing import Final

from components.observability.alerts.model import Alert, Group, Record
from components.observability.slo import BUDGET_LEFT

MONTH: Final = "cost:monthly_budget_usd:sum"
"""What the environment may cost in a month."""

_ERRORS: Final = (
    Alert(
        name="ErrorBudgetHalfSpent",
        expr=f"min by (slo, service) ({BUDGET_LEFT}) < <error_budget_half>",
        for_="15m",
        severity="warning",
        owner="backend-team",
        summary="Half of the error budget of {{ $labels.slo }} is spent",
        description="{{ $value | humanizePercentage }} are left to {{ $labels.service }}, below <error_budget_half>: production "
        "is deployed only with an approval.",
        dashboard="slo",
        needs="slo",
    ),
    Alert(
        name="ErrorBudgetSpent",
        expr=f"min by (slo, service) ({BUDGET_LEFT}) < <error_budget_low>",
        for_="15m",
        severity="critical",
        owner="backend-team",
        summary="The error budget of {{ $labels.slo }} is spent",
        description="{{ $value | humanizePercentage }} are left to {{ $labels.service }}, below <error_budget_low>: deployments "
        "are frozen.",
        dashboard="slo",
        needs="slo",
    ),
)
_MONEY: Final = (
    Alert(
        name="DailyCostVariance",
        expr="""
        cost:daily_usd:increase1d > (1 + <cost_variance>) * avg_over_time(cost:daily_usd:increase1d[7d] offset 1d)
        and cost:daily_usd:increase1d > <cost_noise>""",
        for_="6h",
        severity="warning",
        owner="platform-team",
        summary="A day costs more than the days before",
        description="The last 24 hours cost {{ $value | humanize }} USD, more than <cost_variance> above the mean of the week "
        "before.",
        dashboard="cost",
        needs="billing",
    ),
    Alert(
        name="MonthlyBudgetVariance",
        expr=f"""
        cost:month_to_date_usd:max
        > (1 + <cost_variance>) * on () group_left () ({MONTH} * day_of_month() / days_in_month())""",
        for_="6h",
        severity="warning",
        owner="platform-team",
        summary="The month costs more than its budget",
        description="{{ $value | humanize }} USD were spent so far, more than <cost_variance> above the budget's share for "
        "these days.",
        dashboard="cost",
        needs="billing",
    ),
)
GROUP: Final = Group(
    name="budgets.rules",
    records=(
        Record(
            record="cost:month_to_date_usd:max",
            # The account's sum has neither a service nor a linked account.
            expr="""
            max(aws_billing_estimated_charges_maximum{dimension_Currency="USD",dimension_ServiceName="",dimension_LinkedAccount=""})""",
            needs="billing",
        ),
        Record(
            record="cost:daily_usd:increase1d",
            expr="increase(cost:month_to_date_usd:max[1d])",
            needs="billing",
        ),
    ),
    alerts=(*_ERRORS, *_MONEY),
)
