"""What the packs cost as the engine runs them: processor seconds of their processes over a stack of a fixed size."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle, islice
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any, Final

from operations.analyzers import running
from policies.framework.catalogue import PACKS
from policies.kubernetes.pods import WORKLOADS

SIZE: Final = 500
"""Resources of the stack that is measured, the size of the bound: five seconds of all packs."""

WORKLOAD_PART: Final = 0.4
"""The part of them that are Kubernetes workloads, which are the largest resources and have the most rules."""


def seconds(entries: Sequence[Mapping[str, Any]], stack: str) -> dict[str, float]:
    """Return the processor seconds of each pack: its start, each resource, and the whole stack at last.

    :param entries: the resources of a real stack; :data:`SIZE` of them are taken, again under other names if need be.
    """
    taken = list(chosen(entries))
    return {pack: _seconds(pack, stack, taken) for pack in PACKS}


def _seconds(pack: str, stack: str, entries: Sequence[Mapping[str, Any]]) -> float:
    before = getrusage(RUSAGE_CHILDREN)
    with running(pack, stack) as analyzer:
        analyzer.configure({})
        analyzer.judge(entries)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def chosen(entries: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the stack that is measured: of everything else some from each part, of workloads the first ones."""
    workloads = [one for one in entries if one["type"] in WORKLOADS]
    others = [one for one in entries if one["type"] not in WORKLOADS]
    many = round(SIZE * WORKLOAD_PART) if workloads else 0
    every = max(len(others) // (SIZE - many), 1)
    taken = [*islice(cycle(others[::every]), SIZE - many), *islice(cycle(workloads), many)]
    for number, one in enumerate(taken):
        yield {**one, "urn": f"{one['urn']}-{number}"}
