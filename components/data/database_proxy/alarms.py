"""When people are woken for a database proxy (RDS user guide, monitoring RDS Proxy)."""

from dataclasses import dataclass

from components.data.database_proxy.spec import DatabaseProxySpec
from components.foundation.metric_alarms import Alarm

NAMESPACE = "AWS/RDS"
TARGET_GROUP = "default"
"""The one target group that a proxy has, and its name."""


@dataclass(frozen=True)
class Watched:
    """An alarm, and the dimensions beside the proxy's name by which its metric is published."""

    alarm: Alarm
    within: dict[str, str]


def watched(spec: DatabaseProxySpec, *, max_connections: int) -> list[Watched]:
    """Return what is watched on the proxy.

    :param max_connections: the database's, of which the pool is a share.
    """
    pool = max_connections * spec.pool_percent // 100
    return [
        Watched(_unavailable(), {"TargetGroup": TARGET_GROUP, "TargetRole": "READ_WRITE"}),
        Watched(_pinned(pool * spec.pinned_percent // 100), {}),
        Watched(_waiting(spec.waiting_milliseconds), {}),
        Watched(_refused(), {}),
    ]


def _unavailable() -> Alarm:
    return Alarm(
        role="available",
        namespace=NAMESPACE,
        metric="AvailabilityPercentage",
        statistic="Average",
        breach="below",
        threshold=99,
        unit="percent",
        remedy="The proxy does not reach the primary; look at its log, the secret's credentials and both firewalls",
        tell_when_silent=True,
    )


def _pinned(most: int) -> Alarm:
    return Alarm(
        role="pinned",
        namespace=NAMESPACE,
        metric="DatabaseConnectionsCurrentlySessionPinned",
        statistic="Sum",
        breach="above",
        threshold=most,
        unit="connections",
        remedy="Sessions keep connections to themselves; look in the log for what pins them, and leave it out",
        missing="notBreaching",
    )


def _waiting(milliseconds: int) -> Alarm:
    return Alarm(
        role="waiting",
        namespace=NAMESPACE,
        metric="DatabaseConnectionsBorrowLatency",
        statistic="Average",
        breach="above",
        threshold=milliseconds * 1_000,
        unit="microseconds",
        remedy="The pool is used up; look for long transactions and pinned sessions, then raise max_connections",
        missing="notBreaching",
    )


def _refused() -> Alarm:
    return Alarm(
        role="refused",
        namespace=NAMESPACE,
        metric="DatabaseConnectionsSetupFailed",
        statistic="Sum",
        breach="above",
        threshold=0,
        unit="connections",
        remedy="The database turns the proxy away; look at max_connections and whether the secret is out of date",
        missing="notBreaching",
    )
