"""Cilium as a cluster's network, and behind that of the VPC."""

from typing import Any

from pulumi import Output

from components.foundation.cluster.site import ClusterSite
from components.mesh.cilium import Cilium, CiliumArgs, EniArgs
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound

RELEASE = "kubernetes:helm.sh/v3:Release"


def built(*, eni: bool = True, **decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        args = EniArgs(
            endpoint=Output.from_input("https://abc.gr7.us-east-1.eks.amazonaws.com"),
            pod_subnets=["subnet-a", "subnet-b"],
            annotations={"eks.amazonaws.com/role-arn": "arn:role"},
            granted=site.ready,
        )
        Cilium(site, CiliumArgs(eni=args if eni else None))

    return on_site(program, **decided)


def values(**decided: Any) -> dict[str, Any]:
    found: dict[str, Any] = built(**decided).only(RELEASE).inputs["values"]
    return found


def test_it_waits_for_no_pod_and_runs_no_hook_because_nodes_wait_for_it() -> None:
    inputs = built().only(RELEASE).inputs
    assert (inputs["skipAwait"], inputs["atomic"], inputs["waitForJobs"], inputs["disableWebhooks"]) == (
        True, False, False, True,
    )  # fmt: skip
    assert inputs["namespace"] == "kube-system"
    assert_sound(of_component(built()), Cilium, regions=set())


def test_in_the_place_of_the_vpcs_plugin_it_finds_the_api_without_kube_proxy() -> None:
    found = values()
    assert {key: found[key] for key in ("k8sServiceHost", "k8sServicePort", "kubeProxyReplacement")} == {
        "k8sServiceHost": "abc.gr7.us-east-1.eks.amazonaws.com",
        "k8sServicePort": 443,
        "kubeProxyReplacement": "true",
    }
    assert (found["ipam"], found["routingMode"]) == ({"mode": "eni"}, "native")


def test_pods_get_addresses_by_prefix_from_the_subnets_that_are_named() -> None:
    assert values()["eni"] == {
        "enabled": True,
        "awsEnablePrefixDelegation": True,
        "nodeSpec": {"subnetIDs": ["subnet-a", "subnet-b"]},
    }


def test_traffic_between_nodes_is_encrypted_where_that_can_be() -> None:
    assert values()["encryption"] == {"enabled": True, "type": "wireguard"}
    assert "encryption" not in values(eni=False)


def test_behind_the_vpcs_plugin_it_gives_no_addresses_and_hides_none() -> None:
    found = values(eni=False)
    assert found["cni"] == {"chainingMode": "aws-cni", "exclusive": False}
    assert found["enableIPv4Masquerade"] is False
    assert not {"eni", "ipam", "kubeProxyReplacement", "k8sServiceHost", "serviceAccounts"} & set(found)


def test_a_mesh_can_stand_beside_it_either_way() -> None:
    for found in (values(), values(eni=False)):
        assert found["cni"]["exclusive"] is False
        assert found["socketLB"] == {"hostNamespaceOnly": True}
        assert "bpf" not in found


def test_a_rule_for_the_nodes_range_means_the_nodes() -> None:
    assert values()["policyCIDRMatchMode"] == ["nodes"]


def test_the_operator_runs_while_nodes_have_no_network() -> None:
    operator = values()["operator"]
    assert [one["key"] for one in operator["tolerations"]] == [
        "node-role.kubernetes.io/system",
        "node.cilium.io/agent-not-ready",
        "node.kubernetes.io/not-ready",
        "node.cloudprovider.kubernetes.io/uninitialized",
    ]
    assert values()["serviceAccounts"]["operator"] == {
        "name": "cilium-operator",
        "annotations": {"eks.amazonaws.com/role-arn": "arn:role"},
    }


def test_no_second_operator_waits_for_a_second_node() -> None:
    assert (values()["operator"]["replicas"], values(replicas=1)["operator"]["replicas"]) == (2, 1)


def test_hubbles_certificates_do_not_change_with_every_rendering() -> None:
    assert values()["hubble"]["tls"] == {
        "auto": {"enabled": True, "method": "cronJob", "schedule": "17 3 * * *"}
    }
