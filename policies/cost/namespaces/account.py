"""The account of a cluster: what each of its namespaces costs a month, and what of its node pools is idle."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from policies.cost.amounts import NOTHING, ZERO, Span, total
from policies.cost.lines import Line
from policies.cost.namespaces.clusters import Clusters
from policies.cost.namespaces.demand import Demand, demand
from policies.cost.namespaces.pools import Pools, of_pools, pools
from policies.cost.namespaces.shares import Rates, rates
from policies.cost.namespaces.workloads import inputs
from policies.cost.pricing.subject import Entry
from policies.cost.sizes import Sizes, shipped_sizes
from policies.framework import tokens


@dataclass(frozen=True, kw_only=True)
class Namespace:
    """What a namespace costs a month: its requests on the node pools, its volumes, its load balancers and the rest.

    All but the requests are lines of the bill themselves, billed beside the node pools.
    """

    name: str
    demand: Demand
    requests: Span
    volumes: Span = NOTHING
    load_balancers: Span = NOTHING
    other: Span = NOTHING

    @property
    def monthly(self) -> Span:
        """All of it."""
        return total([self.requests, self.volumes, self.load_balancers, self.other])


@dataclass(frozen=True, kw_only=True)
class Account:
    """A cluster's node pools, and the namespaces that they are laid on."""

    cluster: str
    pools: Pools
    rates: Rates
    namespaces: tuple[Namespace, ...]

    @cached_property
    def idle(self) -> Decimal:
        """What of the node pools' expected bill no request takes; with the requests it is the whole bill, exactly."""
        return self.pools.monthly.expected - sum((one.requests.expected for one in self.namespaces), ZERO)

    @cached_property
    def requested(self) -> tuple[Decimal, Decimal]:
        """Cores and GiB that are expected to be requested."""
        return (
            sum((one.demand.cores.expected for one in self.namespaces), ZERO),
            sum((one.demand.gib.expected for one in self.namespaces), ZERO),
        )


def accounts(
    entries: Sequence[Entry], lines: Sequence[Line], sizes: Sizes | None = None
) -> tuple[Account, ...]:
    """Return the account of each cluster that a stack's objects stand in, by name.

    :param entries: state entries, in any order.
    :param lines: the bill of the same entries.
    """
    clusters = Clusters(entries)
    by_urn = {str(entry["urn"]): entry for entry in entries}
    objects: dict[str, dict[str, list[Entry]]] = {cluster: defaultdict(list) for cluster in clusters.names}
    for entry in sorted(entries, key=lambda one: str(one["urn"])):
        cluster, name = clusters.of(entry), namespace_of(entry)
        if cluster in objects and name and not entry.get("external"):
            objects[cluster][name].append(entry)
    billed: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        cluster = clusters.of(by_urn[line.urn]) if line.urn in by_urn else None
        if cluster is not None:
            billed[cluster].append(line)
    named = sorted(clusters.names.items(), key=lambda pair: pair[::-1])
    book = sizes or shipped_sizes()
    return tuple(_account(name, objects[urn], billed[urn], by_urn, book) for urn, name in named)


def namespace_of(entry: Entry) -> str:
    """Return the namespace that an object stands in, or that it makes; empty for none."""
    given = inputs(entry)
    kind = str(entry["type"])
    place = given["namespace"] if kind == tokens.HELM_RELEASE else given.at("metadata", "namespace")
    if kind == tokens.NAMESPACE:
        place = given.at("metadata", "name")
    return str(place.raw) if place.known else ""


def _account(
    name: str,
    objects: Mapping[str, Sequence[Entry]],
    lines: Sequence[Line],
    by_urn: Mapping[str, Entry],
    sizes: Sizes,
) -> Account:
    held = pools((line for line in lines if of_pools(line)), sizes)
    demands = {place: demand(objects[place], held.nodes) for place in sorted(objects)}
    price = rates(held, list(demands.values()), sizes.split.ratio)
    beside: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for line in lines:
        place = namespace_of(by_urn[line.urn])
        if place and not of_pools(line):
            beside[place, _sort(line)].append(line.monthly)
    rows = tuple(
        Namespace(
            name=place,
            demand=wanted,
            requests=price.of(wanted),
            volumes=total(beside[place, "volumes"]),
            load_balancers=total(beside[place, "load_balancers"]),
            other=total(beside[place, "other"]),
        )
        for place, wanted in demands.items()
    )
    return Account(cluster=name, pools=held, rates=price, namespaces=rows)


def _sort(line: Line) -> str:
    if line.type == tokens.SERVICE:
        return "load_balancers"
    return "volumes" if line.category == "storage" else "other"
