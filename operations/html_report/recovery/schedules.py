"""What runs by the clock so that there is something to recover from: backups, copies, dumps, and the tests of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from operations.reports.summary import name_of, short_type

BACKUP_PLAN: Final = "aws:backup/plan:Plan"
RESTORE_TEST: Final = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
VELERO: Final = "kubernetes:velero.io/v1:Schedule"
CRON_JOB: Final = "kubernetes:batch/v1:CronJob"
RESILIENCE: Final = ":resilience:"
"""In the URN of what belongs to a component of the room of resilience."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Something that runs by the clock. ``gap`` is the longest time between two runs, in words; empty if it is not known."""

    name: str
    kind: str
    expression: str
    gap: str
    kept: str


def schedules(resources: Sequence[Mapping[str, Any]]) -> tuple[Schedule, ...]:
    """Return the schedules of a stack by name."""
    return tuple(
        sorted((one for entry in resources for one in _of(entry)), key=lambda one: (one.kind, one.name))
    )


def _of(entry: Mapping[str, Any]) -> Iterator[Schedule]:
    inputs, urn, kind = entry.get("inputs") or {}, str(entry["urn"]), str(entry["type"])
    name, said = name_of(urn), short_type(kind)
    if kind == BACKUP_PLAN:
        for rule in inputs.get("rules") or ():
            days = (rule.get("lifecycle") or {}).get("deleteAfter")
            kept = f"{int(days)} days" if isinstance(days, int | float) else ""
            copied = ", copied to another vault" if rule.get("copyActions") else ""
            yield _schedule(f"{name}, {rule.get('ruleName')}", said, rule.get("schedule"), f"{kept}{copied}")
    elif kind == RESTORE_TEST:
        yield _schedule(name, said, inputs.get("scheduleExpression"), "a restore is tried")
    elif kind == VELERO:
        spec = inputs.get("spec") or {}
        kept = str((spec.get("template") or {}).get("ttl") or "").removesuffix("0m0s")
        yield _schedule(name, said, spec.get("schedule"), f"{kept} long" if kept else "")
    elif kind == CRON_JOB and RESILIENCE in urn:
        spec = inputs.get("spec") or {}
        if spec.get("suspend") is True:
            yield Schedule(name, said, "", "started by hand", "")
        else:
            yield _schedule(name, said, spec.get("schedule"), "")


def _schedule(name: str, kind: str, expression: Any, kept: str) -> Schedule:
    text = expression if isinstance(expression, str) else ""
    return Schedule(name, kind, text, longest_gap(text), kept)


def longest_gap(expression: str) -> str:
    """Return the longest time between two runs of a cron expression, of Kubernetes or of AWS, or nothing if it is neither.

    Lists and steps of minutes within an hour count as hourly; a day that is named by number is a month away at most.
    """
    fields = expression.removeprefix("cron(").removesuffix(")").split()
    if len(fields) not in {5, 6}:
        return ""
    _, hour, day, month, weekday = fields[:5]
    if not _any(month):
        return "a year"
    if not _any(day):
        return "31 days"
    if not _any(weekday):
        return "7 days"
    return _gap_of_hours(hour)


def _any(field: str) -> bool:
    return field in {"*", "?"}


def _gap_of_hours(field: str) -> str:
    hours = _hours(field)
    if not hours:
        return ""
    apart = [later - earlier for earlier, later in zip(hours, [*hours[1:], hours[0] + 24], strict=True)]
    return "1 hour" if max(apart) == 1 else f"{max(apart)} hours"


def _hours(field: str) -> list[int]:
    """Return the hours that a field names, and none for what it does not write as numbers."""
    if field == "*":
        return list(range(24))
    start, _, step = field.partition("/")
    if step.isdigit() and int(step):
        return list(range(0 if start == "*" else int(start) if start.isdigit() else 24, 24, int(step)))
    parts = field.split(",")
    return sorted({int(part) for part in parts}) if all(part.isdigit() for part in parts) else []
