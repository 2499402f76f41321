"""What a promise to go on paying asks instead of the price on demand, and how far below it spot machines were."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from typing import Final, Literal

from policies.cost.documents import DataError
from policies.cost.prices.book import RANK, TOLERANCE, Confidence, Parity

Plan = Literal[
    "compute-savings-plan",
    "ec2-instance-savings-plan",
    "rds-reserved-instances",
    "elasticache-reserved-nodes",
    "redshift-reserved-nodes",
    "opensearch-reserved-instances",
    "google-flexible-commitment",
    "cloud-sql-commitment",
    "azure-savings-plan",
    "azure-reservation",
]

FINEST_RATE: Final = Decimal("0.00001")
"""The smallest part of a dollar in which the clouds list a committed hour."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What one plan asks for what ``covers`` matches: ``usd`` where the price on demand is ``listed``."""

    plan: Plan
    region: str
    years: int
    covers: str
    listed: Decimal
    usd: Decimal
    source: str
    confidence: Confidence
    observed: date

    @property
    def name(self) -> str:
        """The row as faults name it."""
        return f"{self.plan} of {self.years} year(s) for {self.covers} in {self.region}"

    def rate(self, price: Decimal) -> Decimal:
        """Return what is asked where the price on demand is ``price``, rounded as the clouds list it, half upwards."""
        return (price * self.usd / self.listed).quantize(FINEST_RATE, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Spot:
    """The least and the most that spot machines were below the price on demand, as shares of it."""

    region: str
    covers: str
    least: Decimal
    most: Decimal
    source: str
    confidence: Confidence
    observed: date

    @property
    def name(self) -> str:
        """The row as faults name it."""
        return f"spot for {self.covers} in {self.region}"


class CommitmentBook:
    """Plans and spot by what they cover and where."""

    def __init__(
        self, commitments: Iterable[Commitment], spot: Iterable[Spot] = (), parities: Iterable[Parity] = ()
    ) -> None:
        """Keep the best reading of each plan; a region at parity has what the other one has, and is assumed.

        :raises DataError: if two readings differ by more than the price book lets prices differ.
        """
        readings: dict[tuple[str, str, int, str], list[Commitment]] = {}
        for row in commitments:
            readings.setdefault((row.plan, row.region, row.years, row.covers), []).append(row)
        faults = [fault for group in readings.values() for fault in _disagreements(group)]
        if faults:
            raise DataError(faults)
        best = [min(group, key=lambda row: RANK[row.confidence]) for group in readings.values()]
        self._commitments = tuple(best)
        self._spot = tuple(spot)
        for parity in parities:
            self._extend(parity)

    def __iter__(self) -> Iterator[Commitment]:
        return iter(self._commitments)

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Every range of spot prices."""
        return self._spot

    def find(self, plan: Plan, key: str, region: str, years: int) -> Commitment | None:
        """Return what ``plan`` asks for the price ``key`` in ``region``, if anybody read it."""
        wanted = (plan, region, years)
        for row in self._commitments:
            if (row.plan, row.region, row.years) == wanted and fnmatchcase(key, row.covers):
                return row
        return None

    def spot(self, key: str, region: str) -> Spot | None:
        """Return how far below the price ``key`` spot machines were in ``region``, if anybody read it."""
        return next(
            (row for row in self._spot if row.region == region and fnmatchcase(key, row.covers)), None
        )

    def _extend(self, parity: Parity) -> None:
        suffix = f"; {parity.region} taken to equal {parity.equals}"
        self._commitments += tuple(
            replace(row, region=parity.region, source=row.source + suffix, confidence="assumed")
            for row in self._commitments
            if row.region == parity.equals
            and not any(
                (one.plan, one.years, one.covers, one.region)
                == (row.plan, row.years, row.covers, parity.region)
                for one in self._commitments
            )
        )
        self._spot += tuple(
            replace(row, region=parity.region, source=row.source + suffix)
            for row in self._spot
            if row.region == parity.equals
        )


def _disagreements(readings: list[Commitment]) -> Iterator[str]:
    shares = {row.source: row.usd / row.listed for row in readings}
    low, high = (choose(shares.items(), key=lambda one: one[1]) for choose in (min, max))
    if high[1] > low[1] * (1 + TOLERANCE):
        yield (
            f"{readings[0].name} asks {low[1]:.1%} of the price on demand according to {low[0]} but {high[1]:.1%} "
            f"according to {high[0]}; find out which is right and remove the other"
        )
