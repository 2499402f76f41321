"""The way into a cluster: behind AWS's load balancer, or at the reserved address of another cloud."""

from collections.abc import Mapping
from typing import Final

from components.foundation.cloudflare_ranges import IPV4 as CLOUDFLARE
from components.foundation.cluster.flows import Flow, Peer
from components.foundation.spec import Wire
from components.mesh.certificates import ClusterCertificates
from components.mesh.gateway import Gateway, GatewayArgs
from components.mesh.gateway_edge import EdgeEntry
from components.mesh.istio import Mesh
from components.networking.dns.origins import ORIGIN
from components.networking.load_balancer import LoadBalancerSpec, OriginLock
from components.observability.tracing import places as tracing
from stacks.layers.platform.site import PlatformSite

ALONE: Final = LoadBalancerSpec()
"""What gateways without a load balancer of ours go by: the same port and the same path as those behind one."""


def build(site: PlatformSite, mesh: Mesh | None, certificates: ClusterCertificates | None) -> Gateway | None:
    """Build the gateways, where the settings have them; the settings' rules hold that what they need is there."""
    spec, decided, traffic = site.spec.gateway, site.settings.aws.traffic, site.home.traffic
    if spec is None or mesh is None or certificates is None or decided is None or traffic is None:
        return None
    balancer = decided.load_balancers[site.aws.region] if site.aws else ALONE
    return Gateway(
        site.cluster,
        GatewayArgs(
            spec=spec,
            zone=decided.domain,
            issuer=certificates.issuer,
            tls_port=balancer.target_port,
            health_path=balancer.health.path if site.aws else _asked(site),
            edge=None if site.aws else _edge(site, traffic.lock),
            public_name=f"{ORIGIN}.{decided.domain}" if site.aws else None,
            mesh=mesh.ready,
            certificates=certificates.ready,
            traces=_traces(site),
        ),
    )


def _traces(site: PlatformSite) -> Flow | None:
    """Return the way to the collector of a gateway's node, where the mesh sends traces and the cluster takes them."""
    if site.spec.mesh is None or site.spec.mesh.tracing is None or site.spec.tracing is None:
        return None
    peer = Peer(namespace=tracing.NAMESPACE, pods=tracing.AGENT_PODS)
    return Flow(direction="to", peers=(peer,), ports=(tracing.OTLP_GRPC,))


def _asked(site: PlatformSite) -> str:
    """Return the path at which the edge asks for health, so that it gets an answer before any application runs."""
    edge = site.settings.cloudflare
    return edge.balancing.health_path if edge and edge.balancing else ALONE.health.path


def _edge(site: PlatformSite, lock: OriginLock) -> EdgeEntry:
    """Return what lets the edge in at another cloud's reserved address, and nobody else."""
    return EdgeEntry(annotations=_address(site), visitors=CLOUDFLARE, header=lock.header, words=lock.accepted)


def _address(site: PlatformSite) -> Mapping[str, Wire[str]]:
    """Return the annotations by which a cloud gives a Service the address that it keeps for it.

    Sources: GKE, "LoadBalancer Service parameters" (a load balancer with a backend service takes addresses of the region
    by name); cloud-provider-azure, "LoadBalancer annotations". With ``externalTrafficPolicy: Local`` both ask each node
    by themselves whether a gateway stands there.

    :raises ValueError: for a cluster of a cloud that keeps none.
    """
    if site.google is not None:
        return {
            "cloud.google.com/l4-rbs": "enabled",
            "networking.gke.io/load-balancer-ip-addresses": site.google.network.ingress_name,
        }
    if site.azure is not None:
        reserved = site.azure.base.ingress
        return {
            "service.beta.kubernetes.io/azure-pip-name": reserved.address_name,
            "service.beta.kubernetes.io/azure-load-balancer-resource-group": reserved.group_name,
        }
    raise ValueError(f"cluster {site.cluster.name}: no cloud keeps an address for its gateways")
