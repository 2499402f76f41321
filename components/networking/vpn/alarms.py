"""When people are woken for the gateway: it is gone and not coming back, or its machine is sick."""

from dataclasses import dataclass
from typing import Final

import pulumi_aws as aws

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire


@dataclass(frozen=True, kw_only=True)
class _Alarm:
    role: str
    namespace: str
    metric: str
    statistic: str
    operator: str
    threshold: float
    minutes: int
    missing: str
    remedy: str


_ALARMS: Final = (
    _Alarm(
        role="in-service",
        namespace="AWS/AutoScaling",
        metric="GroupInServiceInstances",
        statistic="Minimum",
        operator="LessThanThreshold",
        threshold=1,
        minutes=15,
        # A machine is in service once its tunnel is up, so that silence means that there is none.
        missing="breaching",
        remedy="No gateway has come up; read /var/log/cloud-init-output.log of the newest machine through Session Manager",
    ),
    _Alarm(
        role="status",
        namespace="AWS/EC2",
        metric="StatusCheckFailed",
        statistic="Maximum",
        operator="GreaterThanThreshold",
        threshold=0,
        minutes=5,
        missing="notBreaching",
        remedy="The group replaces it by itself; if this repeats, look at the zone's health and move to another zone",
    ),
)


def alarms(
    owner: Component,
    name: str,
    *,
    group: str,
    placement: AwsPlacement,
    labels: Labels,
    topic_arn: Wire[str],
) -> None:
    """Watch the group of one machine by its name."""
    for alarm in _ALARMS:
        physical = f"{group}-{alarm.role}"
        aws.cloudwatch.MetricAlarm(
            f"{name}-{alarm.role}-alarm",
            region=placement.region,
            name=physical,
            alarm_description=f"{group}: {alarm.metric} for {alarm.minutes} min. {alarm.remedy}",
            namespace=alarm.namespace,
            metric_name=alarm.metric,
            dimensions={"AutoScalingGroupName": group},
            statistic=alarm.statistic,
            comparison_operator=alarm.operator,
            threshold=alarm.threshold,
            period=60,
            evaluation_periods=alarm.minutes,
            datapoints_to_alarm=alarm.minutes,
            treat_missing_data=alarm.missing,
            alarm_actions=[topic_arn],
            ok_actions=[topic_arn],
            tags=labels.aws(physical),
            opts=owner.child(),
        )
