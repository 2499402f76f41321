"""What a whole cluster makes, in which order, and what stays in place when it grows."""

import inspect
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes
import pytest

from components.foundation.labels import REQUIRED_AWS_TAGS
from components.kubernetes.eks import Cluster
from components.kubernetes.namespaces import NamespaceArgs, NamespaceSpec, TenantNamespace
from tests.components.kubernetes.clusters import (
    FIXED_POOLS,
    LABELS,
    a_spec,
    built,
    cluster_args,
    reachable,
    recorded,
)
from tests.components.recording import assert_sound

KARPENTER = {"autoscaler": "karpenter", "pools": FIXED_POOLS}


def test_the_inventory_of_a_cluster_of_the_requirements() -> None:
    assert built().counts() == {
        "aws:autoscaling/tag:Tag": 21,
        "aws:cloudwatch/logGroup:LogGroup": 1,
        "aws:ec2/launchTemplate:LaunchTemplate": 3,
        "aws:ec2/securityGroup:SecurityGroup": 1,
        "aws:eks/accessEntry:AccessEntry": 1,
        "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": 1,
        "aws:eks/addon:Addon": 7,
        "aws:eks/cluster:Cluster": 1,
        "aws:eks/nodeGroup:NodeGroup": 5,
        "aws:eks/podIdentityAssociation:PodIdentityAssociation": 1,
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider": 1,
        "aws:iam/role:Role": 5,
        "aws:iam/rolePolicy:RolePolicy": 3,
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 6,
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": 2,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 11,
        "kubernetes:storage.k8s.io/v1:StorageClass": 1,
        "kubernetes:storage.k8s.io/v1:StorageClassPatch": 1,
        "platform:kubernetes:Addons": 3,
        "platform:kubernetes:Cluster": 1,
        "platform:kubernetes:ClusterAccess": 1,
        "platform:kubernetes:ClusterAutoscaler": 1,
        "platform:kubernetes:ControlPlane": 1,
        "platform:kubernetes:NodeFirewall": 1,
        "platform:kubernetes:NodePool": 3,
        "platform:kubernetes:NodeRole": 1,
        "platform:kubernetes:StorageClasses": 1,
        "platform:kubernetes:WorkloadIdentity": 3,
        "pulumi:providers:kubernetes": 1,
    }


@pytest.mark.parametrize("changes", [{}, KARPENTER, {"identities": "irsa"}])
def test_everything_is_under_the_cluster_and_in_its_region(changes: dict[str, Any]) -> None:
    assert_sound(built(a_spec(**changes)), Cluster, regions={"us-east-1"})


@pytest.mark.parametrize("changes", [{}, KARPENTER])
def test_whatever_can_carry_tags_says_whose_it_is(changes: dict[str, Any]) -> None:
    tagged = 0
    for entry in built(a_spec(**changes)).entries:
        if not entry.type.startswith("aws:"):
            continue
        _, module, name = entry.type.split(":")
        owner = getattr(getattr(aws, module.split("/")[0]), name)
        if "tags" in inspect.signature(owner._internal_init).parameters:
            assert set(REQUIRED_AWS_TAGS) <= set(entry.inputs["tags"]), entry.urn
            tagged += 1
    assert tagged > 30


def test_two_clusters_live_in_one_stack() -> None:
    def program() -> None:
        for name, region in {"east": "us-east-1", "west": "us-west-2"}.items():
            placement = cluster_args().placement.elsewhere(region)
            Cluster(name, cluster_args(placement=placement))

    recording = recorded(program)
    assert_sound(recording, Cluster, regions={"us-east-1", "us-west-2"})
    names = [role.inputs["name"] for role in recording.of(aws.iam.Role)]
    assert len(names) == len(set(names)) == 10


@pytest.mark.parametrize("autoscaler", ["karpenter", "cluster-autoscaler"])
def test_the_longest_names_fit_every_service(autoscaler: str) -> None:
    pools = {"p" * 20: {**FIXED_POOLS["database"], "taints": []}}
    spec = a_spec(autoscaler=autoscaler, pools=pools)
    recording = recorded(lambda: Cluster("m" * 32, cluster_args(spec)))
    suffix = len("-1234567")  # what Pulumi adds to a name that is not given
    assert {len(group.name) + suffix for group in recording.of(aws.eks.NodeGroup)} == {63}
    assert max(len(role.inputs["name"]) for role in recording.of(aws.iam.Role)) <= 64
    assert max([len(rule.inputs["name"]) for rule in recording.of(aws.cloudwatch.EventRule)] or [0]) <= 64
    assert max(len(template.name) for template in recording.of(aws.ec2.LaunchTemplate)) + suffix <= 128


def test_every_kubernetes_resource_outlives_neither_access_nor_network_nor_nodes_nor_addons() -> None:
    def program() -> None:
        cluster = Cluster("main", cluster_args())
        TenantNamespace(
            "main-backend",
            NamespaceArgs(namespace="backend", spec=NamespaceSpec(), labels=LABELS, ready=cluster.ready),
            pulumi.ResourceOptions(provider=cluster.provider),
        )

    recording = recorded(program)
    needed = {recording.named(aws.eks.AccessPolicyAssociation)["main-access-deployer-rights"].urn}
    needed |= {entry.urn for entry in [*recording.of(aws.eks.NodeGroup), *recording.of(aws.eks.Addon)]}
    inside = [entry for entry in recording.entries if entry.type.startswith("kubernetes:")]
    assert len(inside) == 8
    for entry in inside:
        assert needed <= entry.dependencies, entry.urn
        assert entry.provider.startswith(recording.only("pulumi:providers:kubernetes").urn)


def test_nodes_wait_for_their_network_and_services_wait_for_nodes() -> None:
    recording = built()
    addons = recording.named(aws.eks.Addon)
    agent = addons["main-identity-eks-pod-identity-agent"]
    network = [addons["main-network-vpc-cni"], addons["main-network-kube-proxy"]]
    assert reachable(recording, agent.urn).isdisjoint(
        {entry.urn for entry in [*network, *recording.of(aws.eks.NodeGroup)]}
    )
    for addon in network:
        assert agent.urn in addon.dependencies
    groups = recording.of(aws.eks.NodeGroup)
    for group in groups:
        assert {agent.urn, *(addon.urn for addon in network)} <= group.dependencies
    for name in ("coredns", "aws-ebs-csi-driver", "metrics-server", "eks-node-monitoring-agent"):
        assert {group.urn for group in groups} <= addons[f"main-services-{name}"].dependencies


def test_nodes_wait_for_their_firewall_and_are_drained_behind_it() -> None:
    recording = built(a_spec(private_access_cidrs=["10.200.0.0/24"]))
    kinds = (aws.vpc.SecurityGroupIngressRule, aws.vpc.SecurityGroupEgressRule)
    rules = {entry.urn for kind in kinds for entry in recording.of(kind)}
    assert len(rules) == 14
    for group in recording.of(aws.eks.NodeGroup):
        assert rules <= group.dependencies


def test_nodes_wait_for_the_policies_of_their_role() -> None:
    recording = built()
    policies = {
        entry.urn
        for entry in recording.of(aws.iam.RolePolicyAttachment)
        if entry.name.startswith("main-node-")
    }
    assert len(policies) == 3
    for group in recording.of(aws.eks.NodeGroup):
        assert policies <= group.dependencies


def test_there_is_no_aws_auth() -> None:
    recording = built()
    assert recording.of(kubernetes.core.v1.ConfigMap) == []
    assert recording.only(aws.eks.Cluster).inputs["accessConfig"]["authenticationMode"] == "API"


def test_only_the_cluster_itself_is_protected() -> None:
    assert [entry.name for entry in built().entries if entry.protect] == ["main-control-plane-cluster"]
    assert [entry.name for entry in built(protected=False).entries if entry.protect] == []


def test_an_unprotected_cluster_goes_without_ceremony() -> None:
    recording = built(protected=False)
    assert recording.only(aws.eks.Cluster).inputs["deletionProtection"] is False
    assert {addon.inputs["preserve"] for addon in recording.of(aws.eks.Addon)} == {False}
    assert {addon.inputs["preserve"] for addon in built().of(aws.eks.Addon)} == {True}


def test_outputs_are_published_and_the_kubeconfig_is_secret() -> None:
    cluster = built().only(Cluster)
    assert cluster.secret_outputs == {"kubeconfig"}
    assert {key: value for key, value in (cluster.published or {}).items() if key != "kubeconfig"} == {
        "cluster_name": "main",
        "cluster_arn": "arn:aws:eks:::main-control-plane-cluster",
        "endpoint": "https://main-control-plane-cluster.eks.test",
        "oidc_issuer": "https://oidc.eks.us-east-1.amazonaws.com/id/ABCDEF",
        "oidc_provider_arn": "arn:aws:iam:::main-control-plane-issuer",
        "node_security_group_id": "main-firewall-group-id",
        "cluster_security_group_id": "sg-of-main-control-plane-cluster",
        "node_role_arn": "arn:aws:iam:::main-node-role",
        "autoscaler_role_arn": "arn:aws:iam:::main-autoscaler-role",
        "log_group": "/aws/eks/main/cluster",
    }


def test_the_provider_survives_a_new_endpoint() -> None:
    provider = built().only("pulumi:providers:kubernetes")
    assert provider.inputs["clusterIdentifier"] == "arn:aws:eks:::main-control-plane-cluster"
    assert "kubeconfig" in provider.secret_inputs


def test_a_preview_of_a_new_cluster_registers_all_of_it() -> None:
    assert built(preview=True).counts() == built().counts()


def test_ignored_paths_are_spelt_as_the_provider_spells_them() -> None:
    ignored = {path for entry in built().entries for path in entry.ignore_changes}
    assert ignored == {"scalingConfig.desiredSize"}
