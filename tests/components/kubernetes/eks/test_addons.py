import json
from typing import Any

import pulumi_aws as aws

from components.kubernetes.node_pools import SYSTEM_TOLERATIONS
from tests.components.kubernetes.clusters import a_spec, built, statements
from tests.components.recording import Entry, Recording

SYSTEM = list(SYSTEM_TOLERATIONS)


def addons(recording: Recording) -> dict[str, Entry]:
    return {addon.inputs["addonName"]: addon for addon in recording.of(aws.eks.Addon)}


def configuration(recording: Recording, addon: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(addons(recording)[addon].inputs["configurationValues"])
    return found


def test_versions_are_pinned_and_settings_may_move_them() -> None:
    recording = built(a_spec(addons={"coredns": "v1.14.3-eksbuild.3"}))
    assert {name: addon.inputs["addonVersion"] for name, addon in addons(recording).items()} == {
        "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
        "vpc-cni": "v1.22.4-eksbuild.3",
        "kube-proxy": "v1.35.3-eksbuild.21",
        "coredns": "v1.14.3-eksbuild.3",
        "aws-ebs-csi-driver": "v1.63.1-eksbuild.1",
        "metrics-server": "v0.9.0-eksbuild.5",
        "eks-node-monitoring-agent": "v1.6.4-eksbuild.1",
    }


def test_changes_by_hand_are_undone() -> None:
    for addon in built().of(aws.eks.Addon):
        assert addon.inputs["resolveConflictsOnCreate"] == "OVERWRITE"
        assert addon.inputs["resolveConflictsOnUpdate"] == "OVERWRITE"


def test_what_runs_the_cluster_tolerates_the_system_pool() -> None:
    recording = built()
    assert configuration(recording, "coredns")["tolerations"] == [
        {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"},
        {"key": "CriticalAddonsOnly", "operator": "Exists"},
        *SYSTEM,
    ]
    assert configuration(recording, "aws-ebs-csi-driver")["controller"]["tolerations"] == SYSTEM
    assert configuration(recording, "aws-ebs-csi-driver")["node"] == {"tolerateAllTaints": True}
    assert configuration(recording, "metrics-server") == {"tolerations": SYSTEM}


def test_the_network_plugin_enforces_policies_and_hands_out_prefixes() -> None:
    assert configuration(built(), "vpc-cni") == {
        "enableNetworkPolicy": "true",
        "env": {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"},
    }


def test_volumes_of_claims_say_whose_they_are() -> None:
    assert configuration(built(), "aws-ebs-csi-driver")["controller"]["extraVolumeTags"] == {
        "environment": "production",
        "owner": "platform",
        "cost-center": "infrastructure",
        "managed-by": "pulumi",
    }


def test_addons_that_call_aws_hold_a_pod_identity() -> None:
    held = {
        name: addon.inputs["podIdentityAssociations"]
        for name, addon in addons(built()).items()
        if "podIdentityAssociations" in addon.inputs
    }
    assert held == {
        "vpc-cni": [{"roleArn": "arn:aws:iam:::main-vpc-cni-role", "serviceAccount": "aws-node"}],
        "aws-ebs-csi-driver": [
            {
                "roleArn": "arn:aws:iam:::main-aws-ebs-csi-driver-role",
                "serviceAccount": "ebs-csi-controller-sa",
            }
        ],
    }


def test_with_irsa_they_are_given_the_role_instead() -> None:
    recording = built(a_spec(identities="irsa"))
    assert all("podIdentityAssociations" not in addon.inputs for addon in recording.of(aws.eks.Addon))
    roles = {
        name: addon.inputs["serviceAccountRoleArn"]
        for name, addon in addons(recording).items()
        if "serviceAccountRoleArn" in addon.inputs
    }
    assert roles == {
        "vpc-cni": "arn:aws:iam:::main-vpc-cni-role",
        "aws-ebs-csi-driver": "arn:aws:iam:::main-aws-ebs-csi-driver-role",
    }


def test_an_addon_waits_for_the_policies_of_its_role() -> None:
    recording = built()
    driver = addons(recording)["aws-ebs-csi-driver"]
    assert recording.depends_on(driver, aws.iam.RolePolicy) == {"main-aws-ebs-csi-driver-volume-key"}
    assert recording.depends_on(driver, aws.iam.RolePolicyAttachment) >= {
        "main-aws-ebs-csi-driver-AmazonEBSCSIDriverPolicy"
    }


def test_the_storage_driver_uses_the_platforms_key_and_lends_it_to_ec2_alone() -> None:
    policy = built().named(aws.iam.RolePolicy)["main-aws-ebs-csi-driver-volume-key"]
    found = statements(policy.inputs["policy"])
    assert {sid: statement["Resource"] for sid, statement in found.items()} == {
        "UseKey": ["arn:ebs-key"],
        "LendKeyToEc2": ["arn:ebs-key"],
    }
    assert found["LendKeyToEc2"]["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}


def test_policies_of_aws_are_attached_by_the_partition() -> None:
    attached = {
        name: entry.inputs["policyArn"] for name, entry in built().named(aws.iam.RolePolicyAttachment).items()
    }
    assert attached == {
        "main-control-plane-cluster-policy": "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
        "main-node-AmazonEKSWorkerNodePolicy": "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
        "main-node-AmazonEC2ContainerRegistryPullOnly": "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
        "main-node-AmazonSSMManagedInstanceCore": "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
        "main-vpc-cni-AmazonEKS_CNI_Policy": "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
        "main-aws-ebs-csi-driver-AmazonEBSCSIDriverPolicy": (
            "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"
        ),
    }
