"""How a cluster's metrics fit what is around them: their definitions, the way in, and the secrets of whoever is told."""

from collections.abc import Iterator, Mapping
from typing import Final

from components.observability.metrics.stack import wanted
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.rules.brought import missing
from stacks.settings.rules.mesh import REGIONS, Place, places

STORE: Final[Path] = ("aws", "shared_metrics")

EXPORTED_BY: Final[Mapping[str, str]] = {
    "aws_": "cloudwatch_exporter",
    "istio_": "mesh",
    "pg_": "postgres_exporter",
    "probe_": "probes",
    "redis_": "redis_exporter",
}
"""How metrics of a system begin, and the key of the platform that describes it."""


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for everything that a cluster's metrics count on and nothing gives them."""
    seen: dict[str, str] = {}
    yield from _store(file)
    for place in places(file):
        if place.spec.metrics is None:
            continue
        yield from _stands_on(place)
        yield from _host(place, seen)
        yield from _promised(place)
        yield from missing(file, (*place.path, "platform", "metrics"), wanted(place.spec.metrics))


def _stands_on(place: Place) -> Iterator[Fault]:
    spec = place.spec
    if not spec.metrics_definitions:
        yield place.fault(
            "metrics",
            "needs the definitions of the Prometheus operator, which come before all systems that say how they are scraped; "
            "set metrics_definitions to true",
        )
    if spec.metrics is not None and wanted(spec.metrics) and spec.external_secrets is None:
        yield place.fault(
            "metrics",
            "takes credentials from the store of secrets, and nothing brings them; describe external_secrets",
        )


def _store(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each cluster that writes to a store that nobody made, and for a store that nobody writes to."""
    store = file.at(STORE)
    if store is None:
        for place in places(file):
            if place.spec.metrics is not None and place.spec.metrics.shared:
                yield place.fault(
                    "metrics.shared",
                    "has nowhere to write to, since aws.shared_metrics is not described; describe it, or take shared out",
                )
    elif not any(file.at((*cluster, "platform", "metrics", "shared")) for cluster in _clusters(file)):
        yield file.fault(
            STORE,
            "is written to by no cluster, and would show nothing; set platform.metrics.shared of each cluster that it shall "
            "show, or take it out",
        )


def _clusters(file: StackFile) -> list[Path]:
    return [*((*REGIONS, region) for region in file.mapping(REGIONS)), ("gcp",), ("azure",)]


def _promised(place: Place) -> Iterator[Fault]:
    """Yield a fault for each objective over what a system of the platform would export that is not there."""
    objectives = place.spec.metrics.objectives if place.spec.metrics else {}
    for name, objective in objectives.items():
        metric = objective.sli.metric
        for prefix, system in EXPORTED_BY.items():
            if metric.startswith(prefix) and getattr(place.spec, system) is None:
                yield place.fault(
                    f"metrics.objectives.{name}.sli.metric",
                    f"{metric} is exported by what {system} describes, which this cluster does not have, so that nothing "
                    f"would ever be measured; describe {system}, or take the objective out",
                )


def _host(place: Place, seen: dict[str, str]) -> Iterator[Fault]:
    """Yield a fault for a page that nobody would find."""
    metrics = place.spec.metrics
    host = metrics.grafana.host if metrics and metrics.grafana else None
    if host is None:
        return
    here = place.region or str(place.path[0])
    before = seen.setdefault(host, here)
    if place.spec.gateway is None:
        yield place.fault(
            "metrics.grafana.host",
            f"{host} has no way in: describe gateway, or leave it out and come by a tunnel of the API server's",
        )
    if place.domain is not None and not host.endswith(f".{place.domain}"):
        yield place.fault(
            "metrics.grafana.host",
            f"{host} lies outside of the zone {place.domain}, so nobody would find it and no certificate names it; end it "
            f"with .{place.domain}",
        )
    if before != here:
        yield place.fault(
            "metrics.grafana.host",
            f"{host} is also the page of {before}, and a name leads to one place; give each a name of its own",
        )
