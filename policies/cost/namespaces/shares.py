"""Laying the bill of a cluster's node pools on the namespaces that request them, exactly.

A machine's price is split between its cores and its memory by the ratio of sizes.yaml. A core then costs what all cores
cost over how many there are, or over how many are requested if those are more: what is laid on namespaces is never more
than the bill. What nobody requests is idle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Final

from policies.cost.amounts import ZERO, Span
from policies.cost.namespaces.demand import Demand
from policies.cost.namespaces.pools import Pools

FINEST: Final = Decimal("0.000000000001")
"""Digits of a unit price: rounded down, so that no rounding makes the parts exceed the whole."""


@dataclass(frozen=True, slots=True)
class Rates:
    """USD a month of one core and of one GiB that is requested."""

    core: Decimal
    gib: Decimal

    def of(self, demand: Demand) -> Span:
        """Return what the requests of a namespace cost a month."""
        return demand.cores * self.core + demand.gib * self.gib


def rates(pools: Pools, demands: Sequence[Demand], ratio: Decimal) -> Rates:
    """Return what a core and a GiB of the pools cost at their expected size; nothing where there is no machine."""
    cores, gib = pools.cores.expected, pools.gib.expected
    whole = cores * ratio + gib
    if whole == ZERO:
        return Rates(ZERO, ZERO)
    each = pools.monthly.expected / whole
    requested_cores = sum((one.cores.expected for one in demands), ZERO)
    requested_gib = sum((one.gib.expected for one in demands), ZERO)
    return Rates(
        _down(each * ratio * cores / max(cores, requested_cores)),
        _down(each * gib / max(gib, requested_gib)),
    )


def _down(value: Decimal) -> Decimal:
    return value.quantize(FINEST, rounding=ROUND_DOWN)
