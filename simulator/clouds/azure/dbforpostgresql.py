"""PostgreSQL flexible servers."""

from datetime import date
from typing import Any

from components.foundation.support_calendar import FLEXIBLE_SERVER, REVIEWED
from simulator.clouds.azure.resource_manager import azure_kind
from simulator.clouds.case import Case
from simulator.clouds.refusals import Given, Refused, matches, one_of

SIZES = (32, 64, 128, 256, 512, 1024, 2048, 4095, 4096, 8192, 16384, 32767)
RESERVED = (
    "admin",
    "administrator",
    "azure_pg_admin",
    "azure_superuser",
    "azuresu",
    "guest",
    "public",
    "root",
)


def _host(case: Case) -> Any:
    return case.text("{serverName}.postgres.database.azure.com")


def _offered(given: Given, on: date = REVIEWED) -> Refused:
    version = given.text("version")
    if version is not None and FLEXIBLE_SERVER.gone(version, on):
        yield "version", f"version {given.shown('version')} is not one that Azure creates any more"


def _shape(given: Given) -> Refused:
    """Source: Azure Database for PostgreSQL: compute tiers, storage sizes, high availability and customer-managed keys."""
    size = given.number("storage.storageSizeGB")
    if size is not None and size not in SIZES:
        yield (
            "storage.storageSizeGB",
            f"storageSizeGB must be one of {', '.join(map(str, SIZES))}, not {size:g}",
        )
    mode, tier = given.text("highAvailability.mode"), given.text("sku.tier")
    if mode not in {None, "Disabled"} and tier == "Burstable":
        yield "highAvailability.mode", "the Burstable tier has no high availability"
    days = given.number("backup.backupRetentionDays")
    if days is not None and not 7 <= days <= 35:
        yield "backup.backupRetentionDays", f"backupRetentionDays must be between 7 and 35, not {days:g}"
    geo = given.text("backup.geoRedundantBackup") == "Enabled"
    if (
        geo
        and given.text("dataEncryption.type") == "AzureKeyVault"
        and given.lacks("dataEncryption.geoBackupKeyURI")
    ):
        yield (
            "dataEncryption.geoBackupKeyURI",
            "geo-redundant backups with a key of yours need geoBackupKeyURI, in the paired region",
        )


def _private(given: Given) -> Refused:
    """Source: Azure Database for PostgreSQL, private networking: a delegated subnet needs a private zone to be named in."""
    if given.has("network.delegatedSubnetResourceId") and given.lacks("network.privateDnsZoneArmResourceId"):
        yield (
            "network.privateDnsZoneArmResourceId",
            "a server in a subnet needs privateDnsZoneArmResourceId to be set",
        )


def _login(given: Given) -> Refused:
    login = given.text("administratorLogin")
    if login is not None and (login in RESERVED or login.startswith("pg_")):
        yield "administratorLogin", "administratorLogin is a name that Azure keeps for itself"


KINDS = (
    azure_kind(
        "azure-native:dbforpostgresql:Server",
        "Microsoft.DBforPostgreSQL/flexibleServers/{serverName}",
        name="serverName",
        identity=True,
        etag=None,
        state=False,
        outputs={
            "fullyQualifiedDomainName": _host,
            "state": "Ready",
            "minorVersion": "13",
            "replicaCapacity": 5,
            "replicationRole": "Primary",
            "privateEndpointConnections": [],
        },
        refusals=(
            matches(
                "serverName",
                r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
                "3 to 63 lower-case letters, digits and hyphens, with no hyphen at an end",
            ),
            _offered,
            _shape,
            _private,
            _login,
        ),
    ),
    azure_kind(
        "azure-native:dbforpostgresql:Configuration",
        "Microsoft.DBforPostgreSQL/flexibleServers/{serverName}/configurations/{configurationName}",
        name="configurationName",
        etag=None,
        state=False,
        outputs={
            "dataType": "String",
            "isReadOnly": False,
            "isDynamicConfig": lambda case: case.known("configurationName") != "shared_preload_libraries",
            "isConfigPendingRestart": False,
        },
        refusals=(matches("configurationName", r"[a-z][\w.]{0,127}", "the name of a server parameter"),),
    ),
    azure_kind(
        "azure-native:dbforpostgresql:Database",
        "Microsoft.DBforPostgreSQL/flexibleServers/{serverName}/databases/{databaseName}",
        name="databaseName",
        etag=None,
        state=False,
        outputs={"charset": "UTF8", "collation": "en_US.utf8"},
        refusals=(matches("databaseName", r"[A-Za-z_][\w-]{0,30}", "1 to 31 letters, digits, - and _"),),
    ),
    azure_kind(
        "azure-native:dbforpostgresql:Administrator",
        "Microsoft.DBforPostgreSQL/flexibleServers/{serverName}/administrators/{objectId}",
        name="objectId",
        etag=None,
        state=False,
        refusals=(
            one_of(
                "principalType",
                (
                    "unknown",
                    "user",
                    "group",
                    "servicePrincipal",
                    "User",
                    "Group",
                    "ServicePrincipal",
                    "Unknown",
                ),
            ),
        ),
    ),
)
