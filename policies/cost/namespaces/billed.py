"""The lines of the bill by cluster: those of its node pools, and those that its namespaces cause besides."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from policies.cost.amounts import Span, total
from policies.cost.lines import Line
from policies.cost.namespaces.balancers import fed
from policies.cost.namespaces.clusters import Clusters
from policies.cost.namespaces.pools import of_pools
from policies.cost.namespaces.workloads import inputs
from policies.cost.pricing.subject import Entry
from policies.framework import tokens

Sort = Literal["volumes", "load balancers", "other"]
Place = tuple[str, str]
"""A cluster and a namespace in it."""


@dataclass(slots=True)
class Billed:
    """What is billed of one cluster."""

    pools: list[Line] = field(default_factory=list)
    besides: dict[tuple[str, Sort], list[Span]] = field(default_factory=lambda: defaultdict(list))

    def beside(self, namespace: str, sort: Sort) -> Span:
        """Return what a namespace costs of a sort, beside its requests."""
        return total(self.besides.get((namespace, sort), []))


def sort_out(entries: Sequence[Entry], lines: Sequence[Line], clusters: Clusters) -> Mapping[str, Billed]:
    """Return what is billed of each cluster; lines of no cluster are left out."""
    by_urn = {str(entry["urn"]): entry for entry in entries}
    balancers = _balancers(entries, clusters)
    found: dict[str, Billed] = defaultdict(Billed)
    for line in lines:
        entry = by_urn[line.urn]
        cluster, namespace = balancers.get(line.urn) or (clusters.of(entry), namespace_of(entry))
        if cluster is None:
            continue
        if of_pools(line):
            found[cluster].pools.append(line)
        elif namespace:
            found[cluster].besides[namespace, _sort(line)].append(line.monthly)
    return found


def namespace_of(entry: Entry) -> str:
    """Return the namespace that an object stands in, or that it makes; empty for none."""
    given, kind = inputs(entry), str(entry["type"])
    place = given["namespace"] if kind == tokens.HELM_RELEASE else given.at("metadata", "namespace")
    if kind == tokens.NAMESPACE:
        place = given.at("metadata", "name")
    return str(place.raw) if place.known else ""


def _balancers(entries: Sequence[Entry], clusters: Clusters) -> dict[str, Place]:
    """Return the namespace that each load balancer works for, where it is one alone."""
    found: dict[str, Place] = {}
    for balancer, bindings in fed(entries).items():
        places = {(clusters.of(binding), namespace_of(binding)) for binding in bindings}
        cluster, namespace = min(places, key=str)
        if len(places) == 1 and cluster is not None:
            found[balancer] = (cluster, namespace)
    return found


def _sort(line: Line) -> Sort:
    if line.type in (tokens.SERVICE, tokens.LOAD_BALANCER):
        return "load balancers"
    return "volumes" if line.category == "storage" else "other"
