"""The rules of a web ACL, in the order that they are asked in.

They are typed and not ``rule_json``: importing the resource costs the same either way (about 0.7 s and 25 MB, measured
on pulumi-aws 7.51.1, whose module loads all statement types), and JSON is not watched for drift.
"""

import pulumi_aws as aws

from components.foundation.spec import Wire
from components.networking.web_firewall.spec import MANAGED_GROUPS, WebFirewallSpec

Rule = aws.wafv2.WebAclRuleArgsDict

RATE_WINDOW_SECONDS = 300


def rules(
    prefix: str, spec: WebFirewallSpec, client_header: str | None, blocked_set_arn: Wire[str] | None
) -> list[Rule]:
    """Return the rules, each with a priority of its own that another rule's coming or going does not change."""
    found = [
        *_blocked(prefix, blocked_set_arn),
        *_countries(prefix, spec, client_header),
        _rate(prefix, spec.requests_per_5_minutes, client_header),
    ]
    for position, group in enumerate(MANAGED_GROUPS):
        overrides: list[aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideArgsDict] = [
            {"name": rule, "action_to_use": {"count": {}}} for rule in spec.count_only.get(group, ())
        ]
        found.append(
            {
                "name": group,
                "priority": 10 + position,
                "override_action": {"none": {}},
                "statement": {
                    "managed_rule_group_statement": {
                        "vendor_name": "AWS",
                        "name": group,
                        "rule_action_overrides": overrides,
                    }
                },
                "visibility_config": visibility(f"{prefix}-{group}"),
            }
        )
    return found


def visibility(metric: str) -> aws.wafv2.WebAclVisibilityConfigArgsDict:
    """Return what is measured of a rule or of the whole."""
    return {"cloudwatch_metrics_enabled": True, "sampled_requests_enabled": True, "metric_name": metric}


def _blocked(prefix: str, blocked_set_arn: Wire[str] | None) -> list[Rule]:
    if blocked_set_arn is None:
        return []
    return [
        {
            "name": "blocked-ranges",
            "priority": 0,
            "action": {"block": {}},
            "statement": {"ip_set_reference_statement": {"arn": blocked_set_arn}},
            "visibility_config": visibility(f"{prefix}-blocked-ranges"),
        }
    ]


def _countries(prefix: str, spec: WebFirewallSpec, client_header: str | None) -> list[Rule]:
    codes = spec.blocked_countries or spec.allowed_countries
    if not codes:
        return []
    match: aws.wafv2.WebAclRuleStatementGeoMatchStatementArgsDict = {"country_codes": list(codes)}
    if client_header is not None:
        match["forwarded_ip_config"] = {"header_name": client_header, "fallback_behavior": "NO_MATCH"}
    statement: aws.wafv2.WebAclRuleStatementArgsDict = {"geo_match_statement": match}
    if spec.allowed_countries:
        statement = {"not_statement": {"statement": {"geo_match_statement": match}}}
    return [
        {
            "name": "countries",
            "priority": 1,
            "action": {"block": {}},
            "statement": statement,
            "visibility_config": visibility(f"{prefix}-countries"),
        }
    ]


def _rate(prefix: str, limit: int, client_header: str | None) -> Rule:
    statement: aws.wafv2.WebAclRuleStatementRateBasedStatementArgsDict = {
        "limit": limit,
        "evaluation_window_sec": RATE_WINDOW_SECONDS,
        "aggregate_key_type": "IP",
    }
    if client_header is not None:
        # Behind a proxy all requests have the proxy's few addresses, and counting those would block everybody.
        statement["aggregate_key_type"] = "FORWARDED_IP"
        statement["forwarded_ip_config"] = {"header_name": client_header, "fallback_behavior": "MATCH"}
    return {
        "name": "rate",
        "priority": 2,
        "action": {"block": {}},
        "statement": {"rate_based_statement": statement},
        "visibility_config": visibility(f"{prefix}-rate"),
    }
