"""Recovery in Azure: a warm cluster, and places for backup copies, a database and images.

Nothing here takes anything from the layers of AWS: what AWS's writers are known by stands in the settings.
"""

from base64 import b64decode
from dataclasses import dataclass

import pulumi_kubernetes as kubernetes
from pulumi import InvokeOutputOptions, Output, Resource
from pulumi_azure_native import containerservice

from components.data.azure.flexible_server.server import FlexibleServer, FlexibleServerArgs, GeoBackupKey
from components.data.azure.registry import ContainerRegistry, ContainerRegistryArgs
from components.data.azure.storage.account import BackupStorage, BackupStorageArgs
from components.delivery.azure.pipeline import AzurePipeline, AzurePipelineArgs
from components.foundation.azure.roles import Role
from components.foundation.spec import Wire
from components.kubernetes.aks import AksIdentitySpec
from components.kubernetes.aks.cluster import AksCluster, AksClusterArgs
from components.kubernetes.aks.workload_identity import (
    AzureWorkloadIdentity,
    AzureWorkloadIdentityArgs,
    ServiceAccount,
)
from components.networking.azure.flow_log import FlowLog, FlowLogArgs
from components.observability.azure import alerts as azure_alerts
from components.observability.azure import records as azure_records
from components.observability.azure.metrics import ClusterMetrics, ClusterMetricsArgs
from components.security.azure.groups import GroupLocks, GroupLocksArgs
from stacks.layers import azure_base
from stacks.layers.azure_base import CLUSTER_ZONE, DATABASE_ZONE, AzureBase
from stacks.settings.azure_model import AzureSettings
from stacks.settings.model import Settings


@dataclass(frozen=True)
class Azure:
    """The recovery; what the environment does not have is None."""

    base: AzureBase
    cluster: AksCluster | None
    storage: BackupStorage | None
    database: FlexibleServer | None
    registry: ContainerRegistry | None
    pipeline: AzurePipeline | None
    identities: dict[str, AzureWorkloadIdentity]
    kubeconfig: Output[str] | None
    """How people reach the cluster, through kubelogin and without a token; a secret all the same."""
    kubernetes: kubernetes.Provider | None
    """What installs the platform. kubelogin takes its way in from AAD_LOGIN_METHOD: a workflow sets workloadidentity."""

    @property
    def ingress_address(self) -> Output[str]:
        """The reserved address at which Azure takes traffic, for the edge to fail over to."""
        return self.base.ingress.address


def build(settings: Settings, azure: AzureSettings) -> Azure:
    """Build the recovery in Azure."""
    base = azure_base.build(settings, azure)
    registry, storage = _registry(base), _storage(base)
    cluster, database = _cluster(base, registry), _database(base)
    pipeline = _pipeline(base, cluster)
    identities = {} if cluster is None else _identities(base, cluster, storage, database)
    contents: list[Resource] = [base.network, base.vault, base.logs, base.ingress, *base.zones.links]
    contents += [one for one in (registry, storage, cluster, database, pipeline) if one is not None]
    if settings.protected:
        GroupLocks(
            base.named("locks"),
            GroupLocksArgs(groups=base.groups, unlocked=azure.unlocked, contents=contents),
            base.options,
        )
    config = _kubeconfig(base, cluster) if cluster else None
    provider = (
        _kubernetes(base, cluster, config) if cluster and config is not None and azure.platform else None
    )
    return Azure(base, cluster, storage, database, registry, pipeline, identities, config, provider)


def _kubeconfig(base: AzureBase, cluster: AksCluster) -> Output[str]:
    found = containerservice.list_managed_cluster_user_credentials_output(
        resource_group_name=base.groups.names["cluster"],
        resource_name=cluster.cluster_name,
        opts=InvokeOutputOptions(provider=base.provider),
    )
    return Output.secret(found.apply(_decoded))


def _kubernetes(base: AzureBase, cluster: AksCluster, config: Output[str]) -> kubernetes.Provider:
    return kubernetes.Provider(
        f"{base.stem}-kubernetes",
        kubeconfig=config,
        cluster_identifier=cluster.cluster_id,
        enable_server_side_apply=True,
    )


def _pipeline(base: AzureBase, cluster: AksCluster | None) -> AzurePipeline | None:
    spec = base.azure.pipelines
    if spec is None:
        return None
    return AzurePipeline(
        base.named("pipelines"),
        AzurePipelineArgs(
            spec=spec,
            placement=base.placement,
            labels=base.labels,
            stem=base.stem,
            group=base.groups.names["security"],
            looks_into=base.groups.ids,
            installs_into=cluster.cluster_id if cluster and base.azure.platform else None,
        ),
        base.options,
    )


def _registry(base: AzureBase) -> ContainerRegistry | None:
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


def _storage(base: AzureBase) -> BackupStorage | None:
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


def _cluster(base: AzureBase, registry: ContainerRegistry | None) -> AksCluster | None:
    spec = base.azure.cluster
    if spec is None:
        return None
    cluster = AksCluster(
        base.named("cluster"),
        AksClusterArgs(
            spec=spec,
            placement=base.placement,
            labels=base.labels,
            protected=base.settings.protected,
            cluster_name=base.stem,
            group=base.groups.names["cluster"],
            vnet_id=base.network.vnet_id,
            subnets=base.network.subnets,
            ways_out=base.network.ways_out,
            private_zone_id=base.zones.ids[CLUSTER_ZONE],
            ingress_group_id=base.groups.ids["ingress"],
            registry_id=registry.registry_id if registry else None,
            disk_key_id=base.vault.key_ids["disks"],
            disk_key_url=base.vault.uris["disks"],
            vault_id=base.vault.vault_id,
            workspace_id=base.logs.workspace_id,
            administrators=base.azure.administrators,
        ),
        base.options,
    )
    ClusterMetrics(
        base.named("cluster-metrics"),
        ClusterMetricsArgs(
            placement=base.placement,
            labels=base.labels,
            stem=base.stem,
            group=base.groups.names["monitoring"],
            metrics_id=base.logs.metrics_id,
            cluster_id=cluster.cluster_id,
        ),
        base.options,
    )
    base.watch("cluster", cluster.cluster_id, azure_alerts.CLUSTER_ALERTS)
    return cluster


def _identities(
    base: AzureBase, cluster: AksCluster, storage: BackupStorage | None, database: FlexibleServer | None
) -> dict[str, AzureWorkloadIdentity]:
    """Let service accounts of the cluster read what a recovery restores from, and nothing beside it."""
    made = {}
    for key, spec in base.azure.identities.items():
        made[key] = AzureWorkloadIdentity(
            base.named(key),
            AzureWorkloadIdentityArgs(
                placement=base.placement,
                labels=base.labels,
                group=base.groups.names["cluster"],
                identity_name=f"{base.stem}-{key}",
                oidc_issuer=cluster.oidc_issuer,
                service_accounts=(ServiceAccount(namespace=spec.namespace, name=spec.service_account),),
                roles=_roles(spec, base, storage, database),
            ),
            base.options,
        )
    return made


def _roles(
    spec: AksIdentitySpec, base: AzureBase, storage: BackupStorage | None, database: FlexibleServer | None
) -> dict[str, tuple[Role, Wire[str]]]:
    roles: dict[str, tuple[Role, Wire[str]]] = {}
    if spec.reads_backups and storage is not None:
        roles["reads-backups"] = ("Storage Blob Data Reader", storage.container_id)
    if spec.reads_database_secret and database is not None:
        secret = Output.concat(base.vault.vault_id, "/secrets/", database.secret_name)
        roles["reads-password"] = ("Key Vault Secrets User", secret)
    return roles


def _database(base: AzureBase) -> FlexibleServer | None:
    spec = base.azure.database
    if spec is None:
        return None
    elsewhere, paired = azure_base.geo_vault(base), base.azure.paired_location
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


def _decoded(found: containerservice.ListManagedClusterUserCredentialsResult) -> str:
    """Return the kubeconfig among the answers of AKS, which writes it in base64."""
    return b64decode(found.kubeconfigs[0].value).decode()
