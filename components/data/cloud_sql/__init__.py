"""Cloud SQL for PostgreSQL: what an environment decides about its recovery target, and the component."""

from components.data.cloud_sql.instance import CloudSql, CloudSqlArgs
from components.data.cloud_sql.spec import CloudSqlSpec, production_faults

__all__ = ["CloudSql", "CloudSqlArgs", "CloudSqlSpec", "production_faults"]
