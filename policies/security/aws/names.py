"""Route 53 and ACM: answers that can be trusted, lead somewhere, and leave what does not answer."""

from policies.framework import tokens
from policies.framework.facts import Fact, every, fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    ALWAYS,
    PROMOTED,
    Context,
    NotApplicable,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)

GUIDE = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
ZONE = (tokens.ROUTE53_ZONE,)
RECORD = (tokens.ROUTE53_RECORD,)
LABELS_BELOW = 3
"""Dots of a wildcard that is at least one label below a domain that somebody can register."""


def _public(stack: Stack) -> list[Resource]:
    return [
        zone for zone in stack.of(tokens.ROUTE53_ZONE) if not (zone.entry.get("inputs") or {}).get("vpcs")
    ]


@stack_rule(
    name="r53-dnssec",
    title="Public zones are signed",
    types=ZONE,
    severity="medium",
    levels=ADVICE,
    remediation="Add a KeySigningKey and a HostedZoneDnsSec, then the DS record in the parent zone.",
    checkov=("CKV2_AWS_38",),
    url=GUIDE + "dns-configuring-dnssec.html",
)
def r53_dnssec(stack: Stack, _: Context) -> Outcomes:
    """Advise signing, without which an answer on the way can be another one."""
    for zone in _public(stack):
        signings = stack.of(tokens.ZONE_SIGNING)
        signed = some(
            (stack.refers(one, "hostedZoneId", zone, "zoneId") | _through_key(stack, one, zone))
            & ~one["signingStatus"].equals("NOT_SIGNING")
            for one in signings
        )
        yield from require(signed, "nobody can tell a forged answer: sign the zone", of=zone)


def _through_key(stack: Stack, signing: Resource, zone: Resource) -> Fact:
    keys = stack.targets(signing, "hostedZoneId", tokens.ZONE_SIGNING_KEY)
    return some(stack.refers(key, "hostedZoneId", zone, "zoneId") for key in keys)


@stack_rule(
    name="r53-query-log",
    title="Public zones log what they are asked",
    types=ZONE,
    severity="medium",
    levels=ADVICE,
    remediation="Add a QueryLog with a log group in us-east-1.",
    checkov=("CKV2_AWS_39",),
    prowler=("route53_public_hosted_zones_cloudwatch_logging_enabled",),
    url=GUIDE + "query-logs.html",
)
def r53_query_log(stack: Stack, _: Context) -> Outcomes:
    """Advise a log, in which scanning and leaking by DNS show."""
    for zone in _public(stack):
        logged = some(
            same for _, same in stack.naming("zoneId", zone, tokens.QUERY_LOG, identities=("zoneId",))
        )
        yield from require(logged, "nobody sees what is asked: add a query log", of=zone)


@stack_rule(
    name="r53-no-dangling-alias",
    title="Every alias leads to something of its own stack",
    types=RECORD,
    severity="high",
    levels=ALWAYS,
    remediation="Point the alias at an output of the load balancer or distribution, never at a copied name.",
    checkov=("CKV2_AWS_23",),
    url=GUIDE + "resource-record-sets-choosing-alias-non-alias.html",
)
def r53_no_dangling_alias(stack: Stack, _: Context) -> Outcomes:
    """Refuse an alias that outlives its target, whose name somebody else may get."""
    for record in stack.of(tokens.ROUTE53_RECORD):
        if record["aliases"].absent:
            continue
        targets = stack.targets(record, "aliases")
        yield from require(
            fact(bool(targets)), "the alias leads to nothing of this stack: wire it to its target", of=record
        )


@resource_rule(
    name="r53-failover-checked",
    title="Failover records know whether their target answers",
    types=RECORD,
    severity="high",
    levels=PROMOTED,
    remediation="Set healthCheckId, or evaluateTargetHealth of the alias.",
    url=GUIDE + "dns-failover.html",
)
def r53_failover_checked(record: Resource, _: Context) -> Outcomes:
    """Require a health check: without one, the primary counts as well for ever."""
    if record["failoverRoutingPolicies"].absent:
        yield NotApplicable("the record has no failover routing")
        return
    evaluated = some(alias["evaluateTargetHealth"].is_true() for alias in record["aliases"].items())
    yield from require(
        record["healthCheckId"].given() | evaluated, "the record never fails over: set healthCheckId"
    )


@stack_rule(
    name="acm-validated",
    title="Certificates are waited for",
    types=(tokens.CERTIFICATE,),
    severity="low",
    levels=ADVICE,
    remediation="Add a CertificateValidation and use its certificateArn.",
    url="https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
)
def acm_validated(stack: Stack, _: Context) -> Outcomes:
    """Advise waiting: a certificate in use before it is validated fails where it is used."""
    validations = stack.of(tokens.CERTIFICATE_VALIDATION)
    for certificate in stack.of(tokens.CERTIFICATE):
        waited = some(stack.refers(one, "certificateArn", certificate, "arn") for one in validations)
        yield from require(
            waited, "nothing waits for its validation: add a CertificateValidation", of=certificate
        )


@resource_rule(
    name="acm-narrow",
    title="No certificate is for every host of a whole domain",
    types=(tokens.CERTIFICATE,),
    severity="low",
    levels=ADVICE,
    remediation="Ask for a wildcard below a zone of the environment, such as *.aws.example.com, or for single hosts.",
    url="https://docs.aws.amazon.com/acm/latest/userguide/acm-concepts.html",
)
def acm_narrow(certificate: Resource, _: Context) -> Outcomes:
    """Advise against a wildcard right below a domain, whose bearer may answer for every host of its owner."""
    for name in (certificate["domainName"], *certificate["subjectAlternativeNames"].items()):
        broad = name.test(lambda raw: str(raw).startswith("*.") and str(raw).count(".") < LABELS_BELOW)
        yield from require(~broad, f"{name.where} is every host of a domain: name a zone below it")


@resource_rule(
    name="prefix-list-no-world",
    title="No list of address ranges holds the world",
    types=(tokens.PREFIX_LIST,),
    severity="critical",
    levels=ALWAYS,
    remediation="Name the ranges that are meant; a rule that opens a port to a list trusts all of it.",
    url="https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
)
def prefix_list_no_world(listed: Resource, _: Context) -> Outcomes:
    """Refuse ranges of less than 8 bits, in which no single operator lives."""
    narrow = every(entry["cidr"].test(_narrow) for entry in listed["entries"].items())
    yield from require(
        narrow, "the list holds a range that covers a great part of the internet: name smaller ones"
    )


def _narrow(raw: object) -> bool:
    length = str(raw).strip().rpartition("/")[2]
    return length.isdigit() and int(length) >= 8


RULES = (
    r53_dnssec,
    r53_query_log,
    r53_no_dangling_alias,
    r53_failover_checked,
    acm_validated,
    acm_narrow,
    prefix_list_no_world,
)
