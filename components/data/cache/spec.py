"""What an environment decides about its cache, and what ElastiCache is known to refuse of it."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from components.data.engine_versions import CacheEngine, cache_family, cache_fault
from components.data.windows import DailyWindow, WeeklyWindow, window_faults
from components.foundation.log_groups import retention_faults
from components.foundation.log_retention import LogDays
from components.foundation.spec import RefusalError, Spec

SHORTEST_WINDOW = 60
"""Minutes that ElastiCache asks of either window (ElastiCache user guide)."""

MOST_NODES = 500
"""Nodes of one cluster, of all shards together (ElastiCache quotas; above 90 it has to be asked for)."""

FAMILIES = ("t3", "t4g", "m5", "m6g", "m7g", "r5", "r6g", "r7g", "c7gn")
"""Node families that are current and take part in cluster mode, Multi-AZ, snapshots and encryption."""

PRODUCTION_SNAPSHOT_DAYS = 7

_NODE_TYPE = re.compile(r"cache\.([a-z0-9]+)\.(micro|small|medium|\d*xlarge|large)")


def _node_type(node_type: str) -> str:
    match = _NODE_TYPE.fullmatch(node_type)
    if match is None:
        hint = "" if node_type.startswith("cache.") else f"; did you mean 'cache.{node_type}'?"
        raise ValueError(
            f"{node_type!r} is not an ElastiCache node type: write cache.<family>.<size>, such as "
            f"cache.r6g.large{hint}"
        )
    family = match.group(1)
    if family == "r6gd":
        raise ValueError(
            "family r6gd tiers data to disk, which this cache does not turn on, so that ElastiCache would refuse it: "
            "choose r6g or r7g"
        )
    if family not in FAMILIES:
        raise ValueError(
            f"family {family} is of an earlier generation or unknown, and may lack cluster mode or encryption: choose "
            f"one of {', '.join(FAMILIES)}"
        )
    return node_type


NodeType = Annotated[str, AfterValidator(_node_type)]
UserName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,23}$")]
KeyPattern = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_:.*{}-]+$")]


class CacheUserSpec(Spec):
    """An application's user: which keys it may touch, and how. Nobody may administer."""

    key_patterns: tuple[KeyPattern, ...] = Field(
        default=("*",), min_length=1, description="Patterns of the keys it may touch, such as sessions:*."
    )
    commands: Literal["read-only", "read-write"] = "read-write"

    @property
    def access_string(self) -> str:
        """The rights as ElastiCache writes them (Valkey documentation, ACL). Clients need CLUSTER and INFO."""
        keys = " ".join(f"~{pattern}" for pattern in self.key_patterns)
        if self.commands == "read-only":
            return f"on {keys} &* -@all +@read +@connection +cluster +info"
        return f"on {keys} &* +@all -@admin -@dangerous +cluster +info"


class CacheAlarmThresholds(Spec):
    """When people are woken. All are of one node."""

    engine_cpu_percent: int = Field(default=80, ge=1, le=99)
    memory_percent: int = Field(default=80, ge=1, le=99)
    evictions: int = Field(default=1_000, ge=0, description="Keys evicted in five minutes.")
    replication_lag_seconds: int = Field(default=10, ge=1)
    connections: int = Field(default=10_000, ge=1)


class CacheSpec(Spec):
    """A Redis-compatible cache. It is encrypted, private, TLS-only and asks for a password whatever this says.

    ElastiCache has no append-only file on current nodes: what is asked of one comes from replicas in other
    zones, failover and snapshots. "Three nodes, clustered" is three shards; each replica adds a node to each.
    """

    engine: CacheEngine = "valkey"
    version: str = "8.2"
    node_type: NodeType
    cluster_mode: bool = Field(default=True, description="Whether keys are spread over shards.")
    shards: int = Field(default=1, ge=1, description="Primaries that keys are spread over.")
    replicas_per_shard: int = Field(default=1, ge=0, le=5)
    multi_az: bool = Field(default=True, description="Whether replicas stand in other zones and take over.")
    users: dict[UserName, CacheUserSpec] = Field(min_length=1, description="Users by application.")
    eviction: Literal[
        "volatile-lru", "allkeys-lru", "volatile-lfu", "allkeys-lfu", "volatile-ttl", "noeviction"
    ] = "volatile-lru"
    keyspace_events: Annotated[str, StringConstraints(pattern=r"^[KEg$lshzxeAtmdn]*$")] = Field(
        default="", description="Events published on changes of keys, as Valkey writes them; empty: none."
    )
    snapshot_days: int = Field(default=1, ge=0, le=35, description="Days that daily snapshots are kept.")
    snapshot_window: DailyWindow = "02:00-03:00"
    maintenance_window: WeeklyWindow = "sun:04:00-sun:05:00"
    log_days: LogDays = 30
    password_version: int = Field(default=1, ge=1, description="Raise it to have all passwords replaced.")
    alarms: CacheAlarmThresholds = CacheAlarmThresholds()

    @property
    def family(self) -> str:
        """The parameter group family, such as valkey8."""
        return cache_family(self.engine, self.version)

    @property
    def total_nodes(self) -> int:
        """How many nodes are paid for."""
        return self.shards * (1 + self.replicas_per_shard)

    @model_validator(mode="after")
    def _creatable(self) -> Self:
        version = cache_fault(self.engine, self.version)
        faults = [version] if version else []
        if self.multi_az and not self.replicas_per_shard:
            faults.append(
                "multi_az fails over to a replica and there is none: set replicas_per_shard to 1 or more, or multi_az "
                "to false"
            )
        if self.shards > 1 and not self.cluster_mode:
            faults.append(
                f"shards is {self.shards}, and without cluster_mode there is only one: set cluster_mode to true, or "
                "shards to 1"
            )
        if self.total_nodes > MOST_NODES:
            faults.append(
                f"{self.shards} shards of {1 + self.replicas_per_shard} make {self.total_nodes} nodes, and ElastiCache "
                f"ends at {MOST_NODES}: lower one of the two"
            )
        if "default" in self.users:
            faults.append(
                "the user 'default' is the one nobody may log in as: give the application a user of its own"
            )
        faults += window_faults(
            self.snapshot_window, self.maintenance_window, service="ElastiCache", shortest=SHORTEST_WINDOW
        )
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: CacheSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults = []
    if not spec.replicas_per_shard:
        faults.append("replicas_per_shard is 0: losing a node would lose its keys; set it to 1 or more")
    if not spec.multi_az:
        faults.append("multi_az is false: losing one zone would stop the cache; set it to true")
    if spec.snapshot_days < PRODUCTION_SNAPSHOT_DAYS:
        faults.append(
            f"snapshot_days is {spec.snapshot_days}: damage noticed later could not be undone; set it to "
            f"{PRODUCTION_SNAPSHOT_DAYS} or more"
        )
    if spec.node_type.startswith("cache.t"):
        faults.append(
            f"node_type {spec.node_type} is burstable: it slows to a fraction under steady load; choose an m or r family"
        )
    return [*faults, *retention_faults(spec.log_days)]
