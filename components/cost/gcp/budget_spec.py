"""What a month in Google Cloud may cost, and who hears when it does not suffice."""

from typing import Annotated

from pydantic import Field, StringConstraints

from components.foundation.email import Email
from components.foundation.spec import Spec

BillingAccount = Annotated[str, StringConstraints(pattern=r"^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$")]


class GcpBudgetSpec(Spec):
    """How much a month may cost and who is told."""

    billing_account: BillingAccount = Field(description="Id of the billing account, as 01AB23-CD45EF-678901.")
    monthly_usd: int = Field(ge=1, description="What a month may cost, in USD.")
    emails: tuple[Email, ...] = Field(min_length=1, max_length=5, description="Who is told; at most five.")
