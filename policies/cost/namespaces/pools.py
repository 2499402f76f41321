"""What a cluster's node pools hold and cost, from the lines of the bill."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from policies.cost.amounts import HOURS, NOTHING, Span
from policies.cost.lines import Line
from policies.cost.namespaces.clusters import is_pool
from policies.cost.pricing.machines import BURSTABLE
from policies.cost.rules.machine_names import family, vcpus
from policies.cost.sizes import Sizes
from policies.framework import tokens

MACHINES: Final = frozenset({"instances", "pool_nodes", "inline_nodes"})
"""Parts of a bill that count machines by the hour."""

PROVISIONED: Final = "provisioned"
"""The part of a Karpenter pool's bill, which counts virtual CPUs by the hour."""

INLINE: Final = frozenset({"inline_nodes", "inline_protection"})
"""Parts of an AKS cluster's bill that are of the pools inside it."""


@dataclass(frozen=True, slots=True)
class Pools:
    """All pools of a cluster: USD a month, and cores, GiB and nodes at once. It is the machines' whole size.

    Part of it a node keeps for itself, so that pods get a little less. ``unsized`` are machines of unknown memory.
    """

    monthly: Span = NOTHING
    cores: Span = NOTHING
    gib: Span = NOTHING
    nodes: Span = NOTHING
    unsized: tuple[str, ...] = ()

    def __add__(self, other: "Pools") -> "Pools":
        return Pools(
            self.monthly + other.monthly,
            self.cores + other.cores,
            self.gib + other.gib,
            self.nodes + other.nodes,
            tuple(sorted({*self.unsized, *other.unsized})),
        )


def of_pools(line: Line) -> bool:
    """Return whether a line is of node pools: their machines, and the disks, traffic and watching that come with each."""
    return is_pool(line.type) or (line.type == tokens.AKS_CLUSTER and line.part in INLINE)


def pools(lines: Iterable[Line], sizes: Sizes) -> Pools:
    """Return what the pools of one cluster hold and cost. Of several machine types, the expected one gives the size."""
    held = Pools()
    for line in lines:
        held += _pool(line, sizes)
    return held


def memory(machine: str, sizes: Sizes) -> Decimal | None:
    """Return the GiB of a machine, or None if sizes.yaml does not say."""
    stated, group = sizes.memory, family(machine)
    single = stated.machines.get(machine)
    if single is None and group in BURSTABLE:
        single = stated.burstable.get(machine.rpartition(".")[2])
    if single is not None:
        return Decimal(single)
    named = [
        stated.groups[name]
        for name, members in sizes.families.items()
        if group in members and name in stated.groups
    ]
    of_class = stated.classes.get(group) or stated.classes.get(machine.partition("-")[2].partition("-")[0])
    each, cpus = (named[0] if named else of_class), vcpus(machine)
    return Decimal(each * cpus) if each and cpus else None


def _pool(line: Line, sizes: Sizes) -> Pools:
    if line.part not in MACHINES and line.part != PROVISIONED:
        return Pools(line.monthly)
    machine = line.key.removeprefix("ec2.").removeprefix("gce.").removeprefix("azure.vm.")
    cpus, gib = vcpus(machine), memory(machine, sizes)
    if cpus is None or gib is None:
        return Pools(line.monthly, unsized=(machine,))
    at_once = line.quantity * (1 / HOURS)
    nodes = _whole(at_once if line.part in MACHINES else _over(at_once, cpus))
    return Pools(line.monthly, nodes * cpus, nodes * gib, nodes)


def _over(span: Span, divisor: int) -> Span:
    return Span(span.least / divisor, span.expected / divisor, span.most / divisor)


def _whole(span: Span) -> Span:
    """Return a number of nodes without what dividing by the hours of a month leaves over."""
    return Span(*(round(value, 6).normalize() for value in (span.least, span.expected, span.most)))
