"""What an environment decides about its search domain, and what OpenSearch Service is known to refuse of it."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from components.foundation.log_groups import retention_faults
from components.foundation.log_retention import LogDays
from components.foundation.spec import RefusalError, Spec

VERSIONS = ("2.11", "2.13", "2.15", "2.17", "2.19", "3.1", "3.3", "3.5")
"""Versions that the service creates (``aws opensearch list-versions``) and that are in standard support.

2.3 to 2.9 left standard support on 2025-11-07 and bill a surcharge (OpenSearch Service guide, supported versions).
"""

MOST_GIB = {"t3.small": 100, "t3.medium": 200}
"""Largest disk of a node where it is below the general bound (OpenSearch Service quotas)."""

LARGEST_DISK = 1_024
SMALLEST_DISK = 10

FAMILIES = ("t3", "m6g", "m7g", "r6g", "r7g", "c6g", "c7g")
"""Node families that are current and take part in fine-grained access, encryption and gp3 disks."""

_INSTANCE = re.compile(r"([a-z0-9]+)\.(small|medium|large|\d*xlarge)\.search")


def _instance_type(kind: str) -> str:
    match = _INSTANCE.fullmatch(kind)
    if match is None:
        hint = "" if kind.endswith(".search") else f"; did you mean '{kind}.search'?"
        raise ValueError(
            f"{kind!r} is not an OpenSearch instance type: write <family>.<size>.search, such as "
            f"m6g.large.search{hint}"
        )
    if match.group(1) not in FAMILIES:
        raise ValueError(
            f"family {match.group(1)} is of an earlier generation or unknown, and may lack encryption or fine-grained "
            f"access: choose one of {', '.join(FAMILIES)}"
        )
    return kind


InstanceType = Annotated[str, AfterValidator(_instance_type)]


class MastersSpec(Spec):
    """Nodes that hold the cluster together and no data. Three, because two cannot outvote each other."""

    instance_type: InstanceType = "m6g.large.search"


class SearchSpec(Spec):
    """A search domain: encrypted, private, TLS-only, with fine-grained access and audited, whatever this says."""

    version: str = "2.19"
    instance_type: InstanceType
    nodes: int = Field(ge=1, le=80, description="Data nodes, spread evenly over the zones.")
    zones: Literal[1, 2, 3] = Field(default=3, description="Zones that nodes and shards are spread over.")
    masters: MastersSpec | None = Field(
        default=None, description="Dedicated masters; none: data nodes do it."
    )
    disk_gib: int = Field(ge=SMALLEST_DISK, le=LARGEST_DISK, description="gp3 disk of each data node.")
    burstable_reason: Annotated[str, StringConstraints(min_length=10)] | None = Field(
        default=None, description="Why production may run on t3 all the same; it is refused without a reason."
    )
    service_linked_role: bool = Field(
        default=True,
        description="Whether this stack makes the account's one role of the service; false where it exists.",
    )
    off_peak_hour: int = Field(
        default=3, ge=0, le=23, description="Hour (UTC) at which ten hours begin in which AWS may work on it."
    )
    log_days: LogDays = 30
    free_disk_percent: int = Field(
        default=25, ge=5, le=90, description="Free part of a node's disk below which people are woken."
    )

    @property
    def burstable(self) -> bool:
        """Whether data nodes are of a family that slows down under steady load."""
        return self.instance_type.startswith("t3.")

    @model_validator(mode="after")
    def _creatable(self) -> Self:
        faults = []
        if self.version not in VERSIONS:
            faults.append(
                f"OpenSearch {self.version} is not in standard support, so that it could not be created without a "
                f"surcharge or at all: choose one of {', '.join(VERSIONS)}"
            )
        if self.nodes % self.zones:
            faults.append(
                f"nodes is {self.nodes}, and zones is {self.zones}, so that one zone would carry more than another "
                "and be missed more: make nodes a multiple of zones"
            )
        if self.masters and self.burstable:
            faults.append(
                "masters are set and data nodes are of t3, which is for domains without dedicated masters: take "
                "masters out, or choose an m or r instance_type"
            )
        if self.masters and self.masters.instance_type.startswith("t3."):
            faults.append(
                "masters.instance_type is burstable, and a master that slows down drops the cluster: choose "
                "m6g.large.search"
            )
        most = MOST_GIB.get(self.instance_type.removesuffix(".search"), LARGEST_DISK)
        if self.disk_gib > most:
            faults.append(
                f"disk_gib is {self.disk_gib}, and {self.instance_type} takes at most {most}: lower it, add nodes, or "
                "choose a larger instance_type"
            )
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: SearchSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults = []
    if spec.zones < 3:
        faults.append(f"zones is {spec.zones}: losing one could take the majority with it; set zones to 3")
    if spec.burstable and spec.burstable_reason is None:
        faults.append(
            f"instance_type {spec.instance_type} is burstable: it slows to a fraction under steady load; choose an m or "
            "r family, or state the burstable_reason"
        )
    return [*faults, *retention_faults(spec.log_days)]
