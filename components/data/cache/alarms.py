"""When people are woken for a cache. Its metrics are per node, and so are its alarms."""

from collections.abc import Iterator

from components.data.cache.spec import CacheAlarmThresholds, CacheSpec
from components.foundation.metric_alarms import Alarm

NAMESPACE = "AWS/ElastiCache"


def nodes(spec: CacheSpec) -> Iterator[str]:
    """Yield what ElastiCache appends to the identifier to name each node: shard and number, or number alone."""
    for shard in range(1, spec.shards + 1):
        for node in range(1, spec.replicas_per_shard + 2):
            yield f"{shard:04d}-{node:03d}" if spec.cluster_mode else f"{node:03d}"


def node_alarms(spec: CacheSpec) -> list[Alarm]:
    """Return what is watched on every node; lag only where there are replicas to lag."""
    alarms = [*_load_alarms(spec.alarms), *_pressure_alarms(spec.alarms)]
    return [*alarms, _lag_alarm(spec.alarms)] if spec.replicas_per_shard else alarms


def _load_alarms(thresholds: CacheAlarmThresholds) -> list[Alarm]:
    return [
        Alarm(
            role="engine-cpu",
            namespace=NAMESPACE,
            metric="EngineCPUUtilization",
            statistic="Average",
            breach="above",
            threshold=thresholds.engine_cpu_percent,
            unit="percent",
            remedy="The engine works on one core; look for slow commands in the slow log, then add shards",
        ),
        Alarm(
            role="connections",
            namespace=NAMESPACE,
            metric="CurrConnections",
            statistic="Maximum",
            breach="above",
            threshold=thresholds.connections,
            unit="connections",
            remedy="Look for clients that open a connection per request; pool them",
        ),
    ]


def _pressure_alarms(thresholds: CacheAlarmThresholds) -> list[Alarm]:
    return [
        Alarm(
            role="memory",
            namespace=NAMESPACE,
            metric="DatabaseMemoryUsagePercentage",
            statistic="Maximum",
            breach="above",
            threshold=thresholds.memory_percent,
            unit="percent",
            remedy="Look for keys without an expiry; add shards, or choose a larger node_type",
        ),
        Alarm(
            role="evictions",
            namespace=NAMESPACE,
            metric="Evictions",
            statistic="Sum",
            breach="above",
            threshold=thresholds.evictions,
            unit="keys",
            remedy="Memory is full and keys are thrown out early; add shards, or choose a larger node_type",
        ),
    ]


def _lag_alarm(thresholds: CacheAlarmThresholds) -> Alarm:
    return Alarm(
        role="replication-lag",
        namespace=NAMESPACE,
        metric="ReplicationLag",
        statistic="Maximum",
        breach="above",
        threshold=thresholds.replication_lag_seconds,
        unit="seconds",
        remedy="A failover would lose that much; look for bursts of writes and for large keys",
        # A primary reports no lag, and any node may be one.
        missing="notBreaching",
    )
