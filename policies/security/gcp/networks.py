"""Networks of Google Cloud: laid out by hand, logged, and closed to the world."""

import ipaddress
from typing import Any, Final

from policies.framework import google_tokens as tokens
from policies.framework.facts import some
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    ALWAYS,
    PROMOTED,
    Context,
    Control,
    NotApplicable,
    Outcomes,
    Unresolved,
    clauses,
    require,
    resource_rule,
)

GUIDE: Final = "https://cloud.google.com/vpc/docs/"

WIDE: Final = 8
"""A range with a shorter prefix than this is a good part of the internet."""


@resource_rule(
    name="gcp-network-custom",
    title="Networks of Google Cloud have the subnets that somebody chose",
    types=(tokens.NETWORK,),
    severity="high",
    levels=PROMOTED,
    remediation="Set autoCreateSubnetworks to false and make the subnets that are needed.",
    controls=(Control("CIS GCP", "4.0", "3.2"),),
    checkov=("CKV_GCP_27", "CKV2_GCP_2", "CKV2_GCP_18"),
    trivy=("GCP-0010", "GCP-0073"),
    prowler=("compute_network_not_legacy",),
    url=GUIDE + "vpc#auto-mode-considerations",
)
def network_custom(network: Resource, _: Context) -> Outcomes:
    """Refuse a subnet in every region of the world, which is what the provider makes unless it is told."""
    yield from require(
        network["autoCreateSubnetworks"].equals(False),
        "every region of the world gets a subnet: set autoCreateSubnetworks to false",
    )


@resource_rule(
    name="gcp-subnet-observed",
    title="Subnets of Google Cloud record who talks to whom, and reach Google's services inside",
    types=(tokens.SUBNETWORK,),
    severity="low",
    levels=PROMOTED,
    remediation="Set logConfig and privateIpGoogleAccess.",
    controls=(Control("CIS GCP", "4.0", "3.8"), Control("CIS GKE", "1.9", "5.6.1")),
    checkov=("CKV_GCP_26", "CKV_GCP_74"),
    trivy=("GCP-0029", "GCP-0075", "GCP-0076"),
    prowler=("compute_subnet_flow_logs_enabled",),
    url=GUIDE + "using-flow-logs",
)
def subnet_observed(subnet: Resource, _: Context) -> Outcomes:
    """Require flow logs and private access of every subnet that machines stand in."""
    purpose = subnet["purpose"]
    if purpose.unknown:
        yield Unresolved(("purpose",))
        return
    if purpose.known and purpose.raw != "PRIVATE":
        yield NotApplicable("Google's own proxies stand in it, which have no flow logs")
        return
    yield from require(subnet["logConfig"].given(), "traffic is not recorded: set logConfig")
    yield from require(
        subnet["privateIpGoogleAccess"].is_true(),
        "Google's services are reached over the internet: set privateIpGoogleAccess",
    )


@resource_rule(
    name="gcp-fw-no-world",
    title="No firewall rule of Google Cloud lets the internet in",
    types=(tokens.FIREWALL,),
    severity="critical",
    levels=ALWAYS,
    remediation="Name the sources: IAP's range for people, the load balancers' ranges for traffic.",
    controls=clauses("CIS GCP", "4.0", "3.6", "3.7"),
    checkov=(
        "CKV_GCP_2",
        "CKV_GCP_3",
        "CKV_GCP_75",
        "CKV_GCP_77",
        "CKV_GCP_88",
        "CKV_GCP_106",
        "CKV2_GCP_12",
    ),
    trivy=("GCP-0027", "GCP-0070", "GCP-0071", "GCP-0072", "GCP-0074"),
    prowler=(
        "compute_firewall_rdp_access_from_the_internet_allowed",
        "compute_firewall_ssh_access_from_the_internet_allowed",
    ),
    url=GUIDE + "firewalls",
)
def firewall_no_world(rule: Resource, _: Context) -> Outcomes:
    """Refuse an ingress rule that allows, from anywhere: also one that names no source, which means anywhere."""
    if rule["direction"].known and rule["direction"].raw == "EGRESS":
        yield NotApplicable("it speaks of what leaves")
        return
    named = some(rule[key].given() for key in ("sourceRanges", "sourceTags", "sourceServiceAccounts"))
    wide = some(source.test(is_wide) for source in rule["sourceRanges"].items())
    yield from require(
        rule["direction"].equals("EGRESS")
        | rule["disabled"].is_true()
        | ~rule["allows"].given()
        | (named & ~wide),
        "whoever is on the internet may connect: name the sources in sourceRanges",
    )


@resource_rule(
    name="gcp-fw-egress-restricted",
    title="Firewall rules of Google Cloud that let traffic out say where it may go",
    types=(tokens.FIREWALL,),
    severity="medium",
    levels=ADVICE,
    remediation="Name the destinationRanges that are needed, or leave the rule out.",
    trivy=("GCP-0035",),
    url=GUIDE + "firewalls",
)
def firewall_egress_restricted(rule: Resource, _: Context) -> Outcomes:
    """Advise against an egress rule that allows to anywhere, which a rule without destinations does."""
    if not rule["direction"].known or rule["direction"].raw != "EGRESS":
        yield NotApplicable("it speaks of what comes in")
        return
    named = rule["destinationRanges"].given()
    wide = some(target.test(is_wide) for target in rule["destinationRanges"].items())
    yield from require(
        ~rule["allows"].given() | (named & ~wide),
        "data may leave for anywhere: name the destinations in destinationRanges",
    )


def is_wide(raw: Any) -> bool:
    """Return whether a range is a good part of the internet by itself."""
    try:
        network = ipaddress.ip_network(str(raw).strip(), strict=False)
    except ValueError:
        return False
    return network.prefixlen < WIDE and not network.is_private


RULES = (network_custom, subnet_observed, firewall_no_world, firewall_egress_restricted)
