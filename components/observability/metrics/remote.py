"""What a cluster's Prometheus writes to the store of all clusters, and how it is let in there.

Samples are billed one by one, so what is sent is chosen by name: what was recorded of objectives and of the whole cluster,
what is asked of each namespace's share, how many targets answer, and alerts. Nothing that is counted by pod goes.
"""

from dataclasses import dataclass
from typing import Any, Final

from pulumi import Output

from components.foundation.cluster import token_role
from components.foundation.spec import Wire

KEPT: Final = (
    "ALERTS",
    "count:up[01]",
    "slo:.+",
    # A third colon would let cluster:namespace:pod_memory:active:... in, a series for each container.
    "cluster:[a-zA-Z0-9_]+:[a-zA-Z0-9_]+",
    "namespace_(cpu|memory):kube_pod_container_resource_(limits|requests):sum",
)
"""Names that are sent, as anchored patterns. The last and ``count:up`` are recorded by rules of the chart."""


@dataclass(frozen=True, kw_only=True)
class SharedStore:
    """The store: ``endpoint`` with a slash at its end, its region, and the name by which it knows this cluster.

    ``role`` is one that Prometheus assumes by a token of its cluster's own, where no agent of EKS hands out credentials.
    """

    endpoint: Wire[str]
    region: str
    cluster: str
    role: Wire[str] | None = None


def remote(store: SharedStore) -> dict[str, Any]:
    """Return the part of Prometheus' own spec that sends samples to the store."""
    written = {
        "name": "all-clusters",
        "url": Output.concat(store.endpoint, "api/v1/remote_write"),
        "sigv4": {"region": store.region},
        # Some hundred series every fifteen seconds: two senders do, and more would be held back by the store.
        "queueConfig": {"minShards": 1, "maxShards": 2, "maxSamplesPerSend": 1_000, "capacity": 5_000},
        # It would tell of every metric that is scraped, also of those that are not sent.
        "metadataConfig": {"send": False},
        "writeRelabelConfigs": [
            {"sourceLabels": ["__name__"], "action": "keep", "regex": "|".join(KEPT)},
            # The store tells pairs apart by it: a series that brings a label of that name would be another pair's.
            {"targetLabel": "cluster", "action": "replace", "replacement": store.cluster},
        ],
    }
    if store.role is None:
        return {"remoteWrite": [written]}
    return {
        "remoteWrite": [written],
        "volumes": [token_role.volume()],
        "volumeMounts": [token_role.mount()],
        "containers": [{"name": "prometheus", "env": token_role.environment(store.role)}],
    }
