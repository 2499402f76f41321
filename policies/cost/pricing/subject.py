"""One resource as its pricer sees it: inputs that are there or are missed aloud, neighbours, prices, assumptions."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from components.foundation.labels import Environment
from policies.cost.amounts import Span, countable
from policies.cost.lines import Category, Line
from policies.cost.prices.book import Price, PriceBook
from policies.cost.usage import Usage
from policies.framework.values import Value

Entry = Mapping[str, Any]

GOOGLE_ZONE: Final = re.compile(r"(?<=\d)-[a-f]$")
"""What the name of a zone of Google Cloud adds to its region's."""

EVERYWHERE = "global"
"""The location of what Azure runs in no region; it costs what its provider's region does."""


class UnpriceableError(Exception):
    """A price needs something that is not there; the text is one sentence with the way out."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """What an estimate is computed with."""

    prices: PriceBook
    usage: Usage
    environment: Environment
    today: date
    region: str | None


class Surroundings:
    """The entries of a stack by URN, and by type and physical id where that is known."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.by_urn = {str(entry["urn"]): entry for entry in entries}
        self._by_id = {(str(entry["type"]), str(entry["id"])): entry for entry in entries if entry.get("id")}

    def target(self, entry: Entry, key: str, kind: str, identity: str | None = None) -> Entry | None:
        """Return the entry of type ``kind`` that ``key`` refers to: by its edge, else by its ``identity``."""
        edges = (entry.get("propertyDependencies") or {}).get(key) or ()
        for urn in edges:
            found = self.by_urn.get(urn)
            if found is not None and found["type"] == kind:
                return found
        return self._by_id.get((kind, identity)) if identity else None


class Subject:
    """A resource whose bill is being drawn up."""

    __slots__ = ("around", "entry", "name", "tariff", "type", "urn")

    def __init__(self, entry: Entry, around: Surroundings, tariff: Tariff) -> None:
        self.entry = entry
        self.around = around
        self.tariff = tariff
        self.urn = str(entry["urn"])
        self.type = str(entry["type"])
        self.name = self.urn.rsplit("::", 1)[-1]

    def __getitem__(self, key: str) -> Value:
        # A provider reports an optional text that was never set as an empty one.
        raw = (self.entry.get("inputs") or {}).get(key)
        return Value(None if raw == "" else raw, (key,))

    def neighbour(self, key: str, kind: str, identity: str | None = None) -> "Subject | None":
        """Return the resource of type ``kind`` that the property ``key`` refers to."""
        found = self.around.target(self.entry, key, kind, identity)
        return Subject(found, self.around, self.tariff) if found is not None else None

    @property
    def region(self) -> str:
        """Where the resource stands: its own ``region`` (Azure's ``location``), its provider's, or the estimate's.

        :raises UnpriceableError: if none of them is known.
        """
        place = "location" if self.type.startswith("azure-native:") else "region"
        own = self["location"] if self.type.startswith("gcp:") and self["region"].absent else self[place]
        if own.known and str(own.raw).lower() != EVERYWHERE:
            return _region_of(str(own.raw))
        provider = self.around.by_urn.get(str(self.entry.get("provider") or "").rpartition("::")[0])
        inherited = Value(((provider or {}).get("inputs") or {}).get(place), (place,))
        if (own.absent or own.known) and inherited.known:
            return str(inherited.raw)
        if own.absent and self.tariff.region:
            return self.tariff.region
        raise UnpriceableError(
            "its region is not known, and prices differ by region; set region on the resource"
        )

    def price(self, key: str, region: str | None = None) -> Price:
        """Return the price of ``key`` where the resource stands, or in ``region``.

        :raises UnpriceableError: if the book has none.
        """
        place = region or self.region
        found = self.tariff.prices.find(key, place)
        if found is None:
            raise UnpriceableError(
                f"no price of {key} in {place} is recorded; add a row with its source to policies/cost/prices"
            )
        return found

    def line(
        self,
        item: str,
        key: str,
        quantity: Span | Decimal | int,
        category: Category,
        *,
        region: str | None = None,
        usage: bool = False,
    ) -> Line:
        """Return the line for ``quantity`` units of what ``key`` prices; quantities are rounded as :func:`countable` does."""
        price = self.price(key, region)
        return Line(
            urn=self.urn,
            type=self.type,
            item=item,
            key=key,
            region=price.region,
            category=category,
            quantity=countable(quantity if isinstance(quantity, Span) else Span.exactly(quantity)),
            unit=price.unit,
            price=Span.exactly(price.usd),
            source=price.source,
            confidence=price.confidence,
            observed=price.observed,
            usage=usage,
        )

    def assumed(self, item: str) -> Span:
        """Return what usage.yaml assumes of ``item`` for this resource.

        :raises UnpriceableError: if it assumes nothing.
        """
        found = self.tariff.usage.find(item, self.name, self.tariff.environment)
        if found is None:
            raise UnpriceableError(f"nothing is assumed of {item}; add a row to policies/cost/usage.yaml")
        return found


Part = Callable[[Subject], Iterator[Line]]
"""One part of a resource's bill; it raises :class:`UnpriceableError` where it cannot go on."""


def _region_of(place: str) -> str:
    """Return a region's name: Google writes that of a bucket in capitals, and a zone with a letter more."""
    return GOOGLE_ZONE.sub("", place.lower())


def text(value: Value, default: str | None = None) -> str:
    """Return a value as text.

    :raises UnpriceableError: if it is not known, or absent without a ``default``.
    """
    if value.known:
        return str(value.raw)
    if value.absent and default is not None:
        return default
    raise UnpriceableError(f"{value.where} is {_missing(value)}, and the price depends on it")


def number(value: Value, default: Decimal | int | None = None) -> Decimal:
    """Return a value as a number.

    :raises UnpriceableError: if it is not known, no number, or absent without a ``default``.
    """
    if value.absent and default is not None:
        return Decimal(default)
    try:
        return Decimal(text(value))
    except InvalidOperation as error:
        raise UnpriceableError(f"{value.where} is not a number, and the price depends on it") from error


def flag(value: Value, *, default: bool = False) -> bool:
    """Return a value as a truth; the text "true" counts.

    :raises UnpriceableError: if it is not known.
    """
    if value.absent:
        return default
    return text(value).lower() == "true"


def _missing(value: Value) -> str:
    return "not set" if value.absent else "not known before deployment"
