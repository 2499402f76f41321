"""Cloudflare: the plan of a zone, and the balancing of origins, which is an add-on of the account."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from policies.cost.amounts import Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, number, text
from policies.framework import tokens
from policies.framework.values import Value

REGION: Final = "global"

INCLUDED_ENDPOINTS: Final = 2
"""Endpoints of an account that are part of the add-on's price."""

INCLUDED_INTERVAL: Final = 60
"""Seconds between probes that are part of it; closer ones cost extra."""

INCLUDED_QUERIES: Final = Decimal("0.5")
"""Millions of DNS queries a month that are part of it."""


def plan(subject: Subject) -> Iterator[Line]:
    """Bill a zone's plan, as security: the firewall, its rules and the shield are what a plan is bought for."""
    bought = text(subject["ratePlan"]["id"], "free")
    if bought != "free":
        yield subject.line(f"Plan {bought}", f"cloudflare.plan.{bought}", 1, "security", region=REGION)


def balancing(subject: Subject) -> Iterator[Line]:
    """Bill the add-on once an account, with the first of its load balancers: endpoints beyond two, and closer probes."""
    around = subject.around.by_urn
    first = min(urn for urn, entry in around.items() if entry["type"] == tokens.CF_BALANCER)
    if subject.urn != first:
        return
    yield subject.line("Load balancing", "cloudflare.balancing.subscription", 1, "network", region=REGION)
    endpoints = sum(_endpoints(entry) for entry in around.values() if entry["type"] == tokens.CF_POOL)
    if endpoints > INCLUDED_ENDPOINTS:
        yield subject.line(
            "Endpoints beyond two", "cloudflare.balancing.endpoint", Decimal(endpoints - INCLUDED_ENDPOINTS), "network",
            region=REGION,
        )  # fmt: skip
    yield from _probes(subject)
    yield _queries(subject)


def _probes(subject: Subject) -> Iterator[Line]:
    """Bill probes more often than each minute, and pools that are probed from more than one region."""
    monitors = [one for one in subject.around.by_urn.values() if one["type"] == tokens.CF_MONITOR]
    intervals = [number(_input(one, "interval"), INCLUDED_INTERVAL) for one in monitors]
    if any(seconds < INCLUDED_INTERVAL for seconds in intervals):
        yield subject.line("Frequent probes", "cloudflare.balancing.frequent", 1, "network", region=REGION)
    pools = [one for one in subject.around.by_urn.values() if one["type"] == tokens.CF_POOL]
    named = [[str(region.raw) for region in _input(one, "checkRegions").items()] for one in pools]
    if any(len(regions) > 1 or "ALL_REGIONS" in regions for regions in named):
        yield subject.line("Probes from regions", "cloudflare.balancing.regions", 1, "network", region=REGION)


def _queries(subject: Subject) -> Line:
    """Bill questions for the names of load balancers, of which an account has half a million for nothing."""
    asked = subject.assumed("cloudflare.balancing.queries")
    billed = Span(
        *(max(one - INCLUDED_QUERIES, Decimal(0)) for one in (asked.least, asked.expected, asked.most))
    )
    return subject.line(
        "Queries for balanced names",
        "cloudflare.balancing.queries",
        billed,
        "network",
        region=REGION,
        usage=True,
    )


def _endpoints(pool: Mapping[str, object]) -> int:
    return len(list(_input(pool, "origins").items()))


def _input(entry: Mapping[str, object], key: str) -> Value:
    inputs = entry.get("inputs")
    return Value(inputs.get(key) if isinstance(inputs, Mapping) else None, (key,))


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.CF_SUBSCRIPTION: (plan,),
    tokens.CF_BALANCER: (balancing,),
}
