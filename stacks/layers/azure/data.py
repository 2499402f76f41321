"""What a recovery restores from and into: images, copies of backups, and the database."""

from pulumi import Output

from components.data.azure.flexible_server.server import FlexibleServer, FlexibleServerArgs, GeoBackupKey
from components.data.azure.registry import ContainerRegistry, ContainerRegistryArgs
from components.data.azure.storage.account import BackupStorage, BackupStorageArgs
from components.networking.azure.flow_log import FlowLog, FlowLogArgs
from components.observability.azure import alerts as azure_alerts
from components.observability.azure import records as azure_records
from stacks.layers.azure.base import DATABASE_ZONE, AzureBase, geo_vault


def registry(base: AzureBase) -> ContainerRegistry | None:
    """Build the registry of images, if the settings have one."""
    spec = base.azure.registry
    if spec is None:
        return None
    registry = ContainerRegistry(
        base.named("registry"),
        ContainerRegistryArgs(
            spec=spec,
            placement=base.placement,
            labels=base.labels,
            stem=base.stem,
            group=base.groups.names["data"],
            registry_name=base.placement.unique(base.settings.environment),
            key_id=base.vault.key_ids["registry"],
            key_uri=base.vault.uris["registry"],
        ),
        base.options,
    )
    base.join("registry", registry.registry_id)
    base.record("registry", registry.registry_id, azure_records.REGISTRY_LOGS)
    return registry


def storage(base: AzureBase) -> BackupStorage | None:
    """Build the account for backup copies, which also keeps the record of the network's flows."""
    spec = base.azure.storage
    if spec is None:
        return None
    storage = BackupStorage(
        base.named("storage"),
        BackupStorageArgs(
            spec=spec,
            placement=base.placement,
            labels=base.labels,
            protected=base.settings.protected,
            stem=base.stem,
            group=base.groups.names["data"],
            account_name=base.placement.unique(base.settings.environment),
            key_id=base.vault.key_ids["storage"],
            vault_uri=base.vault.vault_uri,
        ),
        base.options,
    )
    base.join("blob", storage.account_id)
    base.record(
        "storage", Output.concat(storage.account_id, "/blobServices/default"), azure_records.BLOB_LOGS
    )
    FlowLog(
        base.named("flow-log"),
        FlowLogArgs(
            placement=base.placement,
            labels=base.labels,
            stem=base.stem,
            group=base.groups.names["network"],
            vnet_id=base.network.vnet_id,
            storage_account_id=storage.account_id,
            days=base.azure.network.flow_log_days,
        ),
        base.options,
    )
    return storage


def database(base: AzureBase) -> FlexibleServer | None:
    """Build the database, if the settings have one."""
    spec = base.azure.database
    if spec is None:
        return None
    elsewhere, paired = geo_vault(base), base.azure.paired_location
    server = FlexibleServer(
        base.named("postgresql"),
        FlexibleServerArgs(
            spec=spec,
            placement=base.placement,
            labels=base.labels,
            protected=base.settings.protected,
            stem=base.stem,
            group=base.groups.names["data"],
            server_name=base.placement.unique(f"{base.stem}-"),
            subnet_id=base.network.subnets["database"],
            zone_id=base.zones.ids[DATABASE_ZONE],
            names_ready=base.zones.links,
            key_id=base.vault.key_ids["database"],
            key_uri=base.vault.uris["database"],
            geo_backup=GeoBackupKey(
                placement=base.placement.elsewhere(paired),
                key_id=elsewhere.key_ids["database"],
                key_uri=elsewhere.uris["database"],
            )
            if elsewhere and paired
            else None,
            vault_group=base.groups.names["security"],
            vault_name=base.vault.vault_name,
            administrators=base.azure.administrators,
        ),
        base.options,
    )
    base.record("postgresql", server.server_id, azure_records.POSTGRES_LOGS)
    base.watch("postgresql", server.server_id, azure_alerts.DATABASE_ALERTS)
    return server
