"""Security groups: what the world may reach, and whether a reader can tell why."""

from collections.abc import Iterator

from policies.framework import tokens
from policies.framework.facts import YES, Fact, fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    ALWAYS,
    Context,
    Control,
    Outcomes,
    clauses,
    require,
    resource_rule,
    stack_rule,
)
from policies.framework.values import Value
from policies.security.aws.addresses import (
    ADMIN_PORTS,
    DATA_PORTS,
    WEB_PORTS,
    PortRange,
    together_world,
    world,
)
from policies.security.aws.openings import GROUPS, openings

INBOUND = (*GROUPS, tokens.SECURITY_GROUP_RULE, tokens.INGRESS_RULE)
RULE_TYPES = (tokens.SECURITY_GROUP_RULE, tokens.INGRESS_RULE, tokens.EGRESS_RULE)
SOURCES = ("ingress", "cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6")
CIS_NETWORK = tuple(Control("CIS AWS Foundations", "5.0", reference) for reference in ("5.3", "5.4", "5.1.2"))
GUIDE = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"


def _closed(resource: Resource, ports: tuple[int, ...], kind: str) -> Outcomes:
    for opening in openings(resource):
        covers = some(opening.ports.covers(port) for port in ports)
        yield from require(
            ~(opening.to_world & covers),
            f"{opening.place} lets the world reach {kind}: name a security group as its source",
        )
        yield from require(
            ~(opening.to_unseen & covers),
            f"{opening.place} opens {kind} to a prefix list whose content is not judged here: name a group or CIDRs",
        )


@resource_rule(
    name="sg-no-world-admin-ports",
    title="The world cannot reach a port of administration",
    types=INBOUND,
    severity="critical",
    levels=ALWAYS,
    remediation="Use Session Manager for shells; where a port must be open, name a security group or an office's CIDR.",
    controls=CIS_NETWORK,
    checkov=("CKV_AWS_24", "CKV_AWS_25"),
    trivy=("AWS-0107",),
    prowler=(
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389",
    ),
    url=GUIDE,
    traceable=SOURCES,
)
def sg_no_world_admin_ports(resource: Resource, _: Context) -> Outcomes:
    """Refuse SSH, remote desktop and file sharing from everywhere, however ports and sources are written."""
    yield from _closed(resource, ADMIN_PORTS, "a port of administration")


@resource_rule(
    name="sg-no-world-db-ports",
    title="The world cannot reach a data store",
    types=INBOUND,
    severity="critical",
    levels=ALWAYS,
    remediation="Name the clients' security groups as sources.",
    prowler=(
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_kafka_9092",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_memcached_11211",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_mysql_3306",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_postgres_5432",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_redis_6379",
    ),
    url=GUIDE,
    traceable=SOURCES,
)
def sg_no_world_db_ports(resource: Resource, _: Context) -> Outcomes:
    """Refuse the ports of databases, caches, search and brokers from everywhere."""
    yield from _closed(resource, DATA_PORTS, "a port of a data store")


@resource_rule(
    name="sg-no-world-ingress",
    title="The world reaches nothing but the web ports",
    types=INBOUND,
    severity="critical",
    levels=ALWAYS,
    remediation="Open 80 and 443 alone, and only on what stands at the edge.",
    controls=clauses("CIS AWS Foundations", "5.0", "5.3", "5.4"),
    checkov=("CKV_AWS_277",),
    prowler=(
        "ec2_securitygroup_allow_ingress_from_internet_to_all_ports",
        "ec2_securitygroup_allow_ingress_from_internet_to_high_risk_tcp_ports",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_cassandra_7199_9160_8888",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_elasticsearch_kibana_9200_9300_5601",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_ftp_20_21",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_mongodb_27017_27018",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_oracle_1521_2483",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_sql_server_1433_1434",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_telnet_23",
    ),
    url=GUIDE,
    traceable=SOURCES,
)
def sg_no_world_ingress(resource: Resource, _: Context) -> Outcomes:
    """Refuse anything from everywhere but HTTP, HTTPS and diagnostics."""
    for opening in openings(resource):
        harmless = opening.ports.only_within(WEB_PORTS) | opening.ports.diagnostic
        yield from require(
            ~opening.to_world | harmless, f"{opening.place} opens more than the web ports to the world"
        )


@stack_rule(
    name="sg-no-world-by-parts",
    title="No group adds up to the world",
    types=GROUPS,
    severity="critical",
    levels=ALWAYS,
    remediation="Name the sources that are meant; ranges that together cover a quarter of the internet are no restriction.",
    url=GUIDE,
)
def sg_no_world_by_parts(stack: Stack, _: Context) -> Outcomes:
    """Refuse several rules of one group, each narrow enough, whose public ranges together are not."""
    for group in stack.of(*GROUPS):
        rules = stack.referrers(group, tokens.SECURITY_GROUP_RULE, tokens.INGRESS_RULE, by="securityGroupId")
        risky = [one for member in (group, *rules) for one in openings(member)]
        texts = {
            cidr.raw
            for one in risky
            if (one.applies & ~one.ports.only_within(WEB_PORTS) & ~one.ports.diagnostic).truth is not False
            for cidr in one.cidrs
            if cidr.known and isinstance(cidr.raw, str)
        }
        message = "its rules together open more than the web ports to a quarter of the internet or more"
        yield from require(fact(not together_world(texts)), message, of=group)


@resource_rule(
    name="sg-egress-restricted",
    title="Traffic to the world is limited to what is needed",
    types=(*GROUPS, tokens.SECURITY_GROUP_RULE, tokens.EGRESS_RULE),
    severity="high",
    levels=ADVICE,
    remediation="Name destinations, or at least the protocol and port.",
    checkov=("CKV_AWS_382",),
    trivy=("AWS-0104",),
    url=GUIDE,
)
def sg_egress_restricted(resource: Resource, _: Context) -> Outcomes:
    """Advise against every protocol to everywhere, which is what stolen data leaves by."""
    for place, protocol, cidrs, applies in _outbound(resource):
        everything = PortRange(protocol, protocol, protocol).everything
        anywhere = some(world(cidr) for cidr in cidrs)
        yield from require(
            ~(applies & everything & anywhere), f"{place} lets everything out to everywhere: name a port"
        )


def _outbound(resource: Resource) -> Iterator[tuple[str, Value, tuple[Value, ...], Fact]]:
    if resource.type in GROUPS:
        for rule in resource["egress"].items():
            cidrs = (*rule["cidrBlocks"].items(), *rule["ipv6CidrBlocks"].items())
            yield rule.where, rule["protocol"], cidrs, YES
    elif resource.type == tokens.SECURITY_GROUP_RULE:
        cidrs = (*resource["cidrBlocks"].items(), *resource["ipv6CidrBlocks"].items())
        yield "the rule", resource["protocol"], cidrs, resource["type"].equals("egress")
    else:
        yield "the rule", resource["ipProtocol"], (resource["cidrIpv4"], resource["cidrIpv6"]), YES


@resource_rule(
    name="sg-descriptions",
    title="Groups and rules say what they are for",
    types=(tokens.SECURITY_GROUP, *RULE_TYPES),
    severity="low",
    levels=ADVICE,
    remediation="Set description; a group's own can only be changed by replacing it, so write it at once.",
    checkov=("CKV_AWS_23",),
    trivy=("AWS-0099", "AWS-0124"),
    url=GUIDE,
)
def sg_descriptions(resource: Resource, _: Context) -> Outcomes:
    """Advise a description, and not the one that Pulumi fills in."""
    own = resource["description"].given("Managed by Pulumi", "Managed by Terraform")
    yield from require(own, "nobody can tell what it is for: set description")
    for rule in (*resource["ingress"].items(), *resource["egress"].items()):
        yield from require(rule["description"].given(), f"{rule.where} has no description: set it")


@stack_rule(
    name="sg-attached",
    title="No security group is left over",
    types=(tokens.SECURITY_GROUP,),
    severity="low",
    levels=ADVICE,
    remediation="Attach the group or delete it.",
    checkov=("CKV2_AWS_5",),
    prowler=("ec2_securitygroup_not_used",),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/working-with-security-groups.html",
)
def sg_attached(stack: Stack, _: Context) -> Outcomes:
    """Advise removing a group that nothing but rules refers to."""
    for group in stack.of(tokens.SECURITY_GROUP):
        users = [user for user in stack.referrers(group) if user.type not in RULE_TYPES]
        yield from require(fact(bool(users)), "nothing uses the group: attach or delete it", of=group)


@stack_rule(
    name="sg-no-mixed-rule-styles",
    title="A group's rules are written in one style",
    types=(tokens.SECURITY_GROUP,),
    severity="medium",
    levels=ALWAYS,
    remediation="Move the inline ingress and egress into rule resources; the two styles undo each other at every update.",
    url="https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
)
def sg_no_mixed_rule_styles(stack: Stack, _: Context) -> Outcomes:
    """Refuse inline rules on a group that rule resources refer to as well."""
    for group in stack.of(tokens.SECURITY_GROUP):
        separate = fact(bool(stack.referrers(group, *RULE_TYPES, by="securityGroupId")))
        inline = _written_inline(group)
        yield from require(
            ~(separate & inline), "inline rules and rule resources undo each other: keep one style", of=group
        )


def _written_inline(group: Resource) -> Fact:
    """Return whether the program wrote rules inline; outputs mirror the rule resources, so inputs are read."""
    inputs = group.entry.get("inputs") or {}
    return fact(bool(inputs.get("ingress")) or bool(inputs.get("egress")))


RULES = (
    sg_no_world_admin_ports,
    sg_no_world_db_ports,
    sg_no_world_ingress,
    sg_no_world_by_parts,
    sg_egress_restricted,
    sg_descriptions,
    sg_attached,
    sg_no_mixed_rule_styles,
)
