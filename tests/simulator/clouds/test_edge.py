"""What Route 53, ACM, Elastic Load Balancing, WAF and CloudFront refuse, each with a case, and how they answer."""

from copy import deepcopy
from typing import Any

import pytest

from simulator import clouds
from tests.simulator.clouds.samples import ACCOUNT, SAMPLES, SCOPE, urn_of

ZONE, RECORD, CHECK = (
    "aws:route53/zone:Zone",
    "aws:route53/record:Record",
    "aws:route53/healthCheck:HealthCheck",
)
QUERIES, SIGNING_KEY = "aws:route53/queryLog:QueryLog", "aws:route53/keySigningKey:KeySigningKey"
CERTIFICATE, VALIDATION = (
    "aws:acm/certificate:Certificate",
    "aws:acm/certificateValidation:CertificateValidation",
)
BALANCER, LISTENER = "aws:lb/loadBalancer:LoadBalancer", "aws:lb/listener:Listener"
RULE, GROUP = "aws:lb/listenerRule:ListenerRule", "aws:lb/targetGroup:TargetGroup"
ACL, ACL_LOG = "aws:wafv2/webAcl:WebAcl", "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
GUARD, SET = "aws:wafv2/webAclAssociation:WebAclAssociation", "aws:wafv2/ipSet:IpSet"
CDN, FUNCTION = "aws:cloudfront/distribution:Distribution", "aws:cloudfront/function:Function"
CACHE = "aws:cloudfront/cachePolicy:CachePolicy"
SOURCE, LIST = (
    "aws:cloudwatch/logDeliverySource:LogDeliverySource",
    "aws:ec2/managedPrefixList:ManagedPrefixList",
)
WEST_CERTIFICATE = f"arn:aws:acm:us-west-2:{ACCOUNT}:certificate/0a"


def put(token: str, path: str, value: Any) -> dict[str, Any]:
    """Return the sample with another value at a path; None takes it out."""
    inputs: dict[str, Any] = deepcopy(SAMPLES[token])
    place: Any = inputs
    *steps, leaf = path.split(".")
    for step in steps:
        place = place[int(step) if step.isdigit() else step]
    last: Any = int(leaf) if leaf.isdigit() else leaf
    if value is None:
        del place[last]
    else:
        place[last] = value
    return inputs


REFUSED: list[tuple[str, str, Any, str]] = [
    (RECORD, "records", ["192.0.2.1"], "only one of them may be set"),
    (RECORD, "aliases", None, "one of aliases, records must be set"),
    (RECORD, "ttl", 60, "ttl conflicts with aliases"),
    (RECORD, "setIdentifier", None, "failoverRoutingPolicies needs setIdentifier to be set"),
    (RECORD, "failoverRoutingPolicies", None, "setIdentifier is of records with a routing policy"),
    (RECORD, "failoverRoutingPolicies.0.type", "THIRD", "type must be one of PRIMARY, SECONDARY"),
    (RECORD, "weightedRoutingPolicies", [{"weight": 1}], "only one of them may be set"),
    (RECORD, "name", f"{'a' * 64}.example.com", "labels of 1 to 63 characters"),
    (ZONE, "name", "a..example.com", "labels of 1 to 63 characters"),
    (CHECK, "searchString", None, "searchString goes with the types that end in _STR_MATCH"),
    (CHECK, "fqdn", None, "needs fqdn or ipAddress to be set"),
    (CHECK, "regions", ["us-east-1", "us-west-2"], "at least 3 of the regions"),
    (CHECK, "requestInterval", 20, "must be one of 10, 30"),
    (
        QUERIES,
        "cloudwatchLogGroupArn",
        f"arn:aws:logs:us-west-2:{ACCOUNT}:log-group:q",
        "us-east-1, not of us-west-2",
    ),
    (
        SIGNING_KEY,
        "keyManagementServiceArn",
        f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1",
        "us-east-1, not of eu-west-1",
    ),
    (CERTIFICATE, "domainName", "*.Example.com", "a lower-case domain name"),
    (CERTIFICATE, "keyAlgorithm", "RSA_512", "must be one of RSA_1024"),
    (VALIDATION, "certificateArn", WEST_CERTIFICATE, "must be a resource of us-east-1, not of us-west-2"),
    (BALANCER, "subnets", ["subnet-0a"], "subnets in at least two zones"),
    (BALANCER, "name", "internal-edge", "not from internal-"),
    (LISTENER, "certificateArn", WEST_CERTIFICATE, "must be a resource of us-east-1, not of us-west-2"),
    (LISTENER, "certificateArn", None, "a secure listener needs certificateArn"),
    (LISTENER, "protocol", "HTTP", "is of HTTPS and TLS listeners"),
    (LISTENER, "defaultActions.0.fixedResponse.statusCode", "301", "statusCode must be 200 to 599"),
    (RULE, "actions.0.forward.targetGroups.0.weight", 1000, "between 0 and 999"),
    (RULE, "conditions.0.httpHeader.values", list("abcdef"), "at most 5 values together, not 6"),
    (RULE, "conditions.0.sourceIp", {"values": ["192.0.2.0/24"]}, "a condition is of exactly one kind"),
    (RULE, "priority", 0, "between 1 and 50000"),
    (GROUP, "healthCheck.timeout", 15, "must be shorter than healthCheck.interval"),
    (GROUP, "slowStart", 10, "must be 0 or between 30 and 900"),
    (GROUP, "vpcId", None, "a target group needs vpcId"),
    (ACL, "rules.1.priority", 0, "two rules have the priority 0"),
    (ACL, "rules.0.overrideAction", {"none": {}}, "either an action or"),
    (ACL, "rules.0.statement.rateBasedStatement.limit", 9, "between 10 and 2000000000"),
    (
        ACL_LOG,
        "logDestinationConfigs.0",
        f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:waf",
        "must begin with aws-waf-logs-",
    ),
    (
        GUARD,
        "resourceArn",
        f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1",
        "an ARN of what is not CloudFront",
    ),
    (CDN, "viewerCertificate.acmCertificateArn", WEST_CERTIFICATE, "CloudFront takes them from nowhere else"),
    (CDN, "defaultCacheBehavior.targetOriginId", "nowhere", "there is no origin or origin group nowhere"),
    (CDN, "continuousDeploymentPolicyId", "0a", "continuous deployment does not work with HTTP/3"),
    (CDN, "defaultRootObject", "/index.html", "without a leading /"),
    (CDN, "defaultCacheBehavior.cachePolicyId", None, "needs cachePolicyId or forwardedValues"),
    (CACHE, "minTtl", 600, "defaultTtl must not be below minTtl"),
    (FUNCTION, "code", "x" * 10_241, "at most 10240 bytes"),
    (FUNCTION, "runtime", "cloudfront-js-1.0", "need the runtime cloudfront-js-2.0"),
    (LIST, "maxEntries", 1000 + 1, "between 1 and 1000"),
    (LIST, "entries.0.cidr", "2400:cb00::/32", "is no range of IPv4"),
]


@pytest.mark.parametrize(("token", "path", "value", "said"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_the_cloud_refuses_is_refused(token: str, path: str, value: Any, said: str) -> None:
    failures = clouds.check(token, urn_of(token), put(token, path, value), None, SCOPE).failures
    assert any(said in failure.reason for failure in failures), failures


@pytest.mark.parametrize("token", [ACL, SET])
def test_what_is_of_cloudfront_stands_in_us_east_1(token: str) -> None:
    inputs = {**SAMPLES[token], "scope": "CLOUDFRONT"}
    assert clouds.check(token, urn_of(token), inputs, None, SCOPE).failures == ()
    west = clouds.check(token, urn_of(token), inputs, None, SCOPE.within("us-west-2")).failures
    assert [failure.path for failure in west] == ["region"]


def test_logs_of_cloudfront_are_delivered_from_us_east_1() -> None:
    west = clouds.check(SOURCE, urn_of(SOURCE), SAMPLES[SOURCE], None, SCOPE.within("us-west-2")).failures
    assert [failure.path for failure in west] == ["region"]


def created(token: str, scope: clouds.Scope = SCOPE) -> dict[str, Any]:
    inputs = clouds.check(token, urn_of(token), SAMPLES[token], None, scope).inputs
    return clouds.create(token, urn_of(token), inputs, scope).outputs


def test_a_wildcard_its_domain_and_other_regions_share_one_proof() -> None:
    here, there = created(CERTIFICATE), created(CERTIFICATE, SCOPE.within("us-west-2"))
    wildcard, bare = here["domainValidationOptions"]
    assert wildcard["resourceRecordName"] == bare["resourceRecordName"]
    assert here["domainValidationOptions"] == there["domainValidationOptions"]
    assert here["arn"] != there["arn"]


def test_a_public_zone_has_four_name_servers_and_a_web_acl_counts_its_capacity() -> None:
    assert len(created(ZONE)["nameServers"]) == 4
    assert created(ACL)["capacity"] == 702


def test_a_listener_and_its_load_balancer_share_a_path() -> None:
    arn = created(LISTENER)["arn"]
    assert arn.startswith(f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:listener/app/edge/0a/")
