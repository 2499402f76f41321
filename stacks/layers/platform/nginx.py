"""The retired way into a cluster, where somebody insists on it."""

from components.mesh.certificates import ClusterCertificates
from components.mesh.nginx import Nginx, NginxArgs
from stacks.layers.platform.site import PlatformSite


def build(site: PlatformSite, certificates: ClusterCertificates | None) -> Nginx | None:
    """Build ingress-nginx, where the settings have it; their rules hold that nothing else is the way in."""
    spec, decided = site.spec.nginx, site.settings.aws.traffic
    if spec is None or certificates is None or decided is None or site.aws is None:
        return None
    balancer = decided.load_balancers[site.aws.region]
    return Nginx(
        site.cluster,
        NginxArgs(
            spec=spec,
            zone=decided.domain,
            issuer=certificates.issuer,
            tls_port=balancer.target_port,
            health_path=balancer.health.path,
            certificates=certificates.ready,
            monitored=site.monitored,
        ),
    )
