"""A move of what lies in a store to a colder class: what it saves once moving, staying and reading back are paid for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Self

from policies.cost.advice.terms import Advice, Bill, Term, plain, summed
from policies.cost.amounts import ZERO
from policies.cost.lines import Line

LEAST: Final = Decimal(1)
"""USD a month below which a colder class is not worth the change."""

PARTS: Final = Decimal("0.0001")
"""The smallest part of a gigabyte that a share of a stock is rounded to."""


@dataclass(frozen=True, slots=True)
class Step:
    """A move into a colder class: after how many days, and for how many an object has to stay there at least.

    ``kept``, ``moving`` and ``reading`` are the keys of its prices, and ``aside`` is what else is to be known of it.
    """

    name: str
    kept: str
    moving: str
    reading: str
    from_day: int
    stay: int
    aside: str = ""

    @property
    def least_life(self) -> int:
        """Days that an object has to be kept for the move to pay for the shortest stay."""
        return self.from_day + self.stay


@dataclass(frozen=True, slots=True)
class Ends:
    """The day on which every object ends, if one is set, and the days on which those of some prefix do."""

    every: int | None
    partly: tuple[int, ...] = ()

    @classmethod
    def of(cls, days: Iterable[tuple[int, bool]]) -> Self:
        """Return what rules that end objects come to: the days of each, and whether it ends every object."""
        told = list(days)
        whole = [day for day, every in told if every]
        return cls(min(whole) if whole else None, tuple(day for day, every in told if not every))

    def before(self, day: int) -> bool:
        """Say whether objects end before ``day``, all or some: how many of them, nobody knows."""
        return any(end < day for end in (*self.partly, *((self.every,) if self.every is not None else ())))


@dataclass(frozen=True, slots=True)
class Stock:
    """What lies in a store: the line that bills it, the day since which it has, how it ends, and what moves and is read.

    ``moved`` is in the units of the price of moving, ``read_back`` in gigabytes; both are what is assumed of a month.
    """

    line: Line
    ends: Ends
    moved: Decimal
    read_back: Decimal
    since: int = 0


def weigh(bill: Bill, stock: Stock, step: Step) -> Iterator[Advice]:
    """Yield the move if it saves: of a steady stock the part that is older than the step's first day.

    Of a stock that nothing ends it is not known how much is older, so that the figure is a bound.
    """
    line, ends = stock.line, stock.ends.every
    colder, moving, reading = (
        bill.prices.find(key, line.region) for key in (step.kept, step.moving, step.reading)
    )
    if colder is None or moving is None or reading is None or stock.ends.before(step.least_life):
        return
    share = Decimal(1) if ends is None else Decimal(ends - step.from_day) / Decimal(ends - stock.since)
    older = (line.quantity.expected * share).quantize(PARTS)
    terms = [Term(older, line.unit, line.price.expected, colder.usd)]
    terms += [Term(stock.moved, moving.unit, ZERO, moving.usd)] if stock.moved else []
    terms += [Term(stock.read_back, reading.unit, ZERO, reading.usd)] if stock.read_back else []
    saving, arithmetic = summed(terms)
    if saving < LEAST:
        return
    whose = (
        "nothing ends it, so that the figure is that of all it holds"
        if ends is None
        else f"of {plain(line.quantity.expected)} GB, what is older, since objects end after {ends} days"
    )
    yield Advice(
        kind="storage class", urn=line.urn, bound=ends is None,
        advice=f"move objects to {step.name} after {step.from_day} days",
        condition=(
            f"{whose}; an object stays there for {step.stay} days at least{step.aside}, and reading back costs "
            f"{plain(reading.usd)} a GB: no more than {plain(stock.read_back)} GB a month, as assumed"
        ),
        saving=saving, arithmetic=arithmetic, source=colder.source, confidence=colder.confidence,
    )  # fmt: skip
