"""Objectives, how fast their budgets burn, and what is left of them (requirements, 10.1)."""

from components.observability.dashboards.authoring.board import (
    Board,
    Variable,
    bars,
    lines,
    note,
    table,
    value,
)
from components.observability.dashboards.authoring.promql import CLUSTER, or_zero, rate, series, share, total
from components.observability.dashboards.authoring.variables import CLUSTERS

CHOSEN = (CLUSTER, 'slo=~"$slo"')
LEFT = series("slo:period_error_budget_remaining:ratio", *CHOSEN)
BUDGET = series("slo:error_budget:ratio", *CHOSEN)
OBJECTIVES = Variable(name="slo", label="Objective", of="slo:error_budget:ratio", value="slo")


def _error(window: str) -> str:
    return series(f"slo:sli_error:ratio_rate{window}", *CHOSEN)


def _burn(window: str) -> str:
    return f"{_error(window)} / {BUDGET}"


BUDGETS = (
    value(
        "Least budget left",
        "Of the objective that has least. Under 50 % a deployment has to be approved, under 10 % none is made.",
        "percentunit",
        f"min({LEFT})",
        limits=("budget-freeze", "budget-approval"),
        reading="floor",
        least=None,
        height=8,
    ),
    bars(
        "Budget left by objective",
        "1 is a whole budget, 0 is used up, and below that the promise is broken for its window.",
        "percentunit",
        {"{{slo}}": LEFT},
        limits=("budget-freeze", "budget-approval"),
        reading="floor",
        least=None,
        most=1,
        width=9,
    ),
    table(
        "Objectives",
        "What is promised, and what was kept over the window of the promise.",
        "percentunit",
        {"target": f"1 - {BUDGET}", "kept": f"1 - {BUDGET} * (1 - {LEFT})", "budget left": LEFT},
        width=9,
    ),
    lines(
        "Budget left",
        "Where the line falls fast, something was broken; where it rises, an old outage leaves the window.",
        "percentunit",
        {"{{slo}}": LEFT},
        limits=("budget-freeze", "budget-approval"),
        reading="floor",
        least=None,
        width=24,
    ),
)

BURNS = (
    lines(
        "Burn rate, over an hour",
        "At 1 a budget lasts exactly its window. Above 14.4 over an hour and over five minutes somebody is woken.",
        "none",
        {"{{slo}} 1h": _burn("1h"), "{{slo}} 5m": _burn("5m")},
        limits=("burn-page",),
    ),
    lines(
        "Burn rate, over six hours",
        "Above 6 over six hours and over half an hour a ticket is written.",
        "none",
        {"{{slo}} 6h": _burn("6h"), "{{slo}} 30m": _burn("30m")},
        limits=("burn-ticket",),
    ),
    lines(
        "Burn rate now",
        "Over five minutes, as it is recorded: jumpy, and the first to show an end.",
        "none",
        {"{{slo}}": series("slo:current_burn_rate:ratio", *CHOSEN)},
        limits=("burn-ticket", "burn-page"),
    ),
    value(
        "Objectives that burn",
        "How many use up their budget faster than it lasts.",
        "none",
        or_zero(f"count({_burn('1h')} > 1)"),
        limits=("none",),
        width=12,
        height=8,
    ),
)

EVENTS = (
    lines(
        "Events",
        "What is counted for each objective, a second. Without events there is no ratio: neither good nor bad.",
        "ops",
        {"{{slo}}": series("slo:sli_total:rate5m", *CHOSEN)},
    ),
    lines(
        "Bad events",
        "Those that use up the budget, a second.",
        "ops",
        {"{{slo}}": series("slo:sli_bad:rate5m", *CHOSEN)},
    ),
    lines(
        "Connections to databases",
        "Tries that succeeded, of those that applications count. It stands behind the objective of the database.",
        "percentunit",
        {
            "succeeded": share(
                total(rate("database_connections_success", CLUSTER)),
                total(rate("database_connections_total", CLUSTER)),
            )
        },
        width=24,
        most=1,
    ),
)

BOARD = Board(
    uid="slo",
    title="Service level objectives",
    description="What is promised, how fast the error budgets burn, and what is left of them.",
    folder="Applications",
    since="now-7d",
    variables=(CLUSTERS, OBJECTIVES),
    sections={
        "Budgets": BUDGETS,
        "Burn rates": BURNS,
        "Events": EVENTS,
        "How to read this": (
            note(
                "Budgets and burn rates",
                "A **budget** is the share of events that may be bad within the window of the promise. A **burn rate** of 1 "
                "uses it up exactly at the end of that window; 14.4 uses 2 % of a month's budget within an hour. Both the "
                "long window and its twelfth have to burn before somebody is told, so that an alert ends soon after its "
                "cause. The gate of deployments reads the same record as the panels above.",
            ),
        ),
    },
)
