"""Certificates of a cluster."""

from components.kubernetes.identity_policies.route53_records import route53_challenges
from components.mesh import certificates
from components.mesh.certificates import ClusterCertificates, ClusterCertificatesArgs
from stacks.layers.platform.site import PlatformSite


def build(site: PlatformSite) -> ClusterCertificates | None:
    """Build cert-manager and its issuer, where the settings have them and there is a zone to prove domains in."""
    spec, traffic = site.spec.certificates, site.home.traffic
    decided = site.settings.aws.traffic
    if spec is None or traffic is None or decided is None:
        return None
    placement = site.home.base.placement
    identity = site.home_identity(
        certificates.NAMESPACE,
        certificates.SERVICE_ACCOUNT,
        route53_challenges(placement=placement, zone_id=traffic.zone.zone_id),
    )
    return ClusterCertificates(
        site.cluster,
        ClusterCertificatesArgs(
            spec=spec,
            zone=decided.domain,
            zone_id=traffic.zone.zone_id,
            region=placement.region,
            annotations=identity.annotations,
            granted=identity.granted,
            monitored=site.monitored,
            role=identity.token_role,
        ),
    )
