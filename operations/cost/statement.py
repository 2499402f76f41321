"""The statement: a bill with its drivers, its difference to a base, its headroom and what would cost less."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from operations.cost.thresholds import Thresholds
from operations.faults import FINE, FOUND_WANTING
from policies.cost.advice.advisers import largest_total
from policies.cost.advice.terms import Advice, plain
from policies.cost.amounts import Span, total
from policies.cost.difference import Change, Difference, compare
from policies.cost.estimate import Estimate
from policies.cost.gate import Standing
from policies.cost.lines import Line
from policies.cost.namespaces.account import Account
from policies.cost.namespaces.document import as_json as namespaces_json
from policies.cost.namespaces.said import faults

ROUNDING: Final = (
    "Amounts are exact decimals, and every sum is that of its parts. What is printed is rounded to cents, half a cent "
    "upwards, each figure by itself, so that printed parts may differ from a printed sum by a cent."
)

TOP: Final = 10
"""How many lines, changes and pieces of advice a person is shown, of advice at least one of each kind; the JSON has all."""


@dataclass(frozen=True)
class Statement:
    """What ``infra cost`` says of a stack. ``origin`` is where the base comes from; without one nothing is compared.

    ``accounts`` lay the node pools of each cluster on its namespaces.
    """

    stack: str
    cost: Estimate
    advice: Sequence[Advice]
    thresholds: Thresholds
    origin: str = ""
    before: Estimate | None = None
    accounts: Sequence[Account] = ()

    @cached_property
    def change(self) -> Difference | None:
        """The difference to the base, exactly."""
        return compare(self.before, self.cost) if self.before is not None else None

    @cached_property
    def against(self) -> tuple[str, ...]:
        """What stands against this bill, a sentence each."""
        unpriced = len(self.cost.unpriced)
        missing = (
            (f"{unpriced} resource(s) without a price, so that the bill is not complete",) if unpriced else ()
        )
        return (*self.thresholds.broken(self.change), *self.cost.budget.exceeded(), *missing)

    @cached_property
    def crowded(self) -> tuple[str, ...]:
        """A sentence for each namespace that may come to request more than its quota; it stands not against the bill."""
        return faults(self.accounts)

    @property
    def exit_code(self) -> int:
        """0 where nothing stands against the bill: inside every budget and threshold, and nothing without a price."""
        return FOUND_WANTING if self.against else FINE

    def largest(self, count: int = TOP) -> list[Line]:
        """Return the lines that cost most."""
        order = sorted(self.cost.lines, key=lambda line: (-line.monthly.expected, line.urn, line.item))
        return order[:count]

    @cached_property
    def regions(self) -> Mapping[str, Span]:
        """The bill by region; what stands in none is ``global``."""
        groups: dict[str, list[Span]] = {}
        for line in self.cost.lines:
            groups.setdefault(line.region, []).append(line.monthly)
        return {region: total(groups[region]) for region in sorted(groups)}

    def as_json(self) -> dict[str, Any]:
        """Return the contract that other programs read. Every amount is a decimal in a string, exact, in USD a month.

        - ``stack``, ``environment``, ``currency``, ``period``, ``rounding`` (how figures are rounded, in words)
        - ``monthly``, ``fixed``, ``usage``: ``min``, ``expected``, ``max``; the last two add up to the first
        - ``categories``: by name the same three with ``budget`` and ``headroom``; ``regions``: by name the three
        - ``budget``: ``budget``, ``headroom``, ``verdict`` (within, over), ``exceeded``, ``warnings``
        - ``lines``: ``urn``, ``type``, ``part``, ``item``, ``region``, ``category``, ``quantity`` (three), ``unit``,
          ``unit_price`` (three), ``monthly`` (three), ``usage``, ``source``, ``confidence``
        - ``change``: null without a base, else ``base``, ``before`` and ``after`` (three each), ``delta``, ``percent``
          (to a tenth; null if there was no bill), ``categories``, ``changes``: each ``kind`` (added, removed,
          changed), ``urn``, ``item``, ``category``, ``before``, ``after``, ``delta``, which add up to the delta
        - ``thresholds``: ``max_increase``, ``max_increase_percent``, null where not set
        - ``advice``: see :meth:`Advice.as_json`; ``most_saved``: what of it is ``counted``, added up
        - ``namespaces``: see :func:`policies.cost.namespaces.document.as_json`
        - ``unpriced``: ``urn``, ``type``, ``reason``; ``against``: what stands against it; ``verdict``: fine, wanting
        """
        return {
            "stack": self.stack,
            "environment": self.cost.environment,
            "currency": "USD",
            "period": "month",
            "rounding": ROUNDING,
            "monthly": _span(self.cost.monthly),
            "fixed": _span(self.cost.of_usage(usage=False)),
            "usage": _span(self.cost.of_usage(usage=True)),
            "categories": {
                name: _span(standing.amount) | _limit(standing)
                for name, standing in self.cost.budget.categories.items()
            },
            "regions": {name: _span(span) for name, span in self.regions.items()},
            "budget": self.cost.budget.as_json() | _limit(self.cost.budget.whole),
            "lines": [_line(line) for line in self.cost.lines],
            "change": self._change(),
            "thresholds": {
                "max_increase": None if self.thresholds.usd is None else plain(self.thresholds.usd),
                "max_increase_percent": None
                if self.thresholds.percent is None
                else plain(self.thresholds.percent),
            },
            "advice": [advice.as_json() for advice in self.advice],
            "most_saved": plain(largest_total(self.advice)),
            "namespaces": namespaces_json(self.accounts),
            "unpriced": [note.as_json() for note in self.cost.unpriced],
            "against": list(self.against),
            "verdict": "wanting" if self.against else "fine",
        }

    def _change(self) -> dict[str, Any] | None:
        if self.change is None or self.before is None:
            return None
        return {
            "base": self.origin,
            "before": _span(self.before.monthly),
            "after": _span(self.cost.monthly),
            "delta": plain(self.change.delta),
            "percent": None if self.change.percent is None else plain(self.change.percent),
            "categories": {name: plain(delta) for name, delta in self.change.categories.items()},
            "changes": [_changed(one) for one in self.change.changes],
        }


def _span(span: Span) -> dict[str, str]:
    return {"min": plain(span.least), "expected": plain(span.expected), "max": plain(span.most)}


def _limit(standing: Standing) -> dict[str, str]:
    return {"budget": plain(standing.limit), "headroom": plain(standing.headroom)}


def _line(line: Line) -> dict[str, Any]:
    exact = {
        "quantity": _span(line.quantity),
        "unit_price": _span(line.price),
        "monthly": _span(line.monthly),
    }
    return line.as_json() | exact


def _changed(change: Change) -> dict[str, Any]:
    exact = {"before": plain(change.before), "after": plain(change.after), "delta": plain(change.delta)}
    return change.as_json() | exact
