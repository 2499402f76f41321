"""What an environment decides about the copies of its backups in other clouds."""

from typing import Self

from pydantic import Field, model_validator

from components.foundation.cron import CronSchedule, longest_gap
from components.foundation.spec import RefusalError, Spec


class BackupCopiesSpec(Spec):
    """When the home region's backups are copied to the clouds that let the copier in, and how long that may take.

    ``settle_hours`` is how old what Velero wrote has to be: it writes the record of a backup anew until the last volume
    has been moved, and where copies go nothing can be written twice.
    """

    schedule: CronSchedule = Field(default="15 */6 * * *", description="When copies are made, in UTC.")
    hours: int = Field(default=5, ge=1, le=23, description="Hours after which a run is given up.")
    settle_hours: int = Field(
        default=5,
        ge=4,
        le=48,
        description="How old a backup of a cluster is before it is copied; Velero gives a volume four hours.",
    )

    @model_validator(mode="after")
    def _runs_do_not_meet(self) -> Self:
        gap = longest_gap(self.schedule)
        if self.hours * 60 > gap:
            raise RefusalError(
                f"hours: a run may take {self.hours} hours, and the next one is due after {gap} minutes and would be "
                "skipped: allow less, or copy less often"
            )
        return self


def production_faults(spec: BackupCopiesSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    gap = longest_gap(spec.schedule)
    if gap > 1440:
        fault = (
            f"schedule: {spec.schedule!r} leaves up to {gap} minutes without a copy in another cloud: copy every day or "
            "more often"
        )
        return [fault]
    return []
