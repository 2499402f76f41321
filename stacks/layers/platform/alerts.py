"""What a cluster is judged by: the alerts whose metrics somebody exports there, and its objectives."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from components.observability.alerts.catalogue import rule_groups as of_alerts
from components.observability.alerts.model import Trait
from components.observability.slo.rules import rule_groups as of_objectives
from stacks.layers.platform.site import PlatformSite


def rules(site: PlatformSite) -> dict[str, list[dict[str, Any]]]:
    """Return the groups of rules of a cluster by the name of their object: one for alerts, one for objectives."""
    spec = site.spec.metrics
    if spec is None:
        return {}
    pages = dashboards(site)
    alerts = of_alerts(sorted(traits(site)), spec.runbooks, pages, monthly_usd=_budget(site))
    return {
        "alerts": alerts,
        **({"objectives": of_objectives(spec.objectives, spec.runbooks, pages)} if spec.objectives else {}),
    }


def dashboards(site: PlatformSite) -> str:
    """Return where links to dashboards lead: the page of the cluster, or the end of a tunnel to it."""
    metrics = site.spec.metrics
    host = metrics.grafana.host if metrics and metrics.grafana else None
    return f"https://{host}" if host else "http://localhost:3000"


def traits(site: PlatformSite) -> Iterator[Trait]:
    """Yield what exports metrics on a cluster."""
    yield from ("control-plane", "nodes", "prometheus", "workloads")
    spec, home = site.spec, site.settings.aws.home_region
    reads = spec.cloudwatch_exporter is not None
    held: dict[Trait, object] = {
        "application": spec.workloads,
        "argo-cd": spec.argo_cd,
        "backups": spec.backups,
        "billing": reads and site.region == home,
        "certificates": spec.certificates,
        "cilium": _cilium(site),
        "cloudwatch": reads,
        "copies": spec.copies,
        "dumps": spec.dumps,
        "external-secrets": spec.external_secrets,
        "keda": spec.keda,
        "mesh": spec.mesh,
        "postgres": spec.postgres_exporter,
        "probes": spec.probes,
        "redis": spec.redis_exporter,
        "rollouts": spec.rollouts,
        "slo": spec.metrics and spec.metrics.objectives,
    }
    yield from (trait for trait, has in held.items() if has)


def _cilium(site: PlatformSite) -> bool:
    """Tell whether Cilium is the platform's own: that of another cloud shows its metrics to that cloud alone."""
    return site.aws is not None and site.settings.aws.regions[site.aws.region].cluster.cni != "vpc-cni"


def _budget(site: PlatformSite) -> Decimal | None:
    budgets = site.settings.aws.budgets
    return None if budgets is None else Decimal(budgets.monthly_usd.total)
