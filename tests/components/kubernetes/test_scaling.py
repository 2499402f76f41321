from typing import Any

import pulumi_kubernetes as kubernetes
import pytest
from pydantic import ValidationError

from components.foundation.cluster.ledger import Ledger
from components.foundation.spec import Spec
from components.kubernetes.scaling.descheduler import Descheduler
from components.kubernetes.scaling.node_autoscaler import NodeAutoscaler, NodeAutoscalerArgs
from components.kubernetes.scaling.specs import (
    DeschedulerSpec,
    KarpenterPoolSpec,
    NodeAutoscalerSpec,
    VerticalAutoscalerSpec,
)
from components.kubernetes.scaling.vertical import VerticalAutoscaler, VerticalAutoscalerArgs
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound

RELEASE = kubernetes.helm.v3.Release
POLICY = kubernetes.networking.v1.NetworkPolicy
POOL = "kubernetes:karpenter.sh/v1:NodePool"
CLASS = "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass"
POOLS = NodeAutoscalerSpec(pools={"general": KarpenterPoolSpec(cpu=100, memory="400Gi")})


def vertical(ledger: Ledger | None = None, **decided: Any) -> Recording:
    spec = VerticalAutoscalerSpec(**decided)
    return on_site(
        lambda site: VerticalAutoscaler(site, VerticalAutoscalerArgs(spec=spec)),
        ledger=ledger or Ledger("main"),
    )


def nodes(spec: NodeAutoscalerSpec, kind: Any, **site: Any) -> Recording:
    args = NodeAutoscalerArgs(
        spec=spec,
        kind=kind,
        values={"extraArgs": {"expander": "least-waste"}},
        granted=(),
        cluster_name="main",
        instance_profile="main-karpenter-node",
        ebs_key_arn="arn:key",
    )
    return on_site(lambda at: NodeAutoscaler(at, args), **site)


def descheduler(**decided: Any) -> Recording:
    return on_site(lambda site: Descheduler(site, DeschedulerSpec(**decided)))


def values(recording: Recording) -> Any:
    return recording.only(RELEASE).inputs["values"]


def test_sizes_are_proposed_without_a_webhook() -> None:
    recording = of_component(vertical())
    assert_sound(recording, VerticalAutoscaler, regions=set())
    found = values(recording)
    assert found["updater"]["enabled"] is False
    assert found["admissionController"]["enabled"] is False
    assert found["recommender"]["replicas"] == 2
    assert "allow-webhooks" not in {one.inputs["metadata"]["name"] for one in recording.of(POLICY)}


def test_sizes_are_given_through_a_webhook_that_the_control_plane_reaches() -> None:
    ledger = Ledger("main")
    recording = vertical(ledger, applies=True)
    found = values(recording)["admissionController"]
    assert found["extraArgs"] == ["--port=9443"]
    assert found["service"]["ports"] == [{"port": 443, "protocol": "TCP", "targetPort": 9443}]
    assert (found["certManager"]["enabled"], found["certGen"]["enabled"]) == (True, False)
    policies = {one.inputs["metadata"]["name"]: one.inputs["spec"] for one in recording.of(POLICY)}
    assert policies["allow-webhooks"]["ingress"][0]["ports"] == [{"protocol": "TCP", "port": 9443}]
    with pytest.raises(ValueError, match=r"counts on the definition certificates\.cert-manager\.io"):
        ledger.settle()


def test_its_pods_keep_the_restricted_standard() -> None:
    found = values(vertical())
    assert found["podSecurityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert found["containerSecurityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_the_cluster_autoscaler_is_of_the_clusters_own_version() -> None:
    recording = nodes(NodeAutoscalerSpec(), "cluster-autoscaler")
    release = recording.only(RELEASE).inputs
    assert (release["chart"], release["namespace"]) == ("cluster-autoscaler", "kube-system")
    assert release["values"]["image"] == {"tag": "v1.35.0"}
    assert release["values"]["extraArgs"] == {"expander": "least-waste"}
    assert release["values"]["replicaCount"] == 2
    assert recording.of(POOL) == []


def test_karpenter_makes_nodes_of_pools_within_bounds() -> None:
    recording = nodes(POOLS, "karpenter")
    assert_sound(of_component(recording), NodeAutoscaler, regions=set())
    assert recording.only(RELEASE).inputs["chart"] == "oci://public.ecr.aws/karpenter/karpenter"
    pool = recording.only(POOL).inputs["spec"]
    assert pool["limits"] == {"cpu": "100", "memory": "400Gi"}
    assert pool["template"]["metadata"]["labels"] == {"platform.internal/node-pool": "general"}
    assert pool["template"]["spec"]["expireAfter"] == "720h"
    assert {one["key"]: one["values"] for one in pool["template"]["spec"]["requirements"]} == {
        "kubernetes.io/arch": ["amd64"],
        "kubernetes.io/os": ["linux"],
        "karpenter.sh/capacity-type": ["on-demand"],
        "karpenter.k8s.aws/instance-category": ["c", "m"],
        "karpenter.k8s.aws/instance-generation": ["5"],
    }
    node = recording.only(CLASS).inputs["spec"]
    assert node["instanceProfile"] == "main-karpenter-node"
    assert node["metadataOptions"]["httpTokens"] == "required"
    assert node["blockDeviceMappings"][0]["ebs"]["kmsKeyID"] == "arn:key"
    assert node["subnetSelectorTerms"] == [{"tags": {"karpenter.sh/discovery": "main"}}]


def test_another_pool_changes_none_that_is_there() -> None:
    more = NodeAutoscalerSpec(pools={**POOLS.pools, "spot": KarpenterPoolSpec(cpu=50, memory="200Gi")})
    before, after = nodes(POOLS, "karpenter").named(POOL), nodes(more, "karpenter").named(POOL)
    assert set(after) - set(before) == {"main-node-autoscaler-pool-spot"}
    assert {name: after[name].inputs for name in before} == {name: one.inputs for name, one in before.items()}


def test_pools_are_karpenters_and_karpenter_needs_one() -> None:
    with pytest.raises(ValueError, match=r"node_autoscaler\.pools names none"):
        nodes(NodeAutoscalerSpec(), "karpenter")
    with pytest.raises(ValueError, match="looks at its node groups"):
        nodes(POOLS, "cluster-autoscaler")


def test_a_single_karpenter_stands_beside_no_other() -> None:
    assert values(nodes(POOLS, "karpenter", replicas=1))["affinity"] == {"podAntiAffinity": None}
    assert "affinity" not in values(nodes(POOLS, "karpenter"))


def test_pods_are_spread_again_at_night() -> None:
    recording = of_component(descheduler())
    assert_sound(recording, Descheduler, regions=set())
    found = values(recording)
    assert (found["kind"], found["schedule"], found["timeZone"]) == (
        "CronJob",
        "0 3 * * *",
        "America/New_York",
    )
    (profile,) = found["deschedulerPolicy"]["profiles"]
    assert profile["plugins"]["balance"]["enabled"] == [
        "RemoveDuplicates",
        "RemovePodsViolatingTopologySpreadConstraint",
    ]
    assert profile["pluginConfig"][1]["args"] == {"namespaces": {"exclude": ["kube-system"]}}


def test_nodes_that_are_hardly_used_are_emptied() -> None:
    (profile,) = values(descheduler(purpose="compact", used_percent=40))["deschedulerPolicy"]["profiles"]
    assert profile["plugins"]["balance"]["enabled"] == ["HighNodeUtilization"]
    assert profile["pluginConfig"][1]["args"]["thresholds"] == {"cpu": 40, "memory": 40}


@pytest.mark.parametrize(
    ("spec", "decided", "said"),
    [
        (
            DeschedulerSpec,
            {"schedule": "*/5 * * * *"},
            (
                "schedule */5 * * * * runs every minute, and pods would be moved all day: name one; schedule */5 * * * * runs "
                "every hour, and pods would be moved all day: name one"
            ),
        ),
        (
            DeschedulerSpec,
            {"schedule": "0 * * * *"},
            "schedule 0 * * * * runs every hour, and pods would be moved all day: name one",
        ),
    ],
)
def test_what_would_hurt_is_refused(spec: type[Spec], decided: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        spec(**decided)
    assert [error["msg"] for error in refused.value.errors()] == [f"Value error, {said}"]
