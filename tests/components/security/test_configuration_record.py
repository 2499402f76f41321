"""AWS Config: what a recorder records, where it delivers, what it keeps, and who hears of broken rules."""

import json
from dataclasses import replace
from typing import Any

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.foundation.labels import REQUIRED_AWS_TAGS, Labels
from components.foundation.placement import AwsPlacement
from components.security.configuration_record import (
    ConfigurationRecord,
    ConfigurationRecordArgs,
    RecordingRole,
    RecordingRoleArgs,
    RecordingSpec,
    service_role_arn,
)
from components.security.configuration_record.rules import RULES
from tests.components.recording import Recording, assert_sound, record

EAST = AwsPlacement(account_id="123456789012", region="us-east-1")
LABELS = Labels(environment="production", owner="platform-team", cost_center="core-services")
ARGS = ConfigurationRecordArgs(
    spec=RecordingSpec(),
    placement=EAST,
    labels=LABELS,
    recorder="production",
    role_arn="arn:role",
    bucket="logs-bucket",
    prefix="config",
    alarm_topic_arn="arn:alarms",
    home=True,
)


def built(args: ConfigurationRecordArgs = ARGS) -> Recording:
    return record(lambda: ConfigurationRecord("record", args) and None)


def test_everything_is_recorded_but_what_would_be_paid_for_twice() -> None:
    recording = built()
    assert_sound(recording, ConfigurationRecord, regions={"us-east-1"})
    assert recording.only(aws.cfg.Recorder).inputs == {
        "region": "us-east-1",
        "name": "production",
        "roleArn": "arn:role",
        "recordingGroup": {
            "allSupported": False,
            "exclusionByResourceTypes": [{"resourceTypes": ["AWS::Config::ResourceCompliance"]}],
            "recordingStrategies": [{"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}],
        },
        "recordingMode": {
            "recordingFrequency": "CONTINUOUS",
            "recordingModeOverride": {
                "description": "Comes and goes with nodes and pods",
                "recordingFrequency": "DAILY",
                "resourceTypes": ["AWS::EC2::Instance", "AWS::EC2::NetworkInterface", "AWS::EC2::Volume"],
            },
        },
    }


def test_identities_are_recorded_at_home_alone() -> None:
    group = built(replace(ARGS, home=False)).only(aws.cfg.Recorder).inputs["recordingGroup"]
    assert group["exclusionByResourceTypes"] == [
        {
            "resourceTypes": [
                "AWS::Config::ResourceCompliance",
                "AWS::IAM::Group",
                "AWS::IAM::Policy",
                "AWS::IAM::Role",
                "AWS::IAM::User",
            ]
        }
    ]


def test_named_types_alone_are_recorded_by_the_day() -> None:
    spec = RecordingSpec(frequency="DAILY", only_types=("AWS::S3::Bucket",), rules=())
    inputs = built(replace(ARGS, spec=spec)).only(aws.cfg.Recorder).inputs
    assert inputs["recordingGroup"] == {
        "allSupported": False,
        "resourceTypes": ["AWS::S3::Bucket"],
        "recordingStrategies": [{"useOnly": "INCLUSION_BY_RESOURCE_TYPES"}],
    }
    assert inputs["recordingMode"] == {"recordingFrequency": "DAILY"}


def test_it_delivers_to_the_logs_and_starts_once_it_can() -> None:
    recording = built()
    channel = recording.only(aws.cfg.DeliveryChannel)
    assert (channel.inputs["s3BucketName"], channel.inputs["s3KeyPrefix"]) == ("logs-bucket", "config")
    assert channel.inputs["snapshotDeliveryProperties"] == {"deliveryFrequency": "TwentyFour_Hours"}
    assert recording.depends_on(channel, aws.cfg.Recorder) == {"record-recorder"}
    status = recording.only(aws.cfg.RecorderStatus)
    assert status.inputs["isEnabled"] is True
    assert recording.depends_on(status, aws.cfg.DeliveryChannel) == {"record-channel"}
    assert recording.only(aws.cfg.RetentionConfiguration).inputs["retentionPeriodInDays"] == 2557


def test_rules_wait_for_the_recorder_and_say_what_they_look_at() -> None:
    recording = built(replace(ARGS, spec=RecordingSpec(rules=("required-tags", "root-mfa"))))
    rules = recording.named(aws.cfg.Rule)
    tags, root = rules["record-required-tags"], rules["record-root-mfa"]
    assert tags.inputs["source"] == {"owner": "AWS", "sourceIdentifier": "REQUIRED_TAGS"}
    assert set(json.loads(tags.inputs["inputParameters"]).values()) == set(REQUIRED_AWS_TAGS)
    assert tags.inputs["scope"]["complianceResourceTypes"] == [
        "AWS::RDS::DBInstance",
        "AWS::Redshift::Cluster",
        "AWS::S3::Bucket",
    ]
    assert "maximumExecutionFrequency" not in tags.inputs
    assert root.inputs["maximumExecutionFrequency"] == "TwentyFour_Hours"
    for rule in rules.values():
        assert recording.depends_on(rule, aws.cfg.RecorderStatus) == {"record-status"}


def test_what_says_the_same_in_every_region_is_asked_at_home() -> None:
    spec = RecordingSpec(rules=("root-mfa", "multi-region-trail", "ssh-closed"))
    away = built(replace(ARGS, spec=spec, home=False))
    assert set(away.named(aws.cfg.Rule)) == {"record-ssh-closed"}


def test_people_hear_of_rules_of_ours_that_are_newly_broken() -> None:
    recording = built()
    event = recording.only(aws.cloudwatch.EventRule)
    assert json.loads(event.inputs["eventPattern"])["detail"] == {
        "configRuleName": ["production-required-tags"],
        "messageType": ["ComplianceChangeNotification"],
        "newEvaluationResult": {"complianceType": ["NON_COMPLIANT"]},
    }
    assert recording.only(aws.cloudwatch.EventTarget).inputs["arn"] == "arn:alarms"
    silent = built(replace(ARGS, spec=RecordingSpec(rules=())))
    assert silent.of(aws.cloudwatch.EventRule) == []


def test_the_role_is_the_one_that_aws_config_links() -> None:
    recording = record(lambda: RecordingRole("recording", RecordingRoleArgs(labels=LABELS)) and None)
    role = recording.only(aws.iam.ServiceLinkedRole)
    assert role.inputs["awsServiceName"] == "config.amazonaws.com"
    assert service_role_arn(EAST) == (
        "arn:aws:iam::123456789012:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    )


def test_every_rule_is_known_by_one_identifier() -> None:
    identifiers = [rule.identifier for rule in RULES.values()]
    assert len(set(identifiers)) == len(identifiers)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"days": 29}, "greater than or equal to 30"),
        ({"days": 2558}, "less than or equal to 2557"),
        ({"daily_types": ["EC2"]}, "String should match pattern"),
        (
            {"rules": ["root-mfa", "root-mfa"]},
            "rules: root-mfa is named twice, and AWS Config takes each once",
        ),
        ({"rules": ["anything"]}, "Input should be"),
        (
            {"daily_types": ["AWS::Config::ResourceCompliance"]},
            "daily_types: AWS Config records AWS::Config::ResourceCompliance at every change or not at all; take it out",
        ),
        (
            {"frequency": "DAILY", "daily_types": ["AWS::EC2::Volume"]},
            "daily_types: everything is recorded once a day already",
        ),
        (
            {"only_types": ["AWS::S3::Bucket"], "daily_types": ["AWS::EC2::Volume"], "rules": []},
            "daily_types: AWS::EC2::Volume is not among only_types, so it would not be recorded at all",
        ),
        (
            {"only_types": ["AWS::S3::Bucket"], "rules": ["ssh-closed"]},
            "rules: ssh-closed looks at AWS::EC2::SecurityGroup, which only_types leaves out",
        ),
    ],
)
def test_what_aws_config_refuses_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        RecordingSpec.model_validate_json(json.dumps(changes))
