"""Security groups, their rules, and the default group and ACL that a VPC comes with."""

import ipaddress
from typing import Any

from simulator.clouds.aws.addresses import default_of
from simulator.clouds.case import Case
from simulator.clouds.kind import Always, Autoname, Kind
from simulator.clouds.refusals import Given, Refused, cidr, conflicts, exactly_one, matches
from simulator.values import UNKNOWN, reveal

ARN = "arn:{partition}:ec2:{region}:{account}"
DESCRIPTION = r"[0-9A-Za-z_ .:/()#,@\[\]+=&;{}!$*-]{0,255}"
DESCRIPTION_RULE = "at most 255 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$*"
SOURCES = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")


def _ports(given: Given) -> Refused:
    """Source: the documentation of ``from_port`` and ``to_port``: required unless the protocol is -1 or icmpv6."""
    protocol = given.text("ipProtocol")
    if protocol is None:
        return
    if protocol in {"-1", "all"}:
        for path in ("fromPort", "toPort"):
            if given.number(path) not in {None, -1}:
                yield path, f"{path} must not be set where ipProtocol is -1, which is all ports"
        return
    if protocol in {"tcp", "udp", "6", "17"}:
        for path in ("fromPort", "toPort"):
            port = given.number(path)
            if given.lacks(path):
                yield path, f"{path} must be set for ipProtocol {protocol}"
            elif port is not None and not 0 <= port <= 65535:
                yield path, f"{path} must be a port between 0 and 65535, not {port}"
        low, high = given.number("fromPort"), given.number("toPort")
        if low is not None and high is not None and low > high:
            yield "toPort", f"toPort {high} is below fromPort {low}"


def _ipv6(given: Given) -> Refused:
    value = given.text("cidrIpv6")
    try:
        ipaddress.IPv6Network(value or "::/0")
    except ValueError:
        yield "cidrIpv6", f"cidrIpv6 must be an IPv6 network such as ::/0, not {value!r}"


def _inline(given: Given) -> Refused:
    for direction in ("ingress", "egress"):
        for path, rule in given.objects(direction):
            for index, block in enumerate(rule.items("cidrBlocks")):
                if isinstance(block, str):
                    for _, reason in cidr("cidrBlocks")(Given({"cidrBlocks": block})):
                        yield f"{path}.cidrBlocks[{index}]", reason
            protocol, low, high = rule.text("protocol"), rule.number("fromPort"), rule.number("toPort")
            if protocol == "-1" and (low or high):
                yield f"{path}.fromPort", f"{path}: fromPort and toPort must be 0 where protocol is -1"


def _names(case: Case) -> Any:
    vpc = reveal(case["vpcId"])
    return UNKNOWN if vpc is UNKNOWN else default_of("sg", vpc or case.text("vpc-0{hex:16.default}"))


RULE_REFUSALS = (
    exactly_one(*SOURCES),
    cidr("cidrIpv4"),
    _ipv6,
    _ports,
    matches("securityGroupId", r"sg-[0-9a-f]+", "the id of a security group (sg-...)"),
    matches("referencedSecurityGroupId", r"(\d{12}/)?sg-[0-9a-f]+", "the id of a security group (sg-...)"),
    matches("description", DESCRIPTION, DESCRIPTION_RULE),
)

KINDS = (
    Kind(
        "aws:ec2/securityGroup:SecurityGroup",
        id="sg-0{hex:16}",
        autoname=Autoname(),
        defaults={"description": "Managed by Pulumi", "revokeRulesOnDelete": False},
        outputs={
            "arn": f"{ARN}:security-group/{{id}}",
            "egress": [],
            "ingress": [],
            "namePrefix": lambda _: None,
            "ownerId": "{account}",
            "vpcId": "vpc-0{hex:16.default}",
        },
        refusals=(
            matches("name", r"(?!sg-).{1,255}", "1 to 255 characters that do not begin with sg-"),
            matches("description", DESCRIPTION, DESCRIPTION_RULE),
            conflicts("name", "namePrefix"),
            _inline,
        ),
    ),
    Kind(
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        id=_names,
        defaults={"revokeRulesOnDelete": False},
        outputs={
            "arn": f"{ARN}:security-group/{{id}}",
            "description": "default VPC security group",
            "egress": [],
            "ingress": [],
            "name": "default",
            "ownerId": "{account}",
            "vpcId": "vpc-0{hex:16.default}",
        },
        refusals=(_inline,),
    ),
    Kind(
        "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
        id="{defaultNetworkAclId}",
        outputs={
            "arn": f"{ARN}:network-acl/{{id}}",
            "ownerId": "{account}",
            "subnetIds": [],
            "vpcId": "vpc-0{hex:16.vpc}",
        },
        refusals=(matches("defaultNetworkAclId", r"acl-[0-9a-f]+", "the id of a network ACL (acl-...)"),),
    ),
    *(
        Kind(
            f"aws:vpc/securityGroup{direction}Rule:SecurityGroup{direction}Rule",
            id="sgr-0{hex:16}",
            outputs={"arn": f"{ARN}:security-group-rule/{{id}}", "securityGroupRuleId": Always("{id}")},
            refusals=RULE_REFUSALS,
        )
        for direction in ("Ingress", "Egress")
    ),
)
