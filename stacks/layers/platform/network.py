"""What connects pods: certificates, the mesh, the way in. It comes before everything else on a cluster.

definitions -> certificates -> what fetches the mesh's authority -> mesh -> gateway -> the balancer's target groups
"""

from dataclasses import dataclass

from components.mesh.certificates import ClusterCertificates
from components.mesh.external_dns import ExternalDns
from components.mesh.gateway import Gateway
from components.mesh.istio import Mesh
from components.mesh.load_balancer_controller import LoadBalancerController
from components.mesh.monitors import NetworkMonitors
from components.mesh.nginx import Nginx
from components.security.cluster.secrets.operator import ExternalSecrets
from stacks.layers.platform import (
    certificates,
    definitions,
    gateway,
    load_balancers,
    mesh,
    monitors,
    names,
    nginx,
    secrets,
)
from stacks.layers.platform.site import PlatformSite


@dataclass(frozen=True, kw_only=True)
class Network:
    """The systems of a cluster's network; what it does not have is None."""

    certificates: ClusterCertificates | None
    operator: ExternalSecrets | None
    mesh: Mesh | None
    gateway: Gateway | None
    nginx: Nginx | None
    load_balancers: LoadBalancerController | None
    names: ExternalDns | None
    monitors: NetworkMonitors | None


def build(site: PlatformSite) -> Network:
    """Build the network of a cluster, on a site that has the definitions of metrics already."""
    defined = definitions.gateways(site)
    issuing = certificates.build(site)
    fetching = secrets.operator(site, issuing)
    meshed = mesh.build(site, defined, fetching)
    entered = gateway.build(site, meshed, issuing)
    balanced = load_balancers.build(site, issuing)
    retired = nginx.build(site, issuing)
    load_balancers.bind(site, balanced, entered or retired)
    return Network(
        certificates=issuing,
        operator=fetching,
        mesh=meshed,
        gateway=entered,
        nginx=retired,
        load_balancers=balanced,
        names=names.build(site.after(defined)),
        monitors=monitors.build(site, meshed, entered),
    )
