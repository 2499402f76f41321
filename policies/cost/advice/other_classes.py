"""Colder classes of Google's and Azure's stores, for what lies in the dearest for as long as it is kept."""

from collections.abc import Iterator
from typing import Final

from policies.cost.advice.moves import Ends, Step, Stock, weigh
from policies.cost.advice.terms import Advice, Bill, whole
from policies.cost.pricing.subject import Subject
from policies.framework import google_tokens, tokens

HOT: Final = ".hot"
COOLER: Final = ("tierToCool", "tierToCold", "tierToArchive")
"""The actions of a management policy that move blobs to a colder tier."""

NEARLINE: Final = Step("NEARLINE", "gcs.nearline", "gcs.moves.nearline", "gcs.retrieval.nearline", 30, 30)


def advice(bill: Bill) -> Iterator[Advice]:
    """Yield Nearline for buckets without a rule that moves, and the cool tier for accounts without one."""
    lines = {line.urn: line for line in bill.lines if line.key == "gcs.standard" or line.key.endswith(HOT)}
    for bucket in bill.subjects(google_tokens.BUCKET):
        if (line := lines.get(bucket.urn)) and (ends := _google(bucket)):
            moved = bucket.assumed("gcp.backups.writes").expected
            read_back = bucket.assumed("gcp.backups.retrieved").expected
            yield from weigh(bill, Stock(line, ends, moved, read_back), NEARLINE)
    policies = {_of(policy): policy for policy in bill.subjects(tokens.AZURE_LIFECYCLE)}
    for account in bill.subjects(tokens.AZURE_STORAGE):
        if (line := lines.get(account.urn)) and (ends := _azure(policies.get(account.urn))):
            moved = account.assumed("azure.blob.writes").expected
            read_back = account.assumed("azure.blob.retrieved").expected
            yield from weigh(bill, Stock(line, ends, moved, read_back), _cool(line.key.removesuffix(HOT)))


def _cool(store: str) -> Step:
    return Step("the cool tier", f"{store}.cool", f"{store}.cool.writes", "azure.blob.cool.retrieval", 30, 30)


def _google(bucket: Subject) -> Ends | None:
    """Return when objects end; None where a rule moves them, or where that cannot be told."""
    ends: list[tuple[int, bool]] = []
    for rule in bucket["lifecycleRules"].items():
        kind, days = rule["action"]["type"], whole(rule["condition"]["age"])
        if not kind.known or kind.raw == "SetStorageClass":
            return None
        if kind.raw == "Delete" and days is not None:
            narrowed = {key for key, _ in rule["condition"].entries()} - {"age"}
            ends.append((days, not narrowed))
    return Ends.of(ends)


def _azure(policy: Subject | None) -> Ends | None:
    ends: list[tuple[int, bool]] = []
    for rule in policy["policy"]["rules"].items() if policy else ():
        blobs = rule["definition"]["actions"]["baseBlob"]
        if blobs.unknown or any(not blobs[action].absent for action in COOLER):
            return None
        days = whole(blobs["delete"]["daysAfterModificationGreaterThan"])
        if days is not None:
            ends.append((days, rule["definition"]["filters"]["prefixMatch"].absent))
    return Ends.of(ends)


def _of(policy: Subject) -> str:
    account = policy.neighbour("accountName", tokens.AZURE_STORAGE)
    return account.urn if account else ""
