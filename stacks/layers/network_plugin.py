"""The network of a cluster's pods, where it is not the VPC's own plugin alone: installed before there are nodes."""

from collections.abc import Sequence

from pulumi import Resource, ResourceOptions

from components.foundation.cluster.ledger import Ledger
from components.foundation.cluster.site import ClusterSite
from components.kubernetes import versions
from components.kubernetes.eks.wiring import NetworkPlugin, NetworkPluginSite
from components.kubernetes.identity_policies.cilium_eni import cilium_eni
from components.kubernetes.node_pools import POOL_LABEL, SYSTEM_TOLERATIONS
from components.kubernetes.workload_identity import WorkloadIdentity, WorkloadIdentityArgs
from components.mesh import cilium
from components.mesh.cilium import Cilium, CiliumArgs, EniArgs
from stacks.layers.foundation import Foundation
from stacks.settings.model import Settings
from stacks.settings.platform_model import REGISTRIES

SYSTEM = "kube-system"


def installer(settings: Settings, region: str, base: Foundation) -> NetworkPlugin | None:
    """Return what installs Cilium into the cluster of ``region``, or None where the VPC's plugin stands alone."""
    cni = settings.aws.regions[region].cluster.cni
    if cni == "vpc-cni":
        return None

    def install(site: NetworkPluginSite) -> Sequence[Resource]:
        eni = _eni(settings, base, site) if cni == "cilium" else None
        below = ResourceOptions(parent=site.parent, providers=[site.provider])
        return Cilium(_inside(settings, region, site), CiliumArgs(eni=eni), below).ready

    return install


def _eni(settings: Settings, base: Foundation, site: NetworkPluginSite) -> EniArgs:
    identity = WorkloadIdentity(
        f"{site.cluster_name}-{cilium.OPERATOR}",
        WorkloadIdentityArgs(
            issuer=site.issuer,
            labels=settings.labels,
            protected=settings.protected,
            namespace=SYSTEM,
            service_account=cilium.OPERATOR,
            grants=cilium_eni(placement=base.placement),
        ),
        ResourceOptions(parent=site.parent),
    )
    subnets = base.network.pods or base.network.private
    return EniArgs(
        endpoint=site.endpoint,
        pod_subnets=[subnets[zone] for zone in sorted(subnets)],
        annotations=identity.annotations,
        granted=identity.granted,
    )


def _inside(settings: Settings, region: str, site: NetworkPluginSite) -> ClusterSite:
    """Return the cluster as it is before it has nodes. Nothing is claimed of it: Cilium's operator makes its definitions."""
    decided = settings.aws.regions[region]
    system = next((pool for pool, spec in decided.cluster.pools.items() if spec.system), None)
    nodes = sum(spec.least_nodes for spec in decided.cluster.pools.values() if spec.takes_cluster_services)
    return ClusterSite(
        name=site.cluster_name,
        cloud="aws",
        version=decided.cluster.version,
        pod_security_version=f"v{versions.DEFAULT}",
        labels=settings.labels,
        provider=site.provider,
        ready=site.after,
        api_server=(decided.network.cidr,),
        node_ranges=(decided.network.cidr,),
        registries=decided.platform.registries if decided.platform else REGISTRIES,
        system_tolerations=SYSTEM_TOLERATIONS if system else (),
        system_selector={} if system is None else {POOL_LABEL: system},
        # Two operators stand on two nodes, or the second never starts.
        replicas=2 if nodes > 1 else 1,
        ledger=Ledger(site.cluster_name),
    )
