"""Where a line is drawn in a dashboard: where an alert draws it, if there is one, and where the requirements do if not.

Sections are those of the requirements. Times are seconds, shares are 0 to 1, money is US dollars a month.
"""

from collections.abc import Mapping
from typing import Final

from components.observability.alerts.thresholds import THRESHOLDS
from components.observability.slo.spec import ASKED

PAGE, TICKET = ASKED

ALERTED: Final[Mapping[str, str]] = {
    "latency-p95": "latency_p95_target",
    "latency-p99": "latency_p95_high",
    "error-share-warning": "error_ratio_raised",
    "error-share-critical": "error_ratio_high",
    "cpu-share": "cpu_of_limit",
    "memory-share": "memory_of_limit",
    "disk-share": "disk_used",
    "throttled-share": "cpu_throttled",
    "network-bytes": "network_bytes",
    "database-connections": "database_connections",
    "database-lock-seconds": "lock_wait",
    "utilisation": "cluster_cpu_average",
    "utilisation-peak": "cluster_cpu_peak",
    "cache-hit-share": "redis_hit_rate",
    "recovery-point-seconds": "replica_lag_rpo",
    "budget-freeze": "error_budget_low",
    "budget-approval": "error_budget_half",
    "backup-age-seconds": "backup_age",
    "certificate-seconds": "certificate_days",
}
"""Limit -> the threshold of alerts that it is."""

OWN: Final[Mapping[str, float]] = {
    # 15.1, application performance
    "latency-p50": 0.1,
    "error-share-target": 0.001,
    # a threshold of alerts in the unit of another metric
    "database-query-seconds": float(THRESHOLDS["slow_query"].value) / 1000,
    "cost-of-usual": 1 + float(THRESHOLDS["cost_variance"].value),
    # 15.1, clusters, stores and networks
    "pod-start-seconds": 30,
    "database-iops": 20_000,
    "database-read-seconds": 0.01,
    "cache-seconds": 0.001,
    "packet-loss-share": 0.0001,
    "edge-seconds": 0.1,
    "recovery-time-seconds": 3600,
    "restore-service-seconds": 1800,
    # 10.1, objectives
    "burn-page": float(PAGE.factor),
    "burn-ticket": float(TICKET.factor),
    # 14.1, a success rate of 99 %, and 15.1, availability of the whole
    "deployment-failure-share": 0.01,
    "availability": 0.999,
    # 11.1, messages that a replica is meant to carry
    "queue-messages": 100,
    # 8.2 and 15.2
    "core-hour": 0.04,
    "gib-hour": 0.004,
    "budget-compute": 15_000,
    "budget-storage": 2_000,
    "budget-networking": 1_500,
    "budget-monitoring": 800,
    "budget-security": 1_200,
    "budget-total": 20_500,
    "budget-used": 1,
    # ours: nothing may lie there
    "none": 1,
}
"""Limits that no alert has."""

LIMITS: Final[Mapping[str, float]] = {
    **{limit: float(THRESHOLDS[name].value) for limit, name in ALERTED.items()},
    **OWN,
}
"""All of them, by name."""
