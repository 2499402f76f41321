"""What is kept for the worst day: the trail's events, copies in vaults, images, metrics counted from logs."""

from collections.abc import Iterator, Mapping
from typing import Final

from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, text
from policies.framework import tokens


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


def copied(plan: Subject) -> Iterator[Line]:
    """Bill the way to another region's vault."""
    if any(list(rule["copyActions"].items()) for rule in plan["rules"].items()):
        quantity = plan.assumed("backup.copied")
        yield plan.line("Copies sent to another region", "transfer.region", quantity, "network", usage=True)


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
    tokens.ECR_REPOSITORY: (images,),
    tokens.ECR_REPLICATION: (image_copies,),
    tokens.ECR_SCANNING: (scanning,),
    tokens.METRIC_FILTER: (counted,),
}
