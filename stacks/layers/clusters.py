"""The cluster of a region and the namespaces that tenants get on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network

from pulumi import ResourceOptions

from components.kubernetes.eks import Cluster, ClusterArgs
from components.kubernetes.namespaces import NamespaceArgs, TenantNamespace
from stacks.layers import network_plugin
from stacks.layers.foundation import Foundation, cluster_name
from stacks.settings.model import Settings


@dataclass(frozen=True)
class Clusters:
    """A region's cluster, with its tenants by namespace."""

    cluster: Cluster
    namespaces: dict[str, TenantNamespace]


def build(settings: Settings, region: str, account: ResourceOptions, base: Foundation) -> Clusters:
    """Build the cluster of ``region`` and its namespaces."""
    of_region, labels, keys = settings.aws.regions[region], settings.labels, base.keys.arns
    cluster = Cluster(
        cluster_name(settings, region),
        ClusterArgs(
            spec=of_region.cluster,
            placement=base.placement,
            labels=labels,
            protected=settings.protected,
            vpc_id=base.network.vpc_id,
            private_subnets=base.network.private,
            internal_ranges=_internal_ranges(settings, region),
            secrets_key_arn=keys["eks-secrets"],
            ebs_key_arn=keys["ebs"],
            logs_key_arn=keys["logs"],
            network_ready=base.network.ready,
            messaging_key_arn=keys["messaging"],
            network_plugin=network_plugin.installer(settings, region, base),
        ),
        account,
    )
    on_cluster = ResourceOptions(providers=[cluster.provider])
    namespaces = {
        namespace: TenantNamespace(
            f"{region}-{namespace}",
            NamespaceArgs(
                namespace=namespace,
                spec=spec,
                labels=labels,
                ready=cluster.ready,
                annotations=of_region.platform.opened(namespace) if of_region.platform else {},
            ),
            on_cluster,
        )
        for namespace, spec in of_region.namespaces.items()
    }
    return Clusters(cluster, namespaces)


def _internal_ranges(settings: Settings, region: str) -> Mapping[str, IPv4Network]:
    """Return the networks that the nodes of ``region`` may open connections to on any port, by name.

    A pod range of the region itself is one of them; that of another region is not routed between the two.
    """
    ranges = {name: other.network.cidr for name, other in settings.aws.regions.items()}
    pods = settings.aws.regions[region].network.pod_cidr
    return ranges if pods is None else {**ranges, f"{region}-pods": pods}
