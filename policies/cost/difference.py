"""What a change does to the bill: two estimates, line against line.

Two forms are compared: that of ``infra preview --json``, whose amounts are rounded to cents and may come from a file,
and estimates themselves, whose amounts are exact.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from policies.cost.amounts import ZERO, cents
from policies.cost.documents import DataError
from policies.cost.estimate import Estimate

Kind = Literal["added", "removed", "changed"]
Key = tuple[str, str, str, str, int]

TOP: Final = 5
"""How many drivers a report names; the rest is in the JSON."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the bill that came, went or changed; amounts are the expected ones, in USD a month."""

    kind: Kind
    urn: str
    item: str
    category: str
    before: Decimal
    after: Decimal

    @property
    def delta(self) -> Decimal:
        """What the change adds to the bill; negative if it saves."""
        return self.after - self.before

    def as_json(self) -> dict[str, Any]:
        """Return the change as a JSON object."""
        return {
            "kind": self.kind,
            "urn": self.urn,
            "item": self.item,
            "category": self.category,
            "before": cents(self.before),
            "after": cents(self.after),
            "delta": cents(self.delta),
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes, the largest first, and the totals on both sides."""

    changes: tuple[Change, ...]
    before: Decimal
    after: Decimal
    categories: Mapping[str, Decimal]

    @property
    def delta(self) -> Decimal:
        """What the change adds to the month's expected bill."""
        return self.after - self.before

    @property
    def percent(self) -> Decimal | None:
        """The change in percent, to a tenth; None if there was no bill before."""
        return None if self.before == 0 else round(self.delta / self.before * 100, 1)

    def drivers(self, count: int = TOP) -> tuple[Change, ...]:
        """Return the ``count`` changes that move the bill most, in either direction."""
        return self.changes[:count]

    def as_json(self) -> dict[str, Any]:
        """Return the difference as a JSON object."""
        return {
            "before": cents(self.before),
            "after": cents(self.after),
            "delta": cents(self.delta),
            "percent": None if self.percent is None else float(self.percent),
            "categories": {name: cents(delta) for name, delta in self.categories.items()},
            "changes": [change.as_json() for change in self.changes],
            "drivers": [change.as_json() for change in self.drivers()],
        }


@dataclass(frozen=True, slots=True)
class _Priced:
    """A line of either form: where it belongs, what it is called, and its expected amount."""

    place: tuple[str, str, str, str]
    item: str
    category: str
    expected: Decimal


def compare(before: Estimate, after: Estimate) -> Difference:
    """Compare two estimates exactly: the changes add up to the difference of the totals, to the last digit."""
    old, new = (_by_key(_exact(estimate)) for estimate in (before, after))
    shares: dict[str, Decimal] = {
        name: span.expected - before.categories[name].expected for name, span in after.categories.items()
    }
    return Difference(_changes(old, new), before.monthly.expected, after.monthly.expected, shares)


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """Compare two estimates in the form that :meth:`Estimate.as_json` gives them.

    Lines are matched by resource, part of its bill, unit and region, so a machine that changes its type is one
    change and not two.

    :raises DataError: if either is not an estimate.
    """
    try:
        old, new = (_by_key(_rounded(bill["lines"])) for bill in (before, after))
        totals = _amount(before["expected"]), _amount(after["expected"])
        shares = {
            name: _amount(share["expected"]) - _amount(before["categories"].get(name, {}).get("expected", 0))
            for name, share in after["categories"].items()
        }
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise DataError(
            [
                "the base has no cost in the form that infra preview --json writes; make it anew with this version"
            ]
        ) from error
    return Difference(_changes(old, new), *totals, shares)


def _exact(estimate: Estimate) -> Iterator[_Priced]:
    for line in estimate.lines:
        place = (line.urn, line.part, line.unit, line.region)
        yield _Priced(place, line.item, line.category, line.monthly.expected)


def _rounded(lines: Iterable[Mapping[str, Any]]) -> Iterator[_Priced]:
    for line in lines:
        place = (line["urn"], line["part"], line["unit"], line["region"])
        yield _Priced(place, line["item"], line["category"], _amount(line["monthly"]["expected"]))


def _by_key(lines: Iterable[_Priced]) -> dict[Key, _Priced]:
    keyed: dict[Key, _Priced] = {}
    seen: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for line in lines:
        keyed[(*line.place, seen[line.place])] = line
        seen[line.place] += 1
    return keyed


def _changes(old: Mapping[Key, _Priced], new: Mapping[Key, _Priced]) -> tuple[Change, ...]:
    found = [change for key in old.keys() | new.keys() if (change := _change(old.get(key), new.get(key)))]
    return tuple(sorted(found, key=lambda change: (-abs(change.delta), change.urn, change.item)))


def _change(old: _Priced | None, new: _Priced | None) -> Change | None:
    shown = new or old
    if shown is None:
        return None
    before = ZERO if old is None else old.expected
    after = ZERO if new is None else new.expected
    kind: Kind = "added" if old is None else "removed" if new is None else "changed"
    if kind == "changed" and before == after:
        return None
    return Change(kind, shown.place[0], shown.item, shown.category, before, after)


def _amount(value: float) -> Decimal:
    return Decimal(str(value))
