"""What AWS refuses of what is kept for the worst day, and how it answers."""

import re
from typing import Any

import pytest

from simulator import clouds
from simulator.clouds import Failure
from tests.simulator.clouds.samples import SAMPLES, SCOPE, urn_of
from tests.simulator.clouds.test_refusals import ABSENT

RECORDER, CHANNEL = "aws:cfg/recorder:Recorder", "aws:cfg/deliveryChannel:DeliveryChannel"
KEPT, RULE = "aws:cfg/retentionConfiguration:RetentionConfiguration", "aws:cfg/rule:Rule"
TEST, TESTED = (
    "aws:backup/restoreTestingPlan:RestoreTestingPlan",
    "aws:backup/restoreTestingSelection:RestoreTestingSelection",
)
BUCKET = "aws:s3/bucket:Bucket"
CHOSEN = SAMPLES[TEST]["recoveryPointSelection"]
GROUP = SAMPLES[RECORDER]["recordingGroup"]

REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    (RECORDER, {"roleArn": "AWSServiceRoleForConfig"}, "roleArn", "must be the ARN of a resource of iam"),
    (RECORDER, {"recordingGroup": {**GROUP, "allSupported": True}}, "recordingGroup.allSupported", "must be false"),
    (RECORDER, {"recordingGroup": {**GROUP, "recordingStrategies": ABSENT}}, "recordingGroup.recordingStrategies", "needs the strategy EXCLUSION_BY_RESOURCE_TYPES"),
    (RECORDER, {"recordingGroup": {**GROUP, "resourceTypes": ["AWS::S3::Bucket"]}}, "recordingGroup.exclusionByResourceTypes", "either named or excluded"),
    (RECORDER, {"recordingGroup": {**GROUP, "includeGlobalResourceTypes": True}}, "recordingGroup.includeGlobalResourceTypes", "goes with allSupported alone"),
    (RECORDER, {"recordingGroup": {"allSupported": False}}, "recordingGroup.resourceTypes", "nothing would be recorded"),
    (RECORDER, {"recordingMode": {"recordingFrequency": "HOURLY"}}, "recordingMode.recordingFrequency", "must be one of CONTINUOUS, DAILY"),
    (
        RECORDER,
        {"recordingMode": {"recordingFrequency": "CONTINUOUS", "recordingModeOverride": {"recordingFrequency": "DAILY", "resourceTypes": ["AWS::Config::ResourceCompliance"]}}},
        "recordingMode.recordingModeOverride.resourceTypes",
        "AWS::Config::ResourceCompliance cannot be recorded once a day",
    ),
    (CHANNEL, {"snapshotDeliveryProperties": {"deliveryFrequency": "Daily"}}, "snapshotDeliveryProperties.deliveryFrequency", "must be one of One_Hour"),
    (CHANNEL, {"snsTopicArn": "alarms"}, "snsTopicArn", "must be the ARN of a resource of sns"),
    (KEPT, {"retentionPeriodInDays": 29}, "retentionPeriodInDays", "must be between 30 and 2557 days, not 29"),
    (RULE, {"name": "x" * 129}, "name", "must be 1 to 128 characters"),
    (RULE, {"source": {"owner": "US", "sourceIdentifier": "REQUIRED_TAGS"}}, "source.owner", "must be one of AWS"),
    (RULE, {"source": {"owner": "AWS"}}, "source.sourceIdentifier", "must be set for a rule of AWS"),
    (RULE, {"source": {"owner": "CUSTOM_POLICY"}}, "source.customPolicyDetails", "must be set for a rule of CUSTOM_POLICY"),
    (RULE, {"scope": {"complianceResourceId": "b"}}, "scope.complianceResourceTypes", "must name the one type"),
    (RULE, {"scope": {"tagValue": "x"}}, "scope.tagValue", "needs scope.tagKey"),
    (RULE, {"inputParameters": "[]"}, "inputParameters", "must be a JSON object"),
    (RULE, {"maximumExecutionFrequency": "Daily"}, "maximumExecutionFrequency", "must be one of One_Hour"),
    (TEST, {"name": "production-restore-test"}, "name", "must be 1 to 50 letters, digits or underscores"),
    (TEST, {"startWindowHours": 169}, "startWindowHours", "must be between 1 and 168 hours"),
    (TEST, {"recoveryPointSelection": {**CHOSEN, "algorithm": "OLDEST"}}, "recoveryPointSelection.algorithm", "must be one of LATEST_WITHIN_WINDOW"),
    (TEST, {"recoveryPointSelection": {**CHOSEN, "recoveryPointTypes": ["FULL"]}}, "recoveryPointSelection.recoveryPointTypes", "must be one of CONTINUOUS, SNAPSHOT"),
    (TEST, {"recoveryPointSelection": {**CHOSEN, "selectionWindowDays": 366}}, "recoveryPointSelection.selectionWindowDays", "must be between 1 and 365 days"),
    (TEST, {"recoveryPointSelection": {**CHOSEN, "includeVaults": ["production"]}}, "recoveryPointSelection.includeVaults[0]", "takes ARNs of vaults, or *"),
    (TESTED, {"name": "the-database"}, "name", "must be 1 to 50 letters, digits or underscores"),
    (TESTED, {"protectedResourceType": "Redshift"}, "protectedResourceType", "must be one of Aurora"),
    (TESTED, {"protectedResourceArns": ABSENT}, "protectedResourceArns", "one of protectedResourceArns, protectedResourceConditions must be set"),
    (TESTED, {"protectedResourceConditions": {"stringEquals": []}}, "protectedResourceConditions", "only one of them may be set"),
    (TESTED, {"protectedResourceArns": ["arn:a"] * 31}, "protectedResourceArns", "takes 30 resources at most"),
    (TESTED, {"validationWindowHours": 169}, "validationWindowHours", "must be between 1 and 168 hours"),
]  # fmt: skip


def with_changes(token: str, changes: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**SAMPLES[token], **changes}.items() if value is not ABSENT}


@pytest.mark.parametrize(("token", "changes", "path", "sentence"), REFUSED)
def test_what_the_cloud_refuses_is_refused(
    token: str, changes: dict[str, Any], path: str, sentence: str
) -> None:
    inputs = {
        key: {inner: raw for inner, raw in value.items() if raw is not ABSENT}
        if isinstance(value, dict)
        else value
        for key, value in with_changes(token, changes).items()
    }
    checked = clouds.check(token, urn_of(token), inputs, None, SCOPE)
    assert [(failure.path, sentence in failure.reason) for failure in checked.failures] == [(path, True)]


def test_aws_config_does_not_deliver_to_a_locked_bucket() -> None:
    bucket = {"urn": urn_of(BUCKET, "audit"), "type": BUCKET, "inputs": {"objectLockEnabled": True}}
    channel = {
        "urn": urn_of(CHANNEL, "channel"),
        "type": CHANNEL,
        "inputs": {},
        "propertyDependencies": {"s3BucketName": [bucket["urn"]]},
    }
    reason = "s3BucketName is a bucket with object lock, to which AWS Config does not deliver"
    assert clouds.check_together([bucket, channel]) == ((channel["urn"], Failure("s3BucketName", reason)),)
    plain = {**bucket, "inputs": {"objectLockEnabled": False}}
    assert clouds.check_together([plain, channel]) == ()


def test_an_accounts_issuer_is_its_own_and_made_of_no_input() -> None:
    token = "aws:iam/outboundWebIdentityFederation:OutboundWebIdentityFederation"
    made = clouds.create(token, urn_of(token), {}, SCOPE)
    assert re.fullmatch(
        r"https://[0-9a-f-]{36}\.tokens\.sts\.global\.api\.aws", made.outputs["issuerIdentifier"]
    )
