"""What is kept for the worst day: the trail's events, copies in vaults, images, metrics counted from logs."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from policies.cost.amounts import Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, number, text
from policies.framework import tokens

CRON: Final = re.compile(r"cron\(\d+ \d+ ([\d,?*]+) \* ([A-Z\d,?*]+) \*\)")
"""Minute and hour, then the days of the month, every month, the days of the week, every year (AWS Backup, schedules)."""

WEEKS: Final = Decimal(52) / 12


def data_events(trail: Subject) -> Iterator[Line]:
    """Bill calls to objects that the trail records; the first copy of all other calls is free."""
    if list(trail["advancedEventSelectors"].items()) or list(trail["eventSelectors"].items()):
        quantity = trail.assumed("cloudtrail.data-events")
        yield trail.line(
            "Calls to objects recorded", "cloudtrail.data-events", quantity, "security", usage=True
        )


def insights(trail: Subject) -> Iterator[Line]:
    """Bill the search for unusual rates, once for each type."""
    types = len(list(trail["insightSelectors"].items()))
    if types:
        quantity = trail.assumed("cloudtrail.insights") * types
        yield trail.line(
            "Calls searched for oddities", "cloudtrail.insights", quantity, "security", usage=True
        )


def copies(vault: Subject) -> Iterator[Line]:
    """Bill what a vault keeps of databases and disks."""
    yield vault.line("Copies of databases", "backup.rds", vault.assumed("backup.rds"), "storage", usage=True)
    yield vault.line("Copies of disks", "backup.ebs", vault.assumed("backup.ebs"), "storage", usage=True)
    yield vault.line("Copies of buckets", "backup.s3", vault.assumed("backup.s3"), "storage", usage=True)


def copied(plan: Subject) -> Iterator[Line]:
    """Bill the way to another region's vault."""
    if any(list(rule["copyActions"].items()) for rule in plan["rules"].items()):
        quantity = plan.assumed("backup.copied")
        yield plan.line("Copies sent to another region", "transfer.region", quantity, "network", usage=True)


def restore_tests(selection: Subject) -> Iterator[Line]:
    """Bill the tests of a month, and what comes up in each: an instance and a disk, for as long as it stands."""
    kind = text(selection["protectedResourceType"])
    if kind != "RDS":
        raise UnpriceableError(f"no price of restored {kind} is recorded; test databases, or add one")
    plan = selection.neighbour(
        "restoreTestingPlanName", tokens.RESTORE_TEST, text(selection["restoreTestingPlanName"], "")
    )
    if plan is None:
        raise UnpriceableError(
            "its restore testing plan is not in the stack, and the number of tests is there"
        )
    tests = _runs(text(plan["scheduleExpression"]))
    yield selection.line("Restores tested", "backup.restore-test", tests, "storage")
    overrides = selection["restoreMetadataOverrides"]
    if overrides["dbInstanceClass"].absent:
        raise UnpriceableError(
            "dbInstanceClass is not overridden, so what is restored runs on anything; set it"
        )
    window = Span.exactly(number(selection["validationWindowHours"], 0))
    hours = selection.assumed("backup.restore-hours") + window
    size = text(overrides["dbInstanceClass"])
    yield selection.line(
        f"Restored database, {size}", f"rds.postgres.{size}", hours * tests, "compute", usage=True
    )


def _runs(schedule: str) -> Decimal:
    """Return how often a month a schedule runs: by a day of the month, or by days of the week.

    :raises UnpriceableError: for any other schedule.
    """
    found = CRON.fullmatch(schedule)
    if found is None:
        raise UnpriceableError("its schedule is neither by days of the month nor of the week; write it so")
    of_month, of_week = (field.split(",") for field in found.groups())
    if of_week == ["?"] and "*" not in of_month:
        return Decimal(len(of_month))
    if of_month == ["?"] and "*" not in of_week:
        return len(of_week) * WEEKS
    raise UnpriceableError("its schedule is neither by days of the month nor of the week; write it so")


def images(repository: Subject) -> Iterator[Line]:
    """Bill the layers of a repository's images."""
    yield repository.line("Images", "ecr.storage", repository.assumed("ecr.storage"), "storage", usage=True)


def image_copies(replication: Subject) -> Iterator[Line]:
    """Bill the copies of images in another region, and their way there."""
    kept = replication.assumed("ecr.copies")
    yield replication.line("Copies of images", "ecr.storage", kept, "storage", usage=True)
    sent = replication.assumed("ecr.copied")
    yield replication.line("Images sent to another region", "transfer.region", sent, "network", usage=True)


def scanning(registry: Subject) -> Iterator[Line]:
    """Bill nothing for scans on push; those that go on have no recorded price."""
    if text(registry["scanType"]) != "BASIC":
        raise UnpriceableError(
            "no price of scans that go on after the push is recorded; add one, or use BASIC"
        )
    yield from ()


def counted(metric_filter: Subject) -> Iterator[Line]:
    """Bill the metric for the hours in which something was counted."""
    quantity = metric_filter.assumed("metric.counted")
    yield metric_filter.line("Counted events", "metric.custom", quantity, "monitoring", usage=True)


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.TRAIL: (data_events, insights),
    tokens.BACKUP_VAULT: (copies,),
    tokens.BACKUP_PLAN: (copied,),
    tokens.RESTORE_TEST_SELECTION: (restore_tests,),
    tokens.ECR_REPOSITORY: (images,),
    tokens.ECR_REPLICATION: (image_copies,),
    tokens.ECR_SCANNING: (scanning,),
    tokens.METRIC_FILTER: (counted,),
}
