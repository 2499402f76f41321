"""The account of a cluster: what each of its namespaces costs a month, and what of its node pools is idle."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from policies.cost.amounts import NOTHING, ZERO, Span, total
from policies.cost.lines import Line
from policies.cost.namespaces.billed import Billed, namespace_of, sort_out
from policies.cost.namespaces.clusters import Clusters
from policies.cost.namespaces.demand import Demand, demand
from policies.cost.namespaces.pools import Pools, pools
from policies.cost.namespaces.shares import Rates, rates
from policies.cost.pricing.subject import Entry
from policies.cost.sizes import Sizes, shipped_sizes


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
    objects: dict[str, dict[str, list[Entry]]] = {cluster: defaultdict(list) for cluster in clusters.names}
    for entry in sorted(entries, key=lambda one: str(one["urn"])):
        cluster, name = clusters.of(entry), namespace_of(entry)
        if cluster in objects and name and not entry.get("external"):
            objects[cluster][name].append(entry)
    billed = sort_out(entries, lines, clusters)
    named = sorted(clusters.names.items(), key=lambda pair: pair[::-1])
    book = sizes or shipped_sizes()
    return tuple(_account(name, objects[urn], billed[urn], book) for urn, name in named)


def _account(name: str, objects: Mapping[str, Sequence[Entry]], billed: Billed, sizes: Sizes) -> Account:
    held = pools(billed.pools, sizes)
    demands = {place: demand(objects[place], held.nodes, sizes.daemon_sets) for place in sorted(objects)}
    price = rates(held, list(demands.values()), sizes.split.ratio)
    rows = tuple(
        Namespace(
            name=place,
            demand=wanted,
            requests=price.of(wanted),
            volumes=billed.beside(place, "volumes"),
            load_balancers=billed.beside(place, "load balancers"),
            other=billed.beside(place, "other"),
        )
        for place, wanted in demands.items()
    )
    return Account(cluster=name, pools=held, rates=price, namespaces=rows)
