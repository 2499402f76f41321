"""Quantities and money: triples of least, expected and most, in exact decimals."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

HOURS: Final = Decimal(730)
"""Hours of an average month, by which every vendor's calculator multiplies."""

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal(0)

FINEST: Final = Decimal("0.00000001")
"""The smallest part of a unit that a quantity counts; of the dearest unit it costs far less than a cent."""


@dataclass(frozen=True, slots=True)
class Span:
    """The least, the expected and the most of a quantity or an amount of money."""

    least: Decimal
    expected: Decimal
    most: Decimal

    def __post_init__(self) -> None:
        if not self.least <= self.expected <= self.most:
            raise ValueError(f"{self.least} <= {self.expected} <= {self.most} does not hold")

    def __add__(self, other: "Span") -> "Span":
        return Span(self.least + other.least, self.expected + other.expected, self.most + other.most)

    def __mul__(self, other: "Span | Decimal | int") -> "Span":
        factor = other if isinstance(other, Span) else Span.exactly(other)
        return Span(self.least * factor.least, self.expected * factor.expected, self.most * factor.most)

    @classmethod
    def exactly(cls, value: Decimal | int) -> "Span":
        """Return the span of a quantity that does not vary."""
        exact = Decimal(value)
        return cls(exact, exact, exact)

    def as_json(self) -> dict[str, float]:
        """Return the amounts rounded to cents."""
        return {"min": cents(self.least), "expected": cents(self.expected), "max": cents(self.most)}

    def quantities(self) -> dict[str, float]:
        """Return the quantities rounded to four places."""
        return {
            name: float(round(value, 4))
            for name, value in (("min", self.least), ("expected", self.expected), ("max", self.most))
        }


NOTHING: Final = Span(ZERO, ZERO, ZERO)


def total(spans: "list[Span]") -> Span:
    """Return the sum, which is exact: only what is shown is rounded."""
    result = NOTHING
    for span in spans:
        result = result + span
    return result


def countable(quantity: Span) -> Span:
    """Return a quantity with no more digits than :data:`FINEST` has, rounded half upwards.

    A third of something has no end of digits; without one, what a bill is made of adds up to its total exactly.
    """
    return Span(*map(_ending, (quantity.least, quantity.expected, quantity.most)))


def _ending(value: Decimal) -> Decimal:
    rounded = value.quantize(FINEST, rounding=ROUND_HALF_UP)
    return value if value == rounded else rounded


def cents(value: Decimal) -> float:
    """Return an amount rounded to cents, half a cent upwards, as a JSON number."""
    return float(value.quantize(CENT, rounding=ROUND_HALF_UP))
