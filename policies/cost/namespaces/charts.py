"""What the pods of a chart request, as far as its values say.

What a chart runs is known only once it is rendered, which a bill does not do. Its values name requests, and the replicas
beside them; sizes.yaml says which of them are of daemon sets, which have a pod on each node. So this is what is expected
at the least, and what bounds it is the namespace's ResourceQuota.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from policies.cost.amounts import ZERO, Span
from policies.cost.namespaces.pods import GIB, quantity
from policies.framework.values import Value

REPLICAS: Final = ("replicas", "replicaCount", "minReplicas")

DAEMON_MODE: Final = "daemonset"
"""The ``mode`` in which the chart of the OpenTelemetry Collector makes a daemon set."""

ONE: Final = Span.exactly(1)

Asked = tuple[Span, Span]
"""Cores and GiB."""


def asked(release: Value, nodes: Span, each_node: Mapping[str, Sequence[str]]) -> Iterator[Asked]:
    """Yield what each part of a Helm release requests: its own request, times the replicas beside it or nearest above it.

    :param nodes: how many nodes the cluster has, each of which runs a pod of a daemon set.
    :param each_node: the places in the values of charts that size daemon sets, by the chart's name.
    """
    chart, values = release["chart"], release["values"]
    name = str(chart.raw).rpartition("/")[2] if chart.known else ""
    places = {f"{values.where}.{place}" for place in each_node.get(name, ())}
    if values["mode"].known and values["mode"].raw == DAEMON_MODE:
        places.add(f"{values.where}.resources")
    yield from _asked(values, ONE, nodes, places)


def _asked(values: Value, many: Span, nodes: Span, daemons: Collection[str]) -> Iterator[Asked]:
    """Yield the requests at a place of the values and below it.

    A part that is switched off (``enabled: false``) requests nothing, and init containers are over before the rest runs.
    """
    if values.known and isinstance(values.raw, list):
        for member in values.items():
            yield from _asked(member, many, nodes, daemons)
    if not values.known or not isinstance(values.raw, dict) or values.raw.get("enabled") is False:
        return
    many = nodes if values.where in daemons else _replicas(values, many)
    requests = values["requests"]
    if requests.known and isinstance(requests.raw, dict):
        yield many * _quantity(requests["cpu"]), many * (_quantity(requests["memory"]) / GIB)
    for key in sorted(values.raw):
        if key not in ("requests", "limits", "initContainers"):
            yield from _asked(values[key], many, nodes, daemons)


def _replicas(values: Value, above: Span) -> Span:
    places = (*(values[key] for key in REPLICAS), values["autoscaling"]["minReplicas"])
    stated = (place.raw for place in places if place.known)
    numbers = (raw for raw in stated if isinstance(raw, int | float) and not isinstance(raw, bool))
    return next((Span.exactly(Decimal(str(number))) for number in numbers), above)


def _quantity(value: Value) -> Decimal:
    try:
        return quantity(value) or ZERO
    except ValueError:
        return ZERO
