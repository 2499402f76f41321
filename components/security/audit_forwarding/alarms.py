"""When people are woken for the way of audit events: nothing is lost for a day, for which Firehose tries again."""

from components.foundation.metric_alarms import Alarm
from components.security.audit_forwarding.spec import AuditForwardingSpec


def alarms(spec: AuditForwardingSpec) -> list[Alarm]:
    """Return what is watched on a delivery stream (Firehose guide, data delivery failure handling)."""
    remedy = (
        "Audit events wait and are lost after 24 hours; read the stream's own log for what the store refuses, and keep the "
        "cluster's log group, which holds them too"
    )
    return [
        Alarm(
            role="late",
            namespace="AWS/Firehose",
            metric="DeliveryToS3.DataFreshness",
            statistic="Maximum",
            breach="above",
            threshold=spec.late_seconds,
            unit="seconds",
            remedy=remedy,
            tell_when_silent=True,
        ),
        Alarm(
            role="refused",
            namespace="AWS/Firehose",
            metric="DeliveryToS3.Success",
            statistic="Average",
            breach="below",
            threshold=1,
            unit="(1 is healthy)",
            remedy=remedy,
            missing="notBreaching",
        ),
    ]
