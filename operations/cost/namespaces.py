"""The accounts of clusters as rows, for the terminal and for a comment alike."""

from collections.abc import Iterator
from typing import Final

from operations.reports.summary import money
from policies.cost.amounts import ZERO, Span
from policies.cost.namespaces.account import Account, Namespace
from policies.cost.namespaces.said import share

TEXTS: Final = ("namespace",)
FIGURES: Final = ("min", "expected", "max", "beside", "CPU", "memory")

MEANING: Final = (
    "A namespace costs its requests at the price of its cluster's node pools, and what is billed beside those: volumes, "
    "load balancers and the like. CPU and memory are what requests take of its ResourceQuota. What charts run is expected as "
    "their values ask, and is at the most what the quota allows."
)


def title(account: Account) -> str:
    """Return what a cluster's node pools cost, and how much of that nobody requests."""
    whole = account.pools.monthly.expected
    part = share(account.idle, whole)
    return f"{account.cluster}: node pools {money(whole)} USD a month, {money(account.idle)} of it idle" + (
        "" if part is None else f" ({part}%)"
    )


def rows(account: Account) -> Iterator[tuple[str, ...]]:
    """Yield a row for each namespace that costs something or may, then what is idle."""
    for row in account.namespaces:
        if row.monthly.most > ZERO:
            yield _row(row)
    blank = ("",) * (len(FIGURES) - 2)
    yield ("idle", "", money(account.idle), *blank)


def _row(row: Namespace) -> tuple[str, ...]:
    monthly, wanted = row.monthly, row.demand
    beside: Span = row.volumes + row.load_balancers + row.other
    shares = (
        share(wanted.cores.expected, wanted.quota.cores),
        share(wanted.gib.expected, wanted.quota.gib),
    )
    percents = ("none" if part is None else f"{part}%" for part in shares)
    amounts = (monthly.least, monthly.expected, monthly.most, beside.expected)
    return (row.name, *map(money, amounts), *percents)
