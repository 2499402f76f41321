"""How AWS comes to believe the service accounts of another cloud's cluster: by the tokens that the cluster signs."""

from dataclasses import replace

from components.foundation.spec import Wire
from components.kubernetes.foreign_issuer import ForeignIssuer, ForeignIssuerArgs
from stacks.layers.platform.site import PlatformSite


def vouched(site: PlatformSite) -> PlatformSite:
    """Return the site with what vouches for its accounts at AWS, where something on it writes to the zone there."""
    writes = site.spec.certificates is not None or site.spec.names is not None
    url = _issuer(site)
    if url is None or not writes or site.home.traffic is None:
        return site
    made = ForeignIssuer(
        f"{site.cluster.name}-issuer",
        ForeignIssuerArgs(
            cluster_name=site.cluster.name,
            url=url,
            placement=site.home.base.placement,
            labels=site.settings.labels,
            after=site.cluster.ready,
        ),
        site.home.account,
    )
    return replace(site, vouched=made.issuer)


def _issuer(site: PlatformSite) -> Wire[str] | None:
    """Return the issuer that tokens of the cluster name, or None for a cluster of AWS itself."""
    gcp = site.settings.gcp
    if site.google is not None and site.google.cluster is not None and gcp is not None:
        place = f"projects/{gcp.project}/locations/{gcp.region}/clusters/{site.cluster.name}"
        return f"https://container.googleapis.com/v1/{place}"
    if site.azure is not None and site.azure.cluster is not None:
        return site.azure.cluster.oidc_issuer
    return None
