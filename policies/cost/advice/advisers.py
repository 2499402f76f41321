"""All the advice on one bill, in the order in which it is followed, and what following it would save."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from policies.cost.advice import (
    classes,
    commitments,
    disks,
    endpoints,
    engines,
    logs,
    machines,
    other_classes,
    spot,
    standbys,
    surcharges,
    vaults,
)
from policies.cost.advice.terms import Advice, Bill
from policies.cost.amounts import ZERO
from policies.cost.commitments.book import CommitmentBook
from policies.cost.commitments.rows import shipped_commitments
from policies.cost.estimate import Estimate
from policies.cost.prices.book import PriceBook

ADVISERS: Final[tuple[Callable[[Bill], Iterator[Advice]], ...]] = (
    surcharges.advice,
    spot.advice,
    standbys.advice,
    machines.advice,
    engines.advice,
    disks.advice,
    endpoints.advice,
    classes.advice,
    other_classes.advice,
    logs.advice,
    vaults.advice,
    commitments.advice,
)
"""In this order: each reads the bill as it is once what the ones before it advise is followed, so that no saving is
counted twice. Commitments come last, since they bind to what is left."""


def advise(
    estimate: Estimate,
    resources: Sequence[Mapping[str, Any]],
    prices: PriceBook | None = None,
    promised: CommitmentBook | None = None,
) -> tuple[Advice, ...]:
    """Return what would cost less, the largest saving first.

    :param resources: the state entries that the estimate was made from.
    :param prices: the book to look for cheaper things in; the one that the estimate was made with if left out.
    :param promised: what commitments ask; the book that comes with this pack if left out.
    """
    tariff = replace(estimate.tariff, prices=prices) if prices else estimate.tariff
    bill = Bill(estimate.lines, resources, tariff, promised or shipped_commitments())
    every: list[Advice] = []
    for adviser in ADVISERS:
        found = _counted(adviser(bill))
        bill = bill.after(found)
        every.extend(found)
    return tuple(sorted(every, key=lambda one: (-one.saving, one.urn, one.kind, one.advice)))


def _counted(advice: Iterable[Advice]) -> list[Advice]:
    """Return the advice with what counts: of each choice the option that saves most; bounds and coming charges never do."""
    found = sorted(advice, key=lambda one: (one.urn, one.kind, one.advice))
    options: dict[str, dict[str, Decimal]] = {}
    for one in found:
        savings = options.setdefault(one.choice, {})
        savings[one.option] = savings.get(one.option, ZERO) + one.saving
    best = {choice: max(savings, key=lambda name: savings[name]) for choice, savings in options.items()}
    return [
        replace(
            one,
            counted=not one.bound
            and one.starts is None
            and (not one.choice or best[one.choice] == one.option),
        )
        for one in found
    ]


def largest_total(advice: Iterable[Advice]) -> Decimal:
    """Return what following all of the advice would save: the sum of what counts."""
    return sum((one.saving for one in advice if one.counted), ZERO)


@dataclass(frozen=True, slots=True)
class Together:
    """The same advice about several resources: what it saves in all, and the arithmetic of each."""

    kind: str
    advice: str
    condition: str
    bound: bool
    starts: date | None
    counted: bool
    saving: Decimal
    urns: tuple[str, ...]
    arithmetic: tuple[str, ...]

    @property
    def before_saving(self) -> str:
        """What is said before the figure, with a blank behind it: how it stands to the total, if it is no part of it."""
        if self.starts is not None:
            return f"from {self.starts} "
        if self.bound:
            return "at most "
        return "" if self.counted else "instead "


def together(advice: Iterable[Advice]) -> list[Together]:
    """Return alike pieces of advice as one: coming charges first, then what counts, bounds last.

    Among those the largest saving comes first.
    """
    groups: dict[tuple[str, str, str, bool, date | None, bool], list[Advice]] = {}
    for one in advice:
        alike = (one.kind, one.advice, one.condition, one.bound, one.starts, one.counted)
        groups.setdefault(alike, []).append(one)
    found = [
        Together(
            *same,
            sum((one.saving for one in alike), ZERO),
            tuple(one.urn for one in alike),
            tuple(dict.fromkeys(one.arithmetic for one in alike)),
        )
        for same, alike in groups.items()
    ]
    return sorted(
        found,
        key=lambda group: (
            group.starts is None, group.bound, not group.counted, -group.saving, group.advice,
        ),
    )  # fmt: skip


def shown(groups: Sequence[Together], count: int) -> list[Together]:
    """Return the first ``count``, and of every kind that is not among them its first: so much a person is shown."""
    seen = {group.kind for group in groups[:count]}
    rest: list[Together] = []
    for group in groups[count:]:
        if group.kind not in seen:
            seen.add(group.kind)
            rest.append(group)
    return [*groups[:count], *rest]
