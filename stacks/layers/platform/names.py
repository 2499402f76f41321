"""Names that a cluster publishes in the environment's zone."""

from components.kubernetes.identity_policies.route53_records import route53_names
from components.mesh import external_dns
from components.mesh.external_dns import ExternalDns, ExternalDnsArgs
from components.networking.dns.origins import BALANCED, ORIGIN
from stacks.layers.platform.site import PlatformSite


def build(site: PlatformSite) -> ExternalDns | None:
    """Build external-dns, where the settings have it and there is a zone."""
    spec, traffic, decided = site.spec.names, site.home.traffic, site.settings.aws.traffic
    if spec is None or traffic is None or decided is None:
        return None
    placement = site.home.base.placement
    identity = site.home_identity(
        external_dns.NAMESPACE,
        external_dns.SERVICE_ACCOUNT,
        route53_names(placement=placement, zone_id=traffic.zone.zone_id),
    )
    return ExternalDns(
        site.cluster,
        ExternalDnsArgs(
            spec=spec,
            zone=decided.domain,
            zone_id=traffic.zone.zone_id,
            excluded=_others(decided.domain, tuple(decided.load_balancers)),
            region=placement.region,
            annotations=identity.annotations,
            granted=identity.granted,
            monitored=site.monitored,
            role=identity.token_role,
        ),
    )


def _others(domain: str, regions: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names by which regions take over from each other, which no cluster may bend to itself."""
    origins = [f"{ORIGIN}.{domain}", *(f"{ORIGIN}-{region}.{domain}" for region in regions)]
    return (*origins, f"{BALANCED}.{domain}")
