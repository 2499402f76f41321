"""Surcharges that a change of version ends."""

from collections.abc import Iterator

from policies.cost.advice.terms import Advice, Bill, Term, summed


def advice(bill: Bill) -> Iterator[Advice]:
    """Yield the whole surcharge of every version in extended support."""
    for line in bill.lines:
        if ".extended-support" not in line.key:
            continue
        saving, arithmetic = summed([Term(line.quantity.expected, line.unit, line.price.expected)])
        yield Advice(
            kind="extended support", urn=line.urn, advice="move to a version in standard support",
            condition="the upgrade has been rehearsed in staging",
            saving=saving, arithmetic=arithmetic, source=line.source, confidence=line.confidence,
        )  # fmt: skip
