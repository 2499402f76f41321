"""Argo Rollouts of a cluster."""

from typing import Final

from components.delivery.argo.rollouts import Rollouts, RolloutsArgs
from components.observability.slo.rules import BUDGET_LEFT
from stacks.layers.platform.site import PlatformSite

SERVICE_MONITORS: Final = "servicemonitors.monitoring.coreos.com"


def build(site: PlatformSite) -> Rollouts | None:
    """Build Argo Rollouts, where the settings have it."""
    spec = site.spec.rollouts
    if spec is None:
        return None
    monitored = site.cluster.ledger.owner("definition", SERVICE_MONITORS) is not None
    promised = site.spec.metrics is not None and bool(site.spec.metrics.objectives)
    return Rollouts(
        site.cluster,
        RolloutsArgs(spec=spec, monitored=monitored, budget_left=BUDGET_LEFT if promised else None),
    )
