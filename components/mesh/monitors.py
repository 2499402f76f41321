"""How the network of a cluster is scraped: Cilium, the mesh, and the gateways.

Istio's charts bring no monitors, and Cilium comes before the definitions of any. Source: Istio documentation, "Prometheus"
(option 1, metrics merging) and the samples of its operator; Cilium documentation, "Monitoring & Metrics".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pulumi import Output, Resource

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.mesh import (
    CONTROL_NAMESPACE,
    CONTROL_PODS,
    GATEWAY_NAMESPACE,
    MERGED_METRICS,
    MeshMode,
)
from components.foundation.cluster.site import ClusterSite
from components.mesh.gateway_values import NAME as GATEWAY
from components.mesh.istio_values import SYSTEM

INTERVAL: Final = "15s"

ENVOY_PORT: Final = "http-envoy-prom"
"""The only port for metrics that an injected proxy names; those of its agent are merged in at another."""

PROXIES_OWN: Final = "istio_.+|envoy_.+"
"""What a proxy says of itself. It hands out its application's series as well, which that one's own monitor reads."""

SIDECARS: Final = {"security.istio.io/tlsMode": "istio"}
"""The label that the injector gives a pod with a sidecar."""


@dataclass(frozen=True, kw_only=True)
class NetworkMonitorsArgs:
    """Which systems a cluster has: ``cilium`` as installed by us, the mesh by its mode, the gateways.

    ``after`` is what defines monitors, and what makes the namespaces of the systems.
    """

    cilium: bool
    mesh: MeshMode | None
    gateway: bool
    after: Sequence[Resource]


class NetworkMonitors(ClusterComponent):
    """A PodMonitor for each system of the network. Output: ``monitored``, their names."""

    urn_type = "platform:mesh:NetworkMonitors"

    monitored: Output[list[str]]

    def __init__(self, site: ClusterSite, args: NetworkMonitorsArgs) -> None:
        super().__init__("network-monitors", site)
        wanted = {
            **(_cilium() if args.cilium else {}),
            **(_mesh(args.mesh) if args.mesh else {}),
            **(_gateways() if args.gateway else {}),
        }
        for name, (namespace, spec) in wanted.items():
            self.custom(
                name,
                "monitoring.coreos.com/v1",
                "PodMonitor",
                self.metadata(name, namespace),
                spec,
                after=args.after,
            )
        self.monitored = Output.from_input(sorted(wanted))
        self.publish()


Monitor = tuple[str, dict[str, Any]]
"""A namespace and the spec of a PodMonitor in it."""


def _cilium() -> dict[str, Monitor]:
    """Watch the agents with what Hubble counts of flows, and the operator, which names its port like the agents do."""
    agent, operator = {"k8s-app": "cilium"}, {"io.cilium/app": "operator"}
    return {
        "cilium-agent": (SYSTEM, _monitor(agent, _endpoint("prometheus", job="cilium-agent"))),
        "cilium-hubble": (SYSTEM, _monitor(agent, _endpoint("hubble-metrics", job="hubble"))),
        "cilium-operator": (SYSTEM, _monitor(operator, _endpoint("prometheus", job="cilium-operator"))),
    }


def _mesh(mode: MeshMode) -> dict[str, Monitor]:
    plane = _monitor(CONTROL_PODS, _endpoint("http-monitoring", job="istiod"))
    node = _monitor({"k8s-app": "istio-cni-node"}, _endpoint("metrics", job="istio-cni"))
    shared = {"istiod": (CONTROL_NAMESPACE, plane), "istio-cni": (SYSTEM, node)}
    if mode == "ambient":
        tunnels = _monitor({"app": "ztunnel"}, _endpoint("ztunnel-stats", job="ztunnel"))
        return {**shared, "ztunnel": (SYSTEM, tunnels)}
    everywhere = {"namespaceSelector": {"any": True}}
    return {
        **shared,
        "sidecars": (CONTROL_NAMESPACE, {**_monitor(SIDECARS, _proxy("sidecar")), **everywhere}),
    }


def _gateways() -> dict[str, Monitor]:
    return {"gateways": (GATEWAY_NAMESPACE, _monitor({"istio": GATEWAY}, _proxy("gateway")))}


def _monitor(pods: Mapping[str, str], endpoint: dict[str, Any]) -> dict[str, Any]:
    return {"selector": {"matchLabels": dict(pods)}, "podMetricsEndpoints": [endpoint]}


def _endpoint(port: str, *, job: str) -> dict[str, Any]:
    named = {"targetLabel": "job", "replacement": job}
    node = {"sourceLabels": ["__meta_kubernetes_pod_node_name"], "targetLabel": "node"}
    return {"port": port, "path": "/metrics", "interval": INTERVAL, "relabelings": [named, node]}


def _proxy(job: str) -> dict[str, Any]:
    """Ask a proxy where walls let it be asked: at the port of its agent, which no container declares."""
    merged = {
        "sourceLabels": ["__meta_kubernetes_pod_ip"],
        "targetLabel": "__address__",
        "replacement": f"$1:{MERGED_METRICS}",
    }
    asked = _endpoint(ENVOY_PORT, job=job)
    kept = {"sourceLabels": ["__name__"], "regex": PROXIES_OWN, "action": "keep"}
    return {
        **asked,
        "path": "/stats/prometheus",
        "relabelings": [*asked["relabelings"], merged],
        "metricRelabelings": [kept],
    }
