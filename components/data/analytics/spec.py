"""What an environment decides about its stream analytics, and what Managed Flink is known to refuse of it."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.log_groups import retention_faults
from components.foundation.log_retention import LogDays
from components.foundation.spec import RefusalError, Spec

RUNTIMES = {
    "1.15": "FLINK-1_15",
    "1.18": "FLINK-1_18",
    "1.19": "FLINK-1_19",
    "1.20": "FLINK-1_20",
    "2.2": "FLINK-2_2",
    "2.3": "FLINK-2_3",
}
"""Versions of Flink that Managed Flink creates, and what it calls them (Managed Flink API, RuntimeEnvironment).

1.20 stays the default: state of 1.x is not always read by 2.x, and the artefact has to be built for it.
"""

WITHDRAWN = ("1.6", "1.8", "1.11", "1.13")
"""Versions that the service has taken back or is about to: it stops applications that run them."""

MOST_KPUS = 64
"""KPUs of one application that every account is given; AWS raises it on request, to 250 (Managed Flink quotas)."""

STATE_BACKEND = "rocksdb"
"""Managed Flink keeps state in RocksDB, and lets nobody choose another (Managed Flink guide, state backends)."""

BucketName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
StreamKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]


class AnalyticsSpec(Spec):
    """A Flink application over the region's streams, with checkpoints in RocksDB and snapshots.

    It starts with the artefact that the pipeline has put into the bucket; it has to be there first.
    """

    version: str = "1.20"
    parallelism: int = Field(ge=1, description="Tasks that run at once.")
    parallelism_per_kpu: int = Field(default=1, ge=1, le=8, description="How many of them share a KPU.")
    autoscaling: bool = Field(
        default=False, description="Whether the service changes the parallelism by load."
    )
    checkpoint_seconds: int = Field(default=60, ge=1, description="How often state is made durable.")
    sources: tuple[StreamKey, ...] = Field(
        min_length=1, description="Streams of the region that it reads, by name."
    )
    sinks: tuple[StreamKey, ...] = Field(
        default=(), description="Streams of the region that it writes, by name."
    )
    code_bucket: BucketName = Field(description="The bucket that the pipeline puts artefacts into.")
    code_key: Annotated[str, StringConstraints(pattern=r"^[\w./-]+\.(jar|zip)$")] = Field(
        description="The artefact's key; a key per release, because a changed object under one goes unnoticed."
    )
    lag_seconds: int = Field(default=300, ge=1, description="How far behind its sources people are woken.")
    log_days: LogDays = 30

    @property
    def kpus(self) -> int:
        """Processing units that run tasks; one more orchestrates."""
        return -(-self.parallelism // self.parallelism_per_kpu)

    @property
    def runtime(self) -> str:
        """What the service calls the version."""
        return RUNTIMES[self.version]

    @model_validator(mode="after")
    def _creatable(self) -> Self:
        faults = []
        listed = ", ".join(RUNTIMES)
        if self.version in WITHDRAWN:
            faults.append(
                f"Flink {self.version} is withdrawn, and the service stops what runs on it: choose one of {listed}"
            )
        elif self.version not in RUNTIMES:
            faults.append(f"Flink {self.version} is not offered by the service: choose one of {listed}")
        if self.kpus > MOST_KPUS:
            faults.append(
                f"parallelism is {self.parallelism} at {self.parallelism_per_kpu} a KPU, which takes {self.kpus} KPUs, and an "
                f"application ends at {MOST_KPUS}: lower parallelism, or raise parallelism_per_kpu"
            )
        if self.parallelism_per_kpu > self.parallelism:
            faults.append(
                f"parallelism_per_kpu is {self.parallelism_per_kpu}, above parallelism {self.parallelism}, so that a "
                "KPU could never be filled: lower it"
            )
        both = sorted({*self.sources} & {*self.sinks})
        if both:
            faults.append(
                f"{', '.join(both)} is both source and sink, and would feed itself for ever: name another sink"
            )
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: AnalyticsSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    return retention_faults(spec.log_days)
