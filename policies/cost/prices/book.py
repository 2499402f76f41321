"""The price book: every row checked on loading, every price with the source and the day it was true."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from components.foundation.spec import Spec
from policies.cost.documents import HERE, DataError, checked, read

Confidence = Literal["listed", "agreed", "assumed"]
"""``listed``: read from the vendor's list. ``agreed``: several tables say the same. ``assumed``: reasoned."""

MAXIMUM_AGE: Final = timedelta(days=180)
"""How long a price may stand before somebody has to look again."""

TOLERANCE: Final = Decimal("0.02")
"""How far two readings of one price may lie apart before one of them is wrong."""

RANK: Final[Mapping[str, int]] = {"listed": 0, "agreed": 1, "assumed": 2}
"""How sure a reading is: the surer the lower."""


class Source(Spec):
    """Where prices were read, and the last day on which that is known to have held."""

    title: str
    observed: date
    reference: str
    licence: str


class Parity(Spec):
    """A region that costs what another costs wherever it has no reading of its own."""

    region: str
    equals: str
    reason: str


class Row(Spec):
    """One reading of one price, as it stands in a file of this folder."""

    key: str
    region: str
    service: str
    unit: str
    usd: Annotated[Decimal, Field(strict=False, gt=0)]
    source: str
    where: str
    confidence: Confidence
    note: str | None = None


class Sources(Spec):
    """The file ``sources.yaml``."""

    sources: dict[str, Source]
    parities: tuple[Annotated[Parity, Field()], ...] = Field(default=(), strict=False)


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit of something costs in one region, in USD."""

    key: str
    region: str
    unit: str
    usd: Decimal
    source: str
    confidence: Confidence
    observed: date

    @property
    def name(self) -> str:
        """The row as faults name it."""
        return f"{self.key} in {self.region}"


class PriceBook:
    """Prices by key and region."""

    def __init__(self, prices: Iterable[Price], parities: Iterable[Parity] = ()) -> None:
        """Keep the best reading of each price.

        :raises DataError: if two readings of one price differ by more than :data:`TOLERANCE`.
        """
        readings: dict[tuple[str, str], list[Price]] = {}
        for price in prices:
            readings.setdefault((price.key, price.region), []).append(price)
        faults = [fault for group in readings.values() for fault in _disagreements(group)]
        if faults:
            raise DataError(faults)
        self._prices = {
            place: min(group, key=lambda price: RANK[price.confidence]) for place, group in readings.items()
        }
        for parity in parities:
            self._extend(parity)

    def __iter__(self) -> Iterator[Price]:
        return iter(self._prices.values())

    def find(self, key: str, region: str) -> Price | None:
        """Return the price of ``key`` in ``region``, if the book has it."""
        return self._prices.get((key, region))

    def _extend(self, parity: Parity) -> None:
        for (key, region), price in list(self._prices.items()):
            if region == parity.equals and (key, parity.region) not in self._prices:
                self._prices[key, parity.region] = Price(
                    key=key,
                    region=parity.region,
                    unit=price.unit,
                    usd=price.usd,
                    source=f"{price.source}; {parity.region} taken to equal {parity.equals}",
                    confidence="assumed",
                    observed=price.observed,
                )


def stale(observed: Mapping[str, date], today: date) -> list[str]:
    """Return a sentence for each price, by name, that has stood longer than :data:`MAXIMUM_AGE`."""
    return [
        f"{name} was last seen to hold on {day}, more than {MAXIMUM_AGE.days} days ago; read its source again "
        "and move the source's date in policies/cost/prices/sources.yaml"
        for name, day in sorted(observed.items())
        if today - day > MAXIMUM_AGE
    ]


def load_prices(folder: Path) -> PriceBook:
    """Return the book in the YAML files of ``folder``.

    :raises DataError: naming each row that lacks a field, has no source or contradicts another.
    """
    declared = checked(Sources, read(folder / "sources.yaml"), "sources.yaml")
    faults: list[str] = []
    prices: list[Price] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "sources.yaml":
            continue
        for place, raw in _rows(path):
            try:
                prices.append(_priced(checked(Row, raw, place), declared.sources, place))
            except DataError as fault:
                faults.extend(fault.faults)
    if faults:
        raise DataError(faults)
    return PriceBook(prices, declared.parities)


@lru_cache(maxsize=1)
def shipped_prices() -> PriceBook:
    """Return the book that comes with this pack, read once in a process."""
    return load_prices(HERE / "prices")


def _rows(path: Path) -> Iterator[tuple[str, Any]]:
    document = read(path)
    shared = {key: value for key, value in document.items() if key != "rows"}
    for number, row in enumerate(document["rows"], start=1):
        yield f"{path.name}, row {number} ({row.get('key', 'no key')})", {**shared, **row}


def _priced(row: Row, sources: Mapping[str, Source], place: str) -> Price:
    source = sources.get(row.source)
    if source is None:
        raise DataError(
            [f"{place}: source: {row.source} is not described in sources.yaml; describe it there"]
        )
    return Price(
        key=row.key,
        region=row.region,
        unit=row.unit,
        usd=row.usd,
        source=f"{source.title} ({row.where})",
        confidence=row.confidence,
        observed=source.observed,
    )


def _disagreements(readings: list[Price]) -> Iterator[str]:
    units = sorted({price.unit for price in readings})
    if len(units) > 1:
        yield f"{readings[0].name} is given in {' and in '.join(units)}; give both readings in one unit"
        return
    low, high = (choose(readings, key=lambda price: price.usd) for choose in (min, max))
    if high.usd > low.usd * (1 + TOLERANCE):
        yield (
            f"{low.name} costs {low.usd} according to {low.source} but {high.usd} according to {high.source}; "
            "find out which is right and remove the other"
        )
