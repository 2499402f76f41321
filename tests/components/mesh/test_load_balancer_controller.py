"""The AWS Load Balancer Controller, its rights, and how pods join target groups."""

import json
from typing import Any

from components.foundation.cluster.site import ClusterSite
from components.foundation.placement import AwsPlacement
from components.kubernetes.identity_policies.cilium_eni import cilium_eni
from components.kubernetes.identity_policies.load_balancing import load_balancers, target_groups
from components.mesh.load_balancer_controller import (
    LoadBalancerController,
    LoadBalancerControllerArgs,
    LoadBalancerControllerSpec,
    Targets,
    TargetsArgs,
)
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound, record

RELEASE = "kubernetes:helm.sh/v3:Release"
EAST = AwsPlacement(account_id="123456789012", region="us-east-1")
GROUP = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/1"


def built(*, makes: bool = False) -> Recording:
    def program(site: ClusterSite) -> None:
        made = LoadBalancerController(
            site,
            LoadBalancerControllerArgs(
                spec=LoadBalancerControllerSpec(makes_balancers=makes),
                region="us-east-1",
                vpc_id="vpc-1",
                annotations={},
                granted=site.ready,
                certificates=site.ready,
                monitored=True,
                tags={"environment": "production"},
            ),
        )
        Targets(
            site,
            TargetsArgs(
                namespace="istio-ingress",
                service="ingress",
                port=443,
                groups={"blue": GROUP, "green": "arn:green"},
                vpc_id="vpc-1",
                after=made.ready,
            ),
        )

    return on_site(program)


def statements(grants: Any) -> dict[str, dict[str, Any]]:
    def program() -> Any:
        return dict(grants().inline)

    found: dict[str, str] = record(program).returned
    return {one["Sid"]: one for text in found.values() for one in json.loads(text)["Statement"]}


def test_a_binding_names_the_group_and_leaves_the_firewall_to_its_balancer() -> None:
    recording = built()
    bindings = recording.named("kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding")
    assert set(bindings) == {"main-ingress-targets-blue", "main-ingress-targets-green"}
    blue = bindings["main-ingress-targets-blue"]
    assert blue.inputs["spec"] == {
        "serviceRef": {"name": "ingress", "port": 443},
        "targetGroupARN": GROUP,
        "targetType": "ip",
        "vpcID": "vpc-1",
    }
    assert recording.depends_on(blue, RELEASE) == {"main-aws-load-balancer-controller-release"}


def test_it_makes_no_load_balancer_unless_the_settings_let_it() -> None:
    for makes in (False, True):
        found = built(makes=makes).only(RELEASE).inputs["values"]
        assert found["createIngressClassResource"] is makes
        assert found["enableServiceMutatorWebhook"] is makes


def test_it_asks_no_node_where_it_is_and_keeps_its_certificate() -> None:
    found = built().only(RELEASE).inputs["values"]
    assert (found["region"], found["vpcId"], found["clusterName"]) == ("us-east-1", "vpc-1", "main")
    assert found["enableCertManager"] is True


def test_both_are_sound() -> None:
    entries = of_component(built()).by_urn
    for component in (LoadBalancerController, Targets):
        whole = {urn: one for urn, one in entries.items() if f":{component.__name__}" in urn}
        assert whole
        assert_sound(Recording(whole, None), component, regions=set())


def test_filling_target_groups_is_a_right_on_those_groups() -> None:
    rights = statements(lambda: target_groups([GROUP]))
    assert set(rights) == {"LookAtNetworks", "FillTargetGroups"}
    assert rights["FillTargetGroups"]["Resource"] == [GROUP]
    assert all(":Describe" in action for action in rights["LookAtNetworks"]["Action"])


def test_making_load_balancers_is_a_right_on_the_clusters_own() -> None:
    rights = statements(lambda: load_balancers([GROUP], placement=EAST, cluster_name="main"))
    owned = {"StringEquals": {"aws:ResourceTag/elbv2.k8s.aws/cluster": "main"}}
    assert rights["KeepOwnLoadBalancers"]["Condition"] == owned
    assert rights["KeepOwnSecurityGroups"]["Condition"] == owned
    assert rights["MakeLoadBalancers"]["Condition"] == {
        "StringEquals": {"aws:RequestTag/elbv2.k8s.aws/cluster": "main"}
    }


def test_cilium_deletes_no_interface_but_its_own() -> None:
    rights = statements(lambda: cilium_eni(placement=EAST))
    clean = rights["DeleteOwnInterfaces"]
    assert clean["Condition"] == {"StringEquals": {"aws:ResourceTag/io.cilium/cilium-managed": "true"}}
    deleting = [sid for sid, one in rights.items() if "ec2:DeleteNetworkInterface" in one["Action"]]
    assert deleting == ["DeleteOwnInterfaces"]
