"""The account's trail: what it covers, where it writes, and who is woken by what."""

import json
from dataclasses import replace

import pulumi_aws as aws

from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.security.audit_trail import AuditTrail, AuditTrailArgs, TrailSpec
from components.security.audit_trail.watch import WATCHES, watches
from tests.components.recording import Recording, assert_sound, record

EAST = AwsPlacement(account_id="123456789012", region="us-east-1")
ARGS = AuditTrailArgs(
    spec=TrailSpec(insights=True),
    placement=EAST,
    labels=Labels(environment="production", owner="platform-team", cost_center="core-services"),
    trail="production-trail",
    bucket="audit-bucket",
    bucket_arn="arn:aws:s3:::audit-bucket",
    prefix="trail",
    audit_key_arn="arn:audit-key",
    logs_key_arn="arn:logs-key",
    alarm_topic_arn="arn:alarms",
    watched_bucket_arns=["arn:aws:s3:::backups"],
)


def built(args: AuditTrailArgs = ARGS) -> Recording:
    return record(lambda: AuditTrail("audit", args) and None)


def test_it_covers_all_regions_and_shows_changes_of_its_files() -> None:
    recording = built()
    assert_sound(recording, AuditTrail, regions={"us-east-1"})
    trail = recording.only(aws.cloudtrail.Trail)
    selectors = trail.inputs.pop("advancedEventSelectors")
    assert trail.inputs == {
        "region": "us-east-1",
        "name": "production-trail",
        "s3BucketName": "audit-bucket",
        "s3KeyPrefix": "trail",
        "kmsKeyId": "arn:audit-key",
        "cloudWatchLogsGroupArn": "arn:aws:cloudwatch:::audit-events:*",
        "cloudWatchLogsRoleArn": "arn:aws:iam:::audit-events",
        "enableLogging": True,
        "enableLogFileValidation": True,
        "includeGlobalServiceEvents": True,
        "isMultiRegionTrail": True,
        "insightSelectors": [
            {"insightType": "ApiCallRateInsight"},
            {"insightType": "ApiErrorRateInsight"},
        ],
        "tags": ARGS.labels.aws("production-trail"),
    }
    management, store, backups = [one["fieldSelectors"] for one in selectors]
    assert management == [{"field": "eventCategory", "equals": ["Management"]}]
    assert store[2:] == [
        {"field": "resources.ARN", "startsWiths": ["arn:aws:s3:::audit-bucket/"]},
        {"field": "eventName", "notEquals": ["PutObject"]},
    ]
    assert backups[2:] == [{"field": "resources.ARN", "startsWiths": ["arn:aws:s3:::backups/"]}]
    assert recording.depends_on(trail, aws.iam.RolePolicy) == {"audit-events"}


def test_without_insights_and_backups_it_asks_for_neither() -> None:
    trail = built(replace(ARGS, spec=TrailSpec(), watched_bucket_arns=[])).only(aws.cloudtrail.Trail).inputs
    assert "insightSelectors" not in trail
    assert len(trail["advancedEventSelectors"]) == 2


def test_each_watched_event_has_a_metric_and_an_alarm_on_it() -> None:
    recording = built()
    filters, alarms = recording.of(aws.cloudwatch.LogMetricFilter), recording.of(aws.cloudwatch.MetricAlarm)
    assert len(WATCHES) == 15
    names = {f"production-trail-{role}" for role in WATCHES}
    assert {entry.inputs["metricTransformation"]["name"] for entry in filters} == names
    assert {entry.inputs["metricName"] for entry in alarms} == names
    for alarm in alarms:
        assert alarm.inputs["alarmActions"] == ["arn:alarms"]
        assert alarm.inputs["comparisonOperator"] == "GreaterThanOrEqualToThreshold"
        assert alarm.inputs["treatMissingData"] == "notBreaching"
        assert len(alarm.inputs["alarmDescription"]) <= 1024
    assert all(len(watch.pattern) <= 1024 for watch in WATCHES.values())


def test_its_role_writes_to_its_own_streams_alone() -> None:
    recording = built()
    (statement,) = json.loads(recording.only(aws.iam.RolePolicy).inputs["policy"])["Statement"]
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert statement["Resource"] == [
        "arn:aws:cloudwatch:::audit-events:log-stream:123456789012_CloudTrail_us-east-1*"
    ]
    logs = recording.only(aws.cloudwatch.LogGroup).inputs
    assert (logs["kmsKeyId"], logs["retentionInDays"]) == ("arn:logs-key", 365)


def test_a_role_for_emergencies_is_never_taken_up_unheard() -> None:
    roles = ["arn:aws:iam::123456789012:role/break-glass", "arn:aws:iam::123456789012:role/fire"]
    recording = built(replace(ARGS, emergency_role_arns=roles))
    patterns = {
        one.inputs["metricTransformation"]["name"]: one.inputs["pattern"]
        for one in recording.of(aws.cloudwatch.LogMetricFilter)
    }
    assert patterns["production-trail-emergency-role-use"] == (
        '{ ($.eventName = "AssumeRole*") && (($.requestParameters.roleArn = "arn:aws:iam::123456789012:role/break-glass") || '
        '($.requestParameters.roleArn = "arn:aws:iam::123456789012:role/fire")) }'
    )
    assert len(recording.of(aws.cloudwatch.MetricAlarm)) == len(WATCHES) + 1
    assert set(watches([])) == set(WATCHES)
