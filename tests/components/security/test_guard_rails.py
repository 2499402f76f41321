"""What guards an account: threats, posture, access from outside, and what holds for whoever makes something in it."""

import json
from dataclasses import replace
from functools import partial
from typing import Any

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.security.access_analysis import AccessAnalysis, AccessAnalysisArgs, AccessAnalysisSpec
from components.security.account_baseline import AccountBaseline, AccountBaselineArgs
from components.security.posture import Posture, PostureArgs, PostureSpec
from components.security.region_baseline import RegionBaseline, RegionBaselineArgs
from components.security.threat_detection import ThreatDetection, ThreatDetectionArgs, ThreatDetectionSpec
from tests.components.recording import Recording, assert_sound, record

EAST = AwsPlacement(account_id="123456789012", region="us-east-1")
LABELS = Labels(environment="production", owner="platform-team", cost_center="core-services")
PLACE: dict[str, Any] = {"placement": EAST, "labels": LABELS, "alarm_topic_arn": "arn:alarms"}


def threats(**spec: Any) -> Recording:
    args = ThreatDetectionArgs(spec=ThreatDetectionSpec(**spec), **PLACE)
    return record(lambda: ThreatDetection("threats", args))


def alert(recording: Recording, name: str) -> tuple[dict[str, Any], str]:
    """Return the pattern and the message of an alert, whose target has to be the alarm topic."""
    rule = recording.named(aws.cloudwatch.EventRule)[name].inputs
    target = recording.named(aws.cloudwatch.EventTarget)[name].inputs
    assert (target["arn"], target["rule"]) == ("arn:alarms", name)
    pattern: dict[str, Any] = json.loads(rule["eventPattern"])
    message: str = json.loads(target["inputTransformer"]["inputTemplate"])
    quoted = {word.split(">")[0] for word in message.split("<")[1:]}
    assert quoted == set(target["inputTransformer"]["inputPaths"])
    return pattern, message


# GuardDuty


def test_a_detector_reports_within_a_quarter_of_an_hour_and_says_each_plan_either_way() -> None:
    recording = threats()
    assert_sound(recording, ThreatDetection, regions={"us-east-1"})
    detector = recording.only(aws.guardduty.Detector).inputs
    assert (detector["enable"], detector["findingPublishingFrequency"]) == (True, "FIFTEEN_MINUTES")
    plans = {
        entry.inputs["name"]: entry.inputs["status"] for entry in recording.of(aws.guardduty.DetectorFeature)
    }
    assert plans == {
        "S3_DATA_EVENTS": "ENABLED", "EKS_AUDIT_LOGS": "ENABLED", "EBS_MALWARE_PROTECTION": "ENABLED",
        "RDS_LOGIN_EVENTS": "ENABLED", "LAMBDA_NETWORK_LOGS": "DISABLED", "RUNTIME_MONITORING": "DISABLED",
    }  # fmt: skip


@pytest.mark.parametrize(
    "setting", ["s3_data", "eks_audit", "ebs_malware", "rds_logins", "lambda_network", "runtime"]
)
@pytest.mark.parametrize("on", [True, False])
def test_a_plan_is_switched_by_its_setting_and_by_no_other(setting: str, on: bool) -> None:
    features = threats(**{setting: on}).named(aws.guardduty.DetectorFeature)
    usual = threats().named(aws.guardduty.DetectorFeature)
    name = f"threats-{setting.replace('_', '-')}"
    assert features[name].inputs["status"] == ("ENABLED" if on else "DISABLED")
    assert {key: one.inputs for key, one in features.items() if key != name} == {
        key: one.inputs for key, one in usual.items() if key != name
    }


def test_only_agents_on_the_clusters_nodes_are_installed() -> None:
    runtime = threats(runtime=True).named(aws.guardduty.DetectorFeature)["threats-runtime"].inputs
    assert {one["name"]: one["status"] for one in runtime["additionalConfigurations"]} == {
        "EKS_ADDON_MANAGEMENT": "ENABLED",
        "ECS_FARGATE_AGENT_MANAGEMENT": "DISABLED",
        "EC2_AGENT_MANAGEMENT": "DISABLED",
    }


@pytest.mark.parametrize(("severity", "least"), [("low", 1), ("medium", 4), ("high", 7), ("critical", 9)])
def test_findings_are_published_from_their_severity_on(severity: str, least: int) -> None:
    pattern, message = alert(threats(alert_from=severity), "threats-findings")
    assert pattern["source"] == ["aws.guardduty"]
    assert pattern["detail"]["severity"] == [{"numeric": [">=", least]}]
    assert "GuardDuty" in message


# Security Hub


def posture(linked: tuple[str, ...] | None = ("us-west-2",), **spec: Any) -> Recording:
    args = PostureArgs(spec=PostureSpec(**spec), linked_regions=linked, **PLACE)
    return record(lambda: Posture("posture", args))


def test_a_hub_subscribes_to_the_named_standards_alone() -> None:
    recording = posture()
    assert_sound(recording, Posture, regions={"us-east-1"})
    hub = recording.only(aws.securityhub.Account).inputs
    assert (hub["enableDefaultStandards"], hub["controlFindingGenerator"]) == (False, "SECURITY_CONTROL")
    arn = "arn:aws:securityhub:us-east-1::standards/"
    assert {
        name: entry.inputs["standardsArn"]
        for name, entry in recording.named(aws.securityhub.StandardsSubscription).items()
    } == {
        "posture-fsbp": f"{arn}aws-foundational-security-best-practices/v/1.0.0",
        "posture-cis": f"{arn}cis-aws-foundations-benchmark/v/5.0.0",
    }
    for entry in recording.of(aws.securityhub.StandardsSubscription):
        assert recording.depends_on(entry, aws.securityhub.Account) == {"posture-hub"}


def test_a_control_is_off_in_every_standard_with_its_reason() -> None:
    reason = "The root user has a hardware key"
    recording = posture(disabled_controls={"IAM.6": reason})
    found = recording.named(aws.securityhub.StandardsControlAssociation)
    assert set(found) == {"posture-fsbp-iam-6", "posture-cis-iam-6"}
    for entry in found.values():
        assert (entry.inputs["associationStatus"], entry.inputs["updatedReason"]) == ("DISABLED", reason)


def test_findings_come_together_in_one_region_which_alone_raises_alerts() -> None:
    home, away = posture(), posture(linked=None)
    aggregator = home.only(aws.securityhub.FindingAggregator).inputs
    assert (aggregator["linkingMode"], aggregator["specifiedRegions"]) == ("SPECIFIED_REGIONS", ["us-west-2"])
    pattern, _ = alert(home, "posture-critical")
    assert pattern["detail"]["findings"]["Severity"] == {"Label": ["CRITICAL"]}
    assert away.of(aws.securityhub.FindingAggregator) == away.of(aws.cloudwatch.EventRule) == []
    alone = posture(linked=()).only(aws.securityhub.FindingAggregator).inputs
    assert alone["linkingMode"] == "NO_REGIONS"
    assert "specifiedRegions" not in alone


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (
            {"standards": ("cis", "cis")},
            "standards: cis is named twice, and an account subscribes to a standard once",
        ),
        ({"standards": ()}, "at least 1 item"),
        ({"standards": ("pci",)}, "'fsbp' or 'cis'"),
        ({"disabled_controls": {"IAM6": "a sound reason for it"}}, "String should match pattern"),
        ({"disabled_controls": {"IAM.6": "no"}}, "at least 10 characters"),
    ],
)
def test_a_posture_that_security_hub_refuses_is_refused(spec: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        PostureSpec(**spec)
    assert sentence in str(caught.value)


# Access Analyzer


ACCESS = AccessAnalysisArgs(spec=AccessAnalysisSpec(unused_after_days=90), home=True, **PLACE)


def test_access_from_outside_is_reported_and_unused_access_at_home_alone() -> None:
    recording = record(lambda: AccessAnalysis("access", ACCESS))
    assert_sound(recording, AccessAnalysis, regions={"us-east-1"})
    analyzers = recording.named(aws.accessanalyzer.Analyzer)
    assert {name: entry.inputs["type"] for name, entry in analyzers.items()} == {
        "access-external": "ACCOUNT", "access-unused-90": "ACCOUNT_UNUSED_ACCESS",
    }  # fmt: skip
    assert analyzers["access-unused-90"].inputs["configuration"] == {"unusedAccess": {"unusedAccessAge": 90}}
    pattern, message = alert(recording, "access-external")
    assert pattern["detail"] == {"status": ["ACTIVE"]}
    assert "can be reached from outside the account" in message
    for elsewhere in (replace(ACCESS, home=False), replace(ACCESS, spec=AccessAnalysisSpec())):
        away = record(partial(AccessAnalysis, "access", elsewhere))
        assert set(away.named(aws.accessanalyzer.Analyzer)) == {"access-external"}


def test_another_age_is_another_analyzer_because_none_can_change_it() -> None:
    older = replace(ACCESS, spec=AccessAnalysisSpec(unused_after_days=180))
    recording = record(lambda: AccessAnalysis("access", older))
    assert set(recording.named(aws.accessanalyzer.Analyzer)) == {"access-external", "access-unused-180"}


@pytest.mark.parametrize("days", [0, 366])
def test_an_age_that_the_analyzer_refuses_is_refused(days: int) -> None:
    with pytest.raises(ValidationError, match="unused_after_days"):
        AccessAnalysisSpec(unused_after_days=days)


# Baselines


def test_passwords_withstand_guessing_and_no_bucket_can_be_made_public() -> None:
    recording = record(lambda: AccountBaseline("account", AccountBaselineArgs(placement=EAST)))
    assert_sound(recording, AccountBaseline, regions=set())
    assert recording.only(aws.iam.AccountPasswordPolicy).inputs == {
        "minimumPasswordLength": 14,
        "passwordReusePrevention": 24,
        "maxPasswordAge": 90,
        "requireLowercaseCharacters": True,
        "requireUppercaseCharacters": True,
        "requireNumbers": True,
        "requireSymbols": True,
        "allowUsersToChangePassword": True,
        "hardExpiry": False,
    }
    assert recording.only(aws.s3.AccountPublicAccessBlock).inputs == {
        "accountId": "123456789012",
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }


def test_defaults_of_a_region_are_the_closed_ones() -> None:
    args = RegionBaselineArgs(placement=EAST, ebs_key_arn="arn:ebs-key")
    recording = record(lambda: RegionBaseline("region", args))
    assert_sound(recording, RegionBaseline, regions={"us-east-1"})
    plain = {
        entry.type.rsplit(":", 1)[-1]: {key: value for key, value in entry.inputs.items() if key != "region"}
        for entry in recording.entries
        if entry.custom
    }
    assert plain == {
        "EncryptionByDefault": {"enabled": True},
        "DefaultKmsKey": {"keyArn": "arn:ebs-key"},
        "SnapshotBlockPublicAccess": {"state": "block-all-sharing"},
        "ImageBlockPublicAccess": {"state": "block-new-sharing"},
        "SerialConsoleAccess": {"enabled": False},
        "InstanceMetadataDefaults": {
            "httpEndpoint": "enabled",
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
            "instanceMetadataTags": "disabled",
        },
    }
    key = recording.only(aws.ebs.DefaultKmsKey)
    assert recording.depends_on(key, aws.ebs.EncryptionByDefault) == {"region-disks"}
