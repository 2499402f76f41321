"""One change of the compliant way in for each thing that a rule about the edge must notice, or let be."""

from tests.policies.framework.cases import absent, fails, unknown
from tests.policies.framework.samples import UNKNOWN, both, drop, put, remove, unwire

NAMES = (
    fails("r53-dnssec", "not signing", put("signed", "signingStatus", "NOT_SIGNING")),
    absent("r53-dnssec", "nothing signs", remove("signed")),
    unknown("r53-dnssec", "state of signing", put("signed", "signingStatus", UNKNOWN)),
    fails("r53-query-log", "of another zone", both(put("queries", "zoneId", "other"), unwire("queries", "zoneId"))),
    absent("r53-query-log", "none", remove("queries")),
    unknown("r53-query-log", "zone without an edge", both(put("queries", "zoneId", UNKNOWN), unwire("queries", "zoneId"))),
    fails("r53-no-dangling-alias", "a copied name", unwire("origin", "aliases")),
    absent("r53-no-dangling-alias", "no alias", drop("origin", "aliases"), None),
    unknown("r53-no-dangling-alias", "target with its edge", put("origin", "aliases", UNKNOWN), None),
    fails("r53-failover-checked", "unchecked", both(drop("origin", "healthCheckId"), put("origin", "aliases[0].evaluateTargetHealth", False))),
    absent("r53-failover-checked", "no failover", both(drop("origin", "failoverRoutingPolicies"), drop("origin", "healthCheckId")), None),
    unknown("r53-failover-checked", "evaluation", both(drop("origin", "healthCheckId"), put("origin", "aliases[0].evaluateTargetHealth", UNKNOWN))),
    fails("acm-validated", "of another certificate", both(put("validated", "certificateArn", "other"), unwire("validated", "certificateArn"))),
    absent("acm-validated", "none", remove("validated")),
    unknown("acm-validated", "certificate without an edge", both(put("validated", "certificateArn", UNKNOWN), unwire("validated", "certificateArn"))),
    fails("prefix-list-no-world", "the world", put("cloudflare", "entries[0].cidr", "0.0.0.0/0")),
    fails("prefix-list-no-world", "half the world", put("cloudflare", "entries[0].cidr", "128.0.0.0/1")),
    absent("prefix-list-no-world", "empty", drop("cloudflare", "entries"), None),
    unknown("prefix-list-no-world", "range", put("cloudflare", "entries[0].cidr", UNKNOWN)),
)  # fmt: skip

BALANCERS = (
    fails("lb-https", "answers plainly", put("plain", "defaultActions[0].type", "forward")),
    fails("lb-https", "redirects to plain", put("plain", "defaultActions[0].redirect.protocol", "HTTP")),
    absent("lb-https", "protocol of the redirect", drop("plain", "defaultActions[0].redirect.protocol")),
    unknown("lb-https", "action", put("plain", "defaultActions[0].type", UNKNOWN)),
    fails("lb-tls-policy", "TLS 1.0", put("secure", "sslPolicy", "ELBSecurityPolicy-TLS13-1-0-2021-06")),
    absent("lb-tls-policy", "AWS's own choice of 2016", drop("secure", "sslPolicy")),
    unknown("lb-tls-policy", "policy", put("secure", "sslPolicy", UNKNOWN)),
    fails("lb-hardened", "monitors", put("balancer", "desyncMitigationMode", "monitor")),
    absent("lb-hardened", "headers", drop("balancer", "dropInvalidHeaderFields")),
    unknown("lb-hardened", "headers", put("balancer", "dropInvalidHeaderFields", UNKNOWN)),
    fails("lb-operated", "deletable", put("balancer", "enableDeletionProtection", False)),
    fails("lb-operated", "one zone", put("balancer", "enableCrossZoneLoadBalancing", False)),
    absent("lb-operated", "logs", drop("balancer", "accessLogs")),
    unknown("lb-operated", "logs", put("balancer", "accessLogs.enabled", UNKNOWN)),
    fails("lb-firewall", "of another", both(put("guard", "resourceArn", "other"), unwire("guard", "resourceArn"))),
    absent("lb-firewall", "none", remove("guard")),
    absent("lb-firewall", "internal", both(remove("guard"), put("balancer", "internal", True)), None),
    unknown("lb-firewall", "whether internal", both(remove("guard"), put("balancer", "internal", UNKNOWN))),
    fails("tg-health-check", "the root", put("blue", "healthCheck.path", "/")),
    fails("tg-health-check", "plain", put("blue", "protocol", "HTTP")),
    absent("tg-health-check", "path", drop("blue", "healthCheck.path")),
    unknown("tg-health-check", "protocol", put("blue", "protocol", UNKNOWN)),
)  # fmt: skip

COMMON = "statement.managedRuleGroupStatement.name"
FIREWALLS = (
    fails("waf-rules", "another group", put("wall", f"rules[1].{COMMON}", "AWSManagedRulesLinuxRuleSet")),
    fails("waf-rules", "only counts", put("wall", "rules[2].overrideAction", {"count": {}})),
    fails("waf-rules", "rate counts", put("wall", "rules[0].action", {"count": {}})),
    absent("waf-rules", "no rules", drop("wall", "rules")),
    unknown("waf-rules", "group", put("wall", f"rules[1].{COMMON}", UNKNOWN)),
    fails("waf-logged", "of another", both(put("wall-log", "resourceArn", "other"), unwire("wall-log", "resourceArn"))),
    absent("waf-logged", "none", remove("wall-log")),
    unknown("waf-logged", "without an edge", both(put("wall-log", "resourceArn", UNKNOWN), unwire("wall-log", "resourceArn"))),
    fails("waf-log-redacted", "another header", put("wall-log", "redactedFields[1].singleHeader.name", "host")),
    absent("waf-log-redacted", "nothing", drop("wall-log", "redactedFields")),
    unknown("waf-log-redacted", "header", put("wall-log", "redactedFields[1].singleHeader.name", UNKNOWN)),
)  # fmt: skip

DISTRIBUTIONS = (
    fails("cf-https", "plain pages", put("cdn", "defaultCacheBehavior.viewerProtocolPolicy", "allow-all")),
    fails("cf-https", "plain files", put("cdn", "orderedCacheBehaviors[0].viewerProtocolPolicy", "allow-all")),
    fails("cf-https", "old TLS", put("cdn", "viewerCertificate.minimumProtocolVersion", "TLSv1.1_2016")),
    fails("cf-https", "plain origin", put("cdn", "origins[1].customOriginConfig.originProtocolPolicy", "match-viewer")),
    absent("cf-https", "TLS version", drop("cdn", "viewerCertificate.minimumProtocolVersion")),
    unknown("cf-https", "TLS version", put("cdn", "viewerCertificate.minimumProtocolVersion", UNKNOWN)),
    fails("cf-private-buckets", "empty", put("cdn", "origins[0].originAccessControlId", "")),
    absent("cf-private-buckets", "none", drop("cdn", "origins[0].originAccessControlId")),
    unknown("cf-private-buckets", "its id is wired", put("cdn", "origins[0].originAccessControlId", UNKNOWN), None),
    fails("cf-guarded", "no firewall", put("cdn", "webAclId", "")),
    absent("cf-guarded", "first page", drop("cdn", "defaultRootObject")),
    absent("cf-guarded", "headers", drop("cdn", "defaultCacheBehavior.responseHeadersPolicyId")),
    unknown("cf-guarded", "firewall is wired", put("cdn", "webAclId", UNKNOWN), None),
    fails("cf-logged", "of another", both(put("cdn-log", "resourceArn", "other"), unwire("cdn-log", "resourceArn"))),
    absent("cf-logged", "none", remove("cdn-log")),
    unknown("cf-logged", "without an edge", both(put("cdn-log", "resourceArn", UNKNOWN), unwire("cdn-log", "resourceArn"))),
)  # fmt: skip

EDGE = (*NAMES, *BALANCERS, *FIREWALLS, *DISTRIBUTIONS)
