"""Amazon RDS for PostgreSQL: what an environment decides about it, and the component."""

from components.data.postgres.primary import Postgres, PostgresArgs
from components.data.postgres.spec import AlarmThresholds, PostgresSpec, ReplicaSpec, production_faults
from components.data.postgres.storage import StorageSpec

__all__ = [
    "AlarmThresholds",
    "Postgres",
    "PostgresArgs",
    "PostgresSpec",
    "ReplicaSpec",
    "StorageSpec",
    "production_faults",
]
