"""Copies of disks that a vault keeps long enough for cold storage. Copies of databases and buckets have none (AWS Backup)."""

from collections.abc import Iterator
from typing import Final

from policies.cost.advice.terms import Advice, Bill, instead_of, summed, whole
from policies.cost.pricing.subject import Subject
from policies.framework import tokens

WARM, COLD = "backup.ebs", "backup.ebs.cold"

WARM_DAYS: Final = 30
"""How long a copy is restored at once, before a restore has to wait for days."""

COLD_DAYS: Final = 90
"""How long a copy has to stay in cold storage at least; less is billed all the same (AWS Backup developer guide)."""


def advice(bill: Bill) -> Iterator[Advice]:
    """Yield cold storage for vaults into which a rule writes copies that outlive it. It is a bound: a copy grows whole there."""
    plans = [plan for plan in bill.subjects(tokens.BACKUP_PLAN) if _keeps_long(plan)]
    regions = {plan.region for plan in plans}
    copied = any(list(rule["copyActions"].items()) for plan in plans for rule in plan["rules"].items())
    for line in bill.lines:
        price = bill.prices.find(COLD, line.region) if line.key == WARM and line.quantity.expected else None
        if price is None or not plans or not (copied or line.region in regions):
            continue
        saving, arithmetic = summed([instead_of(line, price)])
        yield Advice(
            kind="cold copies", urn=line.urn, bound=True,
            advice=f"move copies of disks to cold storage after {WARM_DAYS} days, where a rule keeps them for {WARM_DAYS + COLD_DAYS}",
            condition=(
                "a restore may wait for up to three days; only those rules' copies move, and a copy that leaves the chain of changes is "
                "stored whole, so that the figure is that of all copies at their size of today"
            ),
            saving=saving, arithmetic=arithmetic, source=price.source, confidence=price.confidence,
        )  # fmt: skip


def _keeps_long(plan: Subject) -> bool:
    """Say whether a rule keeps copies past the least stay in cold storage and moves none there yet."""
    return any(
        rule["lifecycle"]["coldStorageAfter"].absent
        and (whole(rule["lifecycle"]["deleteAfter"]) or 0) >= WARM_DAYS + COLD_DAYS
        for rule in plan["rules"].items()
    )
