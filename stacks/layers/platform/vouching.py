"""How AWS comes to believe the service accounts of another cloud's cluster: by the tokens that the cluster signs."""

from dataclasses import replace

from components.foundation.spec import Wire
from components.kubernetes.foreign_issuer import ForeignIssuer, ForeignIssuerArgs
from stacks.layers.platform.site import PlatformSite


def vouched(site: PlatformSite) -> PlatformSite:
    """Return the site with what vouches for its accounts at AWS, where something on it has business there."""
    url = _issuer(site)
    if url is None or not (_writes(site) or _reads(site)):
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


def _writes(site: PlatformSite) -> bool:
    """Tell whether something writes names or proofs into the zone."""
    return site.home.traffic is not None and bool(site.spec.certificates or site.spec.names)


def _reads(site: PlatformSite) -> bool:
    """Tell whether something reads secrets that people brought at home, or writes into the store of metrics there."""
    metrics = site.spec.metrics
    return metrics is not None and (
        metrics.alerting is not None or metrics.grafana is not None or metrics.shared
    )


def _issuer(site: PlatformSite) -> Wire[str] | None:
    """Return the issuer that tokens of the cluster name, or None for a cluster of AWS itself."""
    gcp = site.settings.gcp
    if site.google is not None and site.google.cluster is not None and gcp is not None:
        place = f"projects/{gcp.project}/locations/{gcp.region}/clusters/{site.cluster.name}"
        return f"https://container.googleapis.com/v1/{place}"
    if site.azure is not None and site.azure.cluster is not None:
        return site.azure.cluster.oidc_issuer
    return None
