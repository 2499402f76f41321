"""What an environment decides about the scanning of images."""

from typing import Annotated

from pydantic import Field, StringConstraints

from components.foundation.spec import Spec

Schedule = Annotated[str, StringConstraints(pattern=r"^(\S+ ){4}\S+$")]


class NightlyScanSpec(Spec):
    """The nightly scan of every image that runs, and how long its reports stay on the volume they are written to."""

    schedule: Schedule = Field(default="0 2 * * *", description="When it runs, in UTC, as cron writes it.")
    kept_days: int = Field(
        default=30, ge=1, le=365, description="Days that reports stay on the volume; the store keeps its own."
    )
    volume_gib: int = Field(default=5, ge=1, le=100, description="Size of the volume.")


class ScanningSpec(Spec):
    """Trivy: reports of every workload as objects of the cluster, and the nightly scan into the report store.

    ``fresh_hours`` is how long a report counts before its workload is scanned again, by which a vulnerability that was
    published since is found in an image that has not changed.
    """

    fresh_hours: int = Field(
        default=24, ge=1, le=168, description="Hours after which a workload is scanned anew."
    )
    at_once: int = Field(default=3, ge=1, le=10, description="Scans that run at the same time.")
    nightly: NightlyScanSpec | None = Field(
        default=None, description="The nightly scan, on clusters that have a report store."
    )
