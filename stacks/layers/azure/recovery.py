"""The recovery in Azure, whole."""

from dataclasses import dataclass

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource

from components.data.azure.flexible_server.server import FlexibleServer
from components.data.azure.registry import ContainerRegistry
from components.data.azure.storage.account import BackupStorage
from components.delivery.azure.pipeline import AzurePipeline, AzurePipelineArgs
from components.kubernetes.aks.cluster import AksCluster
from components.kubernetes.aks.workload_identity import AzureWorkloadIdentity
from components.security.azure.groups import GroupLocks, GroupLocksArgs
from stacks.layers.azure import clusters, data
from stacks.layers.azure.base import AzureBase, prepare
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
    base = prepare(settings, azure)
    registry, storage = data.registry(base), data.storage(base)
    cluster, database = clusters.cluster(base, registry), data.database(base)
    pipeline = _pipeline(base, cluster)
    identities = {} if cluster is None else clusters.identities(base, cluster, storage, database)
    contents: list[Resource] = [base.network, base.vault, base.logs, base.ingress, *base.zones.links]
    contents += [one for one in (registry, storage, cluster, database, pipeline) if one is not None]
    if settings.protected:
        GroupLocks(
            base.named("locks"),
            GroupLocksArgs(groups=base.groups, unlocked=azure.unlocked, contents=contents),
            base.options,
        )
    config = clusters.kubeconfig(base, cluster) if cluster else None
    provider = (
        clusters.provider(base, cluster, config)
        if cluster and config is not None and azure.platform
        else None
    )
    return Azure(base, cluster, storage, database, registry, pipeline, identities, config, provider)


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
