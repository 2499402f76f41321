"""What PostgreSQL on Azure is told: to take TLS alone, and to say who did what."""

from collections.abc import Mapping
from typing import Final

from pulumi import Resource
from pulumi_azure_native import dbforpostgresql

from components.foundation.component import Component
from components.foundation.spec import Wire

PARAMETERS: Final[Mapping[str, str]] = {
    "azure.extensions": "PGAUDIT,PG_STAT_STATEMENTS",
    "shared_preload_libraries": "pgaudit,pg_stat_statements",
    "require_secure_transport": "on",
    "ssl_min_protocol_version": "TLSv1.2",
    "connection_throttle.enable": "on",
    "log_connections": "on",
    "log_disconnections": "on",
    "log_checkpoints": "on",
    "log_min_duration_statement": "1000",
    "pgaudit.log": "ddl,role",
}
"""In the order in which they are set: an extension must be allowed before its library can be loaded, and loaded before it
can be told anything."""


def set_parameters(
    owner: Component, name: str, *, group: Wire[str], server: dbforpostgresql.Server
) -> list[Resource]:
    """Register the parameters one after another, because a server takes one change at a time and refuses a second."""
    made: list[Resource] = []
    for parameter, value in PARAMETERS.items():
        made.append(
            dbforpostgresql.Configuration(
                f"{name}-{parameter.replace('.', '-').replace('_', '-')}",
                resource_group_name=group,
                server_name=server.name,
                configuration_name=parameter,
                value=value,
                source="user-override",
                opts=owner.child(depends_on=made[-1:]),
            )
        )
    return made
