"""Which metrics of which services are read, as the exporter's file says it.

A series is called ``aws_<service>_<metric>_<statistic>`` in lower case and bears the dimensions of the metric, as
``dimension_DBInstanceIdentifier``, and the resource's name as ``tag_Name``. Source: YACE, docs/configuration.md.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from components.foundation.labels import Labels

Service = Literal["ApplicationELB", "Backup", "ElastiCache", "Kinesis", "NATGateway", "RDS", "S3", "SQS"]
Statistic = Literal["Average", "Maximum", "Minimum", "Sum", "p95"]

PERIOD: Final = 300
"""Seconds of one point. Shorter ones would cost the same and mostly never be seen."""

LENGTH: Final = 2 * PERIOD
"""How far back is looked, so that there is always one whole point in it."""

DELAY: Final = 120
"""Seconds until the points of all services have arrived: of younger ones some would be of half a period."""

BILLING_REGION: Final = "us-east-1"
"""The only region in which AWS tells estimated charges (AWS Billing user guide, "Monitor estimated charges")."""

BILLING_PERIOD: Final = 6 * 3600
"""Charges are estimated a few times a day."""

NAMED: Final = "Name"


@dataclass(frozen=True, kw_only=True)
class Watched:
    """Metrics of resources that are told by exactly these dimensions: with any others they would be sums of the account.

    ``statistics`` are those by metric. Of ``counted`` metrics AWS tells nothing where nothing happened, which is zero.
    """

    dimensions: tuple[str, ...]
    statistics: Mapping[str, Statistic]
    counted: frozenset[str] = frozenset()


WATCHED: Final[Mapping[Service, tuple[Watched, ...]]] = {
    "ApplicationELB": (
        Watched(
            dimensions=("LoadBalancer",),
            statistics={
                "RequestCount": "Sum",
                "TargetResponseTime": "p95",
                "HTTPCode_ELB_5XX_Count": "Sum",
                "HTTPCode_Target_5XX_Count": "Sum",
                "RejectedConnectionCount": "Sum",
            },
            counted=frozenset(
                (
                    "RequestCount",
                    "HTTPCode_ELB_5XX_Count",
                    "HTTPCode_Target_5XX_Count",
                    "RejectedConnectionCount",
                )
            ),
        ),
        Watched(
            dimensions=("LoadBalancer", "TargetGroup"),
            statistics={"HealthyHostCount": "Minimum", "UnHealthyHostCount": "Maximum"},
        ),
    ),
    "ElastiCache": (
        Watched(
            dimensions=("CacheClusterId",),
            statistics={
                "CPUUtilization": "Average",
                "EngineCPUUtilization": "Average",
                "NetworkBytesIn": "Sum",
                "NetworkBytesOut": "Sum",
                "DatabaseMemoryUsagePercentage": "Maximum",
                "CurrConnections": "Maximum",
                "Evictions": "Sum",
                "ReplicationLag": "Maximum",
                "CacheHitRate": "Average",
            },
        ),
    ),
    "Kinesis": (
        Watched(
            dimensions=("StreamName",),
            statistics={
                "GetRecords.IteratorAgeMilliseconds": "Maximum",
                "ReadProvisionedThroughputExceeded": "Sum",
                "WriteProvisionedThroughputExceeded": "Sum",
                "IncomingRecords": "Sum",
                "IncomingBytes": "Sum",
                "PutRecords.FailedRecords": "Sum",
                "PutRecords.SuccessfulRecords": "Sum",
            },
            counted=frozenset(
                (
                    "ReadProvisionedThroughputExceeded",
                    "WriteProvisionedThroughputExceeded",
                    "IncomingRecords",
                    "IncomingBytes",
                    "PutRecords.FailedRecords",
                    "PutRecords.SuccessfulRecords",
                )
            ),
        ),
    ),
    "NATGateway": (
        Watched(
            dimensions=("NatGatewayId",),
            statistics={
                "ErrorPortAllocation": "Sum",
                "PacketsDropCount": "Sum",
                "ActiveConnectionCount": "Maximum",
                "BytesOutToDestination": "Sum",
            },
            counted=frozenset(("ErrorPortAllocation", "PacketsDropCount")),
        ),
    ),
    "RDS": (
        Watched(
            dimensions=("DBInstanceIdentifier",),
            statistics={
                "CPUUtilization": "Average",
                "FreeStorageSpace": "Minimum",
                "FreeableMemory": "Minimum",
                "DatabaseConnections": "Maximum",
                "ReplicaLag": "Maximum",
                "ReadLatency": "Average",
                "WriteLatency": "Average",
                "ReadIOPS": "Average",
                "WriteIOPS": "Average",
                "DBLoad": "Average",
                "DiskQueueDepth": "Average",
            },
        ),
    ),
    "SQS": (
        Watched(
            dimensions=("QueueName",),
            statistics={
                "ApproximateAgeOfOldestMessage": "Maximum",
                "ApproximateNumberOfMessagesVisible": "Maximum",
                "ApproximateNumberOfMessagesNotVisible": "Maximum",
                "NumberOfMessagesSent": "Sum",
                "NumberOfMessagesDeleted": "Sum",
            },
            # A queue that nobody uses tells nothing after six hours; dead letters are such a queue on every good day.
            counted=frozenset(
                (
                    "ApproximateAgeOfOldestMessage",
                    "ApproximateNumberOfMessagesVisible",
                    "ApproximateNumberOfMessagesNotVisible",
                    "NumberOfMessagesSent",
                    "NumberOfMessagesDeleted",
                )
            ),
        ),
    ),
}
"""What is read of each service whose resources are found by their tags."""

UNTAGGED: Final[Mapping[Service, Watched]] = {
    "Backup": Watched(
        dimensions=("BackupVaultName", "ResourceType"),
        statistics={
            "NumberOfBackupJobsFailed": "Sum",
            "NumberOfCopyJobsCompleted": "Sum",
            "NumberOfCopyJobsFailed": "Sum",
            "NumberOfRecoveryPointsCompleted": "Sum",
            "NumberOfRestoreJobsCompleted": "Sum",
            "NumberOfRestoreJobsFailed": "Sum",
        },
    ),
    "S3": Watched(
        dimensions=("SourceBucket", "DestinationBucket", "RuleId"),
        statistics={"ReplicationLatency": "Maximum"},
    ),
}
"""What is read as it stands in CloudWatch, since these metrics name two resources, or kinds of them, and no tag leads there."""

WORD: Final = re.compile(r"([a-z0-9])([A-Z])")


def series(service: str, metric: str, statistic: str) -> str:
    """Return what a metric of CloudWatch is called in Prometheus: words are told apart where a capital begins one.

    Source: YACE, ``pkg/promutil``.
    """
    words = WORD.sub(r"\1_\2", metric).replace(".", "_")
    return f"aws_{service}_{words}_{statistic}".lower()


def every_series() -> set[str]:
    """Return the names of all series that a cluster may have from here, charges among them."""
    told = {
        series(service, metric, statistic)
        for service, watched in (*_flat(WATCHED), *UNTAGGED.items())
        for metric, statistic in watched.statistics.items()
    }
    return told | {series("Billing", "EstimatedCharges", "Maximum")}


def _flat(services: Mapping[Service, tuple[Watched, ...]]) -> Iterator[tuple[Service, Watched]]:
    for service, kinds in services.items():
        yield from ((service, watched) for watched in kinds)


def configuration(
    *, region: str, labels: Labels, services: Sequence[Service], billing: bool
) -> dict[str, Any]:
    """Return the exporter's file.

    Resources are found by the platform's own tags, so that another environment of the account is not read. Charges are
    the account's, by service, and bear no tags.
    """
    tagged = [service for service in services if service in WATCHED]
    jobs = [_job(service, watched, region, labels) for service in tagged for watched in WATCHED[service]]
    untagged = [_untagged(service, region) for service in services if service in UNTAGGED]
    custom = [*untagged, *([_charges()] if billing else [])]
    return {
        "apiVersion": "v1alpha1",
        "sts-region": region,
        "discovery": {
            "exportedTagsOnMetrics": {f"AWS/{service}": [NAMED] for service in tagged},
            "jobs": jobs,
        },
        **({"customNamespace": custom} if custom else {}),
    }


def _job(service: Service, watched: Watched, region: str, labels: Labels) -> dict[str, Any]:
    return {
        "type": f"AWS/{service}",
        "regions": [region],
        "searchTags": [
            {"key": key, "value": f"^{value}$"}
            for key, value in (("environment", labels.environment), ("managed-by", "pulumi"))
        ],
        "dimensionNameRequirements": list(watched.dimensions),
        "period": PERIOD,
        "length": LENGTH,
        "delay": DELAY,
        "metrics": [
            _metric(name, (statistic,), zero=name in watched.counted)
            for name, statistic in watched.statistics.items()
        ],
    }


def _untagged(service: Service, region: str) -> dict[str, Any]:
    watched = UNTAGGED[service]
    return {
        "name": service.lower(),
        "namespace": f"AWS/{service}",
        "regions": [region],
        "dimensionNameRequirements": list(watched.dimensions),
        "period": PERIOD,
        "length": LENGTH,
        "delay": DELAY,
        "metrics": [
            _metric(name, (statistic,), zero=False) for name, statistic in watched.statistics.items()
        ],
    }


def _charges() -> dict[str, Any]:
    return {
        "name": "billing",
        "namespace": "AWS/Billing",
        "regions": [BILLING_REGION],
        "dimensionNameRequirements": ["ServiceName", "Currency"],
        "period": BILLING_PERIOD,
        "length": 4 * BILLING_PERIOD,
        "metrics": [_metric("EstimatedCharges", ("Maximum",), zero=False)],
    }


def _metric(name: str, statistics: Iterable[Statistic], *, zero: bool) -> dict[str, Any]:
    return {"name": name, "statistics": list(statistics), "nilToZero": zero}
