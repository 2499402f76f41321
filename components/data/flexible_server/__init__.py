"""Azure Database for PostgreSQL: what an environment decides about the recovery target, and the component."""

from components.data.flexible_server.server import FlexibleServer, FlexibleServerArgs, GeoBackupKey
from components.data.flexible_server.spec import FlexibleServerSpec, production_faults

__all__ = [
    "FlexibleServer",
    "FlexibleServerArgs",
    "FlexibleServerSpec",
    "GeoBackupKey",
    "production_faults",
]
