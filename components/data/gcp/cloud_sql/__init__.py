"""Cloud SQL for PostgreSQL: what an environment decides about its recovery target.

The component is imported from its own module: the settings of every stack read the specs, and none of them is to
pay for the SDK of a cloud that it does not use.
"""

from components.data.gcp.cloud_sql.spec import CloudSqlSpec, production_faults

__all__ = ["CloudSqlSpec", "production_faults"]
