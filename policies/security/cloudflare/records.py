"""DNS records at Cloudflare: web hosts behind the proxy, and no address of the inside."""

import ipaddress
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Final

from policies.framework import tokens
from policies.framework.facts import NO, Fact, fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    PROMOTED,
    Context,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)

RECORD = (tokens.CF_RECORD, tokens.CF_OLD_RECORD)
WEB = ("A", "AAAA", "CNAME")
GUIDE = "https://developers.cloudflare.com/dns/"


@resource_rule(
    name="cf-record-proxied",
    title="Web hosts are seen through Cloudflare",
    types=RECORD,
    severity="medium",
    levels=PROMOTED,
    remediation="Set proxied; a host that is no web host is better kept in a zone of its own.",
    prowler=("dns_record_proxied",),
    url=GUIDE + "proxy-status/",
)
def cf_record_proxied(record: Resource, _: Context) -> Outcomes:
    """Require the proxy of hosts; names that begin with an underscore prove who owns the zone and are none."""
    host = record["type"].equals(*WEB) & ~record["name"].test(lambda name: str(name).startswith("_"))
    yield from require(
        ~host | record["proxied"].is_true(), "everybody sees the origin's address: set proxied"
    )


@resource_rule(
    name="cf-record-public",
    title="No record tells an address of the inside",
    types=RECORD,
    severity="high",
    levels=PROMOTED,
    remediation="Name a public address, or keep the name in a private zone.",
    prowler=("dns_record_no_internal_ip",),
    url=GUIDE + "manage-dns-records/reference/dns-record-types/",
)
def cf_record_public(record: Resource, _: Context) -> Outcomes:
    """Refuse private, link-local and loopback addresses: they tell how the inside looks and invite rebinding."""
    address = record["type"].equals("A", "AAAA")
    inside = record["content"].test(_inside) | record["value"].test(_inside)
    yield from require(~(address & inside), "it tells a private address: name a public one")


@resource_rule(
    name="cf-record-no-wildcard",
    title="Records name their hosts",
    types=RECORD,
    severity="low",
    levels=ADVICE,
    remediation="Name each host.",
    prowler=("dns_record_no_wildcard",),
    url=GUIDE + "manage-dns-records/reference/wildcard-dns-records/",
)
def cf_record_no_wildcard(record: Resource, _: Context) -> Outcomes:
    """Advise against a wildcard: any name then answers, those of phishing pages too."""
    yield from require(
        ~record["name"].test(lambda name: str(name).startswith("*")), "any name answers: name each host"
    )


def _inside(content: Any) -> bool:
    try:
        address = ipaddress.ip_address(str(content))
    except ValueError:
        return False
    examples = ("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:")
    return not address.is_global and not str(address).startswith(examples)


@stack_rule(
    name="cf-record-leads-home",
    title="Every alias of a host leads to something of its own stack",
    types=RECORD,
    severity="high",
    levels=ADVICE,
    remediation="Wire content to what it names, or name another record or balancer of the stack.",
    prowler=("dns_record_cname_target_valid",),
    url=GUIDE + "manage-dns-records/reference/dns-record-types/#cname",
)
def cf_record_leads_home(stack: Stack, _: Context) -> Outcomes:
    """Advise against an alias of a name that somebody else may come to own, and with it the host."""
    names: dict[Any, set[str]] = defaultdict(set)
    unnamed: list[Fact] = []
    for one in stack.of(*RECORD, tokens.CF_BALANCER):
        if one["name"].known:
            names[one["name"].raw].add(one.urn)
        elif one["name"].unknown:
            unnamed.append(one["name"].undecided())
    for record in stack.of(*RECORD):
        alias = record["type"].equals("CNAME") & ~record["name"].test(lambda raw: str(raw).startswith("_"))
        for key in ("content", "value"):
            place, wired = record[key], fact(bool(record.edges(key)))
            there = names[place.raw] - {record.urn} if place.known else ()
            here = fact(bool(there)) | some(unnamed) | (place.undecided() if place.unknown else NO)
            yield from require(
                ~alias | wired | here | ~place.given(),
                "it leads to a name that is not ours: wire it to its target",
                of=record,
            )


@stack_rule(
    name="cf-zone-vouched",
    title="A zone says who may issue its certificates and who sends its mail",
    types=(tokens.CF_ZONE,),
    severity="low",
    levels=ADVICE,
    remediation="Add a CAA record, a TXT record v=spf1 that ends in -all, and _dmarc with p=quarantine or p=reject.",
    prowler=("zone_record_caa_exists", "zone_record_spf_exists", "zone_record_dmarc_exists"),
    url=GUIDE + "manage-dns-records/how-to/email-records/",
)
def cf_zone_vouched(stack: Stack, _: Context) -> Outcomes:
    """Advise the three records without which any authority issues for the zone, and anybody writes in its name."""
    for zone in stack.of(tokens.CF_ZONE):
        own = list(stack.naming("zoneId", zone, *RECORD))
        for what, test in VOUCHING.items():
            found = some(here & test(one) for one, here in own)
            yield from require(found, f"the zone has no {what}: add it", of=zone)


def _says(one: Resource, pattern: str) -> Fact:
    holds = re.compile(pattern, re.IGNORECASE)
    text = one["content"].test(lambda raw: holds.search(str(raw)) is not None)
    return one["type"].equals("TXT") & (
        text | one["value"].test(lambda raw: holds.search(str(raw)) is not None)
    )


VOUCHING: Final[Mapping[str, Callable[[Resource], Fact]]] = {
    "record of who may issue certificates (CAA)": lambda one: one["type"].equals("CAA"),
    "record of who sends its mail (SPF with -all)": lambda one: _says(one, r"v=spf1\b.*-all"),
    "record of what becomes of forged mail (DMARC)": lambda one: (
        one["name"].test(lambda raw: str(raw).startswith("_dmarc"))
        & _says(one, r"v=DMARC1;.*\bp=(quarantine|reject)")
    ),
}

RULES = (
    cf_record_proxied,
    cf_record_public,
    cf_record_no_wildcard,
    cf_record_leads_home,
    cf_zone_vouched,
)
