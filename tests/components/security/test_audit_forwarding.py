"""What leaves a cluster's log, where it goes, who may touch it on the way, and who hears when it does not arrive."""

import json
from dataclasses import replace
from typing import Any

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.security.audit_forwarding import (
    AuditForwarding,
    AuditForwardingArgs,
    AuditForwardingSpec,
    production_faults,
)
from tests.components.recording import Recording, assert_sound, record

EAST = AwsPlacement(account_id="123456789012", region="us-east-1")
WEST = AwsPlacement(account_id="123456789012", region="us-west-2")
ARGS = AuditForwardingArgs(
    spec=AuditForwardingSpec(log_days=365),
    placement=WEST,
    labels=Labels(environment="production", owner="platform-team", cost_center="core-services"),
    cluster_name="production-us-west-2",
    log_group="/aws/eks/production-us-west-2/cluster",
    bucket_arn="arn:aws:s3:::audit-bucket",
    store_placement=EAST,
    store_key_arn="arn:store-key",
    logs_key_arn="arn:logs-key",
    alarm_topic_arn="arn:alarms",
    ready=[],
)


def built(args: AuditForwardingArgs = ARGS) -> Recording:
    return record(lambda: AuditForwarding("forwarding", args) and None)


def granted(recording: Recording, role: str) -> dict[str, dict[str, Any]]:
    """Return the statements of a role's one policy by their names."""
    (policy,) = [one for one in recording.of(aws.iam.RolePolicy) if one.inputs["name"] == role]
    return {one["Sid"]: one for one in json.loads(policy.inputs["policy"])["Statement"]}


def trust(recording: Recording, role: str) -> dict[str, Any]:
    (found,) = [one for one in recording.of(aws.iam.Role) if one.inputs["name"].endswith(role)]
    (statement,) = json.loads(found.inputs["assumeRolePolicy"])["Statement"]
    return {"principal": statement["Principal"], "condition": statement["Condition"]}


def test_audit_events_and_nothing_else_leave_the_log() -> None:
    recording = built()
    assert_sound(recording, AuditForwarding, regions={"us-west-2"})
    subscription = recording.only(aws.cloudwatch.LogSubscriptionFilter)
    assert subscription.inputs["logGroup"] == "/aws/eks/production-us-west-2/cluster"
    assert subscription.inputs["filterPattern"] == '{ $.apiVersion = "audit.k8s.io/v1" }'
    # CloudWatch tries at once, so the right to hand over has to be there before.
    assert recording.depends_on(subscription, aws.iam.RolePolicy) == {"forwarding-feeder"}


def test_they_are_written_under_their_cluster_and_day_with_the_stores_own_key() -> None:
    stream = built().only(aws.kinesis.FirehoseDeliveryStream).inputs
    assert stream["name"] == "production-us-west-2-audit"
    assert stream["serverSideEncryption"] == {
        "enabled": True,
        "keyType": "CUSTOMER_MANAGED_CMK",
        "keyArn": "arn:logs-key",
    }
    written = stream["extendedS3Configuration"]
    assert written["bucketArn"] == "arn:aws:s3:::audit-bucket"
    assert written["kmsKeyArn"] == "arn:store-key"
    assert written["prefix"] == "kubernetes/production-us-west-2/!{timestamp:yyyy/MM/dd}/"
    assert written["errorOutputPrefix"] == (
        "kubernetes-failed/production-us-west-2/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/"
    )
    assert (written["bufferingInterval"], written["bufferingSize"]) == (300, 64)
    # CloudWatch packs what it hands over; packed once more, no reader would expect it.
    assert (written["compressionFormat"], written["fileExtension"]) == ("UNCOMPRESSED", ".json.gz")
    assert written["cloudwatchLoggingOptions"]["enabled"] is True


def test_the_writer_adds_to_its_two_folders_and_reads_nothing() -> None:
    recording = built()
    grants = granted(recording, "writer")
    assert grants["WriteObjects"]["Resource"] == [
        "arn:aws:s3:::audit-bucket/kubernetes/*",
        "arn:aws:s3:::audit-bucket/kubernetes-failed/*",
    ]
    actions = {action for one in grants.values() for action in one["Action"]}
    assert (
        not {"s3:GetObject", "s3:DeleteObject", "s3:PutObjectRetention", "s3:BypassGovernanceRetention"}
        & actions
    )
    assert grants["EncryptObjects"]["Condition"] == {
        "StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}
    }
    assert grants["ReadWhatWaits"]["Condition"] == {
        "StringEquals": {"kms:ViaService": "firehose.us-west-2.amazonaws.com"}
    }
    stream = recording.only(aws.kinesis.FirehoseDeliveryStream)
    assert "forwarding-writer" in recording.depends_on(stream, aws.iam.RolePolicy)


def test_services_act_for_this_account_alone() -> None:
    recording = built()
    assert trust(recording, "audit-writer") == {
        "principal": {"Service": ["firehose.amazonaws.com"]},
        "condition": {"StringEquals": {"sts:ExternalId": "123456789012"}},
    }
    assert trust(recording, "audit-feeder") == {
        "principal": {"Service": ["logs.amazonaws.com"]},
        "condition": {"ArnLike": {"aws:SourceArn": "arn:aws:logs:us-west-2:123456789012:*"}},
    }


def test_people_hear_of_events_that_wait_and_of_silence() -> None:
    alarms = {one.inputs["metricName"]: one.inputs for one in built().of(aws.cloudwatch.MetricAlarm)}
    assert set(alarms) == {"DeliveryToS3.DataFreshness", "DeliveryToS3.Success"}
    late = alarms["DeliveryToS3.DataFreshness"]
    assert late["threshold"] == 1_800
    assert late["insufficientDataActions"] == ["arn:alarms"]
    assert alarms["DeliveryToS3.Success"]["comparisonOperator"] == "LessThanThreshold"


def test_the_longest_names_are_cut_and_stay_apart() -> None:
    names = set()
    for region in ("us-west-2", "us-east-1"):
        recording = built(replace(ARGS, cluster_name="a" * 80 + region))
        stream = recording.only(aws.kinesis.FirehoseDeliveryStream).inputs["name"]
        made = [stream, *(one.inputs["name"] for one in recording.of(aws.iam.Role))]
        assert all(len(name) <= 64 for name in made)
        names |= set(made)
    assert len(names) == 6


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"log_days": 30}, "log_days is 30: an incident could not be traced back; set it to 365 or more"),
        ({"late_seconds": 3_600}, "late_seconds is 3600: whoever took a cluster over could clear its log"),
    ],
)
def test_production_asks_for_more(changes: dict[str, int], said: str) -> None:
    (fault,) = production_faults(AuditForwardingSpec(**{"log_days": 365, **changes}))
    assert fault.startswith(said)
    assert not production_faults(AuditForwardingSpec(log_days=365))


def test_nobody_is_woken_for_what_is_still_being_gathered() -> None:
    with pytest.raises(
        ValidationError,
        match="late_seconds: 1000 is less than twice the 900 seconds that events are gathered",
    ):
        AuditForwardingSpec(log_days=365, buffer_seconds=900, late_seconds=1_000)
    assert AuditForwardingSpec(log_days=365, buffer_seconds=900, late_seconds=1_800)
