"""What the platform costs, by service, budget and pod, and what of it is idle (requirements, 8.2 and 15.2)."""

from collections.abc import Mapping
from typing import Final

from components.observability.dashboards.authoring.board import Board, lines, note, table, value
from components.observability.dashboards.authoring.limits import LIMITS
from components.observability.dashboards.authoring.promql import (
    CONTAINER,
    SPACE,
    most,
    or_zero,
    rate,
    series,
    share,
    total,
)
from components.observability.dashboards.authoring.variables import CLUSTERS, NAMESPACES

CHARGES: Final = "aws_billing_estimated_charges_maximum"
NOTHING: Final = '""'
SERVICE: Final = "dimension_ServiceName"
ALL: Final = f"max({series(CHARGES, f'{SERVICE}={NOTHING}')})"
EACH: Final = f"max by ({SERVICE}) ({series(CHARGES, f'{SERVICE}!={NOTHING}')})"
HOURS: Final = 730
"""Hours of a month, on average."""

BUDGETS: Final[Mapping[str, tuple[str, ...]]] = {
    "compute": (
        "AmazonEC2",
        "AmazonEKS",
        "AmazonES",
        "AmazonElastiCache",
        "AmazonKinesis",
        "AmazonKinesisAnalytics",
        "AmazonRDS",
        "AmazonRedshift",
        "AWSLambda",
        "AWSQueueService",
    ),
    "storage": ("AmazonECR", "AmazonEFS", "AmazonS3", "AWSBackup"),
    "networking": ("AmazonCloudFront", "AmazonRoute53", "AmazonVPC", "AWSDataTransfer", "AWSELB"),
    "monitoring": ("AmazonCloudWatch", "AmazonSNS", "AWSXRay"),
    "security": (
        "AmazonGuardDuty",
        "AWSCloudTrail",
        "AWSConfig",
        "AWSSecretsManager",
        "AWSSecurityHub",
        "awskms",
        "awswaf",
    ),
}
"""Services as CloudWatch calls them, by the budget that they are spent from, as the budgets of components/cost have them."""

ELAPSED: Final = "((day_of_month() - 1 + hour() / 24) / days_in_month())"
"""How much of the month is over."""

CORES: Final = total(
    rate("container_cpu_usage_seconds_total", SPACE, CONTAINER, over="1h"), "namespace", "pod"
)
GIBIBYTES: Final = f"{total(series('container_memory_working_set_bytes', SPACE, CONTAINER), 'namespace', 'pod')} / 1024 / 1024 / 1024"
HOURLY: Final = f"({CORES} * {LIMITS['core-hour']} + {GIBIBYTES} * {LIMITS['gib-hour']})"
"""What a pod costs an hour by what it uses, at the rates of the requirements: 0.04 a core, 0.004 a GiB."""


def _grown(window: str) -> str:
    """Return by how much the charges of all services grew."""
    return f"max(delta({series(CHARGES, f'{SERVICE}={NOTHING}')}[{window}]))"


def _requested(resource: str) -> str:
    return total(series("kube_pod_container_resource_requests", SPACE, f'resource="{resource}"'), "namespace")


def _used(budget: str) -> str:
    """Return how much of a month's budget is spent, with nothing where no service of it has cost anything."""
    names = "|".join(BUDGETS[budget])
    spent = total(series(CHARGES, f'{SERVICE}=~"{names}"'))
    return f"{spent} / {LIMITS[f'budget-{budget}']:g}"


SPENT = (
    value(
        "Spent this month",
        "Estimated charges of AWS since the first of the month, as its bill has them. They are a few hours old.",
        "currencyUSD",
        ALL,
        limits=("budget-total",),
        height=8,
    ),
    value(
        "Month at this pace",
        "What the month would come to if the rest went on as it began. In its first days it swings.",
        "currencyUSD",
        f"{ALL} / on() ({ELAPSED} > 0)",
        limits=("budget-total",),
        height=8,
    ),
    lines(
        "Spent by service",
        "Each service's charges since the first of the month; they begin anew with the next.",
        "currencyUSD",
        {f"{{{{{SERVICE}}}}}": EACH},
        stacked=True,
    ),
)

AGAINST = (
    lines(
        "A day against the week",
        "What the last day cost, of what a day of the last week cost on average. Above 1.2 somebody should look "
        "(requirements, 15.2). In the first week of a month there is no such week.",
        "none",
        {"all services": share(_grown("1d"), f"({_grown('7d')} / 7)")},
        limits=("cost-of-usual",),
        width=24,
    ),
    lines(
        "Budgets used",
        "The share of each budget that is spent, beside how much of the month is over. A line above that of the month "
        "will not be enough.",
        "percentunit",
        {
            **{budget: _used(budget) for budget in BUDGETS},
            "total": f"{ALL} / {LIMITS['budget-total']:g}",
            "month": ELAPSED,
        },
        limits=("budget-used",),
        width=16,
    ),
    table(
        "Budgets",
        "Dollars a month: compute 15,000, storage 2,000, networking 1,500, monitoring 800, security 1,200 "
        "(requirements, 15.2).",
        "percentunit",
        {budget: _used(budget) for budget in BUDGETS},
        limits=("budget-used",),
        width=8,
    ),
)

PODS = (
    table(
        "Cost of pods",
        "What each pod costs a month by what it used in the last hour: 0.04 dollars for an hour of a core, 0.004 for an "
        "hour of a GiB. Capacity that nobody uses is in no pod.",
        "currencyUSD",
        {"a month": most(50, f"{HOURLY} * {HOURS}")},
    ),
    lines(
        "Cost of namespaces",
        "The same by namespace, an hour.",
        "currencyUSD",
        {"{{namespace}}": f"sum by (namespace) ({HOURLY})"},
        stacked=True,
    ),
    lines(
        "Cost of what is requested",
        "What a namespace keeps for itself, an hour, at the same rates. The gap to what it uses is what right-sizing saves.",
        "currencyUSD",
        {
            "{{namespace}}": f"{_requested('cpu')} * {LIMITS['core-hour']} + "
            f"{_requested('memory')} / 1024 / 1024 / 1024 * {LIMITS['gib-hour']}"
        },
        stacked=True,
    ),
    value(
        "Requested and not used",
        "Dollars a month of processor that is requested and idle.",
        "currencyUSD",
        or_zero(f"clamp_min(sum({_requested('cpu')}) - sum({CORES}), 0) * {LIMITS['core-hour']} * {HOURS}"),
        width=12,
        height=8,
    ),
)

UTILISATION = (
    lines(
        "Processor used of what is requested",
        "By namespace. The target is 70 % on average (requirements, 15.1).",
        "percentunit",
        {"{{namespace}}": share(f"sum by (namespace) ({CORES})", _requested("cpu"))},
        limits=("utilisation", "utilisation-peak"),
    ),
    lines(
        "Memory used of what is requested",
        "By namespace. Memory cannot be lent, so that it needs more room than processor.",
        "percentunit",
        {
            "{{namespace}}": share(
                total(series("container_memory_working_set_bytes", SPACE, CONTAINER), "namespace"),
                _requested("memory"),
            )
        },
        limits=("utilisation", "utilisation-peak"),
    ),
)

BOARD = Board(
    uid="cost",
    title="Cost",
    description="What AWS charges by service and budget, what pods cost, and how much of what is paid for is used.",
    folder="Cost",
    since="now-30d",
    variables=(CLUSTERS, NAMESPACES),
    sections={
        "Spent": SPENT,
        "Budgets": AGAINST,
        "Pods": PODS,
        "Utilisation": UTILISATION,
        "What is not here": (
            note(
                "Other clouds",
                "The bill is that of AWS, from CloudWatch in us-east-1, where alone it is. Charges of Google Cloud, Azure and "
                "Cloudflare reach no metric of this platform: their budgets warn by mail. CloudWatch knows services and not "
                "our budgets, so that a service stands as a whole where most of it belongs: the disks of machines are with "
                "the machines here.",
            ),
        ),
    },
)
