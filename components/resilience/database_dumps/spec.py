"""What an environment decides about the dumps of its database."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.cron import CronSchedule, longest_gap
from components.foundation.spec import RefusalError, Spec

SecretName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$")]


class DatabaseDumpsSpec(Spec):
    """When the database is dumped and how long that may take.

    A dump is for the day on which the cloud itself is lost, or the data that it replicates: it is what other clouds
    restore from. Minutes are the business of the database's own point-in-time recovery, so that
    ``recovery_point_minutes`` is what the dumps alone promise.
    """

    schedule: CronSchedule = Field(default="0 2 * * *", description="When a dump is made, in UTC.")
    recovery_point_minutes: int = Field(
        default=1440,
        ge=1,
        description="The most minutes between two dumps: what a restore in another cloud loses.",
    )
    hours: int = Field(default=4, ge=1, le=23, description="Hours after which a dump is given up.")
    scratch_gib: int = Field(
        default=50, ge=1, le=16_000, description="Room for one compressed dump on its way, in GiB."
    )
    credentials: SecretName = Field(
        default="postgres-credentials",
        description="The Secret with host, username, password and database, which External Secrets makes.",
    )

    @model_validator(mode="after")
    def _keeps_its_promise(self) -> Self:
        gap, faults = longest_gap(self.schedule), []
        if gap > self.recovery_point_minutes:
            faults.append(
                f"schedule: {self.schedule!r} leaves up to {gap} minutes between two dumps, and recovery_point_minutes is "
                f"{self.recovery_point_minutes}: dump more often, or say what may really be lost; minutes are what the "
                "database's own point-in-time recovery gives (backup_days)"
            )
        if self.hours * 60 > gap:
            faults.append(
                f"hours: a dump may take {self.hours} hours, and the next one is due after {gap} minutes and would be "
                "skipped: allow less, or dump less often"
            )
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: DatabaseDumpsSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    if spec.recovery_point_minutes > 1440:
        fault = (
            f"recovery_point_minutes: {spec.recovery_point_minutes} lose more than a day where another cloud takes over: "
            "set 1440 or less, and a schedule that keeps it"
        )
        return [fault]
    return []
