"""Colder classes of S3 for what a bucket keeps past a month and past a quarter."""

from collections.abc import Iterator
from typing import Final

from policies.cost.advice.moves import Ends, Step, Stock, weigh
from policies.cost.advice.terms import Advice, Bill, whole
from policies.cost.pricing.subject import Subject
from policies.framework import tokens
from policies.framework.values import Value

SMALL: Final = ", one below 128 KiB does not move"
"""Both classes bill a smaller object as if it had that size, so that lifecycles leave it (Amazon S3 user guide)."""


def _step(name: str, from_day: int, stay: int) -> Step:
    return Step(name, f"s3.{name}", f"s3.moves.{name}", f"s3.retrieval.{name}", from_day, stay, SMALL)


INFREQUENT: Final = _step("STANDARD_IA", 30, 30)
INSTANT: Final = _step("GLACIER_IR", 90, 90)


def advice(bill: Bill) -> Iterator[Advice]:
    """Yield the first move of a bucket that has none, and the second of one that stops at the first."""
    rules = {_of(lifecycle): lifecycle for lifecycle in bill.subjects(tokens.BUCKET_LIFECYCLE)}
    lines = {(line.urn, line.key): line for line in bill.lines}
    for bucket in bill.subjects(tokens.BUCKET):
        lifecycle = rules.get(bucket.urn)
        moves = _moves(lifecycle)
        billed = lifecycle if moves and lifecycle else bucket
        line = lines.get((billed.urn, INFREQUENT.kept if moves else "s3.standard"))
        if line is None or moves is None or not set(moves) <= {INFREQUENT.name}:
            continue
        moved, read_back = billed.assumed("s3.moves").expected, billed.assumed("s3.retrieved").expected
        since = moves.get(INFREQUENT.name, 0)
        yield from weigh(
            bill, Stock(line, _ends(lifecycle), moved, read_back, since), INSTANT if moves else INFREQUENT
        )


def _of(lifecycle: Subject) -> str:
    bucket = lifecycle.neighbour("bucket", tokens.BUCKET)
    return bucket.urn if bucket else ""


def _moves(lifecycle: Subject | None) -> dict[str, int] | None:
    """Return the classes that rules move to and the first day of each; None where that cannot be told."""
    if lifecycle is None:
        return {}
    found: dict[str, int] = {}
    for rule in lifecycle["rules"].items():
        for move in rule["transitions"].items():
            name, days = move["storageClass"], whole(move["days"])
            if not name.known or days is None:
                return None
            found[str(name.raw)] = min(days, found.get(str(name.raw), days))
    return None if lifecycle["rules"].unknown else found


def _ends(lifecycle: Subject | None) -> Ends:
    return Ends.of(
        (days, _of_all(rule["filter"]))
        for rule in (lifecycle["rules"].items() if lifecycle else ())
        if (days := whole(rule["expiration"]["days"])) is not None
    )


def _of_all(narrowed: Value) -> bool:
    """Say whether a rule's filter leaves all objects in."""
    prefix = narrowed["prefix"]
    others = any(
        not narrowed[key].absent for key in ("tag", "and", "objectSizeGreaterThan", "objectSizeLessThan")
    )
    return not others and (prefix.absent or (prefix.known and prefix.raw == ""))
