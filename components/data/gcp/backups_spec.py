"""What an environment decides about the copy of its backups in Google Cloud."""

from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec

BUCKET: Final = r"^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$"
RoleName = Annotated[str, StringConstraints(pattern=r"^[\w+=,.@-]{1,64}$")]


class GoogleBackupsSpec(Spec):
    """Where the copies go and how long they stay.

    ``retention_days`` is how long an object can be neither changed nor deleted; ``locked`` makes that irrevocable,
    also for the project's owner. ``archive_days`` and ``keep_days`` count from an object's creation.
    """

    bucket: Annotated[str, StringConstraints(pattern=BUCKET)] = Field(
        description="Name of the bucket, unique in the whole world."
    )
    retention_days: int = Field(
        default=30, ge=1, le=3650, description="Days that no object can be deleted in."
    )
    locked: bool = Field(default=False, description="Whether the retention can never be shortened again.")
    archive_days: int = Field(default=30, ge=30, description="Days until an object moves to Nearline.")
    keep_days: int = Field(default=365, ge=1, description="Days until an object is deleted.")
    writer_role: RoleName = Field(description="Name of the AWS role that writes, without its path.")

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        faults = []
        if "goog" in self.bucket or "google" in self.bucket:
            faults.append(f"bucket: {self.bucket} holds the word goog, and Google refuses it: rename it")
        if self.keep_days < self.retention_days:
            faults.append(
                f"keep_days {self.keep_days} ends before retention_days {self.retention_days}, and every deletion would "
                "be refused: raise keep_days"
            )
        if self.keep_days < self.archive_days + 30:
            faults.append(
                f"keep_days {self.keep_days} deletes objects within 30 days of their move to Nearline, which is paid for "
                f"all the same: set it to {self.archive_days + 30} or more"
            )
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: GoogleBackupsSpec) -> list[str]:
    """Return a sentence for everything in which the copies are too little for production."""
    if spec.retention_days < 30:
        return [
            f"retention_days: {spec.retention_days} are over before an intruder is noticed: set 30 or more"
        ]
    return []
