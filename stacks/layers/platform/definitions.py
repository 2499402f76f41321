"""Definitions that several systems share, which come before all of them."""

from typing import Final

from pulumi import Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from stacks.layers.platform.site import PlatformSite

METRICS: Final = "prometheus-operator-crds"
GATEWAYS: Final = "gateway-api-crds"


def metrics(site: PlatformSite) -> PlatformSite:
    """Install what systems say how they are scraped by, where the settings have it, and return the site after it."""
    return site.after(_installed(site, METRICS)) if site.monitored else site


def gateways(site: PlatformSite) -> list[Resource]:
    """Install the definitions of the Gateway API for what acts on it, Istio, and return what that waits for."""
    return _installed(site, GATEWAYS) if site.spec.mesh else []


def _installed(site: PlatformSite, chart: str) -> list[Resource]:
    release = ChartRelease(site.cluster, ChartArgs(chart=chart, values={}, namespace=None))
    return list(release.ready)
