"""Alarms on the metrics of AWS services: each says what is wrong, by how much, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi_aws as aws

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.names import bounded
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire

NAME_LIMIT = 255
"""Longest name of an alarm (CloudWatch API, PutMetricAlarm)."""

Unit = Literal[
    "percent",
    "bytes",
    "seconds",
    "connections",
    "keys",
    "requests",
    "hosts",
    "days",
    "checks",
    "faults",
    "failures",
    "messages",
    "microseconds",
    "milliseconds",
    "MiB",
    "refused calls",
    "(1 is healthy)",
    "(1 is so)",
]
"""What a threshold counts, as the alarm's description says it."""

PERCENTILES = ("p95", "p99")
"""Statistics that CloudWatch takes in a field of their own."""

_OPERATORS = {"above": "GreaterThanThreshold", "below": "LessThanThreshold"}


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One condition worth waking somebody for.

    ``role`` keys the alarm among those of its subject. The metric is read every ``period_seconds`` and has
    to break the threshold ``periods`` times in a row. ``remedy`` is what the person woken does first.
    """

    role: str
    namespace: str
    metric: str
    statistic: Literal["Average", "Maximum", "Minimum", "Sum", "p95", "p99"]
    breach: Literal["above", "below"]
    threshold: float
    unit: Unit
    remedy: str
    period_seconds: int = 300
    periods: int = 3
    missing: Literal["missing", "notBreaching", "breaching", "ignore"] = "missing"
    tell_when_silent: bool = False
    """Whether people are also told when the metric disappears: silence may be the fault itself."""

    def description(self, subject: str) -> str:
        """Return what a person reads when the alarm goes off."""
        minutes = self.period_seconds * self.periods // 60
        measured = f"{self.metric} {self.breach} {self.threshold:,.10g} {self.unit} for {minutes} min"
        return f"{subject}: {measured}. {self.remedy}"


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What alarms are hung on: the component that owns them, and where they report."""

    owner: Component
    placement: AwsPlacement
    labels: Labels
    topic_arn: Wire[str]


def raise_alarm(
    name: str, alarm: Alarm, watch: Watch, *, subject: str, dimensions: Mapping[str, Wire[str]]
) -> aws.cloudwatch.MetricAlarm:
    """Register an alarm that reports both the fault and its end.

    :param subject: the physical name of what is watched; it heads the alarm's name and description.
    :param dimensions: what CloudWatch finds the metric by.
    """
    physical = bounded(f"{subject}-{alarm.role}", NAME_LIMIT)
    percentile = alarm.statistic in PERCENTILES
    return aws.cloudwatch.MetricAlarm(
        f"{name}-{alarm.role}-alarm",
        region=watch.placement.region,
        name=physical,
        alarm_description=alarm.description(subject),
        namespace=alarm.namespace,
        metric_name=alarm.metric,
        dimensions=dimensions,
        statistic=None if percentile else alarm.statistic,
        extended_statistic=alarm.statistic if percentile else None,
        period=alarm.period_seconds,
        evaluation_periods=alarm.periods,
        datapoints_to_alarm=alarm.periods,
        comparison_operator=_OPERATORS[alarm.breach],
        threshold=alarm.threshold,
        treat_missing_data=alarm.missing,
        alarm_actions=[watch.topic_arn],
        ok_actions=[watch.topic_arn],
        insufficient_data_actions=[watch.topic_arn] if alarm.tell_when_silent else None,
        tags=watch.labels.aws(physical),
        opts=watch.owner.child(),
    )
