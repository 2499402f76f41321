"""A budget of a Google Cloud project, and the people who hear when it runs out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_gcp as gcp
from pulumi import Output, Resource, ResourceOptions

from components.cost.gcp.budget_spec import GcpBudgetSpec
from components.foundation.component import Component
from components.foundation.gcp.people import channels
from components.foundation.gcp.placement import GcpPlacement
from components.foundation.labels import Labels

THRESHOLDS: Final = (
    (0.5, "CURRENT_SPEND"),
    (0.8, "CURRENT_SPEND"),
    (1.0, "CURRENT_SPEND"),
    (1.0, "FORECASTED_SPEND"),
)
"""Shares of the budget at which somebody is told, and once before the money is spent."""


@dataclass(frozen=True, kw_only=True)
class GcpBudgetArgs:
    """A spec and the project that it is for."""

    spec: GcpBudgetSpec
    placement: GcpPlacement
    labels: Labels
    services: Sequence[Resource]


class GcpBudget(Component):
    """A monthly budget with an address for each person who is told. It warns; it stops nothing.

    Output: ``budget_name``.
    """

    urn_type = "platform:cost:GcpBudget"

    budget_name: Output[str]

    def __init__(self, name: str, args: GcpBudgetArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        told = channels(
            self,
            name,
            emails=args.spec.emails,
            subject="Budget",
            placement=args.placement,
            labels=args.labels,
            services=args.services,
        )
        budget = gcp.billing.Budget(
            f"{name}-monthly",
            billing_account=args.spec.billing_account,
            display_name=f"{args.placement.project} monthly",
            budget_filter={
                "projects": [f"projects/{args.placement.project_number}"],
                "calendar_period": "MONTH",
                "credit_types_treatment": "INCLUDE_ALL_CREDITS",
            },
            amount={"specified_amount": {"currency_code": "USD", "units": str(args.spec.monthly_usd)}},
            threshold_rules=[
                {"threshold_percent": share, "spend_basis": basis} for share, basis in THRESHOLDS
            ],
            all_updates_rule={
                "monitoring_notification_channels": [channel.name for channel in told],
                "disable_default_iam_recipients": False,
            },
            opts=self.child(depends_on=args.services),
        )
        self.budget_name = budget.name
        self.publish()
