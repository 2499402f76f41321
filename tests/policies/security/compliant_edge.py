"""A way in to which no rule of the security pack has anything to say in production."""

from typing import Any

from policies.framework import tokens
from tests.policies.framework.samples import Entry, entry, urn

TAGS = {"environment": "production", "owner": "platform", "cost-center": "core", "managed-by": "pulumi"}

ZONE, KEY = urn(tokens.ROUTE53_ZONE, "zone"), urn(tokens.ZONE_SIGNING_KEY, "signing-key")
BALANCER, ACL = urn(tokens.LOAD_BALANCER, "balancer"), urn(tokens.WEB_ACL, "wall")
CERTIFICATE, CDN = urn(tokens.CERTIFICATE, "certificate"), urn(tokens.DISTRIBUTION, "cdn")


def managed(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "overrideAction": {"none": {}},
        "statement": {"managedRuleGroupStatement": {"vendorName": "AWS", "name": name}},
    }


def names() -> list[Entry]:
    in_zone = {"zoneId": [ZONE]}
    return [
        entry(tokens.ROUTE53_ZONE, "zone", {"name": "aws.example.com", "tags": TAGS}),
        entry(tokens.ZONE_SIGNING_KEY, "signing-key", {"hostedZoneId": "zone-id"}, edges={"hostedZoneId": [ZONE]}),
        entry(tokens.ZONE_SIGNING, "signed", {"hostedZoneId": "zone-id", "signingStatus": "SIGNING"}, edges={"hostedZoneId": [KEY]}),
        entry(tokens.QUERY_LOG, "queries", {"zoneId": "zone-id"}, edges=in_zone),
        entry(
            tokens.ROUTE53_RECORD,
            "origin",
            {
                "zoneId": "zone-id",
                "failoverRoutingPolicies": [{"type": "PRIMARY"}],
                "healthCheckId": "check",
                "aliases": [{"name": "balancer", "evaluateTargetHealth": True}],
            },
            edges={**in_zone, "aliases": [BALANCER]},
        ),
        entry(tokens.CERTIFICATE, "certificate", {"domainName": "*.aws.example.com", "tags": TAGS}),
        entry(
            tokens.CERTIFICATE_VALIDATION, "validated", {"certificateArn": "certificate-id"},
            edges={"certificateArn": [CERTIFICATE]},
        ),
        entry(tokens.PREFIX_LIST, "cloudflare", {"entries": [{"cidr": "104.16.0.0/13"}], "tags": TAGS}),
    ]  # fmt: skip


def balancers() -> list[Entry]:
    redirect = {"type": "redirect", "redirect": {"protocol": "HTTPS", "statusCode": "HTTP_301"}}
    return [
        entry(
            tokens.LOAD_BALANCER,
            "balancer",
            {
                "dropInvalidHeaderFields": True,
                "desyncMitigationMode": "defensive",
                "enableDeletionProtection": True,
                "enableCrossZoneLoadBalancing": True,
                "internal": False,
                "accessLogs": {"enabled": True, "bucket": "logs"},
                "tags": TAGS,
            },
        ),
        entry(tokens.LISTENER, "plain", {"protocol": "HTTP", "defaultActions": [redirect], "tags": TAGS}),
        entry(
            tokens.LISTENER,
            "secure",
            {
                "protocol": "HTTPS",
                "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
                "defaultActions": [{"type": "forward"}],
                "tags": TAGS,
            },
        ),
        entry(
            tokens.TARGET_GROUP,
            "blue",
            {"targetType": "ip", "protocol": "HTTPS", "healthCheck": {"path": "/health"}, "tags": TAGS},
        ),
        entry(
            tokens.WEB_ACL_ASSOCIATION,
            "guard",
            {"resourceArn": "balancer-id", "webAclArn": "wall-id"},
            edges={"resourceArn": [BALANCER], "webAclArn": [ACL]},
        ),
    ]


def firewalls() -> list[Entry]:
    rate = {"name": "rate", "action": {"block": {}}, "statement": {"rateBasedStatement": {"limit": 2000}}}
    groups = [managed("AWSManagedRulesCommonRuleSet"), managed("AWSManagedRulesKnownBadInputsRuleSet")]
    redacted = [{"singleHeader": {"name": name}} for name in ("authorization", "cookie")]
    return [
        entry(tokens.WEB_ACL, "wall", {"scope": "REGIONAL", "rules": [rate, *groups], "tags": TAGS}),
        entry(
            tokens.WEB_ACL_LOGGING, "wall-log", {"resourceArn": "wall-id", "redactedFields": redacted},
            edges={"resourceArn": [ACL]},
        ),
    ]  # fmt: skip


def distributions() -> list[Entry]:
    behavior = {"viewerProtocolPolicy": "redirect-to-https", "responseHeadersPolicyId": "headers"}
    return [
        entry(
            tokens.DISTRIBUTION,
            "cdn",
            {
                "defaultCacheBehavior": behavior,
                "orderedCacheBehaviors": [{**behavior, "viewerProtocolPolicy": "https-only"}],
                "viewerCertificate": {"minimumProtocolVersion": "TLSv1.2_2021"},
                "origins": [
                    {"originId": "pages", "originAccessControlId": "access"},
                    {"originId": "api", "customOriginConfig": {"originProtocolPolicy": "https-only"}},
                ],
                "webAclId": "wall",
                "defaultRootObject": "index.html",
                "tags": TAGS,
            },
        ),
        entry(
            tokens.LOG_DELIVERY_SOURCE, "cdn-log", {"resourceArn": "cdn-id", "tags": TAGS},
            edges={"resourceArn": [CDN]},
        ),
        entry(
            tokens.LOG_DELIVERY, "cdn-delivery", {"deliverySourceName": "cdn-log", "tags": TAGS},
            edges={"deliverySourceName": [urn(tokens.LOG_DELIVERY_SOURCE, "cdn-log")]},
        ),
    ]  # fmt: skip


def edge() -> list[Entry]:
    return [*names(), *balancers(), *firewalls(), *distributions()]
