"""Disks of an earlier generation whose successor costs less a gigabyte."""

from collections.abc import Iterator

from policies.cost.advice.terms import Advice, Bill, instead_of, summed


def advice(bill: Bill) -> Iterator[Advice]:
    """Yield gp3 for each gp2 that the book prices higher. RDS asks the same for both, so there is none for it."""
    for line in bill.lines:
        service, _, kind = line.key.partition(".")
        price = bill.prices.find(f"{service}.gp3", line.region) if kind == "gp2" else None
        if price is None or price.usd >= line.price.expected:
            continue
        saving, arithmetic = summed([instead_of(line, price)])
        yield Advice(
            kind="disk", urn=line.urn, advice="use gp3 instead of gp2",
            condition="gp3 includes 3,000 IOPS and 125 MB/s; a gp2 disk above 1,000 GB has more IOPS, which gp3 bills",
            saving=saving, arithmetic=arithmetic, source=price.source, confidence=price.confidence,
            replaces=((line, price),),
        )  # fmt: skip
