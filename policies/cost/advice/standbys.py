"""Standbys of what is a standby itself: a replica in another region that stands in two zones before anybody needs it."""

from collections.abc import Iterator
from typing import Final

from policies.cost.advice.terms import Advice, Bill, instead_of, summed

TWICE: Final = ".multi-az"

FROM_ELSEWHERE: Final = "replicated_data"
"""The part of the bill that only a replica of another region's database has."""


def advice(bill: Bill) -> Iterator[Advice]:
    """Yield a single zone for each replica from another region: its machine, its disk and what is provisioned on it."""
    for urn, lines in bill.by_resource():
        if not any(line.part == FROM_ELSEWHERE for line in lines):
            continue
        pairs = [
            (line, price)
            for line in lines
            if line.key.endswith(TWICE)
            if (price := bill.prices.find(line.key.removesuffix(TWICE), line.region))
        ]
        if not pairs:
            continue
        saving, arithmetic = summed([instead_of(line, price) for line, price in pairs])
        dearest = max(pairs, key=lambda pair: pair[0].monthly.expected)[1]
        yield Advice(
            kind="idle standby", urn=urn, advice="keep the replica in one zone until it is promoted",
            condition="its standby is made after the promotion, in place; until then the promoted database has none",
            saving=saving, arithmetic=arithmetic, source=dearest.source, confidence=dearest.confidence,
            replaces=tuple(pairs),
        )  # fmt: skip
