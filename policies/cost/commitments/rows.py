"""Reading ``plans.yaml``: every row checked, every reading held to the prices on demand and to the other readings."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from components.foundation.spec import Spec
from policies.cost.commitments.book import Commitment, CommitmentBook, Plan, Spot
from policies.cost.documents import HERE, DataError, checked, read
from policies.cost.prices.book import TOLERANCE, Confidence, PriceBook, Source, Sources, shipped_prices

Years = Literal[1, 3]
Amount = Annotated[Decimal, Field(strict=False, gt=0)]
Share = Annotated[Decimal, Field(strict=False, ge=0, lt=1)]


class Row(Spec):
    """One reading of one plan, as it stands in ``plans.yaml``."""

    plan: Plan
    region: str
    years: Years
    covers: str
    listed: Amount
    usd: Amount
    source: str
    where: str
    confidence: Confidence
    of: str | None = None


class SpotRow(Spec):
    """How far below the price on demand spot machines were, as it stands in ``plans.yaml``."""

    region: str
    covers: str
    least: Share
    most: Share
    source: str
    where: str
    confidence: Confidence


class File(Spec):
    """The file ``plans.yaml``, whose rows are checked one by one; ``region`` is that of rows that name none."""

    region: str
    rows: Annotated[tuple[dict[str, Any], ...], Field(strict=False)]
    spot: Annotated[tuple[dict[str, Any], ...], Field(strict=False)] = ()


def load_commitments(path: Path, sources: Path, prices: PriceBook) -> CommitmentBook:
    """Return the book in the file ``path``.

    :param sources: the file that describes the sources and the regions at parity.
    :param prices: the prices on demand that the readings have to agree with.
    :raises DataError: naming each row that lacks a field, has no source, covers nothing, does not save, or contradicts a
        price on demand or another reading.
    """
    declared = checked(Sources, read(sources), sources.name)
    file = checked(File, read(path), path.name)
    faults: list[str] = []
    commitments: list[Commitment] = []
    spot: list[Spot] = []
    for place, raw in _placed(path.name, "rows", file.rows, file.region):
        try:
            row = checked(Row, raw, place)
            commitments.append(_commitment(row, _source(row.source, declared.sources, place)))
            faults.extend(f"{place}: {fault}" for fault in _contradictions(row, prices))
        except DataError as fault:
            faults.extend(fault.faults)
    for place, raw in _placed(path.name, "spot", file.spot, file.region):
        try:
            range_ = checked(SpotRow, raw, place)
            spot.append(_spot(range_, _source(range_.source, declared.sources, place)))
            faults.extend(f"{place}: {fault}" for fault in _faulty_range(range_, prices))
        except DataError as fault:
            faults.extend(fault.faults)
    if faults:
        raise DataError(faults)
    return CommitmentBook(commitments, spot, declared.parities)


@lru_cache(maxsize=1)
def shipped_commitments() -> CommitmentBook:
    """Return the book that comes with this pack, read once in a process."""
    return load_commitments(
        HERE / "commitments" / "plans.yaml", HERE / "prices" / "sources.yaml", shipped_prices()
    )


def _placed(
    file: str, part: str, rows: Sequence[Mapping[str, Any]], region: str
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, row in enumerate(rows, start=1):
        yield f"{file}, {part}, {number} ({row.get('covers', 'covers nothing')})", {"region": region, **row}


def _source(name: str, sources: Mapping[str, Source], place: str) -> Source:
    found = sources.get(name)
    if found is None:
        raise DataError([f"{place}: source: {name} is not described in sources.yaml; describe it there"])
    return found


def _commitment(row: Row, source: Source) -> Commitment:
    return Commitment(
        plan=row.plan, region=row.region, years=row.years, covers=row.covers, listed=row.listed, usd=row.usd,
        source=f"{source.title} ({row.where})", confidence=row.confidence, observed=source.observed,
    )  # fmt: skip


def _spot(row: SpotRow, source: Source) -> Spot:
    return Spot(
        region=row.region, covers=row.covers, least=row.least, most=row.most,
        source=f"{source.title} ({row.where})", confidence=row.confidence, observed=source.observed,
    )  # fmt: skip


def _contradictions(row: Row, prices: PriceBook) -> Iterator[str]:
    if row.usd >= row.listed:
        yield f"{row.usd} is no less than the {row.listed} on demand; a commitment that saves nothing has no row"
    if not _covered(row.covers, row.region, prices):
        yield f"it covers no price of {row.region} in this book; correct the pattern or leave the row out"
    if row.of is None:
        return
    price = prices.find(row.of, row.region)
    if price is None or not fnmatchcase(row.of, row.covers):
        yield f"{row.of} is no price of {row.region} in this book that it covers; name one that is"
    elif max(price.usd, row.listed) > min(price.usd, row.listed) * (1 + TOLERANCE):
        yield (
            f"{row.of} was {row.listed} on demand when it was read, and is {price.usd} in this book; "
            "find out which is right"
        )


def _faulty_range(row: SpotRow, prices: PriceBook) -> Iterator[str]:
    if row.least > row.most:
        yield f"{row.least} is more than {row.most}; write the least first"
    if not _covered(row.covers, row.region, prices):
        yield f"it covers no price of {row.region} in this book; correct the pattern or leave the row out"


def _covered(pattern: str, region: str, prices: PriceBook) -> bool:
    return any(price.region == region and fnmatchcase(price.key, pattern) for price in prices)
