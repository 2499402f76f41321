"""What is asked of Prometheus in an incident, for the workflow and for whoever gathers by hand.

``$service`` and ``$namespace`` stand for names of Kubernetes, in which a pattern reads nothing as its own. Where the
namespace is not known, it is the pattern of all.
"""

from collections.abc import Mapping
from typing import Final

_PODS: Final = 'namespace=~"$namespace",pod=~"$service-.*"'

QUERIES: Final[Mapping[str, str]] = {
    "up": 'up{job="$service"}',
    "restarts": f"sum by (pod) (kube_pod_container_status_restarts_total{{{_PODS}}})",
    "cpu": f'sum by (pod) (rate(container_cpu_usage_seconds_total{{{_PODS},container!=""}}[5m]))',
    "memory": f'sum by (pod) (container_memory_working_set_bytes{{{_PODS},container!=""}})',
    "requests": 'sum by (status) (rate(http_requests_total{job="$service"}[5m]))',
    "burn": 'slo:current_burn_rate:ratio{service="$service"}',
}
"""Name of the file -> the query of its last hour."""

STEP_SECONDS: Final = 60


def asked(service: str, namespace: str) -> dict[str, str]:
    """Return the queries about a service."""
    return {
        name: query.replace("$service", service).replace("$namespace", namespace)
        for name, query in QUERIES.items()
    }


def table() -> str:
    """Return the queries as lines of a name, a tab and a query, for a shell."""
    return "".join(f"{name}\t{query}\n" for name, query in QUERIES.items())
