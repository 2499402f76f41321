"""When people are woken for a warehouse."""

from components.data.warehouse.spec import WarehouseSpec
from components.foundation.metric_alarms import Alarm

NAMESPACE = "AWS/Redshift"


def alarms(spec: WarehouseSpec) -> list[Alarm]:
    """Return what is watched on the cluster."""
    return [
        Alarm(
            role="health",
            namespace=NAMESPACE,
            metric="HealthStatus",
            statistic="Minimum",
            breach="below",
            threshold=1,
            unit="(1 is healthy)",
            remedy="No query is answered; look at the cluster's events, then restore the last snapshot if it stays",
            tell_when_silent=True,
        ),
        Alarm(
            role="disk",
            namespace=NAMESPACE,
            metric="PercentageDiskSpaceUsed",
            statistic="Maximum",
            breach="above",
            threshold=spec.disk_percent,
            unit="percent",
            remedy="Look for queries that spill and tables without compression; then add nodes",
        ),
        Alarm(
            role="connections",
            namespace=NAMESPACE,
            metric="DatabaseConnections",
            statistic="Maximum",
            breach="above",
            threshold=spec.connections,
            unit="connections",
            remedy="Redshift ends at 500; look for clients that do not close theirs, and pool them",
        ),
    ]
