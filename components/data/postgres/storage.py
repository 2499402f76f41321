"""The disk of a PostgreSQL instance, within what RDS accepts for its type and size.

Sources of the figures: RDS user guide, "Amazon RDS DB instance storage", for PostgreSQL.
"""

from typing import Literal, Self

from pydantic import Field, model_validator

from components.foundation.spec import RefusalError, Spec

STRIPED_FROM_GIB = 400
"""At this size RDS stripes gp3 over four volumes: below it neither IOPS nor throughput may be set, and from
it on the floors below hold."""

GP3_IOPS = (12_000, 64_000)
GP3_THROUGHPUT_MIBPS = (500, 4_000)
GP3_IOPS_PER_MIBPS = 4
"""A MiB/s of throughput needs four IOPS beside it (ValidStorageOptions: ratio 0 to 0.25)."""

IO2_IOPS = (1_000, 256_000)
IO2_IOPS_PER_GIB = 1_000
IO2_SMALLEST_GIB = 100

LEAST_GROWTH = 10
"""Autoscaling needs a ceiling at least this many percent above the start."""


class StorageSpec(Spec):
    """How large and how fast the disk is. It is always encrypted."""

    allocated_gib: int = Field(ge=20, le=65_536, description="GiB to start with.")
    max_allocated_gib: int | None = Field(
        default=None,
        le=65_536,
        description="GiB that the disk may grow to by itself; absent: it does not grow.",
    )
    kind: Literal["gp3", "io2"] = Field(default="gp3", description="io2 is for more than 64,000 IOPS.")
    iops: int | None = Field(
        default=None, ge=1, description="Provisioned IOPS; absent: the least that RDS gives."
    )
    throughput_mibps: int | None = Field(
        default=None, ge=1, description="Provisioned MiB/s of gp3; absent: the least that RDS gives."
    )

    @property
    def provisioned_iops(self) -> int | None:
        """IOPS to ask for: None where RDS sets them itself."""
        if self.kind == "gp3" and self.allocated_gib < STRIPED_FROM_GIB:
            return None
        return self.iops or (GP3_IOPS if self.kind == "gp3" else IO2_IOPS)[0]

    @property
    def provisioned_throughput(self) -> int | None:
        """MiB/s to ask for: None where RDS sets them itself."""
        if self.kind == "io2" or self.allocated_gib < STRIPED_FROM_GIB:
            return None
        return self.throughput_mibps or GP3_THROUGHPUT_MIBPS[0]

    @model_validator(mode="after")
    def _creatable(self) -> Self:
        faults = [*self._growth_faults(), *(self._gp3_faults() if self.kind == "gp3" else self._io2_faults())]
        if faults:
            raise RefusalError(*faults)
        return self

    def _growth_faults(self) -> list[str]:
        least = -(-self.allocated_gib * (100 + LEAST_GROWTH) // 100)
        if self.max_allocated_gib is None or self.max_allocated_gib >= least:
            return []
        fault = (
            f"max_allocated_gib {self.max_allocated_gib} leaves allocated_gib {self.allocated_gib} no room to grow, and "
            f"RDS refuses less than {LEAST_GROWTH} percent: set it to {least} or more, or leave it out"
        )
        return [fault]

    def _gp3_faults(self) -> list[str]:
        if self.allocated_gib < STRIPED_FROM_GIB:
            fault = (
                f"iops and throughput_mibps cannot be set on gp3 below {STRIPED_FROM_GIB} GiB, where RDS gives 3,000 IOPS "
                f"and 125 MiB/s: leave them out, or set allocated_gib to {STRIPED_FROM_GIB} or more"
            )
            return [] if self.iops is None and self.throughput_mibps is None else [fault]
        iops, throughput = self.provisioned_iops or 0, self.provisioned_throughput or 0
        faults = []
        if iops > GP3_IOPS[1]:
            faults.append(f"iops {iops} is beyond gp3, which ends at {GP3_IOPS[1]}: set kind to io2")
        if iops < GP3_IOPS[0]:
            faults.append(
                f"iops {iops} is below what gp3 has from {STRIPED_FROM_GIB} GiB on: leave it out to get {GP3_IOPS[0]}"
            )
        if not GP3_THROUGHPUT_MIBPS[0] <= throughput <= GP3_THROUGHPUT_MIBPS[1]:
            faults.append(
                f"throughput_mibps {throughput} is outside {GP3_THROUGHPUT_MIBPS[0]} to {GP3_THROUGHPUT_MIBPS[1]}, which "
                f"gp3 has from {STRIPED_FROM_GIB} GiB on: leave it out to get {GP3_THROUGHPUT_MIBPS[0]}"
            )
        elif throughput * GP3_IOPS_PER_MIBPS > iops:
            faults.append(
                f"throughput_mibps {throughput} needs {throughput * GP3_IOPS_PER_MIBPS} IOPS beside it and has {iops}: "
                "raise iops, or lower throughput_mibps"
            )
        return faults

    def _io2_faults(self) -> list[str]:
        iops, least = self.provisioned_iops or 0, IO2_SMALLEST_GIB
        most = min(IO2_IOPS[1], self.allocated_gib * IO2_IOPS_PER_GIB)
        faults = []
        if self.throughput_mibps is not None:
            faults.append("throughput_mibps cannot be set on io2, where it follows iops: leave it out")
        if self.allocated_gib < least:
            faults.append(
                f"io2 starts at {least} GiB and allocated_gib is {self.allocated_gib}: raise it, or use gp3"
            )
        if not IO2_IOPS[0] <= iops <= most:
            faults.append(
                f"iops {iops} is outside {IO2_IOPS[0]} to {most}, which io2 offers at {self.allocated_gib} GiB: change it"
            )
        return faults
