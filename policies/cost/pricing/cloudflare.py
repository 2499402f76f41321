"""Cloudflare: the plan of a zone, and the balancing of origins, which is an add-on of the account."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, text
from policies.framework import tokens
from policies.framework.values import Value

REGION: Final = "global"

INCLUDED_ENDPOINTS: Final = 2
"""Endpoints of an account that are part of the add-on's price."""


def plan(subject: Subject) -> Iterator[Line]:
    """Bill a zone's plan, as security: the firewall, its rules and the shield are what a plan is bought for."""
    bought = text(subject["ratePlan"]["id"], "free")
    if bought != "free":
        yield subject.line(f"Plan {bought}", f"cloudflare.plan.{bought}", 1, "security", region=REGION)


def balancing(subject: Subject) -> Iterator[Line]:
    """Bill the add-on once an account, with the first of its load balancers, and every endpoint beyond two."""
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


def _endpoints(pool: Mapping[str, object]) -> int:
    inputs = pool.get("inputs")
    origins = inputs.get("origins") if isinstance(inputs, Mapping) else None
    return len(list(Value(origins, ("origins",)).items()))


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.CF_SUBSCRIPTION: (plan,),
    tokens.CF_BALANCER: (balancing,),
}
