"""Argo Rollouts of a cluster."""

from components.delivery.argo.rollouts import Rollouts, RolloutsArgs
from components.observability.slo.rules import BUDGET_LEFT
from stacks.layers.platform.site import PlatformSite


def build(site: PlatformSite) -> Rollouts | None:
    """Build Argo Rollouts, where the settings have it."""
    spec = site.spec.rollouts
    if spec is None:
        return None
    promised = site.spec.metrics is not None and bool(site.spec.metrics.objectives)
    return Rollouts(
        site.cluster,
        RolloutsArgs(spec=spec, monitored=site.monitored, budget_left=BUDGET_LEFT if promised else None),
    )
