"""Colder classes of S3 for what a bucket keeps past a month and past a quarter, with what moving it and reading it back cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from policies.cost.advice.terms import Advice, Bill, Term, plain, summed, whole
from policies.cost.amounts import ZERO
from policies.cost.lines import Line
from policies.cost.pricing.subject import Subject
from policies.framework import tokens
from policies.framework.values import Value

LEAST: Final = Decimal(1)
"""USD a month below which a colder class is not worth the change."""

PARTS: Final = Decimal("0.0001")
"""The smallest part of a gigabyte that a share of a stock is rounded to."""


@dataclass(frozen=True, slots=True)
class Step:
    """A move into a colder class: from which price, when, and for how long an object has to stay there at least.

    Objects below 128 KiB stay where they are, since both classes bill them as if they had that size (Amazon S3 user guide,
    lifecycle transitions).
    """

    name: str
    storage_class: str
    stock: str
    from_day: int
    stay: int

    @property
    def least_life(self) -> int:
        """Days that an object has to be kept for the move to pay for the shortest stay."""
        return self.from_day + self.stay


INFREQUENT: Final = Step("infrequent access", "STANDARD_IA", "s3.standard", 30, 30)
INSTANT: Final = Step("instant retrieval", "GLACIER_IR", "s3.STANDARD_IA", 90, 90)


def advice(bill: Bill) -> Iterator[Advice]:
    """Yield the first move of a bucket that has none, and the second of one that stops at the first."""
    rules = {_of(lifecycle): lifecycle for lifecycle in bill.subjects(tokens.BUCKET_LIFECYCLE)}
    lines = {(line.urn, line.key): line for line in bill.lines}
    for bucket in bill.subjects(tokens.BUCKET):
        lifecycle = rules.get(bucket.urn)
        moves = _moves(lifecycle)
        stock = lines.get((bucket.urn, INFREQUENT.stock))
        if moves == {} and stock:
            yield from _move(bill, bucket, lifecycle, stock, INFREQUENT, 0)
        stock = lines.get((lifecycle.urn, INSTANT.stock)) if lifecycle else None
        if moves and set(moves) == {INFREQUENT.storage_class} and stock and lifecycle:
            yield from _move(bill, lifecycle, lifecycle, stock, INSTANT, moves[INFREQUENT.storage_class])


def _move(
    bill: Bill, billed: Subject, lifecycle: Subject | None, stock: Line, step: Step, since: int
) -> Iterator[Advice]:
    """Weigh a move: what lies in a stock since day ``since``, and how much of it is older than the step's first day."""
    ends, partly = _ends(lifecycle)
    if (ends is not None and ends < step.least_life) or any(day < step.least_life for day in partly):
        return
    colder, moving, reading = (
        bill.prices.find(key.format(step.storage_class), stock.region)
        for key in ("s3.{}", "s3.moves.{}", "s3.retrieval.{}")
    )
    if colder is None or moving is None or reading is None:
        return
    share = Decimal(1) if ends is None else Decimal(ends - step.from_day) / Decimal(ends - since)
    older = (stock.quantity.expected * share).quantize(PARTS)
    moved, read_back = billed.assumed("s3.moves").expected, billed.assumed("s3.retrieved").expected
    terms = [Term(older, stock.unit, stock.price.expected, colder.usd)]
    terms += [Term(moved, moving.unit, ZERO, moving.usd)] if moved else []
    terms += [Term(read_back, reading.unit, ZERO, reading.usd)] if read_back else []
    saving, arithmetic = summed(terms)
    if saving < LEAST:
        return
    whose = (
        "nothing ends it, so that the figure is that of all it holds"
        if ends is None
        else f"of {plain(stock.quantity.expected)} GB, what is older, since objects end after {ends} days"
    )
    yield Advice(
        kind="storage class", urn=billed.urn, bound=ends is None,
        advice=f"move objects to {step.storage_class} after {step.from_day} days",
        condition=(
            f"{whose}; an object stays there for {step.stay} days at least, one below 128 KiB does not move, and reading back costs "
            f"{plain(reading.usd)} a GB: no more than {plain(read_back)} GB a month, as assumed"
        ),
        saving=saving, arithmetic=arithmetic, source=colder.source, confidence=colder.confidence,
    )  # fmt: skip


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


def _ends(lifecycle: Subject | None) -> tuple[int | None, list[int]]:
    """Return the day on which every object ends, if one is set, and the days on which those of a prefix do."""
    every: list[int] = []
    partly: list[int] = []
    for rule in lifecycle["rules"].items() if lifecycle else ():
        days = whole(rule["expiration"]["days"])
        if days is not None:
            (every if _of_all(rule["filter"]) else partly).append(days)
    return (min(every) if every else None), partly


def _of_all(narrowed: Value) -> bool:
    """Say whether a rule's filter leaves all objects in."""
    prefix = narrowed["prefix"]
    others = any(
        not narrowed[key].absent for key in ("tag", "and", "objectSizeGreaterThan", "objectSizeLessThan")
    )
    return not others and (prefix.absent or (prefix.known and prefix.raw == ""))
