"""Bars: an expected amount, the range from its least to its most, and the limit that it is held to."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from operations.reports.summary import money
from policies.cost.amounts import Span
from policies.cost.gate import Standing

WIDTH: Final = 560
LEFT, RIGHT = 110, 86
BAR, GAP, TOP = 22, 14, 8


@dataclass(frozen=True, slots=True)
class Row:
    """What a bar and its row in the table show."""

    label: str
    amount: Span
    limit: Decimal | None = None

    @property
    def headroom(self) -> Decimal | None:
        """What the limit leaves after the expected amount."""
        return None if self.limit is None else self.limit - self.amount.expected

    @property
    def state(self) -> str:
        """``over`` the limit, ``at risk`` of it at the most, or ``within`` it; nothing where there is none."""
        if self.limit is None:
            return ""
        return (
            "over"
            if self.amount.expected > self.limit
            else "at risk"
            if self.amount.most > self.limit
            else "within"
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """A row's place in the drawing, in pixels."""

    row: Row
    y: int
    solid: float
    start: float
    span: float
    mark: float | None
    text: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over one scale; ``said`` is the whole of it in words, for whoever does not see it."""

    name: str
    title: str
    heading: str
    height: int
    bars: tuple[Bar, ...]
    total: Row
    said: str

    @property
    def width(self) -> int:
        """How wide the drawing is, in pixels."""
        return WIDTH

    @property
    def left(self) -> int:
        """Where the bars begin, right of their labels."""
        return LEFT

    @property
    def limited(self) -> bool:
        """Whether its rows are held to limits."""
        return self.total.limit is not None


def chart(name: str, title: str, heading: str, rows: Sequence[Row], total: Row) -> Chart:
    """Return the bars of rows. ``name`` is what ids within the page begin with, ``heading`` what the rows are."""
    most = max((max(row.amount.most, row.limit or Decimal(0)) for row in rows), default=Decimal(0))
    scale = (WIDTH - LEFT - RIGHT) / float(most) if most else 0.0
    bars = tuple(_bar(row, TOP + number * (BAR + GAP), scale) for number, row in enumerate(rows))
    said = "; ".join(
        f"{row.label} {money(row.amount.expected)}, from {money(row.amount.least)} to {money(row.amount.most)}"
        + (f", limit {money(row.limit)}" if row.limit is not None else "")
        for row in rows
    )
    return Chart(name, title, heading, TOP + len(rows) * (BAR + GAP), bars, total, f"In USD a month: {said}.")


def standing(of: Standing, label: str = "") -> Row:
    """Return the row of an amount that is held to a limit."""
    return Row(label or of.name, of.amount, of.limit)


def _bar(row: Row, y: int, scale: float) -> Bar:
    least, expected, most = (
        float(value) * scale for value in (row.amount.least, row.amount.expected, row.amount.most)
    )
    limit = float(row.limit) * scale if row.limit is not None else 0.0
    return Bar(
        row=row,
        y=y,
        solid=round(expected, 1),
        start=round(LEFT + least, 1),
        span=round(max(most - least, 0.5), 1),
        mark=None if row.limit is None else round(LEFT + limit, 1),
        text=round(LEFT + max(most, limit) + 8, 1),
    )
