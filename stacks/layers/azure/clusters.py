"""The cluster that a recovery runs on, who its workloads are, and how people and the platform reach it."""

from base64 import b64decode

import pulumi_kubernetes as kubernetes
from pulumi import InvokeOutputOptions, Output
from pulumi_azure_native import containerservice

from components.data.azure.flexible_server.server import FlexibleServer
from components.data.azure.registry import ContainerRegistry
from components.data.azure.storage.account import BackupStorage
from components.foundation.azure.roles import Role
from components.foundation.spec import Wire
from components.kubernetes.aks import AksIdentitySpec
from components.kubernetes.aks.cluster import AksCluster, AksClusterArgs
from components.kubernetes.aks.workload_identity import (
    AzureWorkloadIdentity,
    AzureWorkloadIdentityArgs,
    ServiceAccount,
)
from components.observability.azure import alerts as azure_alerts
from components.observability.azure.metrics import ClusterMetrics, ClusterMetricsArgs
from stacks.layers.azure.base import CLUSTER_ZONE, AzureBase


def cluster(base: AzureBase, registry: ContainerRegistry | None) -> AksCluster | None:
    """Build the cluster with its metrics and alerts, if the settings have one."""
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


def identities(
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


def kubeconfig(base: AzureBase, cluster: AksCluster) -> Output[str]:
    """Return how people reach the cluster: through kubelogin, and a secret all the same.

    A question whose words are unknown does not say on what it depends, so that a saved plan would miss what an ``up``
    then finds; the group is named again for that.
    """
    group = base.groups.names["cluster"]
    found = containerservice.list_managed_cluster_user_credentials_output(
        resource_group_name=group,
        resource_name=cluster.cluster_name,
        opts=InvokeOutputOptions(provider=base.provider),
    )
    return Output.secret(
        Output.all(found, group, cluster.cluster_name).apply(lambda known: _decoded(known[0]))
    )


def provider(base: AzureBase, cluster: AksCluster, config: Output[str]) -> kubernetes.Provider:
    """Build what installs the platform."""
    return kubernetes.Provider(
        f"{base.stem}-kubernetes",
        kubeconfig=config,
        cluster_identifier=cluster.cluster_id,
        enable_server_side_apply=True,
    )


def _decoded(found: containerservice.ListManagedClusterUserCredentialsResult) -> str:
    """Return the kubeconfig among the answers of AKS, which writes it in base64."""
    return b64decode(found.kubeconfigs[0].value).decode()
