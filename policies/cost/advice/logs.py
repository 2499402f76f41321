"""Logs that are kept for the record: the class of CloudWatch Logs that takes them in at half the price."""

from collections.abc import Iterator
from typing import Final

from policies.cost.advice.terms import Advice, Bill, instead_of, summed, whole
from policies.cost.pricing.subject import Subject
from policies.framework import tokens

INGESTION: Final = "logs.ingestion"
COLDER: Final = "logs.ingestion.infrequent-access"

FOR_THE_RECORD: Final = 180
"""Days of retention from which on logs are kept to be looked up, and not to be watched."""

READERS: Final = (
    (tokens.METRIC_FILTER, "logGroupName"),
    ("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "logGroup"),
)
"""What the colder class has not: filters that count, and filters that hand over; and where each names its group."""


def advice(bill: Bill) -> Iterator[Advice]:
    """Yield the colder class for each group that is kept long and that nothing in the stack reads as it comes in."""
    read = {target for group in _targets(bill) for target in group}
    lines = {line.urn: line for line in bill.lines if line.key == INGESTION and line.part == "ingestion"}
    for group in bill.subjects(tokens.LOG_GROUP):
        line, days = lines.get(group.urn), whole(group["retentionInDays"])
        price = bill.prices.find(COLDER, line.region) if line else None
        if line is None or price is None or group.urn in read or _name(group) in read:
            continue
        if days is None or days < FOR_THE_RECORD or not line.quantity.expected:
            continue
        saving, arithmetic = summed([instead_of(line, price)])
        yield Advice(
            kind="log class", urn=group.urn, advice="keep it in a log group of the class INFREQUENT_ACCESS",
            condition=(
                "it is looked up and not watched: that class has queries, but no live tail, no metric filter and no subscription; a "
                "group has its class from the start, so that a new one takes its place"
            ),
            saving=saving, arithmetic=arithmetic, source=price.source, confidence=price.confidence,
        )  # fmt: skip


def _targets(bill: Bill) -> Iterator[set[str]]:
    """Yield what each filter reads: the URN of its group, and the name where that is known."""
    for kind, key in READERS:
        for reader in bill.subjects(kind):
            edges = (reader.entry.get("propertyDependencies") or {}).get(key) or ()
            named = reader[key]
            yield {*edges, *([str(named.raw)] if named.known else [])}


def _name(group: Subject) -> str:
    name = group["name"]
    return str(name.raw) if name.known else group.urn
