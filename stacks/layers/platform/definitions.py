"""Definitions that several systems share, which come before all of them."""

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from stacks.layers.platform.site import PlatformSite

METRICS = "prometheus-operator-crds"
GATEWAYS = "gateway-api-crds"


def metrics(site: PlatformSite) -> ChartRelease | None:
    """Install the definitions by which systems say how they are scraped, where the settings have them."""
    return _installed(site, METRICS) if site.spec.metrics_definitions else None


def gateways(site: PlatformSite) -> ChartRelease | None:
    """Install the definitions of the Gateway API for what implements it, Istio.

    GKE brings them along by itself where they are switched on, and lets nobody else change them; ours does not switch
    them on.
    """
    return _installed(site, GATEWAYS) if site.spec.mesh else None


def _installed(site: PlatformSite, chart: str) -> ChartRelease:
    return ChartRelease(site.cluster, ChartArgs(chart=chart, values={}, namespace=None))
