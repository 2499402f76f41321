"""Load balancers: TLS in front, a firewall before it, logs behind."""

import re

from policies.framework import tokens
from policies.framework.facts import every, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    ALWAYS,
    PRODUCTION,
    PROMOTED,
    Context,
    Control,
    NotApplicable,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)

GUIDE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
STRONG = re.compile(r"ELBSecurityPolicy-(TLS13-1-[23]-|FS-1-2-|TLS-1-2-).*")


@resource_rule(
    name="lb-https",
    title="Load balancers speak TLS, or send to where they do",
    types=(tokens.LISTENER,),
    severity="critical",
    levels=ALWAYS,
    remediation="Make the HTTP listener redirect to HTTPS.",
    controls=(Control("CIS EKS", "1.8", "5.4.5"),),
    checkov=("CKV_AWS_2", "CKV_AWS_103", "CKV2_AWS_20"),
    trivy=("AWS-0054",),
    prowler=("elbv2_ssl_listeners",),
    url=GUIDE + "create-https-listener.html",
)
def lb_https(listener: Resource, _: Context) -> Outcomes:
    """Refuse a plain listener that answers by itself."""
    plain = listener["protocol"].equals("HTTP")
    redirected = listener["defaultActions"].given() & every(
        action["type"].equals("redirect") & action.at("redirect", "protocol").equals("HTTPS")
        for action in listener["defaultActions"].items()
    )
    yield from require(~plain | redirected, "requests can be read on the way: redirect to HTTPS")


@resource_rule(
    name="lb-tls-policy",
    title="Load balancers negotiate TLS 1.2 or newer",
    types=(tokens.LISTENER,),
    severity="critical",
    levels=ALWAYS,
    remediation="Set sslPolicy to ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09; without it AWS takes one of 2016 with TLS 1.0.",
    checkov=("CKV_AWS_103", "CKV2_AWS_74"),
    trivy=("AWS-0047",),
    prowler=("elbv2_insecure_ssl_ciphers",),
    url=GUIDE + "describe-ssl-policies.html",
)
def lb_tls_policy(listener: Resource, _: Context) -> Outcomes:
    """Refuse the policies that accept what is broken."""
    secure = listener["protocol"].equals("HTTPS", "TLS")
    if secure.truth is False:
        yield NotApplicable("the listener speaks no TLS")
        return
    strong = listener["sslPolicy"].test(lambda raw: STRONG.fullmatch(str(raw)) is not None)
    yield from require(
        ~secure | strong, "the listener accepts old TLS: set sslPolicy to one of TLS 1.2 or 1.3"
    )


@resource_rule(
    name="lb-hardened",
    title="Load balancers drop what is no proper request",
    types=(tokens.LOAD_BALANCER,),
    severity="high",
    levels=PROMOTED,
    remediation="Set dropInvalidHeaderFields, and desyncMitigationMode to defensive or strictest.",
    checkov=("CKV_AWS_131", "CKV_AWS_328"),
    trivy=("AWS-0052",),
    prowler=("elbv2_alb_drop_invalid_header_fields_enabled", "elbv2_desync_mitigation_mode"),
    url=GUIDE + "edit-load-balancer-attributes.html",
)
def lb_hardened(balancer: Resource, _: Context) -> Outcomes:
    """Require both, by which requests cannot be smuggled inside others."""
    if balancer["loadBalancerType"].equals("network", "gateway").truth:
        yield NotApplicable("only application load balancers read requests")
        return
    yield from require(
        balancer["dropInvalidHeaderFields"].is_true(), "malformed headers pass: set dropInvalidHeaderFields"
    )
    yield from require(
        ~balancer["desyncMitigationMode"].equals("monitor"),
        "ambiguous requests pass: set desyncMitigationMode to defensive",
    )


@resource_rule(
    name="lb-operated",
    title="Load balancers log, and stay",
    types=(tokens.LOAD_BALANCER,),
    severity="medium",
    levels=PRODUCTION,
    remediation="Set accessLogs, enableDeletionProtection and enableCrossZoneLoadBalancing.",
    checkov=("CKV_AWS_91", "CKV_AWS_150", "CKV_AWS_152"),
    prowler=("elbv2_cross_zone_load_balancing_enabled", "elbv2_deletion_protection", "elbv2_logging_enabled"),
    url=GUIDE + "load-balancer-access-logs.html",
)
def lb_operated(balancer: Resource, _: Context) -> Outcomes:
    """Require logs, deletion protection and all zones' targets."""
    yield from require(
        balancer.at("accessLogs", "enabled").is_true(), "nobody can tell who asked: set accessLogs"
    )
    yield from require(
        balancer["enableDeletionProtection"].is_true(),
        "one wrong command takes the way in: set enableDeletionProtection",
    )
    spread = balancer["enableCrossZoneLoadBalancing"]
    by_itself = balancer["loadBalancerType"].equals("application") & ~spread.equals(False)
    yield from require(
        spread.is_true() | by_itself,
        "a zone with few targets is overloaded: set enableCrossZoneLoadBalancing",
    )


@stack_rule(
    name="lb-firewall",
    title="Public load balancers stand behind a web firewall",
    types=(tokens.LOAD_BALANCER,),
    severity="high",
    levels=PROMOTED,
    remediation="Add a WebAclAssociation of the load balancer with a web ACL.",
    checkov=("CKV2_AWS_28",),
    trivy=("AWS-0053",),
    prowler=("elbv2_waf_acl_attached",),
    url="https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works.html",
)
def lb_firewall(stack: Stack, _: Context) -> Outcomes:
    """Require a web ACL in front of every load balancer that the world can reach."""
    associations = stack.of(tokens.WEB_ACL_ASSOCIATION)
    for balancer in stack.of(tokens.LOAD_BALANCER):
        if balancer["loadBalancerType"].equals("network", "gateway").truth:
            continue
        guarded = some(stack.refers(one, "resourceArn", balancer, "arn") for one in associations)
        yield from require(
            balancer["internal"].is_true() | guarded,
            "attacks reach the application: associate a web ACL",
            of=balancer,
        )


@resource_rule(
    name="tg-health-check",
    title="Target groups ask the application itself, over TLS",
    types=(tokens.TARGET_GROUP,),
    severity="medium",
    levels=ADVICE,
    remediation="Set healthCheck.path to a page of the application, and protocol to HTTPS.",
    checkov=("CKV_AWS_261", "CKV_AWS_378"),
    url=GUIDE + "target-group-health-checks.html",
)
def tg_health_check(group: Resource, _: Context) -> Outcomes:
    """Advise a path of one's own and encryption to the pods."""
    if group["targetType"].equals("lambda").truth or group["protocol"].equals("TCP", "UDP", "TLS").truth:
        yield NotApplicable("the group is not of HTTP")
        return
    yield from require(
        group.at("healthCheck", "path").given("/"), "any page counts as healthy: set healthCheck.path"
    )
    yield from require(group["protocol"].equals("HTTPS"), "requests to the targets can be read: set HTTPS")


RULES = (lb_https, lb_tls_policy, lb_hardened, lb_operated, lb_firewall, tg_health_check)
