"""When people are woken for PostgreSQL, and which events they hear of."""

from collections.abc import Sequence

import pulumi_aws as aws

from components.data.postgres.spec import AlarmThresholds
from components.foundation.metric_alarms import Alarm, Watch, raise_alarm

NAMESPACE = "AWS/RDS"

EVENTS = (
    "availability",
    "deletion",
    "failover",
    "failure",
    "low storage",
    "maintenance",
    "notification",
    "read replica",
    "recovery",
)
"""Categories of a DB instance's events that people hear of (RDS user guide, event categories)."""


def watch_instance(
    name: str, watch: Watch, *, identifier: str, instance: aws.rds.Instance, alarms: Sequence[Alarm]
) -> None:
    """Register alarms on one instance."""
    for alarm in alarms:
        raise_alarm(
            name, alarm, watch, subject=identifier, dimensions={"DBInstanceIdentifier": instance.identifier}
        )


def subscribe(name: str, watch: Watch, *, instances: Sequence[aws.rds.Instance]) -> None:
    """Register that people hear of what happens to these instances."""
    aws.rds.EventSubscription(
        f"{name}-events",
        region=watch.placement.region,
        sns_topic=watch.topic_arn,
        source_type="db-instance",
        source_ids=[instance.identifier for instance in instances],
        event_categories=list(EVENTS),
        tags=watch.labels.aws(f"{name}-events"),
        opts=watch.owner.child(),
    )


def instance_alarms(thresholds: AlarmThresholds, *, max_connections: int, allocated_gib: int) -> list[Alarm]:
    """Return what is watched on every instance."""
    return [
        Alarm(
            role="cpu",
            namespace=NAMESPACE,
            metric="CPUUtilization",
            statistic="Average",
            breach="above",
            threshold=thresholds.cpu_percent,
            unit="percent",
            remedy="Look for the heaviest statements in Database Insights; raise instance_class if the load is honest",
        ),
        Alarm(
            role="connections",
            namespace=NAMESPACE,
            metric="DatabaseConnections",
            statistic="Maximum",
            breach="above",
            threshold=max_connections * thresholds.connections_percent / 100,
            unit="connections",
            remedy="Look for clients that leak connections in pg_stat_activity; pool them, or raise max_connections",
        ),
        Alarm(
            role="free-storage",
            namespace=NAMESPACE,
            metric="FreeStorageSpace",
            statistic="Minimum",
            breach="below",
            threshold=allocated_gib * 2**30 * thresholds.free_storage_percent / 100,
            unit="bytes",
            remedy="Look for a stuck replication slot or a runaway table; raise storage.max_allocated_gib",
        ),
    ]


def replica_alarm(thresholds: AlarmThresholds) -> Alarm:
    """Return what is watched on a replica beside that: how far it has fallen behind.

    Silence is told as well, because a replica that is gone reports no lag.
    """
    return Alarm(
        role="replica-lag",
        namespace=NAMESPACE,
        metric="ReplicaLag",
        statistic="Maximum",
        breach="above",
        threshold=thresholds.replica_lag_seconds,
        unit="seconds",
        remedy="Reads are stale and a failover would lose that much; look for long transactions and network limits",
        period_seconds=60,
        periods=5,
        tell_when_silent=True,
    )
