"""Caches of another engine that costs less on the same nodes."""

import re
from collections.abc import Iterator
from typing import Final

from policies.cost.advice.terms import Advice, Bill, instead_of, summed

REDIS: Final = re.compile(r"cache\.redis\.(?P<type>.+)")


def advice(bill: Bill) -> Iterator[Advice]:
    """Yield Valkey for each Redis."""
    for line in bill.lines:
        found = REDIS.fullmatch(line.key)
        price = bill.prices.find(f"cache.valkey.{found['type']}", line.region) if found else None
        if found is None or price is None or price.usd >= line.price.expected:
            continue
        saving, arithmetic = summed([instead_of(line, price)])
        yield Advice(
            kind="engine", urn=line.urn, advice=f"run Valkey instead of Redis on {found['type']}",
            condition="clients speak to Valkey 7.2 or later as to Redis OSS 7; the change is made in place",
            saving=saving, arithmetic=arithmetic, source=price.source, confidence=price.confidence,
            replaces=((line, price),),
        )  # fmt: skip
