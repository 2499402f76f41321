"""How long CloudWatch keeps logs: what the service offers, and what production keeps at least."""

from typing import Annotated

from pydantic import AfterValidator

RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827),
    *(2192, 2557, 2922, 3288, 3653),
)
"""The retentions that CloudWatch Logs accepts (API reference, PutRetentionPolicy)."""

PRODUCTION_LOG_DAYS = 365
"""What production keeps at least: an audit looks back a year."""


def _offered(days: int) -> int:
    if days not in RETENTION_DAYS:
        longer = [choice for choice in RETENTION_DAYS if choice > days]
        way_out = f"the next longer is {longer[0]}" if longer else f"the longest is {RETENTION_DAYS[-1]}"
        raise ValueError(
            f"{days} days is not a retention that CloudWatch Logs offers, so the log group would be refused; {way_out}"
        )
    return days


LogDays = Annotated[int, AfterValidator(_offered)]
"""Days that a CloudWatch log group keeps its events: one of the retentions that the service offers."""
