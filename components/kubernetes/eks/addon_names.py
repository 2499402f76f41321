"""How CoreDNS answers a cluster's pods: how often it stands, where, and what it keeps."""

from typing import Any, Final

from components.kubernetes.eks.spec import ClusterSpec
from components.kubernetes.node_pools import SYSTEM_TOLERATIONS

TOLERATIONS: Final[tuple[dict[str, str], ...]] = (
    {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"},
    {"key": "CriticalAddonsOnly", "operator": "Exists"},
)
"""What CoreDNS tolerates by default; given tolerations replace them."""

COREFILE: Final = """.:53 {
    errors
    health {
        lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
    }
    prometheus :9153
    forward . /etc/resolv.conf {
        max_concurrent 1000
    }
    cache 30 {
        prefetch 10 1m 10%
        serve_stale 1h immediate
    }
    loop
    reload
    loadbalance
}
"""
"""EKS's own, with a longer memory: names that are asked often are renewed before they expire, and while the VPC's resolver
does not answer, the last answer is. No cache stands on the nodes: it would need a redirection of its own beside Cilium's
replacement of kube-proxy, and the VPC's limit of 1,024 questions a second holds for each interface, so that more copies of
CoreDNS help as well (Amazon EKS best practices, DNS)."""

MOST = 10


def coredns_configuration(spec: ClusterSpec) -> dict[str, Any]:
    """Return the add-on's configuration: copies by load, in all zones, with no two gone at once."""
    homes = [pool for pool in spec.pools.values() if pool.takes_cluster_services]
    least = 2 if sum(pool.least_nodes for pool in homes) > 1 else 1
    return {
        "autoScaling": {"enabled": True, "minReplicas": least, "maxReplicas": MOST},
        "corefile": COREFILE,
        "podDisruptionBudget": {"enabled": True, "maxUnavailable": 1},
        "resources": {
            "limits": {"memory": "170Mi"},
            "requests": {"cpu": "100m", "memory": "70Mi"},
        },
        "tolerations": [*TOLERATIONS, *SYSTEM_TOLERATIONS],
        "topologySpreadConstraints": [
            {
                "labelSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
                "maxSkew": 1,
                "topologyKey": "topology.kubernetes.io/zone",
                "whenUnsatisfiable": "ScheduleAnyway",
            }
        ],
    }
