"""Spot machines for what a pool takes beside its floor. What they cost changes by the hour, so it is a range and never counted."""

from collections.abc import Iterator
from typing import Final

from policies.cost.advice.terms import Advice, Bill, plain
from policies.cost.amounts import HOURS, cents
from policies.cost.lines import Line
from policies.cost.pricing.subject import Subject
from policies.framework import tokens
from policies.framework.values import Value

ROLE: Final = "node-pool"
"""How the key of the label ends that says what a pool is for."""

NOT_FOR: Final = frozenset({"system", "database", "data"})
"""The roles whose pods lose data or take the cluster with them if their machine is taken away."""

SYSTEM: Final = ("system", "CriticalAddonsOnly")
"""What the key of a taint holds that keeps everything but the cluster's own pods away."""

STARTUP: Final = "agent-not-ready"
"""What the key of a taint holds that a node has for its first minute alone."""


def advice(bill: Bill) -> Iterator[Advice]:
    """Yield spot for each pool that may grow, holds nobody's data, and leaves the cluster's own pods to another pool."""
    lines = {line.urn: line for line in bill.lines if line.part == "instances"}
    groups = list(bill.subjects(tokens.NODE_GROUP))
    for group in groups:
        others = [one for one in groups if one.urn != group.urn and _cluster(one) == _cluster(group)]
        line = lines.get(group.urn)
        if line and _bears_loss(group) and any(_for_system(one) for one in others):
            yield from _offer(bill, line)


def _offer(bill: Bill, line: Line) -> Iterator[Advice]:
    range_ = bill.commitments.spot(line.key, line.region)
    above = line.quantity.most - line.quantity.least
    if range_ is None or not above:
        return
    hour = above * line.price.expected
    least, most = hour * range_.least, hour * range_.most
    nodes = plain(line.quantity.least / HOURS)
    name = line.key.removeprefix("ec2.")
    yield Advice(
        kind="spot", urn=line.urn, bound=True,
        advice=f"run the nodes above the floor of {nodes} on spot machines like {name}, in a pool of their own",
        condition=(
            "their pods bear to lose a machine at two minutes' notice, many at once and with none to follow: replicas elsewhere, "
            "a disruption budget, no volume; the figure is that of a pool at its bound"
        ),
        saving=most,
        arithmetic=(
            f"({plain(line.quantity.most)} - {plain(line.quantity.least)}) {line.unit} * {plain(line.price.expected)} * "
            f"{plain(range_.least)} to {plain(range_.most)} = {cents(least):,.2f} to {cents(most):,.2f} USD"
        ),
        source=range_.source, confidence=range_.confidence,
    )  # fmt: skip


def _cluster(group: Subject) -> str:
    edges = (group.entry.get("propertyDependencies") or {}).get("clusterName") or ()
    return next(iter(edges), "") or str((group.entry.get("inputs") or {}).get("clusterName"))


def _bears_loss(group: Subject) -> bool:
    kept = [key for key in _taints(group) if STARTUP not in key]
    role = _role(group["labels"])
    return role is not None and role not in NOT_FOR and not kept and not _interruptible(group)


def _interruptible(group: Subject) -> bool:
    """Say whether a node group runs on spot machines already."""
    kind = group["capacityType"]
    return kind.known and str(kind.raw) == "SPOT"


def _role(labels: Value) -> str | None:
    """Return what a pool is for; None where it is not said or not known, and then nothing is advised."""
    named = (value for key, value in labels.entries() if key.endswith(ROLE))
    return next((str(value.raw) for value in named if value.known), None)


def _for_system(group: Subject) -> bool:
    return any(word in key for key in _taints(group) for word in SYSTEM)


def _taints(group: Subject) -> list[str]:
    """Return the keys of a pool's taints; one that is not known is named so."""
    keys = [taint["key"] for taint in group["taints"].items()]
    return [str(key.raw) if key.known else "unknown" for key in keys]
