"""The size of a PostgreSQL in Google Cloud, and what Cloud SQL refuses of it."""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec

TIER: Final = re.compile(r"db-custom-(\d+)-(\d+)")
SHARED: Final = ("db-f1-micro", "db-g1-small")

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]


class CloudSqlSpec(Spec):
    """A recovery target of the primary, which is RDS and cannot replicate into Cloud SQL.

    It is fed by logical dumps that the backups copied to this cloud hold. So it is sized to be useful at once and can
    be enlarged in minutes; ``regional`` gives it a standby in another zone.
    """

    version: Literal["POSTGRES_15", "POSTGRES_16", "POSTGRES_17", "POSTGRES_18"] = Field(
        default="POSTGRES_16", description="Major version; the same as the primary's or newer."
    )
    tier: str = Field(description="Machine, as db-custom-2-7680: virtual CPUs and MiB.")
    disk_gib: int = Field(ge=10, le=65536, description="Size of the SSD; it grows by itself.")
    max_disk_gib: int = Field(ge=10, le=65536, description="Where growth ends.")
    regional: bool = Field(default=False, description="Whether a standby in another zone takes over.")
    database: Name = Field(description="Name of the database.")
    username: Name = Field(description="Name of its owner.")
    backup_days: int = Field(default=7, ge=1, le=365, description="How many daily backups are kept.")
    log_days: int = Field(default=7, ge=1, le=7, description="Days that point-in-time recovery reaches back.")
    password_version: int = Field(default=1, ge=1, description="Raise it to have a new password made.")

    @property
    def vcpus(self) -> int:
        """How many virtual CPUs the tier has; shared ones count as one."""
        match = TIER.fullmatch(self.tier)
        return int(match[1]) if match else 1

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        faults = [*_tier_faults(self.tier)]
        if self.max_disk_gib < self.disk_gib:
            faults.append(
                f"max_disk_gib {self.max_disk_gib} is below disk_gib {self.disk_gib}, and a disk never shrinks: raise it"
            )
        if self.username in {"postgres", "cloudsqladmin", "cloudsqlsuperuser"}:
            faults.append(f"username: {self.username} belongs to Cloud SQL itself: choose another")
        if self.database in {"postgres", "template0", "template1", "cloudsqladmin"}:
            faults.append(f"database: {self.database} exists already in every instance: choose another")
        if self.log_days > self.backup_days:
            faults.append(
                f"log_days {self.log_days} reach back further than the {self.backup_days} backups they start from, and "
                "Cloud SQL refuses that: raise backup_days"
            )
        if faults:
            raise RefusalError(*faults)
        return self


def _tier_faults(tier: str) -> list[str]:
    if tier in SHARED:
        return []
    match = TIER.fullmatch(tier)
    if match is None:
        return [
            f"tier: {tier} is no machine that Cloud SQL has for PostgreSQL: write db-custom-CPUS-MIB, as db-custom-2-7680"
        ]
    cpus, memory = int(match[1]), int(match[2])
    faults = []
    if cpus != 1 and (cpus % 2 or cpus > 96):
        faults.append(f"tier: {cpus} virtual CPUs are refused: write 1, or an even number up to 96")
    if memory % 256 or memory < 3840 or not cpus * 922 <= memory <= cpus * 6656:
        faults.append(
            f"tier: {memory} MiB are refused with {cpus} virtual CPUs: write a multiple of 256 of at least 3840, between "
            "0.9 and 6.5 GiB a CPU"
        )
    return faults


def production_faults(spec: CloudSqlSpec) -> list[str]:
    """Return a sentence for everything in which a recovery target is too little for production."""
    faults = []
    if spec.tier in SHARED:
        faults.append(
            "tier: a shared CPU has no service level and cannot carry production: set a db-custom tier"
        )
    if spec.backup_days < 7:
        faults.append(f"backup_days: {spec.backup_days} reach back less than a week: set 7 or more")
    return faults
