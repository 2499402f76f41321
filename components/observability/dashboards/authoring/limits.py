"""Where a line is drawn in a dashboard: the one place that dashboards take numbers from.

Sections are those of the requirements. Times are seconds, shares are 0 to 1, money is US dollars a month.
"""

from collections.abc import Mapping
from typing import Final

LIMITS: Final[Mapping[str, float]] = {
    # 15.1, application performance
    "latency-p50": 0.1,
    "latency-p95": 0.5,
    "latency-p99": 1.0,
    "error-share-target": 0.001,
    # 5.1 and 11.2, alerts and thresholds
    "error-share-warning": 0.01,
    "error-share-critical": 0.05,
    "cpu-share": 0.8,
    "memory-share": 0.85,
    "disk-share": 0.85,
    "throttled-share": 0.5,
    "network-bytes": 1e9,
    "database-connections": 80,
    "database-query-seconds": 1.0,
    "database-lock-seconds": 10,
    # 15.1, clusters, stores and networks
    "pod-start-seconds": 30,
    "utilisation": 0.7,
    "utilisation-peak": 0.9,
    "database-iops": 20_000,
    "database-read-seconds": 0.01,
    "cache-hit-share": 0.95,
    "cache-seconds": 0.001,
    "packet-loss-share": 0.0001,
    "edge-seconds": 0.1,
    "recovery-point-seconds": 900,
    "recovery-time-seconds": 3600,
    "restore-service-seconds": 1800,
    # 10.1, objectives
    "burn-page": 14.4,
    "burn-ticket": 6,
    "budget-freeze": 0.1,
    "budget-approval": 0.5,
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
    "cost-of-usual": 1.2,
    # 7.1: a backup a day, and half of another until somebody looks
    "backup-age-seconds": 129_600,
    # ours: a certificate is renewed a month before its end, so that at two weeks renewals have failed
    "certificate-seconds": 1_209_600,
    # ours: nothing may lie there
    "none": 1,
}
