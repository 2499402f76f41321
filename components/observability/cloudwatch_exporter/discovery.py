"""Which metrics of which services are read, as the exporter's file says it.

A series is called ``aws_<service>_<metric>_<statistic>`` in lower case and bears the dimensions of the metric, as
``dimension_DBInstanceIdentifier``, and the resource's name as ``tag_Name``. Source: YACE, docs/configuration.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from components.foundation.labels import Labels

Service = Literal["ApplicationELB", "ElastiCache", "Kinesis", "NATGateway", "RDS", "SQS"]
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
                "EngineCPUUtilization": "Average",
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
            },
            counted=frozenset(
                (
                    "ReadProvisionedThroughputExceeded",
                    "WriteProvisionedThroughputExceeded",
                    "IncomingRecords",
                    "IncomingBytes",
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
                "NumberOfMessagesSent": "Sum",
                "NumberOfMessagesDeleted": "Sum",
            },
            # A queue that nobody uses tells nothing after six hours; dead letters are such a queue on every good day.
            counted=frozenset(
                (
                    "ApproximateAgeOfOldestMessage",
                    "ApproximateNumberOfMessagesVisible",
                    "NumberOfMessagesSent",
                    "NumberOfMessagesDeleted",
                )
            ),
        ),
    ),
}
"""What is read of each service."""


def configuration(
    *, region: str, labels: Labels, services: Sequence[Service], billing: bool
) -> dict[str, Any]:
    """Return the exporter's file.

    Resources are found by the platform's own tags, so that another environment of the account is not read. Charges are
    the account's, by service, and bear no tags.
    """
    jobs = [_job(service, watched, region, labels) for service in services for watched in WATCHED[service]]
    return {
        "apiVersion": "v1alpha1",
        "sts-region": region,
        "discovery": {
            "exportedTagsOnMetrics": {f"AWS/{service}": [NAMED] for service in services},
            "jobs": jobs,
        },
        **({"customNamespace": [_charges()]} if billing else {}),
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
