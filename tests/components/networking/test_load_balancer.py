"""Load balancers, their certificate and their firewall: what they make and what they refuse."""

from typing import Any

import pulumi_aws as aws
import pulumi_random as random
import pytest
from pydantic import ValidationError

from components.networking.certificates import (
    Certificates,
    CertificatesArgs,
    CertificatesSpec,
    RegionalCertificate,
)
from components.networking.load_balancer import (
    AccessLogs,
    LoadBalancer,
    LoadBalancerArgs,
    LoadBalancerSpec,
    OriginLock,
    OriginLockArgs,
)
from components.networking.web_firewall import MANAGED_GROUPS, WebFirewall, WebFirewallArgs, WebFirewallSpec
from tests.components.data.databases import EAST, LABELS, WEST
from tests.components.recording import Recording, assert_sound, record

ANSWERS: dict[Any, Any] = {
    aws.lb.LoadBalancer: {"dnsName": "edge.elb.amazonaws.com", "zoneId": "Z35", "arnSuffix": "app/edge/1"},
    aws.lb.TargetGroup: lambda name, _: {"arnSuffix": f"targetgroup/{name}/1", "arn": f"arn:{name}"},
    random.RandomPassword: lambda name, _: {"result": f"sentinel-{name}"},
    aws.secretsmanager.SecretVersion: {"secretArn": "arn:lock"},
}
CERTIFICATE = RegionalCertificate(region="us-east-1", arn="arn:certificate")


def built(spec: LoadBalancerSpec | None = None, *, version: int = 1, **changes: Any) -> Recording:
    def program() -> None:
        lock = OriginLock(
            "lock",
            OriginLockArgs(
                placement=EAST,
                labels=LABELS,
                protected=True,
                secret_name="production/lock",
                key_arn="arn:k",
                version=version,
            ),
        )
        given: dict[str, Any] = {
            "spec": spec or LoadBalancerSpec(),
            "placement": EAST,
            "labels": LABELS,
            "protected": True,
            "vpc_id": "vpc-1",
            "public_subnets": {"b": "subnet-b", "a": "subnet-a"},
            "node_security_group_id": "sg-nodes",
            "certificate": CERTIFICATE,
            "lock": lock,
            "web_acl_arn": "arn:acl",
            "logs": AccessLogs(bucket="logs", prefix="edge"),
            "alarm_topic_arn": "arn:alarms",
            "behind_cloudfront": True,
            **changes,
        }
        LoadBalancer("edge", LoadBalancerArgs(**given))

    return record(program, answers=ANSWERS)


def test_it_is_public_hardened_logged_and_protected() -> None:
    inputs = built().only(aws.lb.LoadBalancer).inputs
    wanted = {
        "internal": False,
        "subnets": ["subnet-a", "subnet-b"],
        "dropInvalidHeaderFields": True,
        "desyncMitigationMode": "defensive",
        "enableDeletionProtection": True,
        "enableWafFailOpen": False,
        "accessLogs": {"enabled": True, "bucket": "logs", "prefix": "edge"},
        "connectionLogs": {"enabled": True, "bucket": "logs", "prefix": "edge"},
    }
    assert {key: inputs[key] for key in wanted} == wanted
    assert len(inputs["securityGroups"]) == 4
    assert built().only(aws.wafv2.WebAclAssociation).inputs["webAclArn"] == "arn:acl"


def test_plain_requests_are_sent_to_tls_and_others_need_the_header() -> None:
    recording = built()
    plain, secure = (recording.named(aws.lb.Listener)[f"edge-{kind}"].inputs for kind in ("http", "https"))
    assert plain["defaultActions"] == [
        {"type": "redirect", "redirect": {"statusCode": "HTTP_301", "protocol": "HTTPS", "port": "443"}}
    ]
    assert secure["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    assert secure["defaultActions"][0]["fixedResponse"]["statusCode"] == "403"
    rules = recording.named(aws.lb.ListenerRule)
    assert rules["edge-health"].inputs["conditions"] == [{"pathPattern": {"values": ["/health"]}}]
    assert rules["edge-locked"].inputs["conditions"] == [
        {"httpHeader": {"httpHeaderName": "x-origin-verify", "values": ["sentinel-lock-v1"]}}
    ]
    assert "conditions" in rules["edge-locked"].secret_inputs
    assert rules["edge-locked"].inputs["actions"] == [
        {
            "type": "forward",
            "forward": {
                "targetGroups": [
                    {"arn": "arn:edge-blue", "weight": 100},
                    {"arn": "arn:edge-green", "weight": 0},
                ]
            },
        }
    ]


def test_while_the_secret_changes_both_open() -> None:
    before, after = built(), built(version=2)
    assert after.named(aws.lb.ListenerRule)["edge-locked"].inputs["conditions"][0]["httpHeader"][
        "values"
    ] == [
        "sentinel-lock-v2",
        "sentinel-lock-v1",
    ]
    assert set(before.named(random.RandomPassword)) <= set(after.named(random.RandomPassword))


def test_open_to_the_world_it_asks_for_no_header_and_opens_the_web_ports_alone() -> None:
    recording = built(LoadBalancerSpec(ingress="world"))
    assert recording.of(aws.lb.ListenerRule) == []
    assert recording.of(aws.ec2.ManagedPrefixList) == []
    assert recording.named(aws.lb.Listener)["edge-https"].inputs["defaultActions"][0]["type"] == "forward"
    world = {
        entry.inputs["fromPort"]
        for entry in recording.of(aws.vpc.SecurityGroupIngressRule)
        if entry.inputs.get("cidrIpv4") == "0.0.0.0/0"
    }
    assert world == {80, 443}


def test_behind_cloudflare_its_ranges_the_checkers_and_cloudfront_come_in_and_nobody_else() -> None:
    recording = built()
    lists = {
        name: len(entry.inputs["entries"])
        for name, entry in recording.named(aws.ec2.ManagedPrefixList).items()
    }
    assert lists == {"edge-cloudflare-ipv4": 15, "edge-cloudflare-ipv6": 7, "edge-checkers": 17}
    ingress = recording.named(aws.vpc.SecurityGroupIngressRule)
    assert ingress["edge-from-cloudfront-443"].inputs["prefixListId"] == "pl-3b927c52"
    assert all("cidrIpv4" not in entry.inputs for entry in ingress.values())
    assert {name for name, entry in ingress.items() if entry.inputs["fromPort"] == 80} == {
        "edge-from-cloudflare-ipv4-80",
        "edge-from-cloudflare-ipv6-80",
    }
    out = recording.only(aws.vpc.SecurityGroupEgressRule).inputs
    assert (out["referencedSecurityGroupId"], out["fromPort"], out["toPort"]) == ("sg-nodes", 8443, 8443)
    assert ingress["edge-into-nodes"].inputs["securityGroupId"] == "sg-nodes"


def test_target_groups_are_of_pods_and_ask_for_their_health() -> None:
    group = built().named(aws.lb.TargetGroup)["edge-green"].inputs
    assert group["targetType"] == "ip"
    assert group["name"] == "production-green-https-8443"
    assert group["healthCheck"]["path"] == "/health"
    assert group["stickiness"]["enabled"] is False


def test_another_group_joins_and_moves_no_other() -> None:
    one = built().named(aws.lb.TargetGroup)
    more = built(LoadBalancerSpec(groups={"blue": 90, "green": 0, "canary": 10})).named(aws.lb.TargetGroup)
    assert {name: more[name].inputs for name in one} == {name: entry.inputs for name, entry in one.items()}


def test_what_is_watched() -> None:
    alarms = built().named(aws.cloudwatch.MetricAlarm)
    assert set(alarms) == {
        "edge-balancer-errors-alarm",
        "edge-target-errors-alarm",
        "edge-latency-alarm",
        "edge-blue-unhealthy-hosts-alarm",
        "edge-green-unhealthy-hosts-alarm",
    }
    assert alarms["edge-latency-alarm"].inputs["extendedStatistic"] == "p95"
    assert "statistic" not in alarms["edge-latency-alarm"].inputs


def test_a_certificate_of_another_region_is_refused() -> None:
    with pytest.raises(ValueError, match="takes a certificate of us-east-1 and was given one of us-west-2"):
        built(certificate=RegionalCertificate(region="us-west-2", arn="arn:c"))


def test_where_cloudfronts_ranges_are_not_known_it_cannot_be_let_in() -> None:
    there = EAST.elsewhere("ap-south-1")
    with pytest.raises(ValueError, match="CloudFront's list of addresses in ap-south-1 is not recorded"):
        built(placement=there, certificate=RegionalCertificate(region="ap-south-1", arn="arn:c"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"groups": {"blue": 60, "green": 60}}, "the shares of blue, green add up to 120"),
        ({"groups": {}}, "an action forwards to 1 to 5 target groups, not 0"),
        (
            {"groups": {"blue": 150, "green": -50}},
            "the share of green is -50, and a share is 0 to 100 percent",
        ),
        ({"slow_start_seconds": 10}, "slow_start_seconds is 10, and ELB takes 0 or 30 to 900"),
        (
            {"health": {"interval_seconds": 5, "timeout_seconds": 5}},
            "a check would begin before the last one ended",
        ),
        ({"tls_policy": "ELBSecurityPolicy-2016-08"}, "tls_policy"),
        ({"sticky_seconds": 0}, "sticky_seconds"),
    ],
)
def test_what_elb_refuses_is_refused_before_it(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        LoadBalancerSpec(**changes)


def test_a_certificate_stands_in_every_region_on_one_proof() -> None:
    def program() -> None:
        args = CertificatesArgs(
            spec=CertificatesSpec(),
            domain="aws.example.com",
            zone_id="Z1",
            placement=WEST,
            labels=LABELS,
            alarm_topic_arns={"us-west-2": "arn:west", "us-east-1": "arn:east"},
        )
        Certificates("certificates", args)

    proof = {
        "resourceRecordName": "_1.aws.example.com",
        "resourceRecordType": "CNAME",
        "resourceRecordValue": "_2.aws",
    }
    answers: dict[Any, Any] = {
        aws.acm.Certificate: {"domainValidationOptions": [proof, proof]},
        aws.route53.Record: {"fqdn": "_1.aws.example.com"},
    }
    recording = record(program, answers=answers)
    assert_sound(recording, Certificates, regions={"us-east-1", "us-west-2"})
    for region in ("us-east-1", "us-west-2"):
        inputs = recording.named(aws.acm.Certificate)[f"certificates-{region}"].inputs
        assert inputs["region"] == region
        assert (inputs["domainName"], inputs["subjectAlternativeNames"]) == (
            "*.aws.example.com",
            ["aws.example.com"],
        )
        assert inputs["options"] == {"certificateTransparencyLoggingPreference": "ENABLED"}
        alarm = recording.named(aws.cloudwatch.MetricAlarm)[f"certificates-{region}-expiry-alarm"].inputs
        assert (alarm["metricName"], alarm["threshold"], alarm["region"]) == ("DaysToExpiry", 30, region)
    assert recording.only(aws.route53.Record).inputs["records"] == ["_2.aws"]


def a_firewall(scope: Any, spec: WebFirewallSpec | None = None, header: str | None = None) -> Recording:
    args = WebFirewallArgs(
        spec=spec or WebFirewallSpec(),
        scope=scope,
        placement=WEST,
        labels=LABELS,
        logs_key_arn="arn:logs-key",
        client_header=header,
    )
    return record(lambda: WebFirewall("wall", args))


@pytest.mark.parametrize(("scope", "region"), [("CLOUDFRONT", "us-east-1"), ("REGIONAL", "us-west-2")])
def test_a_firewall_of_cloudfront_stands_in_us_east_1_whatever_the_region(scope: str, region: str) -> None:
    recording = a_firewall(scope)
    assert_sound(recording, WebFirewall, regions={region})
    acl, log = (
        recording.only(aws.wafv2.WebAcl).inputs,
        recording.only(aws.wafv2.WebAclLoggingConfiguration).inputs,
    )
    assert acl["scope"] == scope
    names = [rule["name"] for rule in acl["rules"]]
    assert names == ["rate", *MANAGED_GROUPS]
    assert len({rule["priority"] for rule in acl["rules"]}) == len(names)
    assert [field["singleHeader"]["name"] for field in log["redactedFields"]] == ["authorization", "cookie"]
    assert recording.only(aws.cloudwatch.LogGroup).inputs["name"].startswith("aws-waf-logs-")


def test_behind_a_proxy_clients_are_told_apart_by_its_header() -> None:
    (rate, *_) = a_firewall("REGIONAL", header="CF-Connecting-IP").only(aws.wafv2.WebAcl).inputs["rules"]
    assert rate["statement"]["rateBasedStatement"] == {
        "limit": 2000,
        "evaluationWindowSec": 300,
        "aggregateKeyType": "FORWARDED_IP",
        "forwardedIpConfig": {"headerName": "CF-Connecting-IP", "fallbackBehavior": "MATCH"},
    }


def test_more_rules_leave_the_others_where_they_are() -> None:
    spec = WebFirewallSpec.model_validate_json(
        '{"blocked_countries": ["KP"], "blocked_ranges": ["192.0.2.0/24"],'
        ' "count_only": {"AWSManagedRulesCommonRuleSet": ["SizeRestrictions_BODY"]}}'
    )
    plain = {
        rule["name"]: rule["priority"]
        for rule in a_firewall("REGIONAL").only(aws.wafv2.WebAcl).inputs["rules"]
    }
    recording = a_firewall("REGIONAL", spec)
    rules = {rule["name"]: rule for rule in recording.only(aws.wafv2.WebAcl).inputs["rules"]}
    assert {name: rules[name]["priority"] for name in plain} == plain
    assert rules["countries"]["statement"] == {"geoMatchStatement": {"countryCodes": ["KP"]}}
    common = rules["AWSManagedRulesCommonRuleSet"]["statement"]["managedRuleGroupStatement"]
    assert common["ruleActionOverrides"] == [{"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}]
    assert recording.only(aws.wafv2.IpSet).inputs["addresses"] == ["192.0.2.0/24"]


def test_countries_blocked_and_allowed_at_once_are_refused() -> None:
    with pytest.raises(ValidationError, match="contradict each other"):
        WebFirewallSpec(blocked_countries=("KP",), allowed_countries=("DE",))


def test_the_managed_groups_fit_a_web_acl_without_surcharge() -> None:
    assert sum(MANAGED_GROUPS.values()) + 5 <= 1500
