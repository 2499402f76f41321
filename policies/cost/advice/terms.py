"""What advice is made of: a bill to read, and savings as terms of quantity and price that anybody can add up again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from policies.cost.amounts import ZERO, Span, cents
from policies.cost.commitments.book import CommitmentBook
from policies.cost.lines import Line
from policies.cost.prices.book import Price, PriceBook
from policies.cost.pricing.subject import Subject, Surroundings, Tariff
from policies.framework.values import Value


@dataclass(frozen=True, slots=True)
class Bill:
    """The lines of an estimate, the resources behind them, what they were computed with, and what commitments ask."""

    lines: Sequence[Line]
    resources: Sequence[Mapping[str, Any]]
    tariff: Tariff
    commitments: CommitmentBook

    @property
    def prices(self) -> PriceBook:
        """The prices that the lines were computed with."""
        return self.tariff.prices

    def by_resource(self) -> Iterator[tuple[str, list[Line]]]:
        """Yield each resource's URN with its lines."""
        together: dict[str, list[Line]] = {}
        for line in self.lines:
            together.setdefault(line.urn, []).append(line)
        yield from together.items()

    def subjects(self, *kinds: str) -> Iterator[Subject]:
        """Yield the managed resources of these types as pricers see them, by URN."""
        around = Surroundings(self.resources)
        for entry in sorted(self.resources, key=lambda one: str(one["urn"])):
            if entry["type"] in kinds and not entry.get("external"):
                yield Subject(entry, around, self.tariff)

    def after(self, advice: "Iterable[Advice]") -> "Bill":
        """Return the bill as it is once what counts of ``advice`` is followed, for the advice that comes after it."""
        changed = {
            (line.urn, line.part, line.item): price
            for one in advice
            if one.counted
            for line, price in one.replaces
        }
        return replace(self, lines=[_at(line, changed) for line in self.lines])


def _at(line: Line, changed: Mapping[tuple[str, str, str], Price]) -> Line:
    price = changed.get((line.urn, line.part, line.item))
    if price is None:
        return line
    return replace(
        line, key=price.key, price=Span.exactly(price.usd), source=price.source, confidence=price.confidence,
        observed=price.observed,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One step of the arithmetic: a quantity at the difference of two prices; ``instead`` is zero where nothing is bought."""

    quantity: Decimal
    unit: str
    price: Decimal
    instead: Decimal = ZERO

    @property
    def saving(self) -> Decimal:
        """What it saves, exactly; negative where it costs."""
        return self.quantity * (self.price - self.instead)

    def __str__(self) -> str:
        quantity = f"{plain(self.quantity)} {self.unit}"
        if self.instead == ZERO:
            return f"{quantity} * {plain(self.price)}"
        return f"{quantity} * ({plain(self.price)} - {plain(self.instead)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Something that would cost less.

    ``saving`` is exact, in USD a month of the expected quantities; ``bound`` says that it is only the most that it
    could be. ``condition`` is what has to hold first, and ``source`` where the price of the other thing was read.
    ``starts`` is the day from which on a charge comes that the bill does not hold yet, and that the advice avoids.
    ``choice`` is alike where only one of several ``option``s can be followed, of which each may be several pieces.
    ``replaces`` are the lines that are billed at another price once it is followed. ``counted`` says whether the saving is
    part of the total: neither a bound nor a coming charge is, nor an option that saves less than another of its choice.
    """

    kind: str
    urn: str
    advice: str
    condition: str
    saving: Decimal
    arithmetic: str
    source: str
    confidence: str
    bound: bool = False
    starts: date | None = None
    choice: str = ""
    option: str = ""
    replaces: tuple[tuple[Line, Price], ...] = ()
    counted: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return the advice as it stands in ``infra cost --json``."""
        return {
            "kind": self.kind,
            "urn": self.urn,
            "advice": self.advice,
            "condition": self.condition,
            "saving": plain(self.saving),
            "bound": self.bound,
            "starts": None if self.starts is None else self.starts.isoformat(),
            "counted": self.counted,
            "arithmetic": self.arithmetic,
            "source": self.source,
            "confidence": self.confidence,
        }


def summed(terms: Sequence[Term]) -> tuple[Decimal, str]:
    """Return the saving of all terms and their arithmetic, which ends in the sum, rounded to cents, half a cent upwards."""
    saving = sum((term.saving for term in terms), ZERO)
    return saving, f"{' + '.join(map(str, terms))} = {cents(saving):,.2f} USD"


def instead_of(line: Line, price: Price) -> Term:
    """Return what a line saves if its quantity is bought at another price; both are the expected ones."""
    return Term(line.quantity.expected, line.unit, line.price.expected, price.usd)


def whole(value: Value) -> int | None:
    """Return a property that is a whole number; None where it is not set, not known or no such number."""
    written = str(value.raw) if value.known else ""
    return int(written) if written.isdecimal() else None


def plain(value: Decimal) -> str:
    """Return a number with all of its digits and no zeros behind them."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
