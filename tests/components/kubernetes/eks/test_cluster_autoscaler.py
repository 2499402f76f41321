import json

import pulumi
import pulumi_aws as aws
import pytest

from components.kubernetes.eks import Cluster
from components.kubernetes.eks.autoscaling import ClusterAutoscaler
from components.kubernetes.identity_policies.cluster_autoscaler import cluster_autoscaler
from components.kubernetes.node_pools import SYSTEM_TOLERATIONS
from tests.components.kubernetes.clusters import (
    ACCOUNT,
    EAST,
    FIXED_POOLS,
    a_spec,
    built,
    cluster_args,
    recorded,
    statements,
)

PREFIX = "k8s.io/cluster-autoscaler"


def tags_of(group: str) -> dict[str, str]:
    found = [
        tag.inputs for tag in built().of(aws.autoscaling.Tag) if tag.inputs["autoscalingGroupName"] == group
    ]
    assert all(tag["tag"]["propagateAtLaunch"] is False for tag in found)
    return {tag["tag"]["key"]: tag["tag"]["value"] for tag in found}


def test_a_group_says_that_it_is_ours_and_what_its_next_node_is_like() -> None:
    assert tags_of("eks-main-application") == {
        f"{PREFIX}/enabled": "true",
        f"{PREFIX}/main": "owned",
        f"{PREFIX}/node-template/label/platform.internal/node-pool": "application",
    }


@pytest.mark.parametrize("zone", ["a", "b", "c"])
def test_a_group_of_one_zone_also_names_taints_and_the_zone_of_its_disks(zone: str) -> None:
    assert tags_of(f"eks-main-database-{zone}") == {
        f"{PREFIX}/enabled": "true",
        f"{PREFIX}/main": "owned",
        f"{PREFIX}/node-template/label/platform.internal/node-pool": "database",
        f"{PREFIX}/node-template/label/platform.internal/storage": "local",
        f"{PREFIX}/node-template/label/topology.ebs.csi.aws.com/zone": f"us-east-1{zone}",
        f"{PREFIX}/node-template/taint/platform.internal/database": "only:NoSchedule",
    }


def test_a_group_of_fixed_size_is_left_alone() -> None:
    assert tags_of("eks-main-system") == {}
    assert built(a_spec(pools=FIXED_POOLS)).of(aws.autoscaling.Tag) == []


def test_tags_exist_in_a_preview_although_their_groups_have_no_name_yet() -> None:
    recording = built(preview=True)
    assert set(recording.named(aws.autoscaling.Tag)) == set(built().named(aws.autoscaling.Tag))


def test_it_looks_everywhere_and_resizes_only_groups_with_both_tags() -> None:
    policy = built().named(aws.iam.RolePolicy)["main-autoscaler-resize-groups"]
    found = statements(policy.inputs["policy"])
    assert {action.split(":")[1][:8] for action in found["LookAtGroups"]["Action"]} == {"Describe"}
    assert found["CompareNodeGroups"]["Resource"] == [f"arn:aws:eks:us-east-1:{ACCOUNT}:nodegroup/main/*"]
    assert found["ResizeOwnGroups"] == {
        "Sid": "ResizeOwnGroups",
        "Effect": "Allow",
        "Action": ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
        "Resource": [f"arn:aws:autoscaling:us-east-1:{ACCOUNT}:autoScalingGroup:*:autoScalingGroupName/*"],
        "Condition": {
            "StringEquals": {
                f"aws:ResourceTag/{PREFIX}/enabled": "true",
                f"aws:ResourceTag/{PREFIX}/main": "owned",
            }
        },
    }


def test_its_account_waits_for_the_agent_that_hands_out_credentials() -> None:
    recording = built()
    association = recording.only(aws.eks.PodIdentityAssociation)
    assert (association.inputs["namespace"], association.inputs["serviceAccount"]) == (
        "kube-system",
        "cluster-autoscaler",
    )
    assert recording.depends_on(association, aws.eks.Addon) == {"main-identity-eks-pod-identity-agent"}


def test_the_chart_is_installed_with_the_flags_of_the_requirements() -> None:
    def program() -> dict[str, object]:
        cluster = Cluster("main", cluster_args(a_spec(identities="irsa")))
        assert isinstance(cluster.autoscaler, ClusterAutoscaler)
        return {"values": pulumi.Output.json_dumps(cluster.autoscaler.chart_values)}

    values = json.loads(recorded(program).returned["values"])
    assert values == {
        "autoDiscovery": {"clusterName": "main"},
        "awsRegion": "us-east-1",
        "cloudProvider": "aws",
        "rbac": {
            "serviceAccount": {
                "name": "cluster-autoscaler",
                "annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam:::main-autoscaler-role"},
            }
        },
        "tolerations": list(SYSTEM_TOLERATIONS),
        "extraArgs": {
            "expander": "least-waste",
            "balance-similar-node-groups": True,
            "skip-nodes-with-local-storage": False,
            "scale-down-enabled": True,
            "scale-down-delay-after-add": "10m",
            "scale-down-unneeded-time": "10m",
            "scale-down-utilization-threshold": 0.5,
            "max-node-provision-time": "15m",
        },
    }


def test_its_rights_are_ours_alone() -> None:
    assert cluster_autoscaler(placement=EAST, cluster_name="main").managed == ()
