"""What the pods of a chart request, as far as its values say.

What a chart runs is known only once it is rendered, which a bill does not do. Its values name requests, and the replicas
beside them; a daemon set of a chart counts as one pod. So this is what is expected at the least, and what bounds it is the
namespace's ResourceQuota.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from policies.cost.amounts import ZERO
from policies.cost.namespaces.pods import GIB, quantity
from policies.framework.values import Value

REPLICAS: Final = ("replicas", "replicaCount", "minReplicas")

Asked = tuple[Decimal, Decimal]
"""Cores and GiB."""


def asked(values: Value, many: Decimal = Decimal(1)) -> Iterator[Asked]:
    """Yield each request in a chart's values, times the replicas that are named beside it or nearest above it.

    A part that is switched off (``enabled: false``) requests nothing, and init containers are over before the rest runs.
    """
    if values.known and isinstance(values.raw, list):
        for member in values.items():
            yield from asked(member, many)
    if not values.known or not isinstance(values.raw, dict) or values.raw.get("enabled") is False:
        return
    many = _replicas(values, many)
    if isinstance(values.raw.get("requests"), dict):
        yield (
            _quantity(values["requests"]["cpu"]) * many,
            _quantity(values["requests"]["memory"]) / GIB * many,
        )
    for key in sorted(values.raw):
        if key not in ("requests", "limits", "initContainers"):
            yield from asked(values[key], many)


def _replicas(values: Value, above: Decimal) -> Decimal:
    places = (*(values[key] for key in REPLICAS), values["autoscaling"]["minReplicas"])
    stated = (place.raw for place in places if place.known)
    return next(
        (Decimal(str(raw)) for raw in stated if isinstance(raw, int | float) and not isinstance(raw, bool)),
        above,
    )


def _quantity(value: Value) -> Decimal:
    try:
        return quantity(value) or ZERO
    except ValueError:
        return ZERO
