"""What an environment decides about its data warehouse, and what Redshift is known to refuse of it."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from components.data.windows import WeeklyWindow
from components.foundation.log_groups import retention_faults
from components.foundation.log_retention import LogDays
from components.foundation.spec import RefusalError, Spec

NODES = {"ra3.large": (1, 16), "ra3.xlplus": (1, 16), "ra3.4xlarge": (2, 32), "ra3.16xlarge": (2, 128)}
"""Fewest and most nodes with which a cluster of each type is created (Redshift management guide, node type details).

An elastic resize takes ra3.xlplus on to 32 and ra3.4xlarge to 64, which a new cluster cannot begin with.
"""

PRODUCTION_SNAPSHOT_DAYS = 7

FREE_SCALING_MINUTES = 60
"""Concurrency scaling that each day of running earns for free (Redshift management guide)."""


def _node_type(node_type: str) -> str:
    if node_type in NODES:
        return node_type
    listed = ", ".join(NODES)
    if node_type.startswith(("dc1.", "dc2.", "ds2.")):
        raise ValueError(
            f"{node_type} ties storage to nodes, has no Multi-AZ or relocation and is being withdrawn by AWS: choose "
            f"one of {listed}"
        )
    if node_type.startswith("rg."):
        raise ValueError(
            f"{node_type} is newer than the node ranges and prices known here, so that neither could be judged: add it to "
            f"NODES and to policies/cost/prices, or choose one of {listed}"
        )
    raise ValueError(f"{node_type!r} is not a Redshift node type that can be created: choose one of {listed}")


NodeType = Annotated[str, AfterValidator(_node_type)]
DatabaseName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]


class WarehouseSpec(Spec):
    """A provisioned warehouse: encrypted, private, TLS-only and audited, whatever this says.

    Adding nodes is an elastic resize in place, which interrupts queries for minutes; from one node to several it is a
    classic one, which leaves the warehouse read-only for hours. Column compression (ZSTD) is a property of tables,
    which Redshift chooses itself (ENCODE AUTO).
    """

    node_type: NodeType = "ra3.xlplus"
    nodes: int = Field(ge=1)
    multi_az: bool = Field(
        default=False,
        description="Whether a second zone runs the same nodes and takes over: twice the price.",
    )
    database: DatabaseName = Field(
        default="analytics",
        description="The first database, which is made with the cluster; a later change has no effect.",
    )
    scaling_clusters: int = Field(
        default=1,
        ge=0,
        le=10,
        description="Clusters that concurrency scaling may add at once, to several nodes.",
    )
    scaling_minutes_a_day: int = Field(
        default=FREE_SCALING_MINUTES, ge=1, description="Where it stops for the day; an hour a day is free."
    )
    snapshot_days: int = Field(default=7, ge=1, le=35, description="Days that automatic snapshots are kept.")
    copied_snapshot_days: int = Field(
        default=0, ge=0, le=35, description="Days that they are kept in the recovery region; 0: not copied."
    )
    maintenance_window: WeeklyWindow = "sun:06:00-sun:06:30"
    log_days: LogDays = 30
    disk_percent: int = Field(default=80, ge=1, le=99, description="Disk use at which people are woken.")
    connections: int = Field(default=400, ge=1, description="Connections at which people are woken.")

    @property
    def most_scaling_clusters(self) -> int:
        """What concurrency scaling may add: nothing to a single node (Redshift guide, concurrency scaling candidates)."""
        return self.scaling_clusters if self.nodes > 1 else 0

    @model_validator(mode="after")
    def _creatable(self) -> Self:
        fewest, most = NODES[self.node_type]
        faults = []
        if not fewest <= self.nodes <= most:
            faults.append(
                f"nodes is {self.nodes}, and Redshift creates {fewest} to {most} of {self.node_type}: change it, or "
                "choose another node_type"
            )
        if self.multi_az and self.nodes == 1:
            faults.append(
                "multi_az is true and nodes is 1, and Redshift refuses a single node in two zones: set nodes to 2 or "
                "more, or multi_az to false"
            )
        if self.nodes == 1 and self.scaling_clusters and "scaling_clusters" in self.model_fields_set:
            faults.append(
                f"scaling_clusters is {self.scaling_clusters} and nodes is 1, and Redshift scales no single node: set nodes "
                "to 2 or more, or take scaling_clusters out"
            )
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: WarehouseSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults = []
    if spec.nodes == 1:
        faults.append("nodes is 1: losing it would stop the warehouse; set nodes to 2 or more")
    if spec.snapshot_days < PRODUCTION_SNAPSHOT_DAYS:
        faults.append(
            f"snapshot_days is {spec.snapshot_days}: damage noticed later could not be undone; set it to "
            f"{PRODUCTION_SNAPSHOT_DAYS} or more"
        )
    if not spec.copied_snapshot_days:
        faults.append(
            "copied_snapshot_days is 0: the warehouse would be lost with its region; set it to the days to keep there"
        )
    return [*faults, *retention_faults(spec.log_days)]
