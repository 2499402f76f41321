"""When people are woken for a search domain."""

from components.data.search.spec import SearchSpec
from components.foundation.metric_alarms import Alarm

NAMESPACE = "AWS/ES"


def alarms(spec: SearchSpec) -> list[Alarm]:
    """Return what is watched on the domain (OpenSearch Service guide, recommended alarms)."""
    free = spec.disk_gib * 1_024 * spec.free_disk_percent // 100
    return [
        _state(
            "red",
            "ClusterStatus.red",
            "Primary shards are missing; look at the nodes, then restore the index",
            1,
        ),
        _state("yellow", "ClusterStatus.yellow", "Replicas are missing; a lost node would lose data", 12),
        _state(
            "writes-blocked", "ClusterIndexWritesBlocked", "Nothing can be written; free disk or memory", 1
        ),
        _state(
            "key", "KMSKeyInaccessible", "The key is disabled or its grant is gone; bring it back at once", 1
        ),
        Alarm(
            role="disk",
            namespace=NAMESPACE,
            metric="FreeStorageSpace",
            statistic="Minimum",
            breach="below",
            threshold=free,
            unit="MiB",
            remedy="One node is filling up; delete old indices, then raise disk_gib or add nodes",
            periods=1,
        ),
        Alarm(
            role="memory",
            namespace=NAMESPACE,
            metric="JVMMemoryPressure",
            statistic="Maximum",
            breach="above",
            threshold=92,
            unit="percent",
            remedy="Writes are about to be refused; look for large aggregations and too many shards",
        ),
        Alarm(
            role="cpu",
            namespace=NAMESPACE,
            metric="CPUUtilization",
            statistic="Average",
            breach="above",
            threshold=80,
            unit="percent",
            remedy="Look at the slow logs; then add nodes",
        ),
        Alarm(
            role="snapshot",
            namespace=NAMESPACE,
            metric="AutomatedSnapshotFailure",
            statistic="Maximum",
            breach="above",
            threshold=0,
            unit="failures",
            remedy="The hourly snapshot failed; a red domain takes none, so look at its state",
            periods=1,
        ),
    ]


def _state(role: str, metric: str, remedy: str, periods: int) -> Alarm:
    return Alarm(
        role=role,
        namespace=NAMESPACE,
        metric=metric,
        statistic="Maximum",
        breach="above",
        threshold=0,
        unit="(1 is so)",
        remedy=remedy,
        periods=periods,
    )
