"""DNS records at Cloudflare: web hosts behind the proxy, and no address of the inside."""

import ipaddress
from typing import Any

from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import ADVICE, PROMOTED, Context, Outcomes, require, resource_rule

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


RULES = (cf_record_proxied, cf_record_public, cf_record_no_wildcard)
