"""AWS WAF: rules that block, and a log of what they blocked."""

from policies.framework import tokens
from policies.framework.facts import some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import PROMOTED, Context, Outcomes, require, resource_rule, stack_rule

GUIDE = "https://docs.aws.amazon.com/waf/latest/developerguide/"
COMMON = "AWSManagedRulesCommonRuleSet"
BAD_INPUTS = "AWSManagedRulesKnownBadInputsRuleSet"


@resource_rule(
    name="waf-rules",
    title="Web firewalls block known attacks and floods",
    types=(tokens.WEB_ACL,),
    severity="medium",
    levels=PROMOTED,
    remediation="Add the managed groups common and known bad inputs (Log4j is in the latter) with overrideAction none, and a rate rule.",
    checkov=("CKV_AWS_175", "CKV_AWS_192", "CKV_AWS_342", "CKV2_AWS_76"),
    prowler=("wafv2_webacl_with_rules",),
    url=GUIDE + "aws-managed-rule-groups-baseline.html",
)
def waf_rules(acl: Resource, _: Context) -> Outcomes:
    """Require the two baseline groups, in force, and a limit for each client."""
    rules = list(acl["rules"].items())
    for group in (COMMON, BAD_INPUTS):
        present = some(
            rule.at("statement", "managedRuleGroupStatement", "name").equals(group)
            & ~rule.at("overrideAction", "count").test(lambda _: True)
            for rule in rules
        )
        yield from require(present, "a baseline group of managed rules is missing or only counts: add it")
    limited = some(
        rule.at("statement", "rateBasedStatement", "limit").at_least(1)
        & rule.at("action", "block").test(lambda _: True)
        for rule in rules
    )
    yield from require(limited, "one client may ask without end: add a rate rule that blocks")


@stack_rule(
    name="waf-logged",
    title="Web firewalls log what they block",
    types=(tokens.WEB_ACL,),
    severity="medium",
    levels=PROMOTED,
    remediation="Add a WebAclLoggingConfiguration.",
    checkov=("CKV2_AWS_31",),
    prowler=("wafv2_webacl_logging_enabled",),
    url=GUIDE + "logging.html",
)
def waf_logged(stack: Stack, _: Context) -> Outcomes:
    """Require a log of each web ACL."""
    logs = stack.of(tokens.WEB_ACL_LOGGING)
    for acl in stack.of(tokens.WEB_ACL):
        logged = some(stack.refers(log, "resourceArn", acl, "arn") for log in logs)
        yield from require(logged, "nobody sees attacks, or customers who are blocked: log them", of=acl)


@resource_rule(
    name="waf-log-redacted",
    title="Logs of web firewalls hold no credentials",
    types=(tokens.WEB_ACL_LOGGING,),
    severity="medium",
    levels=PROMOTED,
    remediation="Name the headers authorization and cookie in redactedFields.",
    url=GUIDE + "logging-management-configure.html",
)
def waf_log_redacted(log: Resource, _: Context) -> Outcomes:
    """Require that the two headers that open accounts are left out."""
    for header in ("authorization", "cookie"):
        left_out = some(
            field.at("singleHeader", "name").equals(header) for field in log["redactedFields"].items()
        )
        yield from require(left_out, f"the header {header} is written down: redact it")


RULES = (waf_rules, waf_logged, waf_log_redacted)
