"""What an environment decides about its vaults."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec

Rhythm = Literal["weekly", "monthly"]


class RestoreTestSpec(Spec):
    """How often the newest copy of the database is restored, on what, and how long it stays to be looked at."""

    rhythm: Rhythm = Field(default="monthly", description="Whether a test runs every week or every month.")
    instance_class: Annotated[str, StringConstraints(pattern=r"^db\.[a-z0-9]+\.[a-z0-9]+$")] = Field(
        default="db.t4g.large", description="What the restored database runs on; it serves nobody."
    )
    hours: int = Field(
        default=1,
        ge=1,
        le=168,
        description="Hours that the restored database stays, for checks of its content.",
    )


class VaultSpec(Spec):
    """Daily and monthly copies of what is tagged ``backup=true`` and of the databases, in a locked vault.

    Beside them databases keep backups of their own, from which any moment of the last weeks can be restored
    (that is the recovery point of minutes); a vault outlives the deletion of the database itself.
    """

    daily_days: int = Field(default=35, ge=1, le=36_500, description="Days that daily copies are kept.")
    monthly_days: int = Field(default=365, ge=1, le=36_500, description="Days that monthly copies are kept.")
    locked_days: int = Field(
        default=7,
        ge=1,
        le=36_500,
        description="Days that nobody without the right to lift the lock can delete a copy for.",
    )

    restore_test: RestoreTestSpec | None = Field(
        default=None, description="The restore of the database's newest copy that happens by itself."
    )

    @model_validator(mode="after")
    def _kept(self) -> Self:
        faults = []
        if self.monthly_days < self.daily_days:
            faults.append(
                f"monthly_days is {self.monthly_days} and daily_days {self.daily_days}: monthly copies would be gone before "
                "the daily ones; set monthly_days to daily_days or more"
            )
        if self.daily_days < self.locked_days:
            faults.append(
                f"locked_days is {self.locked_days} and daily_days {self.daily_days}: a vault refuses copies that end before "
                "its lock; set locked_days to daily_days or less"
            )
        if faults:
            raise RefusalError(*faults)
        return self
