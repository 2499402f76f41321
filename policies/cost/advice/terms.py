"""What advice is made of: a bill to read, and savings as terms of quantity and price that anybody can add up again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.cost.amounts import ZERO, cents
from policies.cost.lines import Line
from policies.cost.prices.book import Price, PriceBook


@dataclass(frozen=True, slots=True)
class Bill:
    """The lines of an estimate, the resources behind them, and the prices that they were computed with."""

    lines: Sequence[Line]
    resources: Sequence[Mapping[str, Any]]
    prices: PriceBook

    def by_resource(self) -> Iterator[tuple[str, list[Line]]]:
        """Yield each resource's URN with its lines."""
        together: dict[str, list[Line]] = {}
        for line in self.lines:
            together.setdefault(line.urn, []).append(line)
        yield from together.items()


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

    def as_json(self) -> dict[str, Any]:
        """Return the advice as it stands in ``infra cost --json``."""
        return {
            "kind": self.kind,
            "urn": self.urn,
            "advice": self.advice,
            "condition": self.condition,
            "saving": plain(self.saving),
            "bound": self.bound,
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


def plain(value: Decimal) -> str:
    """Return a number with all of its digits and no zeros behind them."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
