"""What an environment decides about the metrics that its clusters keep together."""

from typing import Final

from pydantic import Field

from components.foundation.spec import Spec

YEAR_DAYS: Final = 365


class SharedMetricsSpec(Spec):
    """A workspace of Amazon Managed Service for Prometheus in the home region, which each cluster's Prometheus writes to.

    Only series that were recorded and alerts are written. What is written is billed by the sample, so each cluster has a
    limit of its own: what lies beyond it is refused, and other clusters feel nothing of it.
    Source of the bounds: its user guide, "Configure your workspace".
    """

    retention_days: int = Field(
        default=395,
        ge=31,
        le=1_095,
        description="Days for which samples are kept; 395 shows a month beside the same month of last year.",
    )
    series_per_cluster: int = Field(
        default=2_000,
        ge=100,
        le=100_000,
        description="Active series that one cluster may write; one written every 15 seconds is 175,200 samples a month.",
    )


def production_faults(spec: SharedMetricsSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults = []
    if spec.retention_days < YEAR_DAYS:
        faults.append(
            f"retention_days is {spec.retention_days}: no season could be compared with that of the year before; set it to "
            f"{YEAR_DAYS} or more"
        )
    return faults
