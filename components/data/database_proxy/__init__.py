"""RDS Proxy: a pool of connections before a PostgreSQL, as PgBouncer would be, and what watches it."""

from components.data.database_proxy.proxy import DatabaseProxy, DatabaseProxyArgs, ProxiedDatabase
from components.data.database_proxy.spec import DatabaseProxySpec, production_faults

__all__ = ["DatabaseProxy", "DatabaseProxyArgs", "DatabaseProxySpec", "ProxiedDatabase", "production_faults"]
