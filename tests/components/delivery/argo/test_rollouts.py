"""Argo Rollouts on a cluster."""

from typing import Any

import pytest

from components.delivery.argo.rollouts import Rollouts, RolloutsArgs, RolloutsSpec
from components.foundation.cluster.site import ClusterSite
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound

RELEASE = "kubernetes:helm.sh/v3:Release"
TEMPLATE = "kubernetes:argoproj.io/v1alpha1:ClusterAnalysisTemplate"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
REGISTRIES = ("ghcr.io", "quay.io")


def built(**decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        Rollouts(site, RolloutsArgs(spec=RolloutsSpec(), monitored=True))

    return on_site(program, **{"registries": REGISTRIES, **decided})


def controller(**decided: Any) -> dict[str, Any]:
    found = built(**decided).only(RELEASE).inputs["values"]["controller"]
    assert isinstance(found, dict)
    return found


def test_templates_wait_for_their_definition() -> None:
    recording = built()
    assert_sound(of_component(recording), Rollouts, regions=set())
    assert sorted(recording.named(TEMPLATE)) == [
        "main-rollouts-error-rate",
        "main-rollouts-latency-p95",
        "main-rollouts-public-health",
        "main-rollouts-targets-up",
    ]
    for template in recording.of(TEMPLATE):
        assert recording.depends_on(template, RELEASE) == {"main-argo-rollouts-release"}


def test_controllers_run_as_often_as_the_cluster_asks() -> None:
    two, one = controller(replicas=2), controller(replicas=1)
    assert (two["replicas"], two["pdb"]) == (2, {"enabled": True, "maxUnavailable": 1})
    assert (one["replicas"], one["pdb"]) == (1, {"enabled": False})


def test_the_plugin_comes_in_an_image_and_from_no_address() -> None:
    (plugin,) = controller()["trafficRouterPlugins"]
    assert plugin["location"] == "file:///plugins/rollouts-plugin-trafficrouter-gatewayapi"
    (copy,) = controller()["initContainers"]
    assert copy["image"].startswith("ghcr.io/argoproj-labs/")
    assert copy["securityContext"]["runAsNonRoot"] is True
    assert copy["volumeMounts"] == controller()["volumeMounts"]


def test_a_plugin_of_a_foreign_registry_is_refused() -> None:
    with pytest.raises(ValueError, match="from a registry that is not allowed here"):
        built(registries=("quay.io",))


def test_it_may_change_routes_of_the_gateway_api_and_nobody_elses() -> None:
    values = built().only(RELEASE).inputs["values"]
    allowed = {name for name, on in values["providerRBAC"]["providers"].items() if on}
    assert allowed == {"gatewayAPI"}
    assert values["dashboard"] == {"enabled": False}


def test_prometheus_is_reached() -> None:
    policy = built().named(POLICY)["main-argo-rollouts-namespace-allow-prometheus"].inputs["spec"]
    (rule,) = policy["egress"]
    assert rule["ports"] == [{"port": 9090, "protocol": "TCP"}]
    selector = {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}
    assert [peer["namespaceSelector"] for peer in rule["to"]] == [selector]
