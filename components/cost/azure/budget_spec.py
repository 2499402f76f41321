"""What a month in Azure may cost."""

from typing import Annotated

from pydantic import Field, StringConstraints

from components.foundation.spec import Spec

MonthStart = Annotated[str, StringConstraints(pattern=r"^20\d{2}-(0[1-9]|1[0-2])-01$")]


class AzureBudgetSpec(Spec):
    """What a month may cost in the subscription, in USD, from the month that ``since`` begins.

    Azure refuses a budget that begins before the month in which it is made.
    """

    monthly_usd: int = Field(ge=1)
    since: MonthStart
