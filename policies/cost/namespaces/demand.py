"""What the pods of one namespace request: cores and GiB, least, expected and most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from policies.cost.amounts import NOTHING, ZERO, Span, countable
from policies.cost.namespaces.charts import asked
from policies.cost.namespaces.pods import requested
from policies.cost.namespaces.quotas import NO_QUOTA, Quota, defaults, quota
from policies.cost.namespaces.workloads import (
    WORKLOADS,
    UnreadError,
    inputs,
    kind_of,
    name_of,
    pod_spec,
    replicas,
    scalers,
)
from policies.cost.pricing.subject import Entry
from policies.framework import tokens


@dataclass(frozen=True, kw_only=True, slots=True)
class Demand:
    """Requests of a namespace.

    ``workloads`` and ``charts`` are how many there are. ``silent`` are workloads of which a container requests nothing,
    ``unknown`` those that cannot be read before a deployment, ``timed`` the CronJobs, which run for a part of the time
    and are left out.
    """

    cores: Span = NOTHING
    gib: Span = NOTHING
    quota: Quota = NO_QUOTA
    workloads: int = 0
    charts: int = 0
    silent: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    timed: tuple[str, ...] = ()
    own_most: tuple[Decimal, Decimal] = (ZERO, ZERO)
    """The most cores and GiB of the program's workloads, with what charts are expected to request beside them."""

    @property
    def nothing(self) -> bool:
        """Whether no request is known of it."""
        return self.cores.most == ZERO and self.gib.most == ZERO


def demand(entries: Sequence[Entry], nodes: Span, each_node: Mapping[str, Sequence[str]]) -> Demand:
    """Return what the objects of one namespace request on a cluster of so many nodes.

    Pods of charts are bounded by the namespace's quota, which is the most that it may take.

    :param each_node: the places in the values of charts that size daemon sets, by the chart's name.
    """
    cores, gib, silent, unknown = NOTHING, NOTHING, list[str](), list[str]()
    autoscaled, usual = scalers(entries), defaults(entries)
    made = [entry for entry in entries if entry["type"] in WORKLOADS]
    for entry in made:
        label = f"{kind_of(entry)} {name_of(entry)}"
        try:
            many, pod = replicas(entry, autoscaled, nodes), requested(pod_spec(entry, entries), usual)
        except UnreadError:
            unknown.append(label)
            continue
        cores, gib = cores + many * pod.cores, gib + many * pod.gib
        unknown += [label] * pod.unknown
        silent += [label] * pod.silent
    releases = [entry for entry in entries if entry["type"] == tokens.HELM_RELEASE]
    for release in releases:
        for one_cores, one_gib in asked(inputs(release), nodes, each_node):
            cores, gib = cores + one_cores, gib + one_gib
    bound = quota(entries)
    return Demand(
        cores=countable(_bounded(cores, bound.cores if releases else None)),
        gib=countable(_bounded(gib, bound.gib if releases else None)),
        quota=bound,
        workloads=len(made),
        charts=len(releases),
        silent=tuple(sorted(silent)),
        unknown=tuple(sorted(unknown)),
        timed=tuple(sorted(name_of(entry) for entry in entries if entry["type"] == tokens.CRON_JOB)),
        own_most=(cores.most, gib.most),
    )


def _bounded(span: Span, most: Decimal | None) -> Span:
    """Return requests of which an unknown part is bounded by a quota."""
    return span if most is None else Span(span.least, span.expected, max(span.most, most))
