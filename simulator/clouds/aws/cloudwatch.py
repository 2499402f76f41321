"""Log groups, alarms and event rules."""

import json
import re
from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import (
    Given,
    Refused,
    arn,
    conflicts,
    document,
    exactly_one,
    matches,
    needs,
    one_of,
    policy_document,
)
from simulator.values import UNKNOWN, reveal

RETENTION_DAYS = (
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip
"""Days that CloudWatch Logs can keep, 0 being for ever. Source: API reference, PutRetentionPolicy."""

COMPARISONS = (
    "GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold",
)  # fmt: skip
STATISTICS = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
EXTENDED = r"p(\d{1,2}(\.\d+)?|100)|(tm|wm|tc|ts|pr|iqm|tm|TM|WM|TC|TS|PR|IQM).*"
SCHEDULE = r"rate\(\d+ (minute|hour|day)s?\)|cron\(\S+( \S+){5}\)"


def _rule_id(case: Case) -> Any:
    """Return the name of a rule on the default bus, or the bus and the name."""
    bus = reveal(case["eventBusName"])
    return case.text("{name}") if bus in {None, "default"} else case.text("{eventBusName}/{name}")


def _rule_arn(case: Case) -> Any:
    bus = reveal(case["eventBusName"])
    prefix = "" if bus in {None, "default"} else "{eventBusName}/"
    return case.text(f"arn:{{partition}}:events:{{region}}:{{account}}:rule/{prefix}{{name}}")


def _target_id(case: Case) -> Any:
    return case["targetId"] if case["targetId"] is not None else case.text("terraform-{digits:26}")


def _target(case: Case) -> Any:
    bus, rule, target = reveal(case["eventBusName"]), reveal(case["rule"]), reveal(_target_id(case))
    if UNKNOWN in (bus, rule, target):
        return UNKNOWN
    return f"{rule}-{target}" if bus in {None, "default"} else f"{bus}-{rule}-{target}"


def _metric(given: Given) -> Refused:
    """Source: docstrings of ``metric_query`` and ``evaluation_periods``; API reference, PutMetricAlarm."""
    if given.lacks("metricQueries") and given.lacks("evaluationCriteria"):
        for path in ("comparisonOperator", "evaluationPeriods", "metricName", "namespace", "period"):
            if given.lacks(path):
                yield path, f"{path} must be set for an alarm on one metric"
        yield from exactly_one("statistic", "extendedStatistic")(given)
        yield from exactly_one("threshold", "thresholdMetricId")(given)
    for path in ("metricName", "namespace", "period", "statistic", "extendedStatistic", "dimensions"):
        if given.has("metricQueries") and given.has(path):
            yield path, f"{path} conflicts with metricQueries: set it in a query's metric"


def _span(given: Given) -> Refused:
    period, periods = given.number("period"), given.number("evaluationPeriods")
    points = given.number("datapointsToAlarm")
    if period is not None and period not in {10, 20, 30} and (period % 60 or period <= 0):
        yield "period", f"period must be 10, 20, 30 or a multiple of 60 seconds, not {period:g}"
    if periods is not None and periods < 1:
        yield "evaluationPeriods", f"evaluationPeriods must be at least 1, not {periods:g}"
    if points is not None and periods is not None and points > periods:
        yield "datapointsToAlarm", f"datapointsToAlarm {points:g} is above evaluationPeriods {periods:g}"
    if period is not None and periods is not None:
        limit = 604800 if period >= 3600 else 86400
        if period * periods > limit:
            yield (
                "evaluationPeriods",
                f"period times evaluationPeriods is at most {limit} seconds, not {period * periods:g}",
            )


def _actions(given: Given) -> Refused:
    for path in ("alarmActions", "okActions", "insufficientDataActions"):
        actions = given.items(path)
        if len(actions) > 5:
            yield path, f"{path} takes at most 5 actions, not {len(actions)}"
        for index, action in enumerate(actions):
            if isinstance(action, str) and not action.startswith("arn:"):
                yield f"{path}[{index}]", f"an action must be an ARN, not {action!r}"


def _pattern_or_schedule(given: Given) -> Refused:
    if given.lacks("eventPattern") and given.lacks("scheduleExpression"):
        yield "eventPattern", "one of eventPattern and scheduleExpression must be set"
    pattern = given.text("eventPattern")
    if pattern is not None and len(pattern) > 4096:
        yield "eventPattern", "eventPattern is longer than 4096 characters"
    bus = given.text("eventBusName")
    if given.has("scheduleExpression") and bus not in {None, "default"}:
        yield "scheduleExpression", "scheduleExpression works on the default event bus only"


def _input(given: Given) -> Refused:
    value = given.text("input")
    if value is not None:
        try:
            json.loads(value)
        except ValueError as fault:
            yield "input", f"input is not valid JSON: {fault}"


def _log_name(given: Given) -> Refused:
    name = given.text("name")
    if name is not None and re.match(r"aws/", name):
        yield "name", f"the log group name {name} begins with aws/, which AWS reserves: write /{name}"


def _kept(given: Given) -> Refused:
    if given.true("deletionProtectionEnabled"):
        yield (
            "deletionProtectionEnabled",
            "the log group is protected: set deletionProtectionEnabled to false first",
        )


NO_PREFIX = {"namePrefix": lambda _: None}

KINDS = (
    Kind(
        "aws:cloudwatch/logGroup:LogGroup",
        id="{name}",
        autoname=Autoname(),
        defaults={"retentionInDays": 0, "skipDestroy": False},
        outputs={
            "arn": "arn:{partition}:logs:{region}:{account}:log-group:{name}",
            "deletionProtectionEnabled": False,
            "logGroupClass": "STANDARD",
            **NO_PREFIX,
        },
        refusals=(
            matches("name", r"[.\-_/#A-Za-z0-9]{1,512}", "1 to 512 letters, digits or .-_/#"),
            conflicts("name", "namePrefix"),
            one_of("retentionInDays", RETENTION_DAYS),
            one_of("logGroupClass", ("STANDARD", "INFREQUENT_ACCESS", "DELIVERY")),
            arn("kmsKeyId", "kms"),
            _log_name,
        ),
        undeletable=(_kept,),
    ),
    Kind(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        id="{name}",
        autoname=Autoname(),
        defaults={"actionsEnabled": True, "treatMissingData": "missing"},
        outputs={
            "arn": "arn:{partition}:cloudwatch:{region}:{account}:alarm:{name}",
            "evaluateLowSampleCountPercentiles": lambda _: None,
        },
        refusals=(
            matches("name", r"[\s\S]{1,255}", "1 to 255 characters"),
            matches("alarmDescription", r"[\s\S]{0,1024}", "at most 1024 characters"),
            one_of("comparisonOperator", COMPARISONS),
            one_of("statistic", STATISTICS),
            one_of("treatMissingData", ("missing", "ignore", "breaching", "notBreaching")),
            matches("extendedStatistic", EXTENDED, "a statistic such as p99 or tm90"),
            _metric,
            _span,
            _actions,
        ),
    ),
    Kind(
        "aws:cloudwatch/eventRule:EventRule",
        id=_rule_id,
        autoname=Autoname(),
        defaults={"eventBusName": "default", "forceDestroy": False},
        outputs={"arn": _rule_arn, "isEnabled": True, "state": "ENABLED", **NO_PREFIX},
        refusals=(
            matches("name", r"[.\-_A-Za-z0-9]{1,64}", "1 to 64 letters, digits or .-_"),
            matches("description", r"[\s\S]{0,512}", "at most 512 characters"),
            conflicts("name", "namePrefix"),
            conflicts("isEnabled", "state"),
            one_of("state", ("DISABLED", "ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")),
            document("eventPattern"),
            matches("scheduleExpression", SCHEDULE, "rate(5 minutes) or cron(0 12 * * ? *)"),
            arn("roleArn", "iam"),
            _pattern_or_schedule,
        ),
    ),
    Kind(
        "aws:cloudwatch/eventTarget:EventTarget",
        id=_target,
        defaults={"eventBusName": "default", "forceDestroy": False},
        outputs={"targetId": _target_id},
        refusals=(
            matches("arn", r"arn:.+", "the ARN of a target"),
            matches("targetId", r"[.\-_A-Za-z0-9]{1,64}", "1 to 64 letters, digits or .-_"),
            conflicts("input", "inputPath", "inputTransformer"),
            needs("ecsTarget", "roleArn"),
            _input,
        ),
    ),
    Kind(
        "aws:cloudwatch/logStream:LogStream",
        id="{name}",
        autoname=Autoname(limit=512),
        outputs={"arn": "arn:{partition}:logs:{region}:{account}:log-group:{logGroupName}:log-stream:{name}"},
        refusals=(matches("name", r"[^:*]{1,512}", "1 to 512 characters without : and *"),),
    ),
    Kind(
        "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
        id="cwlsf-{digits:10}",
        autoname=Autoname(limit=512),
        defaults={"distribution": "ByLogStream"},
        refusals=(
            matches("name", r"[^:*]{1,512}", "1 to 512 characters without : and *"),
            matches("filterPattern", r"[\s\S]{0,1024}", "at most 1024 characters"),
            matches("destinationArn", r"arn:.+", "the ARN of a destination"),
            arn("roleArn", "iam"),
            one_of("distribution", ("Random", "ByLogStream")),
        ),
    ),
    Kind(
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        id="{policyName}",
        outputs={"policyScope": "ACCOUNT", "revisionId": lambda _: None},
        refusals=(policy_document("policyDocument", 5120), exactly_one("policyName", "resourceArn")),
    ),
)
