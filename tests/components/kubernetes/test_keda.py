from typing import Any

import pulumi_kubernetes as kubernetes
import pytest

from components.foundation.cluster.flows import Flow, Peer
from components.foundation.cluster.ledger import Ledger
from components.foundation.cluster.site import ClusterSite
from components.kubernetes.scaling.keda import Keda, KedaArgs
from components.kubernetes.scaling.priorities import PriorityClasses
from components.kubernetes.scaling.specs import KedaSpec
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound

RELEASE = kubernetes.helm.v3.Release
POLICY = kubernetes.networking.v1.NetworkPolicy
GAUGES = {
    "allow-gauges-of-backend-api": Flow(direction="to", peers=(Peer(namespace="backend"),), ports=(9464,))
}


def built(site: dict[str, Any] | None = None, **wired: Any) -> Recording:
    usual = {"spec": KedaSpec(), "annotations": None, "granted": (), "asks": GAUGES}
    return on_site(lambda at: Keda(at, KedaArgs(**{**usual, **wired})), **(site or {}))


def values(recording: Recording) -> Any:
    return recording.only(RELEASE).inputs["values"]


def test_keda_is_one_release_in_a_namespace_of_its_own() -> None:
    recording = of_component(built())
    assert_sound(recording, Keda, regions=set())
    release = recording.only(RELEASE).inputs
    assert (release["chart"], release["namespace"], release["version"]) == ("keda", "keda", "2.20.2")
    enforced = recording.only(kubernetes.core.v1.Namespace).inputs["metadata"]["labels"]
    assert enforced["pod-security.kubernetes.io/enforce"] == "restricted"


def test_what_it_asks_and_who_asks_it_passes_its_wall() -> None:
    policies = {one.inputs["metadata"]["name"]: one.inputs["spec"] for one in built(cloud=True).of(POLICY)}
    assert set(policies) == {
        "default-deny",
        "allow-dns",
        "allow-api-server",
        "allow-webhooks",
        "allow-metrics",
        "allow-cloud",
        "allow-pod-identity",
        "allow-within-in",
        "allow-within-out",
        "allow-gauges-of-backend-api",
    }
    asked = policies["allow-webhooks"]["ingress"][0]
    assert asked["from"] == [{"ipBlock": {"cidr": "10.16.0.0/16"}}]
    assert [one["port"] for one in asked["ports"]] == [6443, 9443]
    assert "allow-cloud" not in {one.inputs["metadata"]["name"] for one in built().of(POLICY)}


def test_it_outlasts_a_node_where_controllers_do() -> None:
    one = {"maxUnavailable": 1}
    assert values(built())["podDisruptionBudget"] == {"operator": one, "metricServer": one, "webhooks": one}
    assert values(built())["operator"] == {"replicaCount": 2}
    alone = values(built({"replicas": 1}))
    assert alone["podDisruptionBudget"] == {"operator": {}, "metricServer": {}, "webhooks": {}}
    assert alone["metricsServer"] == {"replicaCount": 1}


def test_it_reads_no_secret_of_others_and_scales_workloads_alone() -> None:
    found = values(built())
    assert found["permissions"]["operator"]["restrict"]["secret"] is True
    assert found["rbac"]["scaledRefKinds"] == [
        {"apiGroup": "apps", "kind": "*"},
        {"apiGroup": "argoproj.io", "kind": "Rollout"},
    ]


def test_its_account_carries_what_binds_it_to_an_identity() -> None:
    bound = values(built(annotations={"eks.amazonaws.com/role-arn": "arn:role"}))
    assert bound["serviceAccount"]["operator"] == {
        "name": "keda-operator",
        "annotations": {"eks.amazonaws.com/role-arn": "arn:role"},
    }
    assert values(built())["serviceAccount"]["operator"] == {"name": "keda-operator"}


def test_a_cluster_has_one_server_of_external_metrics() -> None:
    ledger = Ledger("main")
    ledger.claim("metrics API", "external.metrics.k8s.io", "prometheus-adapter")

    def second(site: ClusterSite) -> None:
        Keda(site, KedaArgs(spec=KedaSpec(), annotations=None, granted=()))

    with pytest.raises(ValueError, match="KEDA and prometheus-adapter both make the metrics API external"):
        on_site(second, ledger=ledger)


def test_classes_say_who_goes_first_and_none_is_taken_unasked() -> None:
    made = of_component(on_site(PriorityClasses)).of(kubernetes.scheduling.v1.PriorityClass)
    found = {
        one.inputs["metadata"]["name"]: (
            one.inputs["value"],
            one.inputs["preemptionPolicy"],
            one.inputs["globalDefault"],
        )
        for one in made
    }
    assert found == {
        "business-critical": (100_000, "PreemptLowerPriority", False),
        "business-standard": (10_000, "PreemptLowerPriority", False),
        "batch": (1_000, "Never", False),
    }
