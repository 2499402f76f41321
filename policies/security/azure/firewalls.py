"""Azure's packet filters: what they let in from the whole internet."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from policies.framework import tokens
from policies.framework.facts import Fact, fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    ALWAYS,
    Context,
    Outcomes,
    clauses,
    require,
    resource_rule,
    stack_rule,
)
from policies.framework.values import Value
from policies.security.aws.addresses import ADMIN_PORTS, DATA_PORTS, network, together_world

GROUP: Final = tokens.AZURE_FIREWALL
RULE: Final = tokens.AZURE_FIREWALL_RULE

ANYBODY: Final = frozenset({"*", "any", "internet"})
WIDEST: Final = {4: 7, 6: 15}
"""A prefix this short or shorter is a good part of the internet, by version of the address."""

DANGEROUS: Final = frozenset({*ADMIN_PORTS, *DATA_PORTS, 21, 23, 80, 135, 139, 5985, 5986, 6432})
"""Ports of administration, of data stores and of protocols without encryption."""

ENCRYPTED: Final = "tcp"
DIAGNOSTIC: Final = "icmp"


@resource_rule(
    name="azure-nsg-no-world",
    title="No packet filter of Azure lets the internet reach administration, data, or anything over UDP",
    types=(GROUP, RULE),
    severity="critical",
    levels=ALWAYS,
    remediation="Name the sources in sourceAddressPrefixes; open TCP 443 alone to everybody.",
    controls=clauses("CIS Azure", "5.0", "7.1", "7.2", "7.3", "7.4"),
    checkov=("CKV_AZURE_9", "CKV_AZURE_10", "CKV_AZURE_77", "CKV_AZURE_160"),
    trivy=("AZU-0047", "AZU-0048", "AZU-0050", "AZU-0074"),
    prowler=(
        "network_http_internet_access_restricted",
        "network_rdp_internet_access_restricted",
        "network_ssh_internet_access_restricted",
        "network_udp_internet_access_restricted",
    ),
    url="https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
)
def nsg_no_world(filtering: Resource, _: Context) -> Outcomes:
    """Refuse a rule that lets anybody in, in a group or beside it, by any of the ways that Azure lets one write it."""
    opened = some(_opens(rule) for rule in _rules(filtering))
    yield from require(
        ~opened, "whoever is on the internet may connect: name the sources in sourceAddressPrefixes"
    )


def _rules(filtering: Resource) -> Iterable[Value]:
    return filtering["securityRules"].items() if filtering.type == GROUP else (filtering.properties,)


def _opens(rule: Value) -> Fact:
    """Return whether a rule lets the internet in where it has no business."""
    anybody = some(source.test(_is_anybody) for source in _either(rule, "sourceAddressPrefix"))
    return _risks(rule) & (anybody | fact(together_world(_ranges(rule))))


def _open_alone(rule: Value) -> bool:
    """Return whether a rule's own sources are the internet, which ``azure-nsg-no-world`` says."""
    ranges = list(_ranges(rule))
    return together_world(ranges) or any(map(_is_anybody, ranges))


def _risks(rule: Value) -> Fact:
    """Return whether a rule lets somebody in where the internet has no business."""
    lets_in = rule["access"].equals("Allow", "allow") & rule["direction"].equals("Inbound", "inbound")
    ports = some(port.test(_is_dangerous) for port in _either(rule, "destinationPortRange"))
    not_tcp = ~rule["protocol"].test(lambda raw: str(raw).lower() == ENCRYPTED)
    diagnostic = rule["protocol"].test(lambda raw: str(raw).lower() == DIAGNOSTIC)
    return lets_in & ~diagnostic & (ports | not_tcp)


def _ranges(rule: Value) -> Iterator[str]:
    """Yield the sources of a rule that are known."""
    return (
        source.raw
        for source in _either(rule, "sourceAddressPrefix")
        if source.known and isinstance(source.raw, str)
    )


@stack_rule(
    name="azure-nsg-no-world-by-parts",
    title="No packet filter of Azure adds up to the internet",
    types=(GROUP,),
    severity="critical",
    levels=ALWAYS,
    remediation="Name the sources that are meant; prefixes that together cover a quarter of the internet are no restriction.",
    url="https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
)
def nsg_no_world_by_parts(stack: Stack, _: Context) -> Outcomes:
    """Refuse several rules of one group, in it and beside it, whose public prefixes together are the internet's."""
    for group in stack.of(GROUP):
        beside = stack.referrers(group, RULE, by="networkSecurityGroupName")
        rules = [rule for member in (group, *beside) for rule in _rules(member)]
        risky = [rule for rule in rules if _risks(rule).truth is not False]
        narrow = [set(_ranges(rule)) for rule in risky if not _open_alone(rule)]
        texts = {text for ranges in narrow for text in ranges}
        message = "its rules together let in a quarter of the internet or more: name the sources"
        yield from require(fact(not together_world(texts)), message, of=group)


def _either(rule: Value, key: str) -> Iterator[Value]:
    """Yield what a rule says under a key and under its plural, which exclude each other."""
    plural = key + ("es" if key.endswith("x") else "s")
    yield rule[key]
    yield from rule[plural].items()


def _is_anybody(raw: Any) -> bool:
    text = str(raw).strip().lower()
    if text in ANYBODY:
        return True
    found = network(text)
    return found is not None and found.prefixlen <= WIDEST[found.version] and not found.is_private


def _is_dangerous(raw: Any) -> bool:
    """Return whether a port, a range of ports or all of them hold one that nobody opens to everybody."""
    text = str(raw).strip()
    if text in {"*", ""}:
        return True
    first, _, last = text.partition("-")
    try:
        low, high = int(first), int(last or first)
    except ValueError:
        return True
    return any(low <= port <= high for port in DANGEROUS)


@resource_rule(
    name="azure-nsg-egress-restricted",
    title="Packet filters of Azure that let traffic out say where it may go",
    types=(GROUP, RULE),
    severity="medium",
    levels=ADVICE,
    remediation="Name the ports, or the destinations as prefixes or service tags.",
    trivy=("AZU-0051",),
    url="https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
)
def nsg_egress_restricted(filtering: Resource, _: Context) -> Outcomes:
    """Advise against a rule of ours that lets everything out to everywhere; Azure's own last rule is no rule of ours."""
    for rule in _rules(filtering):
        lets_out = rule["access"].equals("Allow", "allow") & rule["direction"].equals("Outbound", "outbound")
        anywhere = some(place.test(_is_anybody) for place in _either(rule, "destinationAddressPrefix"))
        any_port = some(port.equals("*", "0-65535") for port in _either(rule, "destinationPortRange"))
        yield from require(
            ~(lets_out & anywhere & any_port),
            "it lets everything out to everywhere: name ports or destinations",
        )


RULES = (nsg_no_world, nsg_no_world_by_parts, nsg_egress_restricted)
