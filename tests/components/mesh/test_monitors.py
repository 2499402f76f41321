"""How the network is scraped: exactly these monitors, each at a port that its system opens."""

from typing import Any

import pytest

from components.foundation.cluster.mesh import MeshMode
from components.foundation.cluster.site import ClusterSite
from components.mesh.cilium import Cilium, CiliumArgs
from components.mesh.monitors import NetworkMonitors, NetworkMonitorsArgs
from tests.components.foundation.cluster.sites import SHARED, of_component, on_site
from tests.components.recording import Recording, assert_sound

MONITOR = "kubernetes:monitoring.coreos.com/v1:PodMonitor"
NODE = {"sourceLabels": ["__meta_kubernetes_pod_node_name"], "targetLabel": "node"}


def built(*, cilium: bool = True, mesh: MeshMode | None = "ambient", gateway: bool = True) -> Recording:
    def program(site: ClusterSite) -> None:
        NetworkMonitors(
            site, NetworkMonitorsArgs(cilium=cilium, mesh=mesh, gateway=gateway, after=site.ready)
        )

    return on_site(program)


def specs(**given: Any) -> dict[str, Any]:
    found = {}
    for entry in built(**given).of(MONITOR):
        metadata = entry.inputs["metadata"]
        assert metadata["labels"] == SHARED
        found[f"{metadata['namespace']}/{metadata['name']}"] = entry.inputs["spec"]
    return found


def plain(pods: dict[str, str], port: str, job: str) -> dict[str, Any]:
    named = {"targetLabel": "job", "replacement": job}
    endpoint = {"port": port, "path": "/metrics", "interval": "15s", "relabelings": [named, NODE]}
    return {"selector": {"matchLabels": pods}, "podMetricsEndpoints": [endpoint]}


def proxied(pods: dict[str, str], job: str) -> dict[str, Any]:
    address = {
        "sourceLabels": ["__meta_kubernetes_pod_ip"],
        "targetLabel": "__address__",
        "replacement": "$1:15020",
    }
    endpoint = {
        "port": "http-envoy-prom",
        "path": "/stats/prometheus",
        "interval": "15s",
        "relabelings": [{"targetLabel": "job", "replacement": job}, NODE, address],
        "metricRelabelings": [{"sourceLabels": ["__name__"], "regex": "istio_.+|envoy_.+", "action": "keep"}],
    }
    return {"selector": {"matchLabels": pods}, "podMetricsEndpoints": [endpoint]}


def test_each_system_of_an_ambient_network_has_its_monitor() -> None:
    assert specs() == {
        "kube-system/cilium-agent": plain({"k8s-app": "cilium"}, "prometheus", "cilium-agent"),
        "kube-system/cilium-hubble": plain({"k8s-app": "cilium"}, "hubble-metrics", "hubble"),
        "kube-system/cilium-operator": plain({"io.cilium/app": "operator"}, "prometheus", "cilium-operator"),
        "istio-system/istiod": plain({"app": "istiod"}, "http-monitoring", "istiod"),
        "kube-system/istio-cni": plain({"k8s-app": "istio-cni-node"}, "metrics", "istio-cni"),
        "kube-system/ztunnel": plain({"app": "ztunnel"}, "ztunnel-stats", "ztunnel"),
        "istio-ingress/gateways": proxied({"istio": "ingress"}, "gateway"),
    }
    assert_sound(of_component(built()), NetworkMonitors, regions=set())


def test_sidecars_are_asked_in_every_namespace_and_there_are_no_tunnels() -> None:
    found = specs(mesh="sidecar")
    assert "kube-system/ztunnel" not in found
    assert found["istio-system/sidecars"] == {
        **proxied({"security.istio.io/tlsMode": "istio"}, "sidecar"),
        "namespaceSelector": {"any": True},
    }


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"cilium": False, "mesh": None, "gateway": True}, {"gateways"}),
        ({"mesh": None, "gateway": False}, {"cilium-agent", "cilium-hubble", "cilium-operator"}),
        ({"cilium": False, "gateway": False}, {"istiod", "istio-cni", "ztunnel"}),
    ],
    ids=["gateways", "cilium", "mesh"],
)
def test_what_a_cluster_has_not_is_not_asked(given: dict[str, Any], left: set[str]) -> None:
    assert {name.partition("/")[2] for name in specs(**given)} == left


def test_cilium_opens_what_its_monitors_ask() -> None:
    """The operator does by itself (its chart's value ``operator.prometheus.enabled``)."""
    values = on_site(lambda site: Cilium(site, CiliumArgs(eni=None))).only("kubernetes:helm.sh/v3:Release")
    assert values.inputs["values"]["prometheus"] == {"enabled": True}
    assert values.inputs["values"]["hubble"]["metrics"]["enabled"]
