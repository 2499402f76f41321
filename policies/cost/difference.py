"""What a change does to the bill: two estimates, line against line.

The estimates are taken in the form of ``infra preview --json``, because the earlier one may come from a file.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from policies.cost.amounts import ZERO, cents
from policies.cost.documents import DataError

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


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """Compare two estimates in the form that :meth:`Estimate.as_json` gives them.

    Lines are matched by resource, part of its bill, unit and region, so a machine that changes its type is one
    change and not two.

    :raises DataError: if either is not an estimate.
    """
    try:
        old, new = _by_key(before["lines"]), _by_key(after["lines"])
        totals = _amount(before["expected"]), _amount(after["expected"])
        shares = {
            name: _amount(share["expected"]) - _amount(before["categories"].get(name, {}).get("expected", 0))
            for name, share in after["categories"].items()
        }
        changes = [
            change for key in old.keys() | new.keys() if (change := _change(old.get(key), new.get(key)))
        ]
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise DataError(
            [
                "the base has no cost in the form that infra preview --json writes; make it anew with this version"
            ]
        ) from error
    changes.sort(key=lambda change: (-abs(change.delta), change.urn, change.item))
    return Difference(tuple(changes), *totals, shares)


def _by_key(lines: Iterable[Mapping[str, Any]]) -> dict[Key, Mapping[str, Any]]:
    keyed: dict[Key, Mapping[str, Any]] = {}
    seen: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for line in lines:
        place = (line["urn"], line["part"], line["unit"], line["region"])
        keyed[(*place, seen[place])] = line
        seen[place] += 1
    return keyed


def _change(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Change | None:
    shown = new or old
    if shown is None:
        return None
    before = ZERO if old is None else _amount(old["monthly"]["expected"])
    after = ZERO if new is None else _amount(new["monthly"]["expected"])
    kind: Kind = "added" if old is None else "removed" if new is None else "changed"
    if kind == "changed" and before == after:
        return None
    return Change(kind, shown["urn"], shown["item"], shown["category"], before, after)


def _amount(value: float) -> Decimal:
    return Decimal(str(value))
