"""What an estimate is made of: a line for each thing that is paid for, and a note for each that has no price."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from policies.cost.amounts import Span

Category = Literal["compute", "storage", "network", "monitoring", "security"]
"""What the requirements' monthly targets are broken down by."""

CATEGORIES: Final[tuple[Category, ...]] = ("compute", "storage", "network", "monitoring", "security")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is paid for.

    ``price`` is a span because a pool of several instance types costs between its cheapest and its dearest.
    ``part`` is the part of the resource's bill that the line belongs to, which stays when sizes change.
    ``usage`` says that the quantity is an assumption of usage.yaml and not a size that the program decides.
    """

    urn: str
    type: str
    item: str
    key: str
    region: str
    category: Category
    quantity: Span
    unit: str
    price: Span
    source: str
    confidence: str
    observed: date
    part: str = ""
    usage: bool = False

    @property
    def monthly(self) -> Span:
        """What it costs a month, in USD."""
        return self.quantity * self.price

    def as_json(self) -> dict[str, Any]:
        """Return the line as it stands in ``infra preview --json``; ``unit_price`` is the expected one."""
        return {
            "urn": self.urn,
            "type": self.type,
            "part": self.part,
            "item": self.item,
            "region": self.region,
            "category": self.category,
            "quantity": self.quantity.quantities(),
            "unit": self.unit,
            "unit_price": float(self.price.expected),
            "monthly": self.monthly.as_json(),
            "usage": self.usage,
            "source": self.source,
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True, order=True)
class Unpriced:
    """Something that costs money, or may, and has no price: the total is not to be believed."""

    urn: str
    type: str
    reason: str

    def as_json(self) -> dict[str, str]:
        """Return the note as it stands in ``infra preview --json``."""
        return {"urn": self.urn, "type": self.type, "reason": self.reason}


@dataclass(frozen=True, slots=True, order=True)
class Free:
    """A kind of resource that nobody is billed for, how often it occurs, and why."""

    type: str
    count: int
    reason: str

    def as_json(self) -> dict[str, str | int]:
        """Return the tally as it stands in ``infra preview --json``."""
        return {"type": self.type, "count": self.count, "reason": self.reason}
