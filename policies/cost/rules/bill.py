"""The bill as a whole: complete, fresh, and within the budget."""

from weakref import WeakKeyDictionary

from policies.cost.estimate import Estimate, estimate
from policies.framework.index import Stack
from policies.framework.rules import ADVICE, ALWAYS, Context, Levels, Outcomes, Violation, stack_rule

_ESTIMATES: WeakKeyDictionary[Stack, tuple[Context, Estimate]] = WeakKeyDictionary()


@stack_rule(
    name="monthly-budget",
    title="The expected bill of a month fits the environment's budget",
    types=(),
    severity="high",
    levels=Levels("advisory", "advisory", "mandatory"),
    remediation="See the drivers in the cost table; shrink them, or have policies/cost/budgets.yaml changed by its owner.",
)
def monthly_budget(stack: Stack, context: Context) -> Outcomes:
    """Refuse a month whose expected cost exceeds the budget, in all or in a category."""
    for sentence in estimate_of(stack, context).budget.exceeded():
        yield Violation(sentence)


@stack_rule(
    name="everything-priced",
    title="Every resource has a price, or a reason to have none",
    types=(),
    severity="high",
    levels=ALWAYS,
    remediation="See cost.unpriced of infra preview --json for what is missing; add the price with its source.",
)
def everything_priced(stack: Stack, context: Context) -> Outcomes:
    """Refuse a total that leaves something out. The reasons stay in the estimate: they quote sizes and versions."""
    for note in estimate_of(stack, context).unpriced:
        yield Violation("part of what it costs has no price, so the total is too low", note.urn)


@stack_rule(
    name="prices-current",
    title="The prices in use were seen to hold within the last 180 days",
    types=(),
    severity="low",
    levels=ADVICE,
    remediation="Read the sources again and move their dates in policies/cost/prices/sources.yaml.",
)
def prices_current(stack: Stack, context: Context) -> Outcomes:
    """Advise of prices that nobody has looked at for too long."""
    for sentence in estimate_of(stack, context).stale:
        yield Violation(sentence)


def estimate_of(stack: Stack, context: Context) -> Estimate:
    """Return the estimate of a stack, computed once for all rules that ask for it."""
    held = _ESTIMATES.get(stack)
    if held is None or held[0] != context:
        held = context, estimate(stack.entries, today=context.today, stack=context.environment)
        _ESTIMATES[stack] = held
    return held[1]


RULES = (monthly_budget, everything_priced, prices_current)
