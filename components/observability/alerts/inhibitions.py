"""What mutes what, in the shape of Alertmanager's ``inhibit_rules``: one fault is told once, by its gravest alert.

An alert is muted while the first fires; without a label that both have, ``equal`` compares two empty ones.
"""

from typing import Any, Final

SAME: Final = ("namespace", "service")

LADDERS: Final = (
    ("DiskFull", "DiskSpaceLow|DiskFillsWithinADay", ("instance", "device")),
    ("VolumeFull", "VolumeFillsWithinFourDays", ("namespace", "persistentvolumeclaim")),
    (
        "PostgresConnectionsExhausted",
        "PostgresConnectionsNearMaximum|DatabaseConnectionHigh",
        ("namespace", "job"),
    ),
    ("PostgresTransactionIdsRunOut", "PostgresTransactionIdsAge", ("datname",)),
    ("RdsReplicaBeyondRpo", "RdsReplicaLagging", ("dimension_DBInstanceIdentifier",)),
    ("RdsStorageNearlyGone", "RdsStorageFillsWithinADay", ("dimension_DBInstanceIdentifier",)),
    ("CertificateExpires", "CertificateExpiresSoon", ("exported_namespace", "name")),
    ("PublicCertificateExpires", "PublicCertificateExpiresSoon", ("instance",)),
    ("BackupMissing", "BackupOverdue", ("schedule",)),
    ("ErrorBudgetSpent", "ErrorBudgetHalfSpent", ("slo", "service")),
    ("ClusterCpuAtPeak", "ClusterCpuAboveAverage", ()),
)
"""The graver alert, what it mutes, and the labels that say that both are of one thing."""

CAUSES: Final = (
    ("HighErrorRate", "ApplicationHighErrorRate|ErrorRateRaised", SAME),
    ("ApplicationHighLatency", "HighResponseTime|HighLatency", SAME),
    ("NodeDown", "NodeNotReady|NodeUnderPressure", ("node",)),
    ("DeploymentUnavailable", "DeploymentReplicasMissing", ("namespace", "deployment")),
    ("RolloutUnavailable", "RolloutAborted", ("exported_namespace", "name")),
    ("PodCrashLooping", "ContainerOutOfMemory|HighMemoryUsage", ("namespace", "pod", "container")),
    ("PostgresDown", "PostgresNotMeasured", ("namespace", "job")),
)
"""The alert that tells of the cause, what follows from it, and the labels that say that both are of one thing."""


def inhibit_rules() -> list[dict[str, Any]]:
    """Return the rules for Alertmanager's configuration."""
    named = [
        {
            "source_matchers": [f'alertname="{source}"'],
            "target_matchers": [f'alertname=~"{targets}"'],
            "equal": ["cluster", *equal],
        }
        for source, targets, equal in (*LADDERS, *CAUSES)
    ]
    info = {
        "source_matchers": ['alertname="InfoInhibitor"'],
        "target_matchers": ['severity="info"', 'alertname!~"Watchdog|InfoInhibitor"'],
        "equal": ["cluster", "namespace"],
    }
    return [*named, info]
