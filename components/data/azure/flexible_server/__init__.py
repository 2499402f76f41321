"""Azure Database for PostgreSQL: what an environment decides about the recovery target.

The component is imported from its own module: the settings of every stack read the specs, and none of them is to
pay for the SDK of a cloud that it does not use.
"""

from components.data.azure.flexible_server.spec import FlexibleServerSpec, production_faults

__all__ = ["FlexibleServerSpec", "production_faults"]
