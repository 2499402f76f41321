"""The two ways out of a private network: endpoints that cost by the hour, NAT gateways that cost by the gigabyte."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from policies.cost.advice.terms import Advice, Bill, Term, plain, summed
from policies.cost.amounts import ZERO
from policies.cost.lines import Line
from policies.framework import tokens

NAT_DATA, HOUR, DATA = "nat.data", "endpoint.hour", "endpoint.data"

FREE: Final = ("s3", "dynamodb")
"""The services that have a gateway endpoint, which costs nothing."""


def advice(bill: Bill) -> Iterator[Advice]:
    """Yield gateway endpoints that are missing, and interface endpoints that carry too little to pay for themselves."""
    through_nat = {line.region: line for line in bill.lines if line.key == NAT_DATA}
    yield from _gateways(bill, through_nat)
    for urn, lines in bill.by_resource():
        hours, data = (next((line for line in lines if line.key == key), None) for key in (HOUR, DATA))
        if hours and data and (nat := through_nat.get(hours.region)):
            yield from _interface(urn, hours, data, nat)


def _interface(urn: str, hours: Line, data: Line, nat: Line) -> Iterator[Advice]:
    """Weigh an interface endpoint's hours against what its expected traffic would cost more through the NAT gateway."""
    terms = [
        Term(hours.quantity.expected, hours.unit, hours.price.expected),
        Term(data.quantity.expected, data.unit, data.price.expected, nat.price.expected),
    ]
    saving, arithmetic = summed(terms)
    dearer = nat.price.expected - data.price.expected
    if saving <= 0 or dearer <= 0:
        return
    enough = hours.monthly.expected / dearer
    yield Advice(
        kind="interface endpoint", urn=urn, advice="send this traffic through the NAT gateway",
        condition=f"it may leave the private network; the endpoint pays for itself from {enough:,.0f} GB a month",
        saving=saving, arithmetic=arithmetic, source=nat.source, confidence=nat.confidence,
    )  # fmt: skip


def _gateways(bill: Bill, through_nat: Mapping[str, Line]) -> Iterator[Advice]:
    there = {_served(entry) for entry in bill.resources if entry["type"] == tokens.VPC_ENDPOINT}
    for region, line in sorted(through_nat.items()):
        missing = [name for name in FREE if (region, name) not in there]
        every = sum(
            (one.quantity.expected for one in bill.lines if (one.key, one.region) == (NAT_DATA, region)), ZERO
        )
        if not missing or not every:
            continue
        saving, arithmetic = summed([Term(every, line.unit, line.price.expected)])
        yield Advice(
            kind="gateway endpoint", urn=line.urn, bound=True,
            advice=f"add the free gateway endpoint of {' and '.join(missing)} in {region}",
            condition=f"as far as the traffic goes there; the figure is that of all {plain(every)} GB",
            saving=saving, arithmetic=arithmetic, source=line.source, confidence=line.confidence,
        )  # fmt: skip


def _served(entry: Mapping[str, Any]) -> tuple[str, str]:
    """Return the region and the service of an endpoint: ``com.amazonaws.REGION.SERVICE``."""
    name = str((entry.get("inputs") or {}).get("serviceName") or "").split(".", 3)
    return (name[2], name[3]) if len(name) == 4 else ("", "")
