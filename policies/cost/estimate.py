"""What a stack costs a month: least, expected and most, line by line, and nothing left out in silence.

Every resource is one of three: priced by lines, free for a stated reason, or unpriced for a stated reason. An
unpriced resource leaves the total incomplete, and the gate treats it as such.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from policies.cost.amounts import Span, cents, total
from policies.cost.budgets import BudgetBook, shipped_budgets
from policies.cost.free import FreeTypes, shipped_free_types
from policies.cost.gate import BudgetVerdict, judge_budget
from policies.cost.lines import CATEGORIES, Category, Free, Line, Unpriced
from policies.cost.prices.book import PriceBook, shipped_prices, stale
from policies.cost.pricing import PRICERS
from policies.cost.pricing.subject import Subject, Surroundings, Tariff, UnpriceableError
from policies.cost.usage import Usage, shipped_usage
from policies.framework.rules import Environment, environment_of

COMPONENT = "a component groups resources, which are billed on their own"
READ = "it is read, not managed here; its owner pays for it"


@dataclass(frozen=True)
class Estimate:
    """A month's bill of one stack, in USD, in an order that does not depend on that of the resources.

    ``tariff`` is what it was computed with.
    """

    environment: Environment
    lines: tuple[Line, ...]
    unpriced: tuple[Unpriced, ...]
    free: tuple[Free, ...]
    stale: tuple[str, ...]
    budget: BudgetVerdict
    tariff: Tariff = field(compare=False, repr=False)

    @cached_property
    def monthly(self) -> Span:
        """The whole bill."""
        return total([line.monthly for line in self.lines])

    @cached_property
    def categories(self) -> Mapping[Category, Span]:
        """The bill by what the requirements' targets are broken down by."""
        return by_category(self.lines)

    def of_usage(self, *, usage: bool) -> Span:
        """Return the part of the bill that rests on assumptions of usage, or the part that does not."""
        return total([line.monthly for line in self.lines if line.usage is usage])

    def as_json(self) -> dict[str, Any]:
        """Return the ``cost`` of ``infra preview --json``: amounts rounded to cents, a stable order."""
        return {
            "currency": "USD",
            "period": "month",
            **self.monthly.as_json(),
            "fixed": self.of_usage(usage=False).as_json(),
            "usage": self.of_usage(usage=True).as_json(),
            "lines": [line.as_json() for line in self.lines],
            "categories": {
                name: {**span.as_json(), **self.budget.categories[name].as_json()}
                for name, span in self.categories.items()
            },
            "confidence": _by_confidence(self.lines),
            "unpriced": [note.as_json() for note in self.unpriced],
            "free": [tally.as_json() for tally in self.free],
            "stale": list(self.stale),
            "budget": self.budget.as_json(),
        }


def estimate(
    resources: Sequence[Mapping[str, Any]],
    *,
    today: date,
    stack: str | None = None,
    region: str | None = None,
    prices: PriceBook | None = None,
    usage: Usage | None = None,
    budgets: BudgetBook | None = None,
) -> Estimate:
    """Estimate what a stack costs a month.

    :param resources: state entries, in any order; their ``inputs`` are read, so a preview is enough.
    :param today: the day of the estimate, for version calendars and the age of prices.
    :param stack: the stack's name, which decides assumptions and budget; that of the URNs if left out. An unknown
        name is held to production's.
    :param region: where a resource stands that names no region and whose provider names none.
    :param prices, usage, budgets: the books to compute with; those that come with this pack if left out.
    """
    environment = environment_of(stack if stack is not None else _stack(resources))
    tariff = Tariff(prices or shipped_prices(), usage or shipped_usage(), environment, today, region)
    ledger = _Ledger(shipped_free_types())
    around = Surroundings(resources)
    for entry in resources:
        ledger.enter(Subject(entry, around, tariff))
    lines = tuple(sorted(ledger.lines, key=lambda line: (line.urn, line.item, line.region)))
    return Estimate(
        environment=environment,
        lines=lines,
        unpriced=tuple(sorted(ledger.unpriced)),
        free=tuple(sorted(Free(kind, count, why) for (kind, why), count in ledger.free.items())),
        stale=tuple(stale({f"{line.key} in {line.region}": line.observed for line in lines}, today)),
        budget=judge_budget(environment, by_category(lines), (budgets or shipped_budgets()).of(environment)),
        tariff=tariff,
    )


def by_category(lines: Iterable[Line]) -> dict[Category, Span]:
    """Return the sum of ``lines`` in each category, all of them present."""
    groups: dict[Category, list[Span]] = {name: [] for name in CATEGORIES}
    for line in lines:
        groups[line.category].append(line.monthly)
    return {name: total(spans) for name, spans in groups.items()}


class _Ledger:
    """Sorts resources into priced, free and unpriced."""

    def __init__(self, free_types: FreeTypes) -> None:
        self._free_types = free_types
        self.lines: list[Line] = []
        self.unpriced: list[Unpriced] = []
        self.free: dict[tuple[str, str], int] = defaultdict(int)

    def enter(self, subject: Subject) -> None:
        if subject.entry.get("external"):
            self.free[subject.type, READ] += 1
            return
        before = len(self.lines) + len(self.unpriced)
        for part in PRICERS.get(subject.type, ()):
            try:
                self.lines.extend(replace(line, part=part.__name__) for line in part(subject))
            except UnpriceableError as fault:
                self.unpriced.append(Unpriced(subject.urn, subject.type, str(fault)))
        if len(self.lines) + len(self.unpriced) == before:
            self._without_lines(subject)

    def _without_lines(self, subject: Subject) -> None:
        reason = self._free_types.reason(subject.type)
        if reason is None and not subject.entry.get("custom", True):
            reason = COMPONENT
        if reason is None:
            fault = f"nothing is known of what {subject.type} costs; add a pricer, or say in free.yaml why it is free"
            self.unpriced.append(Unpriced(subject.urn, subject.type, fault))
        else:
            self.free[subject.type, reason] += 1


def _stack(resources: Sequence[Mapping[str, Any]]) -> str:
    urn = str(resources[0]["urn"]) if resources else ""
    return urn.removeprefix("urn:pulumi:").split("::", 1)[0]


def _by_confidence(lines: Iterable[Line]) -> dict[str, float]:
    groups: dict[str, list[Span]] = {"listed": [], "agreed": [], "assumed": []}
    for line in lines:
        groups[line.confidence].append(line.monthly)
    return {name: cents(total(spans).expected) for name, spans in groups.items()}
