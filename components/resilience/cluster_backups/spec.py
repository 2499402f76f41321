"""What an environment decides about the backups of a cluster."""

from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.cron import CronSchedule, longest_gap
from components.foundation.spec import RefusalError, Spec

NamespaceName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]

PRODUCTION_DAYS: Final = 30


class ClusterBackupsSpec(Spec):
    """When a cluster is backed up, what of it and how long that is kept.

    Kubernetes' own objects and the data of volumes: databases of the cloud have backups of their own, from which any
    minute can be restored. Secrets are left out, because External Secrets makes them again from the secret store.
    ``recovery_point_minutes`` is what the schedule has to keep: the most that may be lost.
    """

    schedule: CronSchedule = Field(default="0 3 * * *", description="When a backup is made, in UTC.")
    namespaces: tuple[NamespaceName, ...] = Field(
        default=("backend", "frontend", "database", "monitoring"),
        min_length=1,
        description="The namespaces that are backed up; each has to be one of the cluster's.",
    )
    keep_hours: int = Field(default=720, ge=1, le=8784, description="Hours until a backup is deleted.")
    recovery_point_minutes: int = Field(
        default=1440, ge=1, description="The most minutes between two backups: what may be lost of a volume."
    )
    parallel_volumes: int = Field(
        default=1, ge=1, le=8, description="How many volumes a node moves at the same time."
    )

    @model_validator(mode="after")
    def _can_be_recovered_from(self) -> Self:
        gap, faults = longest_gap(self.schedule), []
        if gap > self.recovery_point_minutes:
            faults.append(
                f"schedule: {self.schedule!r} leaves up to {gap} minutes between two backups, and recovery_point_minutes is "
                f"{self.recovery_point_minutes}: run it more often, or say what may really be lost; minutes are what a "
                "database's own point-in-time recovery gives"
            )
        if self.keep_hours * 60 < 2 * gap:
            faults.append(
                f"keep_hours: {self.keep_hours} hours end before the second next backup ({gap} minutes apart), so that one "
                f"failed backup would leave none at all: keep {-(-2 * gap // 60)} or more"
            )
        repeated = sorted({one for one in self.namespaces if self.namespaces.count(one) > 1})
        faults += [f"namespaces: {one} stands there twice: take one of them out" for one in repeated]
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: ClusterBackupsSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults = []
    if spec.keep_hours < PRODUCTION_DAYS * 24:
        faults.append(
            f"keep_hours: {spec.keep_hours} are over before damage is noticed: set {PRODUCTION_DAYS * 24} or more"
        )
    if spec.recovery_point_minutes > 1440:
        faults.append(
            f"recovery_point_minutes: {spec.recovery_point_minutes} lose more than a day of a volume: set 1440 or less, and "
            "a schedule that keeps it"
        )
    return faults
