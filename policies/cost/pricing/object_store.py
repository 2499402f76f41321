"""S3: what lies in a bucket, what its lifecycle moves to cheaper classes, what is copied to another region."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from policies.cost.amounts import Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, text
from policies.framework import tokens

MOVED: Final[Mapping[str, tuple[str, Callable[[Subject], Span]]]] = {
    "STANDARD_IA": ("infrequent access", lambda lifecycle: lifecycle.assumed("s3.STANDARD_IA")),
    "GLACIER_IR": ("instant retrieval", lambda lifecycle: lifecycle.assumed("s3.GLACIER_IR")),
    "DEEP_ARCHIVE": ("deep archive", lambda lifecycle: lifecycle.assumed("s3.DEEP_ARCHIVE")),
}
"""The storage classes with a recorded price, besides the one that objects are written to: name, and what lies there."""


def storage(bucket: Subject) -> Iterator[Line]:
    """Bill what lies in a bucket before anything is moved, previous versions included."""
    yield bucket.line("Objects", "s3.standard", bucket.assumed("s3.standard"), "storage", usage=True)


def requests(bucket: Subject) -> Iterator[Line]:
    """Bill writes, lists and reads."""
    yield bucket.line("Writes and lists", "s3.writes", bucket.assumed("s3.writes"), "storage", usage=True)
    yield bucket.line("Reads", "s3.reads", bucket.assumed("s3.reads"), "storage", usage=True)


def moved(lifecycle: Subject) -> Iterator[Line]:
    """Bill what the rules have moved to cheaper classes, and the moving of it."""
    for kind in _classes(lifecycle):
        if kind not in MOVED:
            raise UnpriceableError(
                f"no price of the storage class {kind} is recorded; add one to policies/cost/prices"
            )
        name, kept = MOVED[kind]
        yield lifecycle.line(f"Objects, {name}", f"s3.{kind}", kept(lifecycle), "storage", usage=True)
        moves = lifecycle.assumed("s3.moves")
        yield lifecycle.line(f"Moves to {name}", f"s3.moves.{kind}", moves, "storage", usage=True)


def _classes(lifecycle: Subject) -> list[str]:
    found = [
        text(move["storageClass"])
        for rule in lifecycle["rules"].items()
        for move in rule["transitions"].items()
    ]
    return list(dict.fromkeys(found))


def copied(replication: Subject) -> Iterator[Line]:
    """Bill the way to another region, and the promise that it takes fifteen minutes at most."""
    quantity = replication.assumed("s3.replicated")
    for rule in replication["rules"].items():
        yield replication.line("Copied data", "transfer.region", quantity, "network", usage=True)
        if rule.at("destination", "replicationTime", "status").known:
            item = "Copied within fifteen minutes"
            yield replication.line(item, "s3.replication-time", quantity, "network", usage=True)


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.BUCKET: (storage, requests),
    tokens.BUCKET_LIFECYCLE: (moved,),
    tokens.BUCKET_REPLICATION: (copied,),
}
