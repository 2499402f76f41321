"""Managed Flink: the KPUs that parallelism takes, one that orchestrates, the disk of each, and snapshots."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Final

from policies.cost.amounts import HOURS, Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, flag, number, text
from policies.framework import tokens
from policies.framework.values import Value

ORCHESTRATION: Final = 1
DISK_GB: Final = 50
"""Running storage that comes with each KPU that runs tasks, and is billed."""

MOST_KPUS: Final = 64
"""Where an application's own autoscaling ends unless AWS raises it."""


def units(application: Subject) -> Iterator[Line]:
    """Bill the KPUs that are set up, and with autoscaling what load may add."""
    kpus = _kpus(application)
    total = Span(*(value + ORCHESTRATION for value in (kpus.least, kpus.expected, kpus.most)))
    yield application.line("KPUs with the one that orchestrates", "flink.kpu", total * HOURS, "compute")


def disk(application: Subject) -> Iterator[Line]:
    """Bill the running storage."""
    yield application.line("Running storage", "flink.storage", _kpus(application) * DISK_GB, "storage")


def snapshots(application: Subject) -> Iterator[Line]:
    """Bill the snapshots of its state, where it takes any."""
    taken = application["applicationConfiguration"]["applicationSnapshotConfiguration"]["snapshotsEnabled"]
    if flag(taken, default=True):
        quantity = application.assumed("flink.backup")
        yield application.line("Snapshots of its state", "flink.backup", quantity, "storage", usage=True)


def _kpus(application: Subject) -> Span:
    settings = application["applicationConfiguration"]["flinkApplicationConfiguration"][
        "parallelismConfiguration"
    ]
    tasks, share = number(settings["parallelism"], 1), number(settings["parallelismPerKpu"], 1)
    kpus = (tasks / share).to_integral_value(ROUND_CEILING)
    most = Decimal(MOST_KPUS) if _scales(settings) else kpus
    grown = application.assumed("flink.share") if most > kpus else Span.exactly(0)
    return Span(*(kpus + (most - kpus) * part for part in (grown.least, grown.expected, grown.most)))


def _scales(settings: Value) -> bool:
    """Tell whether the service changes parallelism by itself, which it does unless it is told not to."""
    custom = text(settings["configurationType"], "DEFAULT") == "CUSTOM"
    return flag(settings["autoScalingEnabled"], default=not custom)


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {tokens.FLINK: (units, disk, snapshots)}
