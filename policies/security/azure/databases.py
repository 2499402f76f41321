"""PostgreSQL on Azure: inside the network, over TLS, for Entra's people, and recoverable in another region."""

from collections.abc import Mapping
from typing import Final

from policies.framework import tokens
from policies.framework.facts import Fact
from policies.framework.resources import Resource
from policies.framework.rules import (
    ALWAYS,
    PRODUCTION,
    PROMOTED,
    Context,
    NotApplicable,
    Outcomes,
    require,
    resource_rule,
)
from policies.framework.values import Value

SERVER = (tokens.AZURE_SERVER,)
GUIDE: Final = "https://learn.microsoft.com/azure/postgresql/flexible-server/"

PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = {
    "require_secure_transport": ("on",),
    "ssl_min_protocol_version": ("TLSv1.2", "TLSv1.3"),
    "log_connections": ("on",),
    "log_disconnections": ("on",),
    "log_checkpoints": ("on",),
    "connection_throttle.enable": ("on",),
}
"""What CIS for Azure asks of a server's parameters."""


@resource_rule(
    name="azure-postgres-private",
    title="No PostgreSQL server of Azure answers the internet",
    types=SERVER,
    severity="critical",
    levels=ALWAYS,
    remediation="Set network.publicNetworkAccess to Disabled, or delegatedSubnetResourceId.",
    checkov=("CKV_AZURE_68",),
    trivy=("AZU-0022", "AZU-0029"),
    url=GUIDE + "concepts-networking-private",
)
def postgres_private(server: Resource, _: Context) -> Outcomes:
    """Refuse a public address, which a server gets unless it is told otherwise."""
    network = server["network"]
    yield from require(
        network["publicNetworkAccess"].equals("Disabled"),
        "it has a public address: set network.publicNetworkAccess to Disabled",
    )


@resource_rule(
    name="azure-postgres-entra",
    title="People reach PostgreSQL on Azure as people of Entra",
    types=SERVER,
    severity="medium",
    levels=PROMOTED,
    remediation="Set authConfig.activeDirectoryAuth to Enabled.",
    prowler=("postgresql_flexible_server_entra_id_authentication_enabled",),
    url=GUIDE + "concepts-azure-ad-authentication",
)
def postgres_entra(server: Resource, _: Context) -> Outcomes:
    """Require Entra's login, so that nobody shares the application's password."""
    yield from require(
        server.at("authConfig", "activeDirectoryAuth").equals("Enabled"),
        "people share a password: set authConfig.activeDirectoryAuth",
    )


@resource_rule(
    name="azure-postgres-recoverable",
    title="Production's PostgreSQL on Azure is backed up in another region, under a key of the platform",
    types=SERVER,
    severity="high",
    levels=PRODUCTION,
    remediation="Set backup.geoRedundantBackup, backupRetentionDays of 7 or more, and dataEncryption.",
    checkov=("CKV_AZURE_136",),
    prowler=("postgresql_flexible_server_geo_redundant_backup_enabled",),
    url=GUIDE + "concepts-backup-restore",
)
def postgres_recoverable(server: Resource, _: Context) -> Outcomes:
    """Require backups that outlive the region, and a customer key, of what is no replica."""
    if server["createMode"].equals("Replica").truth:
        yield NotApplicable("a replica is backed up with its source")
        return
    backup = server["backup"]
    yield from require(
        backup["geoRedundantBackup"].equals("Enabled"),
        "backups are lost with the region: set geoRedundantBackup when the server is made",
    )
    yield from require(
        backup["backupRetentionDays"].test(lambda raw: int(raw) >= 7, absent=True),
        "damage is noticed too late: set backupRetentionDays to 7 or more",
    )
    yield from require(
        server.at("dataEncryption", "type").equals("AzureKeyVault"),
        "the key is Microsoft's own: set dataEncryption when the server is made",
    )


@resource_rule(
    name="azure-postgres-parameters",
    title="PostgreSQL on Azure takes TLS alone and writes down who connects",
    types=(tokens.AZURE_PARAMETER,),
    severity="high",
    levels=PROMOTED,
    remediation=f"Set {', '.join(f'{name}={values[0]}' for name, values in PARAMETERS.items())}.",
    checkov=("CKV_AZURE_30", "CKV_AZURE_31", "CKV_AZURE_32"),
    trivy=("AZU-0019", "AZU-0020", "AZU-0021", "AZU-0024", "AZU-0026"),
    prowler=(
        "postgresql_flexible_server_connection_throttling_on",
        "postgresql_flexible_server_enforce_ssl_enabled",
        "postgresql_flexible_server_log_checkpoints_on",
        "postgresql_flexible_server_log_connections_on",
        "postgresql_flexible_server_log_disconnections_on",
    ),
    url=GUIDE + "concepts-server-parameters",
)
def postgres_parameters(parameter: Resource, _: Context) -> Outcomes:
    """Require the value of each parameter that matters, whatever its case."""
    for name, values in PARAMETERS.items():
        yield from require(
            ~parameter["configurationName"].equals(name) | _is_one_of(parameter["value"], values),
            f"a parameter that CIS asks for is off: set {name} to {values[0]}",
        )


def _is_one_of(value: Value, allowed: tuple[str, ...]) -> Fact:
    """Return whether a value is one of these, whatever its case; Azure's own, where none is given, is."""
    wanted = {one.lower() for one in allowed}
    return value.test(lambda raw: str(raw).lower() in wanted, absent=True)


RULES = (postgres_private, postgres_entra, postgres_recoverable, postgres_parameters)
