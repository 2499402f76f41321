"""What an account gives reason to say: quotas that are too small, pools that must grow, and what is not counted."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from policies.cost.amounts import ZERO
from policies.cost.namespaces.account import Account, Namespace

UNITS: Final = ("core(s)", "GiB of memory")


def faults(accounts: Sequence[Account]) -> tuple[str, ...]:
    """Return a sentence for each namespace whose workloads may come to request more than its quota allows."""
    return tuple(
        sentence for one in accounts for row in one.namespaces for sentence in _beyond(one.cluster, row)
    )


def notes(account: Account) -> tuple[str, ...]:
    """Return what else is to be known about a cluster's account, a sentence each."""
    return tuple(_notes(account))


def share(taken: Decimal, allowed: Decimal | None) -> Decimal | None:
    """Return which part of a quota is taken, in percent to a tenth; None without a quota, or of one of nothing."""
    return None if not allowed else (taken / allowed * 100).quantize(Decimal("0.1"))


def shown(value: Decimal) -> str:
    """Return an amount of cores or GiB with three digits after the point at the most."""
    return f"{round(value, 3).normalize():f}"


def _beyond(cluster: str, row: Namespace) -> Iterator[str]:
    allowed = (row.demand.quota.cores, row.demand.quota.gib)
    for most, bound, unit in zip(row.demand.own_most, allowed, UNITS, strict=True):
        if bound is not None and most > bound:
            yield (
                f"{cluster}, namespace {row.name}: its workloads may grow to request {shown(most)} {unit} where its "
                f"ResourceQuota allows {shown(bound)}, and pods beyond it are not made; raise the quota or lower the most "
                "replicas"
            )


def _notes(account: Account) -> Iterator[str]:
    held = account.pools
    if held.unsized:
        yield f"the memory of {', '.join(held.unsized)} is not known; add it to policies/cost/sizes.yaml"
    if held.monthly.most == ZERO:
        yield "no node pool of it is part of this stack, so that requests cost nothing here"
        return
    if not held.unsized:
        yield from _fit(account)
    yield from _uncounted(account)


def _fit(account: Account) -> Iterator[str]:
    """Yield what requests outgrow, if they do: the pools as they are expected to be, or as large as they may grow."""
    held = (account.pools.cores, account.pools.gib)
    for requested, size, unit in zip(account.requested, held, UNITS, strict=True):
        if requested > size.most:
            yield (
                f"requests take {shown(requested)} {unit}, more than the {shown(size.most)} that its node pools may grow "
                "to: pods would wait"
            )
        elif requested > size.expected:
            yield (
                f"requests take {shown(requested)} {unit} where its node pools hold {shown(size.expected)} at their "
                f"expected size: the autoscaler grows them, to {shown(size.most)} at the most"
            )


def _uncounted(account: Account) -> Iterator[str]:
    rows = account.namespaces
    silent = [row.name for row in rows if row.demand.nothing]
    if silent:
        yield f"requests nothing that the program makes: {', '.join(silent)}"
    for what, names in (
        ("containers without requests", [f"{row.name}/{one}" for row in rows for one in row.demand.silent]),
        (
            "not known before a deployment",
            [f"{row.name}/{one}" for row in rows for one in row.demand.unknown],
        ),
        (
            "CronJobs, left out because they run for a part of the time",
            [f"{row.name}/{one}" for row in rows for one in row.demand.timed],
        ),
        (
            "charts that no quota bounds",
            [
                row.name
                for row in rows
                if row.demand.charts and None in (row.demand.quota.cores, row.demand.quota.gib)
            ],
        ),
    ):
        if names:
            yield f"{what}: {', '.join(names)}"
