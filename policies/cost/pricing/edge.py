"""Zones, health checks, load balancers, web firewalls and the CDN."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from policies.cost.amounts import HOURS, Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, flag, number, text
from policies.framework import tokens

GLOBAL: Final = "us-east-1"
"""The region under whose name AWS lists what is of no region."""

CHILDREN: Final = "CALCULATED"

BALANCERS: Final = {"application": "alb", "network": "nlb"}
"""Type of a load balancer -> what the keys of its prices begin with."""


def zone(subject: Subject) -> Iterator[Line]:
    """Bill a zone, public or private alike."""
    yield subject.line("Hosted zone", "route53.zone", 1, "network", region=GLOBAL)


def queries(subject: Subject) -> Iterator[Line]:
    """Bill what a public zone is asked; the resolver of a VPC asks a private one for nothing."""
    if subject["vpcs"].absent:
        quantity = subject.assumed("route53.queries")
        yield subject.line("DNS queries", "route53.queries", quantity, "network", region=GLOBAL, usage=True)


def health_check(subject: Subject) -> Iterator[Line]:
    """Bill a health check and each of its options."""
    kind = text(subject["type"])
    yield subject.line("Health check", "route53.check", 1, "network", region=GLOBAL)
    options = [
        kind.startswith("HTTPS"),
        kind.endswith("_STR_MATCH"),
        kind != CHILDREN and number(subject["requestInterval"], 30) == 10,
        flag(subject["measureLatency"]),
    ]
    if any(options):
        yield subject.line(
            "Options of a health check", "route53.check-option", sum(options), "network", region=GLOBAL
        )


def balancer_hours(subject: Subject) -> Iterator[Line]:
    """Bill a load balancer by the hour, and a public address in each of its subnets."""
    yield subject.line("Load balancer", f"{_kind(subject)}.hour", HOURS, "network")
    if not flag(subject["internal"]):
        addresses = _subnets(subject)
        yield subject.line(
            f"Public addresses in {addresses} zones", "ipv4.hour", HOURS * addresses, "network"
        )


def balancer_usage(subject: Subject) -> Iterator[Line]:
    """Bill the capacity that requests take, and the answers that leave AWS."""
    capacity, price = subject.assumed("alb.lcu"), f"{_kind(subject)}.lcu"
    yield subject.line("Load balancer capacity", price, capacity, "network", usage=True)
    if not flag(subject["internal"]):
        yield subject.line(
            "Answers to the internet", "transfer.internet", subject.assumed("alb.data"), "network", usage=True
        )


def web_acl(subject: Subject) -> Iterator[Line]:
    """Bill a web ACL and each of its rules; a managed group of AWS's own counts as one."""
    yield subject.line("Web ACL", "waf.acl", 1, "security")
    rules = subject["rules"]
    if rules.unknown or not subject["ruleJson"].absent:
        raise UnpriceableError("the rules of the web ACL cannot be counted; write them as rules")
    count = sum(1 for _ in rules.items())
    if count:
        yield subject.line("Rules of a web ACL", "waf.rule", count, "security")
    quantity = subject.assumed("waf.requests")
    yield subject.line("Requests through the web ACL", "waf.requests", quantity, "security", usage=True)


def distribution(subject: Subject) -> Iterator[Line]:
    """Bill what a distribution answers. Transfer from AWS's own origins to it is free.

    Viewers are taken to be near. A price class that answers from further away than North America and Europe costs at most
    what it does where that is dearest.
    """
    near = text(subject["priceClass"], "PriceClass_All") == "PriceClass_100"
    data, requests = subject.assumed("cloudfront.data"), subject.assumed("cloudfront.requests")
    for item, key, amount in (
        ("Data to viewers", "cloudfront.data", data),
        ("HTTPS requests", "cloudfront.https", requests),
    ):
        line = subject.line(item, key, amount, "network", region=GLOBAL, usage=True)
        most = line.price.most if near else subject.price(f"{key}.far", GLOBAL).usd
        yield replace(line, price=Span(line.price.least, line.price.expected, most))


def function(subject: Subject) -> Iterator[Line]:
    """Bill a function's runs, and a read of its store in each of them."""
    runs = subject.assumed("cloudfront.function")
    yield subject.line(
        "Runs of a function", "cloudfront.function", runs, "network", region=GLOBAL, usage=True
    )
    if not subject["keyValueStoreAssociations"].absent:
        yield subject.line(
            "Reads of the key-value store",
            "cloudfront.pointer",
            subject.assumed("cloudfront.pointer"),
            "network",
            region=GLOBAL,
            usage=True,
        )


def pointer(subject: Subject) -> Iterator[Line]:
    """Bill what pipelines ask of a key-value store; what its functions read is billed with them."""
    writes = subject.assumed("cloudfront.pointer-write")
    yield subject.line(
        "Releases through the key-value store",
        "cloudfront.pointer-write",
        writes,
        "network",
        region=GLOBAL,
        usage=True,
    )


def _kind(subject: Subject) -> str:
    kind = text(subject["loadBalancerType"], "application")
    if kind not in BALANCERS:
        raise UnpriceableError(
            f"no price of a load balancer of type {kind} is recorded; add it to policies/cost"
        )
    return BALANCERS[kind]


def _subnets(subject: Subject) -> int:
    subnets = subject["subnets"]
    if subnets.known:
        return sum(1 for _ in subnets.items())
    edges = (subject.entry.get("propertyDependencies") or {}).get("subnets") or ()
    named = {urn for urn in edges if subject.around.by_urn.get(urn, {}).get("type") == tokens.SUBNET}
    if named:
        return len(named)
    raise UnpriceableError("subnets is not known, and a public address is billed in each of them")


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.ROUTE53_ZONE: (zone, queries),
    tokens.HEALTH_CHECK: (health_check,),
    tokens.LOAD_BALANCER: (balancer_hours, balancer_usage),
    tokens.WEB_ACL: (web_acl,),
    tokens.DISTRIBUTION: (distribution,),
    tokens.EDGE_FUNCTION: (function,),
    tokens.KEY_VALUE_STORE: (pointer,),
}
