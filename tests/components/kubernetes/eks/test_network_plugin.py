"""What a cluster refuses to be wired to, and how Cilium is installed into one."""

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes
import pytest

from components.kubernetes.eks import Cluster, NetworkPluginSite
from tests.components.kubernetes.clusters import a_spec, built, cluster_args


def a_plugin(site: NetworkPluginSite) -> Sequence[pulumi.Resource]:
    chart = kubernetes.core.v1.ConfigMap(
        f"{site.cluster_name}-cilium",
        metadata={"name": "cilium", "namespace": "kube-system"},
        data={"server": site.endpoint},
        opts=pulumi.ResourceOptions(parent=site.parent, provider=site.provider, depends_on=list(site.after)),
    )
    return [chart]


@pytest.mark.parametrize(
    ("name", "changes", "sentence"),
    [
        (
            "Main",
            {},
            (
                "cluster Main: the name does not fit EKS and the node groups named after it: use 2 to 32 lower-case "
                "letters, digits and hyphens, beginning with a letter"
            ),
        ),
        (
            "m" * 33,
            {},
            (
                f"cluster {'m' * 33}: the name does not fit EKS and the node groups named after it: use 2 to 32 lower-case "
                "letters, digits and hyphens, beginning with a letter"
            ),
        ),
        (
            "main",
            {"private_subnets": {"a": "subnet-a"}},
            "cluster main: 1 zone given, and EKS places its control plane in two or more: give the network another zone",
        ),
        (
            "main",
            {"private_subnets": {"a": "subnet-a", "b": "subnet-b"}},
            (
                "cluster main: the pool system wants zone c, where the network has no private subnet: choose among a, b, or "
                "add the zone to the network"
            ),
        ),
        (
            "main",
            {"spec": a_spec(cni="cilium")},
            (
                "cluster main: cni cilium needs Cilium, which nothing installs here, so no pod would get a network or no "
                "policy be enforced: wire network_plugin, or set cni to vpc-cni"
            ),
        ),
        (
            "main",
            {"spec": a_spec(cni="cilium-chained")},
            (
                "cluster main: cni cilium-chained needs Cilium, which nothing installs here, so no pod would get a network "
                "or no policy be enforced: wire network_plugin, or set cni to vpc-cni"
            ),
        ),
        (
            "main",
            {"network_plugin": a_plugin},
            (
                "cluster main: cni vpc-cni enforces policies by itself and would fight the network_plugin that is wired: "
                "leave it out, or set cni to cilium-chained"
            ),
        ),
    ],
)
def test_wiring_that_makes_no_cluster_is_refused(name: str, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match="cluster") as refused:
        Cluster(name, cluster_args(**changes))
    assert str(refused.value) == sentence


def test_cilium_stands_before_nodes_and_replaces_two_addons() -> None:
    recording = built(a_spec(cni="cilium"), network_plugin=a_plugin)
    assert sorted(addon.inputs["addonName"] for addon in recording.of(aws.eks.Addon)) == [
        "aws-ebs-csi-driver",
        "coredns",
        "eks-node-monitoring-agent",
        "eks-pod-identity-agent",
        "metrics-server",
    ]
    chart = recording.only(kubernetes.core.v1.ConfigMap)
    deployer = recording.named(aws.eks.AccessPolicyAssociation)["main-access-deployer-rights"]
    agent = recording.named(aws.eks.Addon)["main-identity-eks-pod-identity-agent"]
    assert {deployer.urn, agent.urn} <= chart.dependencies
    assert chart.inputs["data"] == {"server": "https://main-control-plane-cluster.eks.test"}
    taint = {"key": "node.cilium.io/agent-not-ready", "value": "true", "effect": "NO_EXECUTE"}
    for group in recording.of(aws.eks.NodeGroup):
        assert chart.urn in group.dependencies
        assert taint in group.inputs["taints"]
    storage = recording.only(kubernetes.storage.v1.StorageClass)
    assert recording.depends_on(storage, kubernetes.core.v1.ConfigMap) == {"main-cilium"}


def test_chained_cilium_stands_on_the_network_plugin_of_aws_and_enforces_in_its_place() -> None:
    recording = built(a_spec(cni="cilium-chained"), network_plugin=a_plugin)
    chart = recording.only(kubernetes.core.v1.ConfigMap)
    assert recording.depends_on(chart, aws.eks.Addon) == {
        "main-identity-eks-pod-identity-agent",
        "main-network-vpc-cni",
        "main-network-kube-proxy",
    }
    plugin = recording.named(aws.eks.Addon)["main-network-vpc-cni"]
    assert '"enableNetworkPolicy": "false"' in plugin.inputs["configurationValues"]
