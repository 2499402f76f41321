"""The way into a cluster."""

from components.mesh.certificates import ClusterCertificates
from components.mesh.gateway import Gateway, GatewayArgs
from components.mesh.istio import Mesh
from stacks.layers.platform.site import PlatformSite


def build(site: PlatformSite, mesh: Mesh | None, certificates: ClusterCertificates | None) -> Gateway | None:
    """Build the gateways, where the settings have them; the settings' rules hold that what they need is there."""
    spec, decided = site.spec.gateway, site.settings.aws.traffic
    if spec is None or mesh is None or certificates is None or decided is None or site.aws is None:
        return None
    balancer = decided.load_balancers[site.aws.region]
    return Gateway(
        site.cluster,
        GatewayArgs(
            spec=spec,
            zone=decided.domain,
            issuer=certificates.issuer,
            tls_port=balancer.target_port,
            health_path=balancer.health.path,
            behind_balancer=True,
            mesh=mesh.ready,
            certificates=certificates.ready,
        ),
    )
