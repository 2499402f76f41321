"""The budget as a gate: the expected bill must fit, in all and in each category; the most is a warning."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.cost.amounts import Span, cents, total
from policies.cost.budgets import Budget
from policies.cost.lines import CATEGORIES, Category
from policies.framework.rules import Environment


@dataclass(frozen=True, slots=True)
class Standing:
    """How an amount stands against its limit."""

    name: str
    amount: Span
    limit: Decimal

    @property
    def headroom(self) -> Decimal:
        """What is left of the limit after the expected amount; negative if it does not fit."""
        return self.limit - self.amount.expected

    @property
    def over(self) -> bool:
        """Whether the expected amount exceeds the limit."""
        return self.headroom < 0

    @property
    def at_risk(self) -> bool:
        """Whether only the most would exceed the limit."""
        return not self.over and self.amount.most > self.limit

    def as_json(self) -> dict[str, float]:
        """Return the limit and what is left of it."""
        return {"budget": cents(self.limit), "headroom": cents(self.headroom)}


@dataclass(frozen=True, slots=True)
class BudgetVerdict:
    """The gate's answer for one environment."""

    environment: Environment
    whole: Standing
    categories: Mapping[Category, Standing]

    @property
    def within(self) -> bool:
        """Whether the expected bill fits, in all and in each category."""
        return not any(standing.over for standing in self._standings())

    def exceeded(self) -> Iterator[str]:
        """Yield a sentence for each limit that the expected bill exceeds."""
        for standing in self._standings():
            if standing.over:
                yield (
                    f"{standing.name} is expected to cost {_usd(standing.amount.expected)} a month, "
                    f"{_usd(-standing.headroom)} above its budget of {_usd(standing.limit)}"
                )

    def warnings(self) -> Iterator[str]:
        """Yield a sentence for each limit that the bill would exceed at its most."""
        for standing in self._standings():
            if standing.at_risk:
                yield (
                    f"{standing.name} may cost up to {_usd(standing.amount.most)} a month, "
                    f"above its budget of {_usd(standing.limit)}"
                )

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as it stands in ``infra preview --json``."""
        return {
            "environment": self.environment,
            **self.whole.as_json(),
            "verdict": "within" if self.within else "over",
            "exceeded": list(self.exceeded()),
            "warnings": list(self.warnings()),
        }

    def _standings(self) -> Iterator[Standing]:
        yield self.whole
        yield from self.categories.values()


def judge_budget(environment: Environment, amounts: Mapping[Category, Span], budget: Budget) -> BudgetVerdict:
    """Hold a month's amounts to a budget."""
    whole = Standing("the stack", total(list(amounts.values())), budget.total)
    parts = {name: Standing(name, amounts[name], budget.of(name)) for name in CATEGORIES}
    return BudgetVerdict(environment, whole, parts)


def _usd(amount: Decimal) -> str:
    return f"{cents(amount):,.2f} USD"
