"""How much Azure logs and how long it is kept, and what is too little for production."""

from typing import Final

from pydantic import Field

from components.foundation.spec import Spec

PRODUCTION_LOG_DAYS: Final = 90


class AzureLogsSpec(Spec):
    """How much is logged and how long it is kept.

    ``daily_gib`` is where the workspace stops taking more until the next day: a runaway log costs a day of logs and not
    a month's budget. ``days`` beyond 31 are billed.
    """

    daily_gib: float = Field(gt=0, le=1000)
    days: int = Field(default=PRODUCTION_LOG_DAYS, ge=30, le=730)


def production_faults(spec: AzureLogsSpec) -> list[str]:
    """Return what of a spec is too little for production."""
    if spec.days < PRODUCTION_LOG_DAYS:
        return [
            f"days is {spec.days}: what led to an incident would be gone; keep {PRODUCTION_LOG_DAYS} or more"
        ]
    return []
