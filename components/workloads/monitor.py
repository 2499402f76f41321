"""How a workload's pods are scraped, and what their series are called."""

from typing import Any, Final

from components.workloads.pods import METRICS, ROLLOUTS_HASH, selector
from components.workloads.versions import service_name

INTERVAL: Final = "15s"


def monitor_spec(name: str) -> dict[str, Any]:
    """Return the spec of a PodMonitor (requirements, 5.1: job ``backend-api``).

    Series bear ``job``, the workload's name; ``service``, the name under which it is called; ``namespace`` and ``pod``;
    the same two once more as ``kubernetes_namespace`` and ``kubernetes_pod_name``, which the requirements call them; and
    the version. A ServiceMonitor would ask the same pod twice, once for each Service of a blue-green workload.
    """
    return {
        "selector": {"matchLabels": selector(name)},
        "jobLabel": "app",
        "podTargetLabels": ["app", ROLLOUTS_HASH],
        "podMetricsEndpoints": [
            {
                "port": METRICS,
                "path": "/metrics",
                "interval": INTERVAL,
                "relabelings": [
                    {"targetLabel": "service", "replacement": service_name(name)},
                    _copied("__meta_kubernetes_namespace", "kubernetes_namespace"),
                    _copied("__meta_kubernetes_pod_name", "kubernetes_pod_name"),
                ],
            }
        ],
    }


def _copied(source: str, target: str) -> dict[str, Any]:
    return {"sourceLabels": [source], "targetLabel": target}
