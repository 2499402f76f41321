"""When people are woken for stream analytics (Managed Flink guide, recommended alarms)."""

from typing import Literal

from components.data.analytics.spec import AnalyticsSpec
from components.foundation.metric_alarms import Alarm, Unit

NAMESPACE = "AWS/KinesisAnalytics"


def alarms(spec: AnalyticsSpec) -> list[Alarm]:
    """Return what is watched on the application."""
    # Flink 2 takes downtime back and reports what the time was lost to (Managed Flink guide, Flink 2.2).
    lost = "restartingTime" if spec.version.startswith("2.") else "downtime"
    return [
        _alarm("downtime", lost, 0, "milliseconds", "It fails and restarts; read its log for the first exception", tell=True),
        _alarm(
            "checkpoints",
            "numberOfFailedCheckpoints",
            0,
            "failures",
            "State is no longer made durable, and a restart would go far back; look for back-pressure",
            statistic="Average",
        ),
        _alarm(
            "lag",
            "millisBehindLatest",
            spec.lag_seconds * 1_000,
            "milliseconds",
            "It falls behind its sources; look for back-pressure, then raise parallelism",
        ),
        _alarm("memory", "heapMemoryUtilization", 90, "percent", "Task managers run out of heap; lower parallelism_per_kpu"),
    ]  # fmt: skip


def _alarm(
    role: str,
    metric: str,
    threshold: float,
    unit: Unit,
    remedy: str,
    *,
    statistic: Literal["Average", "Maximum"] = "Maximum",
    tell: bool = False,
) -> Alarm:
    return Alarm(
        role=role,
        namespace=NAMESPACE,
        metric=metric,
        statistic=statistic,
        breach="above",
        threshold=threshold,
        unit=unit,
        remedy=remedy,
        tell_when_silent=tell,
    )
