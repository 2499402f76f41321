"""What GuardDuty, Security Hub, Access Analyzer, Budgets and Cost Explorer refuse, each with a case."""

from copy import deepcopy
from typing import Any

import pytest

from simulator import clouds
from tests.simulator.clouds.samples import SAMPLES, SCOPE, urn_of

DETECTOR, FEATURE = "aws:guardduty/detector:Detector", "aws:guardduty/detectorFeature:DetectorFeature"
HUB, STANDARD = (
    "aws:securityhub/account:Account",
    "aws:securityhub/standardsSubscription:StandardsSubscription",
)
CONTROL = "aws:securityhub/standardsControlAssociation:StandardsControlAssociation"
AGGREGATOR, ANALYZER = (
    "aws:securityhub/findingAggregator:FindingAggregator",
    "aws:accessanalyzer/analyzer:Analyzer",
)
BUDGET, MONITOR = "aws:budgets/budget:Budget", "aws:costexplorer/anomalyMonitor:AnomalyMonitor"
SUBSCRIPTION = "aws:costexplorer/anomalySubscription:AnomalySubscription"
CORS = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"


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


NOTICE = {"notificationType": "ACTUAL", "comparisonOperator": "GREATER_THAN", "threshold": 1}
WORKSPACE, LIMITS = "aws:amp/workspace:Workspace", "aws:amp/workspaceConfiguration:WorkspaceConfiguration"
LIMITED = {"labelSet": {"cluster": "main"}, "limits": {"maxSeries": 2000}}

REFUSED = [
    (WORKSPACE, "alias", " clusters", "1 to 100 characters, with none of white space around them"),
    (WORKSPACE, "alias", "a" * 101, "1 to 100 characters"),
    (WORKSPACE, "kmsKeyArn", "alias/metrics", "the ARN of a resource of kms"),
    (LIMITS, "workspaceId", "production-clusters", "the id of a workspace (ws-...)"),
    (LIMITS, "retentionPeriodInDays", 1_096, "must be between 1 and 1095"),
    (LIMITS, "outOfOrderTimeWindowInSeconds", 601, "must be between 0 and 600"),
    (
        LIMITS,
        "limitsPerLabelSets",
        [LIMITED, LIMITED],
        "the label set {'cluster': 'main'} has a limit already",
    ),
    (DETECTOR, "findingPublishingFrequency", "DAILY", "must be one of FIFTEEN_MINUTES, ONE_HOUR, SIX_HOURS"),
    (FEATURE, "name", "AI_PROTECTION", "must be one of S3_DATA_EVENTS"),
    (FEATURE, "status", "ON", "must be one of ENABLED, DISABLED"),
    (FEATURE, "detectorId", "detector-1", "the id of a detector"),
    (FEATURE, "additionalConfigurations.0.name", "EKS_AUDIT", "EKS_AUDIT is no additional configuration"),
    (FEATURE, "additionalConfigurations.0.status", "ON", "status must be one of ENABLED, DISABLED"),
    (HUB, "controlFindingGenerator", "BOTH", "must be one of SECURITY_CONTROL, STANDARD_CONTROL"),
    (STANDARD, "standardsArn", "cis", "standardsArn must be the ARN of a standard"),
    (
        STANDARD,
        "standardsArn",
        "arn:aws:securityhub:us-west-2::standards/cis-aws-foundations-benchmark/v/5.0.0",
        "is a standard of us-west-2, and the hub is in us-east-1",
    ),
    (CONTROL, "securityControlId", "IAM", "a control such as IAM.6"),
    (CONTROL, "updatedReason", None, "updatedReason must be set when a control is disabled"),
    (AGGREGATOR, "specifiedRegions", None, "specifiedRegions must be set for the linking mode"),
    (
        AGGREGATOR,
        "linkingMode",
        "ALL_REGIONS",
        "specifiedRegions cannot be set for the linking mode ALL_REGIONS",
    ),
    (AGGREGATOR, "specifiedRegions", ["us-east-1"], "us-east-1 is the aggregation region itself"),
    (ANALYZER, "analyzerName", "9-lives", "beginning with a letter"),
    (ANALYZER, "type", "UNUSED", "must be one of ACCOUNT, ORGANIZATION"),
    (ANALYZER, "type", "ACCOUNT", "unusedAccess cannot be configured for an analyzer of type ACCOUNT"),
    (ANALYZER, "configuration.unusedAccess.unusedAccessAge", 366, "between 1 and 365 days, not 366"),
    (BUDGET, "name", "a:b", "1 to 100 characters without : and"),
    (BUDGET, "budgetType", "MONEY", "must be one of COST, USAGE"),
    (BUDGET, "limitAmount", "0", "limitAmount must be a number above 0"),
    (BUDGET, "limitAmount", "much", "limitAmount must be a number above 0"),
    (BUDGET, "limitAmount", None, "one of limitAmount, plannedLimits and autoAdjustData must be set"),
    (BUDGET, "limitUnit", None, "limitUnit must be set beside limitAmount"),
    (BUDGET, "limitUnit", "EUR", "limitUnit of a budget of cost must be USD"),
    (
        BUDGET,
        "notifications",
        [NOTICE],
        "a notification needs subscriberEmailAddresses or subscriberSnsTopicArns",
    ),
    (
        BUDGET,
        "notifications.0.subscriberEmailAddresses",
        [f"{number}@example.com" for number in range(11)],
        "at most 10 addresses",
    ),
    (BUDGET, "notifications.0.subscriberSnsTopicArns", ["arn:a", "arn:b"], "a notification takes one topic"),
    (BUDGET, "notifications.0.thresholdType", "SHARE", "thresholdType must be one of PERCENTAGE"),
    (MONITOR, "monitorDimension", None, "monitorDimension must be set for a monitor of type DIMENSIONAL"),
    (MONITOR, "monitorType", "CUSTOM", "monitorSpecification must be set for a monitor of type CUSTOM"),
    (SUBSCRIPTION, "frequency", "DAILY", "a topic hears IMMEDIATE, not DAILY"),
    (SUBSCRIPTION, "subscribers.0.type", "EMAIL", "an address hears DAILY or WEEKLY"),
    (
        SUBSCRIPTION,
        "thresholdExpression.dimension.key",
        "COST",
        "key must be one of ANOMALY_TOTAL_IMPACT_ABSOLUTE",
    ),
    (CORS, "corsRules.0.allowedMethods", ["OPTIONS"], "must be one of GET, PUT, POST, DELETE, HEAD"),
    (CORS, "corsRules.0.allowedOrigins", ["https://*.*.example.com"], "an origin has at most one wildcard"),
    (
        CORS,
        "corsRules",
        [{"allowedMethods": ["GET"], "allowedOrigins": ["*"]}] * 101,
        "at most 100 rules, not 101",
    ),
]


@pytest.mark.parametrize(("token", "path", "value", "said"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_the_cloud_refuses_is_refused(token: str, path: str, value: Any, said: str) -> None:
    assert clouds.check(token, urn_of(token), SAMPLES[token], None, SCOPE).failures == ()
    failures = clouds.check(token, urn_of(token), put(token, path, value), None, SCOPE).failures
    assert any(said in failure.reason for failure in failures), failures


def created(token: str) -> tuple[str, dict[str, Any]]:
    inputs = clouds.check(token, urn_of(token), SAMPLES[token], None, SCOPE).inputs
    made = clouds.create(token, urn_of(token), inputs, SCOPE)
    assert isinstance(made.id, str)
    return made.id, made.outputs


def test_ids_have_the_shape_that_the_provider_gives_them() -> None:
    assert len(created(DETECTOR)[0]) == 32
    assert created(FEATURE)[0] == "0123456789abcdef0123456789abcdef/RUNTIME_MONITORING"
    subscription = created(STANDARD)[0]
    assert subscription.startswith("arn:aws:securityhub:us-east-1:")
    assert subscription.endswith(":subscription/cis-aws-foundations-benchmark/v/5.0.0")
    assert created(BUDGET)[0].split(":") == [created(BUDGET)[1]["accountId"], "total"]
    assert created(ANALYZER)[0] == "unused-90"
    workspace, outputs = created(WORKSPACE)
    assert workspace.startswith("ws-")
    assert outputs["arn"].endswith(f":workspace/{workspace}")
    assert outputs["prometheusEndpoint"] == (
        f"https://aps-workspaces.us-east-1.amazonaws.com/workspaces/{workspace}/"
    )
