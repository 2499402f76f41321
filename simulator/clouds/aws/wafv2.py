"""Web ACLs, what they stand in front of and where they log to."""

from typing import Any

from simulator.clouds.aws.arns import in_own_region
from simulator.clouds.case import Case
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, arn, between, conflicts, matches, one_of
from simulator.values import UNKNOWN, reveal

CAPACITY = {
    "AWSManagedRulesAmazonIpReputationList": 25,
    "AWSManagedRulesAnonymousIpList": 50,
    "AWSManagedRulesCommonRuleSet": 700,
    "AWSManagedRulesKnownBadInputsRuleSet": 200,
    "AWSManagedRulesSQLiRuleSet": 200,
}
"""Units that a managed group takes (WAF developer guide, managed rule groups)."""

OWN_CAPACITY = {
    "rateBasedStatement": 2,
    "geoMatchStatement": 1,
    "ipSetReferenceStatement": 1,
    "notStatement": 1,
}
MOST_CAPACITY = 5000

SCOPES = ("REGIONAL", "CLOUDFRONT")
NAME = r"[0-9A-Za-z_-]{1,128}"


def _capacity(case: Case) -> Any:
    return sum(_units(rule) for _, rule in Given(case.inputs).objects("rules"))


def _units(rule: Given) -> int:
    group = rule.text("statement.managedRuleGroupStatement.name")
    if group is not None:
        return CAPACITY.get(group, 0)
    return next((units for kind, units in OWN_CAPACITY.items() if rule.has(f"statement.{kind}")), 0)


def _arn(kind: str) -> Any:
    def arn_of(case: Case) -> Any:
        scope = reveal(case["scope"])
        if scope is UNKNOWN:
            return UNKNOWN
        where = "global" if scope == "CLOUDFRONT" else "regional"
        return case.text(f"arn:{{partition}}:wafv2:{{region}}:{{account}}:{where}/{kind}/{{name}}/{{id}}")

    return arn_of


def _edge(given: Given) -> Refused:
    region = given.text("region")
    if given.text("scope") == "CLOUDFRONT" and region is not None and region != "us-east-1":
        yield "region", f"what is of scope CLOUDFRONT stands in us-east-1, not in {region}"


def _rules(given: Given) -> Refused:
    seen: dict[str, set[Any]] = {"priority": set(), "name": set()}
    for path, rule in given.objects("rules"):
        for key, values in seen.items():
            value = rule.known(key)
            if value is not None and value in values:
                yield f"{path}.{key}", f"two rules have the {key} {rule.shown(key)}"
            values.add(value)
        if rule.has("action") == rule.has("overrideAction") and not (
            rule.raw("action") is UNKNOWN or rule.raw("overrideAction") is UNKNOWN
        ):
            yield path, "a rule has either an action or, if it is of a group, an overrideAction"
        limit = between("statement.rateBasedStatement.limit", 10, 2_000_000_000)
        yield from ((f"{path}.{where}", reason) for where, reason in limit(rule))
    units = sum(_units(rule) for _, rule in given.objects("rules"))
    if units > MOST_CAPACITY:
        yield "rules", f"the rules take {units} units of capacity, and a web ACL has {MOST_CAPACITY}"


def _destinations(given: Given) -> Refused:
    for index, destination in enumerate(given.items("logDestinationConfigs")):
        if isinstance(destination, str) and "aws-waf-logs-" not in destination:
            yield (
                f"logDestinationConfigs[{index}]",
                "the destination's name must begin with aws-waf-logs-, or WAF refuses it",
            )


KINDS = (
    Kind(
        "aws:wafv2/webAcl:WebAcl",
        id="{uuid}",
        autoname=Autoname(limit=128),
        outputs={
            "applicationIntegrationUrl": "",
            "arn": _arn("webacl"),
            "capacity": _capacity,
            "lockToken": "{uuid:36.lock}",
            "namePrefix": lambda _: None,
        },
        volatile=frozenset({"capacity"}),
        moved=lambda case: case.changed("rules"),
        refusals=(
            matches("name", NAME, "1 to 128 letters, digits, - or _"),
            conflicts("name", "namePrefix"),
            conflicts("rules", "ruleJson"),
            matches("description", r"[\w+=:#@/\-,.][\w+=:#@/\-,.\s]{0,255}", "1 to 256 plain characters"),
            one_of("scope", SCOPES),
            _edge,
            _rules,
        ),
    ),
    Kind(
        "aws:wafv2/webAclAssociation:WebAclAssociation",
        id="{webAclArn},{resourceArn}",
        refusals=(
            arn("webAclArn", "wafv2"),
            matches("resourceArn", r"arn:(?!aws[\w-]*:cloudfront:).+", "an ARN of what is not CloudFront"),
            in_own_region("webAclArn"),
            in_own_region("resourceArn"),
        ),
    ),
    Kind(
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
        id="{resourceArn}",
        refusals=(arn("resourceArn", "wafv2"), in_own_region("resourceArn"), _destinations),
    ),
    Kind(
        "aws:wafv2/ipSet:IpSet",
        id="{uuid}",
        autoname=Autoname(limit=128),
        outputs={"arn": _arn("ipset"), "lockToken": "{uuid:36.lock}", "namePrefix": lambda _: None},
        refusals=(
            matches("name", NAME, "1 to 128 letters, digits, - or _"),
            one_of("scope", SCOPES),
            one_of("ipAddressVersion", ("IPV4", "IPV6")),
            _edge,
        ),
    ),
)
