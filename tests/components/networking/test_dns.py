"""Zones and records: what they make, what they refuse, and what stays when a region is added."""

import json
from typing import Any

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.foundation.spec import RefusalError
from components.networking.dns import (
    HealthCheckSpec,
    OriginRecords,
    OriginRecordsArgs,
    OriginTarget,
    PrivateZone,
    PrivateZoneArgs,
    PublicZone,
    PublicZoneArgs,
    RoutingSpec,
)
from tests.components.data.databases import EAST, LABELS, WEST
from tests.components.recording import Recording, assert_sound, record

ANSWERS: dict[Any, Any] = {
    aws.route53.Zone: lambda name, _: {
        "zoneId": f"{name}-id",
        "arn": f"arn:aws:route53:::hostedzone/{name}",
        "nameServers": ["ns-1.awsdns-00.com"],
    },
    aws.route53.KeySigningKey: {"dsRecord": "1 13 2 AB"},
}


def a_zone(domain: str = "aws.example.com", *, protected: bool = True) -> Recording:
    args = PublicZoneArgs(
        domain=domain,
        placement=WEST,
        labels=LABELS,
        protected=protected,
        log_days=365,
        logs_key_arn="arn:logs-key",
        alarm_topic_arn="arn:alarms",
    )
    return record(lambda: PublicZone("zone", args), answers=ANSWERS)


def test_a_public_zone_is_signed_logged_and_watched_in_us_east_1_whatever_the_region() -> None:
    recording = a_zone()
    assert_sound(recording, PublicZone, regions={"us-east-1"})
    assert recording.counts() == {
        "aws:cloudwatch/logGroup:LogGroup": 1,
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": 1,
        "aws:cloudwatch/metricAlarm:MetricAlarm": 2,
        "aws:kms/alias:Alias": 1,
        "aws:kms/key:Key": 1,
        "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec": 1,
        "aws:route53/keySigningKey:KeySigningKey": 1,
        "aws:route53/queryLog:QueryLog": 1,
        "aws:route53/record:Record": 1,
        "aws:route53/zone:Zone": 1,
        "platform:networking:PublicZone": 1,
    }
    assert recording.only(aws.route53.Zone).protect
    assert recording.only(PublicZone).published == {
        "zone_id": "zone-zone-id",
        "name_servers": ["ns-1.awsdns-00.com"],
        "ds_record": "1 13 2 AB",
    }


def test_the_signing_key_is_what_route_53_asks_for() -> None:
    key = a_zone().only(aws.kms.Key)
    assert key.protect
    assert key.inputs["customerMasterKeySpec"] == "ECC_NIST_P256"
    assert key.inputs["keyUsage"] == "SIGN_VERIFY"
    assert "enableKeyRotation" not in key.inputs
    service = {"Service": ["dnssec-route53.amazonaws.com"]}
    condition = {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnEquals": {"aws:SourceArn": "arn:aws:route53:::hostedzone/zone-zone"},
    }
    _, signs, grants = json.loads(key.inputs["policy"])["Statement"]
    assert signs["Principal"] == grants["Principal"] == service
    assert signs["Action"] == ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"]
    assert signs["Condition"] == condition
    assert grants["Action"] == ["kms:CreateGrant"]
    assert grants["Condition"] == {**condition, "Bool": {"kms:GrantIsForAWSResource": "true"}}


def test_signing_waits_for_its_key_and_the_log_for_its_leave() -> None:
    recording = a_zone()
    assert recording.depends_on(recording.only(aws.route53.HostedZoneDnsSec), aws.route53.KeySigningKey)
    assert recording.depends_on(recording.only(aws.route53.QueryLog), aws.cloudwatch.LogResourcePolicy)


def test_only_amazon_may_issue_certificates() -> None:
    records = a_zone().only(aws.route53.Record).inputs
    assert records["type"] == "CAA"
    assert records["records"][0] == '0 issue "amazon.com"'
    assert len(records["records"]) == 8


def test_a_name_that_is_no_zone_is_refused_before_anything_is_made() -> None:
    with pytest.raises(ValueError, match=r"zone zone: 'co\.uk' is a public suffix"):
        a_zone("co.uk")


def test_a_private_zone_is_known_to_all_networks_and_one_more_moves_nothing() -> None:
    def built(**vpcs: str) -> Recording:
        args = PrivateZoneArgs(
            domain="production.internal", labels=LABELS, protected=True, home="us-east-1", vpcs=vpcs
        )
        return record(lambda: PrivateZone("internal", args), answers=ANSWERS)

    one, two = built(**{"us-east-1": "vpc-1"}), built(**{"us-east-1": "vpc-1", "us-west-2": "vpc-2"})
    zone = two.only(aws.route53.Zone)
    assert zone.inputs == one.only(aws.route53.Zone).inputs
    assert zone.inputs["vpcs"] == [{"vpcId": "vpc-1", "vpcRegion": "us-east-1"}]
    assert zone.ignore_changes == ("vpcs",)
    assert one.of(aws.route53.ZoneAssociation) == []
    assert two.only(aws.route53.ZoneAssociation).inputs == {
        "zoneId": "internal-zone-id",
        "vpcId": "vpc-2",
        "vpcRegion": "us-west-2",
    }


def origins(*regions: str, **changes: Any) -> Recording:
    given: dict[str, Any] = {
        "domain": "aws.example.com",
        "zone_id": "Z1",
        "targets": {
            region: OriginTarget(dns_name=f"{region}.elb.amazonaws.com", zone_id=f"Z-{region}")
            for region in regions
        },
        "primary": "us-east-1",
        "checks": HealthCheckSpec(),
        "routing": None,
        "placement": EAST,
        "labels": LABELS,
        "alarm_topic_arn": "arn:alarms",
        **changes,
    }
    return record(lambda: OriginRecords("origins", OriginRecordsArgs(**given)))


def test_each_region_is_asked_at_its_own_name_and_left_when_it_does_not_answer() -> None:
    recording = origins(
        "us-east-1", "us-west-2", routing=RoutingSpec(shares={"us-east-1": 90, "us-west-2": 10})
    )
    assert_sound(recording, OriginRecords, regions={"us-east-1"})
    checks, records = recording.named(aws.route53.HealthCheck), recording.named(aws.route53.Record)
    assert checks["origins-us-west-2"].inputs["fqdn"] == "origin-us-west-2.aws.example.com"
    assert checks["origins-us-west-2"].inputs["resourcePath"] == "/health"
    assert checks["origins-us-west-2"].inputs["type"] == "HTTPS"
    assert checks["origins-any"].inputs["childHealthThreshold"] == 1
    primary, secondary = (
        records[f"origins-failover-{region}"].inputs for region in ("us-east-1", "us-west-2")
    )
    assert primary["failoverRoutingPolicies"] == [{"type": "PRIMARY"}]
    assert secondary["failoverRoutingPolicies"] == [{"type": "SECONDARY"}]
    assert primary["name"] == secondary["name"] == "origin.aws.example.com"
    assert secondary["healthCheckId"] == "origins-us-west-2-id"
    assert secondary["aliases"] == [
        {"name": "us-west-2.elb.amazonaws.com", "zoneId": "Z-us-west-2", "evaluateTargetHealth": True}
    ]
    assert records["origins-balanced-us-east-1"].inputs["weightedRoutingPolicies"] == [{"weight": 90}]
    assert len(recording.of(aws.cloudwatch.MetricAlarm)) == 3


def test_a_second_region_joins_and_changes_nothing_that_is_there() -> None:
    one, two = origins("us-east-1"), origins("us-east-1", "us-west-2")
    for entry in one.entries:
        if entry.custom:
            assert two.by_urn[entry.urn].inputs == entry.inputs


def test_a_searched_text_changes_the_type_of_the_check() -> None:
    inputs = origins("us-east-1", checks=HealthCheckSpec(search="ok")).only(aws.route53.HealthCheck).inputs
    assert (inputs["type"], inputs["searchString"]) == ("HTTPS_STR_MATCH", "ok")


@pytest.mark.parametrize(
    ("regions", "changes", "said"),
    [
        (("us-west-2",), {}, "the primary us-east-1 has no load balancer: name a region that has one"),
        (
            ("us-east-1", "us-west-2", "eu-west-1"),
            {},
            "failover knows a primary and a secondary, not 3 regions",
        ),
        (("us-east-1",), {"routing": RoutingSpec(shares={"us-west-2": 100})}, "an alias would dangle"),
    ],
)
def test_contradictions_are_refused(regions: tuple[str, ...], changes: dict[str, Any], said: str) -> None:
    with pytest.raises(RefusalError, match=said):
        origins(*regions, **changes)


@pytest.mark.parametrize(
    ("routing", "said"),
    [
        ({"shares": {"us-east-1": 90, "us-west-2": 20}}, "the shares add up to 110"),
        ({"weights": {"us-east-1": 256}}, "less than or equal to 255"),
        ({"weights": {"us-east-1": -1}}, "greater than or equal to 0"),
        (
            {"weights": {"us-east-1": 0, "us-west-2": 0}},
            "every weight is 0, which Route 53 takes for equal weights",
        ),
        ({}, "give exactly one of the two"),
        ({"shares": {"us-east-1": 100}, "weights": {"us-east-1": 1}}, "give exactly one of the two"),
    ],
)
def test_weights_that_do_not_add_up_are_refused(routing: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        RoutingSpec(**routing)


def test_two_checkers_are_too_few() -> None:
    with pytest.raises(ValidationError, match="checkers names 2 regions and Route 53 asks from 3 at least"):
        HealthCheckSpec(checkers=("us-east-1", "us-west-2"))
