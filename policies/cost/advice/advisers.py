"""All the advice on one bill, and what following it would save."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any, Final

from policies.cost.advice import disks, endpoints, machines, standbys, surcharges
from policies.cost.advice.terms import Advice, Bill
from policies.cost.amounts import ZERO
from policies.cost.estimate import Estimate
from policies.cost.prices.book import PriceBook, shipped_prices

ADVISERS: Final[tuple[Callable[[Bill], Iterator[Advice]], ...]] = (
    machines.advice,
    disks.advice,
    surcharges.advice,
    standbys.advice,
    endpoints.advice,
)


def advise(
    estimate: Estimate, resources: Sequence[Mapping[str, Any]], prices: PriceBook | None = None
) -> tuple[Advice, ...]:
    """Return what would cost less, the largest saving first.

    :param resources: the state entries that the estimate was made from.
    :param prices: the book that it was made with; the one that comes with this pack if left out.
    """
    bill = Bill(estimate.lines, resources, prices or shipped_prices())
    found = chain.from_iterable(adviser(bill) for adviser in ADVISERS)
    return tuple(sorted(found, key=lambda one: (-one.saving, one.urn, one.kind, one.advice)))


def largest_total(advice: Iterable[Advice]) -> Decimal:
    """Return what following the advice would save at the most.

    Two pieces about one resource may exclude each other, so only the larger one of each resource counts; bounds do not.
    """
    best: dict[str, Decimal] = {}
    for one in advice:
        if not one.bound:
            best[one.urn] = max(best.get(one.urn, ZERO), one.saving)
    return sum(best.values(), ZERO)


@dataclass(frozen=True, slots=True)
class Together:
    """The same advice about several resources: what it saves in all, and the arithmetic of each."""

    advice: str
    condition: str
    bound: bool
    saving: Decimal
    urns: tuple[str, ...]
    arithmetic: tuple[str, ...]


def together(advice: Iterable[Advice]) -> list[Together]:
    """Return alike pieces of advice as one, the largest saving first."""
    groups: dict[tuple[str, str, bool], list[Advice]] = {}
    for one in advice:
        groups.setdefault((one.advice, one.condition, one.bound), []).append(one)
    found = [
        Together(
            *same,
            sum((one.saving for one in alike), ZERO),
            tuple(one.urn for one in alike),
            tuple(dict.fromkeys(one.arithmetic for one in alike)),
        )
        for same, alike in groups.items()
    ]
    return sorted(found, key=lambda group: (-group.saving, group.advice))
