"""Surcharges that a change of version ends, and those that a change of version keeps from beginning."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from policies.cost.advice.terms import Advice, Bill, Term, summed
from policies.cost.amounts import ZERO
from policies.cost.lines import Line
from policies.cost.pricing import clusters, database
from policies.cost.pricing.subject import Part, Subject, UnpriceableError
from policies.framework import tokens

HORIZON: Final = timedelta(days=90)
"""How long before it begins a surcharge is told; an upgrade of a cluster and of a database takes a quarter to plan."""

SURCHARGED: Final[tuple[tuple[str, Part], ...]] = (
    (tokens.EKS_CLUSTER, clusters.extended_support),
    (tokens.RDS_INSTANCE, database.extended_support),
)


def advice(bill: Bill) -> Iterator[Advice]:
    """Yield the whole surcharge of every version in extended support, and each that begins or rises within the horizon."""
    for line in bill.lines:
        if ".extended-support" not in line.key:
            continue
        saving, arithmetic = summed([Term(line.quantity.expected, line.unit, line.price.expected)])
        yield Advice(
            kind="extended support", urn=line.urn, advice="move to a version in standard support",
            condition="the upgrade has been rehearsed in staging",
            saving=saving, arithmetic=arithmetic, source=line.source, confidence=line.confidence,
        )  # fmt: skip
    for kind, part in SURCHARGED:
        for subject in bill.subjects(kind):
            yield from _coming(subject, part)


def _coming(subject: Subject, part: Part) -> Iterator[Advice]:
    today = subject.tariff.today
    now = _surcharge(subject, part, today)
    paid = ZERO if now is None else now.price.expected
    for days in range(1, HORIZON.days + 1):
        day = today + timedelta(days=days)
        then = _surcharge(subject, part, day)
        if then is None or then.price.expected <= paid:
            continue
        saving, arithmetic = summed([Term(then.quantity.expected, then.unit, then.price.expected, paid)])
        yield Advice(
            kind="extended support", urn=subject.urn, starts=day,
            advice=f"move to a version in standard support before {day}",
            condition=(
                f"{then.item.removeprefix('Extended support of ')} leaves standard support then and the surcharge begins"
                if now is None
                else "the surcharge rises then"
            ),
            saving=saving, arithmetic=arithmetic, source=then.source, confidence=then.confidence,
        )  # fmt: skip
        return


def _surcharge(subject: Subject, part: Part, day: date) -> Line | None:
    """Return the line of extended support as it would be on ``day``; None if there is none, or nothing can be said."""
    then = Subject(subject.entry, subject.around, replace(subject.tariff, today=day))
    try:
        return next(part(then), None)
    except UnpriceableError:
        return None
