"""What an environment decides about its PostgreSQL on Azure, and what Azure is known to refuse of it."""

import re
from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from components.foundation.azure.placement import AzureZone
from components.foundation.spec import RefusalError, Spec
from components.foundation.support_calendar import FLEXIBLE_SERVER, REVIEWED

DISK_SIZES: Final = (32, 64, 128, 256, 512, 1024, 2048, 4095, 4096, 8192, 16384, 32767)
"""GiB that a Premium SSD of a server may have (Azure Database for PostgreSQL, storage types)."""

PRODUCTION_BACKUP_DAYS: Final = 7

RESERVED_NAMES: Final = frozenset(
    {"admin", "administrator", "azure_pg_admin", "azure_superuser", "azuresu", "guest", "public", "root"}
)
"""Logins that Azure keeps for itself (Servers REST API, administratorLogin)."""

Tier = Literal["Burstable", "GeneralPurpose", "MemoryOptimized"]

_SIZES: Final[dict[str, Tier]] = {
    r"Standard_B(1ms|2s|2ms|4ms|8ms)": "Burstable",
    r"Standard_D(2|4|8|16|32)ds_v5": "GeneralPurpose",
    r"Standard_E(2|4|8|16|32)ds_v5": "MemoryOptimized",
}


def _size(size: str) -> str:
    if tier_of(size) is None:
        hint = "" if size.startswith("Standard_") else f"; did you mean Standard_{size}?"
        raise ValueError(
            f"{size!r} is not a size that flexible servers have here: take Standard_B2s to Standard_B8ms, or a size of "
            f"Ddsv5 or Edsv5 such as Standard_D2ds_v5{hint}"
        )
    return size


def tier_of(size: str) -> Tier | None:
    """Return the tier that a size belongs to, without which Azure does not take it."""
    return next((tier for pattern, tier in _SIZES.items() if re.fullmatch(pattern, size)), None)


def _major(version: str) -> str:
    if FLEXIBLE_SERVER.gone(version, REVIEWED) or version not in FLEXIBLE_SERVER.versions:
        offered = ", ".join(FLEXIBLE_SERVER.offered(REVIEWED))
        raise ValueError(
            f"Azure creates no PostgreSQL {version}: give a major that is supported, one of {offered}"
        )
    return version


def _disk(gib: int) -> int:
    if gib not in DISK_SIZES:
        larger = next((size for size in DISK_SIZES if size > gib), DISK_SIZES[-1])
        raise ValueError(
            f"{gib} GiB is not a size of a server's disk, so Azure refuses it; the next is {larger}"
        )
    return gib


class FlexibleServerSpec(Spec):
    """The size of the server that a recovery restores into.

    ``standby`` runs a second server in another zone, at twice the price; a recovery target that is empty until it is
    needed does without. ``geo_backups`` copies its backups to the paired region and can be decided on creation only.
    ``disk_gib`` only ever grows. ``maintenance_day`` counts from Sunday, 0.
    """

    size: Annotated[str, AfterValidator(_size)]
    disk_gib: Annotated[int, AfterValidator(_disk)]
    version: Annotated[str, AfterValidator(_major)] = "15"
    database: Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]{0,62}$")]
    username: Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]{0,62}$")]
    zone: AzureZone = "1"
    standby: bool = False
    standby_zone: AzureZone = "2"
    backup_days: int = Field(ge=7, le=35)
    geo_backups: bool = False
    maintenance_day: int = Field(default=0, ge=0, le=6)
    maintenance_hour: int = Field(default=4, ge=0, le=23)
    password_version: int = Field(default=1, ge=1)
    password_until: date | None = Field(
        default=None,
        strict=False,
        description="The day by which the password is turned over, of which the vault tells a month before: raise "
        "password_version, and move it.",
    )

    @property
    def tier(self) -> Tier:
        """The tier that the size belongs to."""
        return tier_of(self.size) or "GeneralPurpose"

    @model_validator(mode="after")
    def _creatable(self) -> Self:
        faults = []
        if self.standby and self.tier == "Burstable":
            faults.append(
                f"standby needs more than the burstable size {self.size}, which Azure gives none: choose a size of Ddsv5 "
                "or Edsv5, or set standby to false"
            )
        if self.standby and self.standby_zone == self.zone:
            faults.append(
                f"standby_zone is {self.zone}, the server's own, so that one zone's failure would take both: name another"
            )
        if self.username in RESERVED_NAMES or self.username.startswith("pg_"):
            faults.append(
                f"username {self.username!r} is one that Azure keeps for itself: choose another, such as platform_owner"
            )
        if self.database in {"postgres", "azure_maintenance", "azure_sys"}:
            faults.append(
                f"database {self.database!r} is one that every server has already: name the application's own"
            )
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: FlexibleServerSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults = []
    if spec.tier == "Burstable":
        faults.append(
            f"size {spec.size} is burstable: it slows to a fraction under the load that a recovery brings; choose a size "
            "of Ddsv5 or Edsv5"
        )
    if not spec.geo_backups:
        faults.append(
            "geo_backups is false: once production runs here, its backups would be lost with the region; set it to true"
        )
    return faults
