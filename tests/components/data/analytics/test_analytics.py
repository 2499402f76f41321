"""Stream analytics: what they make, what they may touch, how they come back and what watches them."""

import json
from dataclasses import replace
from typing import Any

import pulumi_aws as aws

from components.data.analytics import Analytics, AnalyticsArgs, AnalyticsSpec
from tests.components.data.databases import EAST, LABELS
from tests.components.data.differences import changed, made
from tests.components.recording import Recording, assert_sound, record

SPEC: dict[str, Any] = {
    "parallelism": 10,
    "parallelism_per_kpu": 2,
    "sources": ("events",),
    "sinks": ("metrics",),
    "code_bucket": "analytics-code",
    "code_key": "analytics/1.0.0.jar",
    "log_days": 365,
}
STREAMS = "arn:aws:kinesis:us-east-1:123456789012:stream"


def a_spec(**changes: Any) -> AnalyticsSpec:
    return AnalyticsSpec(**{**SPEC, **changes})


ARGS = AnalyticsArgs(
    spec=a_spec(),
    placement=EAST,
    labels=LABELS,
    protected=True,
    identifier="production-analytics",
    vpc_id="vpc-1",
    private_subnets={"b": "subnet-b", "a": "subnet-a"},
    sources={"events": f"{STREAMS}/events"},
    sinks={"metrics": f"{STREAMS}/metrics"},
    messaging_key_arn="arn:messaging-key",
    logs_key_arn="arn:logs-key",
    alarm_topic_arn="arn:alarms",
)


def built(spec: AnalyticsSpec | None = None, **changes: Any) -> Recording:
    args = replace(ARGS, spec=spec or ARGS.spec, **changes)

    def program() -> None:
        Analytics("analytics", args)

    return record(program)


def statements(recording: Recording) -> dict[str, dict[str, Any]]:
    policy = json.loads(recording.only(aws.iam.RolePolicy).inputs["policy"])
    return {one["Sid"]: one for one in policy["Statement"]}


def test_production_makes_exactly_this() -> None:
    recording = built()
    assert_sound(recording, Analytics, regions={"us-east-1"})
    assert recording.counts() == {
        "aws:cloudwatch/logGroup:LogGroup": 1,
        "aws:cloudwatch/logStream:LogStream": 1,
        "aws:cloudwatch/metricAlarm:MetricAlarm": 4,
        "aws:ec2/securityGroup:SecurityGroup": 1,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicy:RolePolicy": 1,
        "aws:kinesisanalyticsv2/application:Application": 1,
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": 1,
        "platform:data:Analytics": 1,
    }


def test_the_application_is_given_exactly_this() -> None:
    recording = built()
    application = recording.only(aws.kinesisanalyticsv2.Application)
    assert application.protect
    assert recording.depends_on(application, aws.iam.RolePolicy) == {"analytics-role"}
    content = {
        "s3ContentLocation": {"bucketArn": "arn:aws:s3:::analytics-code", "fileKey": "analytics/1.0.0.jar"}
    }
    assert application.inputs == {
        "region": "us-east-1",
        "name": "production-analytics",
        "description": "Stream analytics of production",
        "runtimeEnvironment": "FLINK-1_20",
        "applicationMode": "STREAMING",
        "serviceExecutionRole": "arn:aws:iam:::analytics-role",
        "startApplication": True,
        "forceStop": False,
        "applicationConfiguration": {
            "applicationCodeConfiguration": {"codeContentType": "ZIPFILE", "codeContent": content},
            "applicationSnapshotConfiguration": {"snapshotsEnabled": True},
            "runConfiguration": {
                "applicationRestoreConfiguration": {"applicationRestoreType": "RESTORE_FROM_LATEST_SNAPSHOT"}
            },
            "flinkApplicationConfiguration": {
                "checkpointConfiguration": {
                    "configurationType": "CUSTOM",
                    "checkpointingEnabled": True,
                    "checkpointInterval": 60_000,
                    "minPauseBetweenCheckpoints": 5_000,
                },
                "monitoringConfiguration": {
                    "configurationType": "CUSTOM",
                    "logLevel": "INFO",
                    "metricsLevel": "APPLICATION",
                },
                "parallelismConfiguration": {
                    "configurationType": "CUSTOM",
                    "parallelism": 10,
                    "parallelismPerKpu": 2,
                    "autoScalingEnabled": False,
                },
            },
            "vpcConfiguration": {
                "subnetIds": ["subnet-a", "subnet-b"],
                "securityGroupIds": ["analytics-firewall-id"],
            },
        },
        "cloudwatchLoggingOptions": {"logStreamArn": "arn:aws:cloudwatch:::analytics-log"},
        "tags": LABELS.aws("production-analytics"),
    }


def test_what_is_not_protected_may_be_stopped_by_force() -> None:
    application = built(protected=False).only(aws.kinesisanalyticsv2.Application)
    assert (application.protect, application.inputs["forceStop"]) == (False, True)


def test_it_reads_its_sources_and_writes_its_sinks_and_no_others() -> None:
    said = statements(built())
    assert said["ReadSources"]["Resource"] == [f"{STREAMS}/events", f"{STREAMS}/events/consumer/*"]
    assert said["WriteSinks"]["Resource"] == [f"{STREAMS}/metrics"]
    assert not {action for action in said["ReadSources"]["Action"] if action.startswith("kinesis:Put")}
    assert said["ReadCode"]["Resource"] == ["arn:aws:s3:::analytics-code/analytics/1.0.0.jar"]
    assert said["OpenMessages"]["Condition"] == {
        "StringEquals": {"kms:ViaService": "kinesis.us-east-1.amazonaws.com"}
    }
    assert [sid for sid, one in said.items() if one["Resource"] == ["*"]] == ["LookAtNetwork"]


def test_without_sinks_it_writes_nothing_and_with_a_key_it_opens_its_code() -> None:
    said = statements(built(a_spec(sinks=()), sinks={}, code_key_arn="arn:artifacts-key"))
    assert "WriteSinks" not in said
    assert said["OpenCode"]["Resource"] == ["arn:artifacts-key"]


def test_nobody_comes_in_and_it_speaks_https_alone() -> None:
    recording = built()
    rule = recording.only(aws.vpc.SecurityGroupEgressRule).inputs
    assert (rule["fromPort"], rule["toPort"], rule["ipProtocol"]) == (443, 443, "tcp")
    assert "ingress" not in recording.only(aws.ec2.SecurityGroup).inputs


def test_people_are_woken_by_restarts_checkpoints_lag_and_memory() -> None:
    alarms = built(a_spec(lag_seconds=60)).of(aws.cloudwatch.MetricAlarm)
    assert {one.inputs["metricName"]: one.inputs["threshold"] for one in alarms} == {
        "downtime": 0,
        "numberOfFailedCheckpoints": 0,
        "millisBehindLatest": 60_000,
        "heapMemoryUtilization": 90,
    }


def test_flink_2_no_longer_reports_downtime() -> None:
    alarms = built(a_spec(version="2.2")).of(aws.cloudwatch.MetricAlarm)
    metrics = {one.inputs["metricName"] for one in alarms}
    assert "restartingTime" in metrics
    assert "downtime" not in metrics


def test_its_outputs() -> None:
    assert built().only(Analytics).published == {
        "application_name": "production-analytics",
        "arn": "arn:aws:kinesisanalyticsv2:::analytics-application",
        "role_arn": "arn:aws:iam:::analytics-role",
        "security_group_id": "analytics-firewall-id",
        "log_group": "/aws/kinesis-analytics/production-analytics",
    }


def test_more_parallelism_and_another_release_change_the_application_and_what_it_reads() -> None:
    before = built()
    for spec, touched in (
        (a_spec(parallelism=20), {"analytics-application": {"applicationConfiguration"}}),
        (
            a_spec(code_key="analytics/1.0.1.jar"),
            {"analytics-application": {"applicationConfiguration"}, "analytics-role": {"policy"}},
        ),
    ):
        after = built(spec)
        assert (made(before, after), made(after, before)) == (set(), set())
        assert changed(before, after) == touched
