"""What an environment decides about its PostgreSQL, and what RDS is known to refuse of it."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from components.data.engine_versions import postgres_family, postgres_fault
from components.data.instance_classes import InstanceClass, burstable, connection_ceiling
from components.data.postgres.storage import StorageSpec
from components.data.windows import DailyWindow, WeeklyWindow, window_faults
from components.foundation.log_groups import retention_faults
from components.foundation.log_retention import LogDays
from components.foundation.placement import ZoneLetter
from components.foundation.spec import RefusalError, Spec

SHORTEST_WINDOW = 30
"""Minutes that RDS asks of either window (RDS user guide)."""

PRODUCTION_BACKUP_DAYS = 30

RESERVED_USERS = {"admin", "public", "rdsadmin", "rdsrepladmin", "rds_superuser", "rds_replication", "user"}
"""Master user names that RDS refuses as reserved."""

DEFAULT_USERS = {"postgres"}
"""Master user names that every scanner tries first (AWS Security Hub, RDS.25)."""

TAKEN_DATABASES = {"postgres", "rdsadmin", "template0", "template1"}
"""Databases that an RDS instance has before anybody names one."""

ReplicaKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{0,15}$")]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]{0,62}$")]


def _checked_version(version: str) -> str:
    if fault := postgres_fault(version):
        raise ValueError(fault)
    return version


class ReplicaSpec(Spec):
    """A read replica in the primary's own region."""

    instance_class: InstanceClass
    zone: ZoneLetter | None = Field(default=None, description="Its zone; absent: AWS chooses, once.")


class AlarmThresholds(Spec):
    """When people are woken."""

    cpu_percent: int = Field(default=80, ge=1, le=99)
    connections_percent: int = Field(default=80, ge=1, le=99, description="Share of max_connections.")
    free_storage_percent: int = Field(default=10, ge=1, le=50, description="Share of allocated_gib.")
    replica_lag_seconds: int = Field(default=900, ge=1, description="15 minutes are the platform's RPO.")


class PostgresSpec(Spec):
    """A PostgreSQL primary with its read replicas. It is encrypted, private and TLS-only whatever this says."""

    version: Annotated[str, AfterValidator(_checked_version)] = Field(
        default="15", description="A major, kept current by automatic minors, or the minor to start from."
    )
    instance_class: InstanceClass
    storage: StorageSpec
    multi_az: bool = Field(default=False, description="A standby in a second zone that takes over by itself.")
    replicas: dict[ReplicaKey, ReplicaSpec] = Field(
        default_factory=dict, description="Read replicas by a key that never changes."
    )
    database: Identifier = Field(description="The database made with the instance.")
    username: Identifier = Field(description="The master user, at most 16 characters.")
    max_connections: int = Field(
        default=100, ge=10, description="Connections served at once, by the primary and each replica alike."
    )
    slow_statement_ms: int = Field(default=1_000, ge=0, description="Statements slower than this are logged.")
    backup_days: int = Field(default=7, ge=0, le=35, description="Days of point-in-time recovery.")
    backup_window: DailyWindow = "03:00-04:00"
    maintenance_window: WeeklyWindow = "sun:04:00-sun:05:00"
    insights: Literal["standard", "advanced"] = Field(default="standard", description="Database Insights.")
    log_days: LogDays = 30
    allow_major_upgrade: bool = Field(
        default=False, description="Set for the one update that raises the major version, then removed."
    )
    password_version: int = Field(default=1, ge=1, description="Raise it to have the password replaced.")
    alarms: AlarmThresholds = AlarmThresholds()

    @property
    def family(self) -> str:
        """The parameter group family, such as postgres15."""
        return postgres_family(self.version)

    @model_validator(mode="after")
    def _creatable(self) -> Self:
        faults = [
            *self._naming_faults(),
            *window_faults(
                self.backup_window, self.maintenance_window, service="RDS", shortest=SHORTEST_WINDOW
            ),
            *self._capacity_faults(),
        ]
        if self.replicas and not self.backup_days:
            faults.append(
                "replicas are fed from the primary's backups and backup_days is 0: set it to 1 or more, or drop them"
            )
        if faults:
            raise RefusalError(*faults)
        return self

    def _naming_faults(self) -> list[str]:
        faults = []
        if self.username in RESERVED_USERS or self.username.startswith("pg_"):
            faults.append(f"username {self.username!r} is reserved and RDS refuses it: choose another")
        elif self.username in DEFAULT_USERS:
            faults.append(f"username {self.username!r} is the one every attacker tries first: choose another")
        elif len(self.username) > 16 or self.username.startswith("_"):
            faults.append(
                f"username {self.username!r} is refused by RDS: start with a letter and use at most 16 characters"
            )
        if self.database in TAKEN_DATABASES:
            faults.append(f"database {self.database!r} exists on every instance already: choose another name")
        return faults

    def _capacity_faults(self) -> list[str]:
        classes = {"instance_class": self.instance_class} | {
            f"replicas.{key}": replica.instance_class for key, replica in self.replicas.items()
        }
        return [
            connections_fault(place, instance_class, self.max_connections)
            for place, instance_class in classes.items()
            if self.max_connections > connection_ceiling(instance_class)
        ]


def connections_fault(place: str, instance_class: str, wanted: int) -> str:
    """Return the sentence for a class that cannot serve as many connections as wanted."""
    return (
        f"max_connections {wanted} is more than {instance_class} ({place}) has memory for, so that it would die of it: "
        f"set at most {connection_ceiling(instance_class)}, or choose a larger class"
    )


def production_faults(spec: PostgresSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults = []
    if not spec.multi_az:
        faults.append("multi_az is false: losing one zone would stop the database; set it to true")
    if spec.backup_days < PRODUCTION_BACKUP_DAYS:
        faults.append(
            f"backup_days is {spec.backup_days}: damage noticed later could not be undone; set it to "
            f"{PRODUCTION_BACKUP_DAYS} or more"
        )
    if burstable(spec.instance_class):
        faults.append(
            f"instance_class {spec.instance_class} is burstable: it slows to a fraction under steady load; choose an m "
            "or r class"
        )
    if spec.storage.max_allocated_gib is None:
        faults.append(
            "storage.max_allocated_gib is absent: a full disk would stop the database; set a ceiling"
        )
    return [*faults, *retention_faults(spec.log_days), *_replica_floor(spec)]


def _replica_floor(spec: PostgresSpec) -> list[str]:
    if not spec.replicas:
        return ["replicas are absent: reads would compete with writes on the primary; describe at least one"]
    weak = [key for key, replica in spec.replicas.items() if burstable(replica.instance_class)]
    faults = [
        f"replicas.{key} is burstable: it would fall behind under steady load; choose an m or r class"
        for key in weak
    ]
    unplaced = [key for key, replica in spec.replicas.items() if replica.zone is None]
    zones = {replica.zone for replica in spec.replicas.values()}
    if unplaced:
        faults.append(
            f"replicas {', '.join(unplaced)} name no zone: they might all share one and fall with it; give each a zone"
        )
    elif len(spec.replicas) > 1 and len(zones) == 1:
        faults.append("all replicas stand in one zone and would fall with it: spread them over the zones")
    return faults
