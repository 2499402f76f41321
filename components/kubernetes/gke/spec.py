"""What an environment decides about a GKE cluster: version, zones, pools, and when it may be worked on."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from components.foundation.spec import RefusalError, Spec
from components.kubernetes.gke.versions import Channel, version_fault
from components.kubernetes.node_pools import SYSTEM_TAINT, PoolName, Taint, label_faults

MachineType = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*-[a-z]+-\d+$")]
ZoneLetter = Annotated[str, StringConstraints(pattern=r"^[a-f]$")]
Instant = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
ExclusionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,61}[a-z0-9]$")]

SecurityGroup = Annotated[str, StringConstraints(pattern=r"^gke-security-groups@[a-z0-9-]+(\.[a-z0-9-]+)+$")]
"""GKE takes groups from one group of this very name in the organisation's domain (GKE, Google Groups for RBAC)."""

LEAST_WINDOW: Final = timedelta(hours=4)
"""GKE refuses a window shorter than four hours, and needs 48 of them in any 32 days."""

LONGEST_FREEZE: Final = timedelta(days=30)
"""The longest that GKE lets an exclusion hold off every upgrade (GKE, maintenance windows and exclusions)."""

MOST_FREEZES: Final = 3
"""How many exclusions of all upgrades GKE takes at once."""

PER_ZONE: Final = (
    "is a count of each zone in GKE, so that 3 in three zones are 9 nodes; write {instead}, which counts the nodes of all "
    "zones together"
)
"""Why a key that GKE knows is none of ours, with the way out."""

KEPT_LABELS: Final = ("kubernetes.io", "k8s.io", "cloud.google.com")
"""Domains of labels that GKE and the kubelet keep for themselves."""


class GkePoolSpec(Spec):
    """One pool of nodes, between bounds that count the nodes of all its zones together.

    GKE's plain ``min_node_count`` counts each zone, so that 3 to 5 in three zones would be 9 to 15; ``total_min`` and
    ``total_max`` are the totals, as requirements name them. ``upgrade`` is ``surge`` (one node more, none fewer) or
    ``blue-green``, which keeps the old nodes until the new ones have proved themselves.
    """

    refused_keys: ClassVar[Mapping[str, str]] = {
        "min": PER_ZONE.format(instead="total_min"),
        "max": PER_ZONE.format(instead="total_max"),
        "min_node_count": PER_ZONE.format(instead="total_min"),
        "max_node_count": PER_ZONE.format(instead="total_max"),
        "initial_node_count": PER_ZONE.format(instead="total_min"),
        "node_count": PER_ZONE.format(instead="total_min and total_max"),
    }

    machine_type: MachineType = Field(description="Machine type, such as e2-standard-2.")
    total_min: int = Field(ge=0, le=1000, description="Least nodes over all zones.")
    total_max: int = Field(ge=1, le=1000, description="Most nodes over all zones.")
    disk_gib: int = Field(default=50, ge=20, le=65536, description="Boot disk of each node.")
    disk_type: Literal["pd-balanced", "pd-ssd"] = Field(
        default="pd-balanced", description="Kind of boot disk."
    )
    system: bool = Field(default=False, description="Whether the pool is kept for what runs the cluster.")
    labels: dict[str, str] = Field(default_factory=dict, description="Labels of the nodes.")
    taints: tuple[Taint, ...] = Field(default=(), description="What keeps pods off that do not tolerate it.")
    upgrade: Literal["surge", "blue-green"] = Field(default="surge", description="How nodes are replaced.")
    spot: bool = Field(default=False, description="Whether Google may take the nodes back at any time.")

    def first_nodes(self, zones: int) -> int:
        """Return how many nodes a new pool begins with in each of its zones.

        GKE makes the same number in every zone. It is enough for ``total_min``, unless that would be more than
        ``total_max`` in all; then the autoscaler, which counts all zones, adds what is missing.
        """
        enough = -(-self.total_min // zones)
        return enough if enough * zones <= self.total_max else self.total_max // zones

    @property
    def all_taints(self) -> tuple[Taint, ...]:
        """The pool's own taints, after the one of a system pool."""
        return (SYSTEM_TAINT, *self.taints) if self.system else self.taints

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        faults = []
        if self.total_min > self.total_max:
            faults.append(
                f"total_min {self.total_min} is above total_max {self.total_max}, and GKE refuses such a pool: keep "
                "total_min <= total_max"
            )
        faults += label_faults(self.labels, keeper="GKE", kept=KEPT_LABELS)
        if faults:
            raise RefusalError(*faults)
        return self


class Freeze(Spec):
    """A time in which nothing is upgraded, such as the last weeks of the year."""

    start: Instant = Field(description="First moment, in UTC: 2026-12-15T00:00:00Z.")
    end: Instant = Field(description="Last moment, in UTC.")

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return datetime.fromisoformat(self.end) - datetime.fromisoformat(self.start)

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.length <= timedelta(0):
            raise ValueError(
                f"ends at {self.end}, not after its start {self.start}: set end to a later moment"
            )
        if self.length > LONGEST_FREEZE:
            raise ValueError(
                f"lasts {self.length.days} days, and GKE holds off every upgrade for {LONGEST_FREEZE.days} at most: "
                "shorten it"
            )
        return self


class Window(Spec):
    """When GKE may upgrade: from a day's hour on, repeated on some days of the week. All times are UTC."""

    start: Instant = Field(default="2026-01-03T06:00:00Z", description="First start, in UTC.")
    end: Instant = Field(default="2026-01-03T14:00:00Z", description="End of the first one, in UTC.")
    days: tuple[Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"], ...] = Field(
        default=("SA", "SU"), min_length=1, description="Days of the week."
    )

    @property
    def recurrence(self) -> str:
        """The rule as RFC 5545 writes it."""
        return f"FREQ=WEEKLY;BYDAY={','.join(self.days)}"

    @model_validator(mode="after")
    def _is_long_enough(self) -> Self:
        length = datetime.fromisoformat(self.end) - datetime.fromisoformat(self.start)
        if not LEAST_WINDOW <= length <= timedelta(hours=24):
            raise ValueError(f"lasts {length}, and GKE takes windows of 4 to 24 hours: move start or end")
        weeks_hours = length.total_seconds() / 3600 * len(set(self.days)) * 4
        if weeks_hours < 48:
            raise ValueError(
                f"leaves {weeks_hours:g} hours in four weeks, and GKE demands 48 of any 32 days: lengthen it or add a day"
            )
        return self


class GkeSpec(Spec):
    """A regional cluster, reached through its DNS endpoint alone, and its pools."""

    zones: tuple[ZoneLetter, ...] = Field(
        min_length=1, description="Zones of the region that nodes stand in."
    )
    channel: Channel = Field(default="REGULAR", description="Release channel that upgrades come from.")
    version: str | None = Field(default=None, description="Least Kubernetes minor, such as 1.35.")
    pools: dict[PoolName, GkePoolSpec] = Field(min_length=1, description="Pools of nodes, by name.")
    window: Window = Field(default_factory=Window, description="When GKE may upgrade.")
    freezes: dict[ExclusionName, Freeze] = Field(
        default_factory=dict, description="When nothing is upgraded, by name."
    )
    people: SecurityGroup | None = Field(
        default=None,
        description="Group of Google Groups whose member groups roles inside the cluster may name.",
    )
    enforce_signed_images: bool = Field(
        default=False, description="Whether images from elsewhere than the platform's registries are refused."
    )

    @property
    def most_nodes(self) -> int:
        """How many nodes the pools may have together."""
        return sum(pool.total_max for pool in self.pools.values())

    @field_validator("zones")
    @classmethod
    def _each_zone_once(cls, zones: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(zones)) != len(zones):
            raise ValueError(f"zones {', '.join(zones)} name one twice, and GKE refuses that: name each once")
        return zones

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        faults = []
        if self.version is not None and (fault := version_fault(self.version, self.channel)):
            faults.append(f"version: {fault}")
        if all(_closed(pool) for pool in self.pools.values()):
            faults.append(
                "pools: every pool has a taint, so DNS and metrics could run nowhere and the cluster would never be "
                "ready: leave one without taints"
            )
        if len(self.freezes) > MOST_FREEZES:
            faults.append(
                f"freezes: {len(self.freezes)} are more than the {MOST_FREEZES} that GKE takes at once: join or drop some"
            )
        if faults:
            raise RefusalError(*faults)
        return self


def _closed(pool: GkePoolSpec) -> bool:
    return any(taint.effect != "PreferNoSchedule" for taint in pool.all_taints)


def production_faults(spec: GkeSpec) -> list[str]:
    """Return a sentence for everything in which a cluster is too little for production."""
    return list(_floor(spec))


def _floor(spec: GkeSpec) -> Iterator[str]:
    if len(spec.zones) < 3:
        yield f"zones: {len(spec.zones)} do not outlast the loss of one with room to spare: name three"
    if spec.channel == "RAPID":
        yield "channel: RAPID brings versions before they have proved themselves: set REGULAR or STABLE"
    if not spec.enforce_signed_images:
        yield "enforce_signed_images: an image from anywhere could run: set it to true"
    system = {name: pool for name, pool in spec.pools.items() if pool.system}
    if not system:
        yield "pools: no pool is system, so applications can starve DNS and ingress: set system to true on one"
    for name, pool in system.items():
        if pool.total_min < 3:
            yield f"pools.{name}: {pool.total_min} nodes do not outlast the loss of a zone: set total_min to 3"
        if pool.spot:
            yield f"pools.{name}.spot: nodes of a system pool would vanish on thirty seconds' notice: leave it out"
