import json
from functools import cache
from typing import Any

import pulumi
import pulumi_aws as aws

from components.kubernetes.eks import Cluster
from components.kubernetes.eks.autoscaling import Karpenter
from components.kubernetes.node_pools import SYSTEM_TOLERATIONS
from tests.components.kubernetes.clusters import (
    ACCOUNT,
    FIXED_POOLS,
    a_spec,
    built,
    cluster_args,
    recorded,
    statements,
    without_tags,
)
from tests.components.recording import Recording

SPEC = a_spec(autoscaler="karpenter", pools=FIXED_POOLS)
OWNED = "kubernetes.io/cluster/main"


@cache
def a_karpenter() -> Recording:
    return built(SPEC)


def policy(name: str) -> dict[str, dict[str, Any]]:
    return statements(a_karpenter().named(aws.iam.RolePolicy)[f"main-karpenter-{name}"].inputs["policy"])


def test_what_karpenter_adds_to_a_cluster() -> None:
    inside = [entry for entry in a_karpenter().entries if any(
        parent.type == Karpenter.urn_type for parent in a_karpenter().ancestors(entry)
    )]  # fmt: skip
    assert sorted(entry.name for entry in inside if entry.custom) == sorted(
        [
            "main-karpenter-association",
            "main-karpenter-interruptions",
            "main-karpenter-interruptions-policy",
            "main-karpenter-launch",
            "main-karpenter-look",
            "main-karpenter-node-AmazonEC2ContainerRegistryPullOnly",
            "main-karpenter-node-AmazonEKSWorkerNodePolicy",
            "main-karpenter-node-AmazonSSMManagedInstanceCore",
            "main-karpenter-node-entry",
            "main-karpenter-node-role",
            "main-karpenter-nodes",
            "main-karpenter-profile",
            "main-karpenter-role",
            "main-karpenter-volume-key",
            *(
                f"main-karpenter-on-{rule}{suffix}"
                for rule in ("capacity-reservation", "health", "rebalance", "spot", "state")
                for suffix in ("", "-target")
            ),
        ]
    )


def test_its_nodes_are_let_in() -> None:
    entry = a_karpenter().named(aws.eks.AccessEntry)["main-karpenter-node-entry"]
    assert without_tags(entry.inputs) == {
        "region": "us-east-1",
        "clusterName": "main",
        "principalArn": "arn:aws:iam:::main-karpenter-node-role",
        "type": "EC2_LINUX",
    }


def test_its_nodes_use_a_profile_made_beside_it() -> None:
    profile = a_karpenter().only(aws.iam.InstanceProfile)
    assert profile.inputs["name"] == "main-karpenter-node"
    assert profile.inputs["role"] == "main-karpenter-node"


def test_the_queue_is_encrypted_and_forgets_in_five_minutes() -> None:
    assert without_tags(a_karpenter().only(aws.sqs.Queue).inputs) == {
        "name": "main-karpenter",
        "region": "us-east-1",
        "messageRetentionSeconds": 300,
        "sqsManagedSseEnabled": True,
    }


def test_the_queue_can_be_under_a_key_of_ours_which_karpenter_may_use() -> None:
    recording = built(SPEC, messaging_key_arn="arn:messaging-key")
    assert without_tags(recording.only(aws.sqs.Queue).inputs) == {
        "name": "main-karpenter",
        "region": "us-east-1",
        "messageRetentionSeconds": 300,
        "kmsMasterKeyId": "arn:messaging-key",
        "kmsDataKeyReusePeriodSeconds": 300,
    }
    nodes = recording.named(aws.iam.RolePolicy)["main-karpenter-nodes"].inputs["policy"]
    assert statements(nodes)["DecryptInterruptions"]["Resource"] == ["arn:messaging-key"]
    assert "DecryptInterruptions" not in policy("nodes")


def test_only_these_rules_send_and_nobody_in_clear_text() -> None:
    queue = "arn:aws:sqs:::main-karpenter-interruptions"
    rules = ("capacity-reservation", "health", "rebalance", "spot", "state")
    assert statements(a_karpenter().only(aws.sqs.QueuePolicy).inputs["policy"]) == {
        "EventsSend": {
            "Sid": "EventsSend",
            "Effect": "Allow",
            "Action": ["sqs:SendMessage"],
            "Principal": {"Service": ["events.amazonaws.com"]},
            "Resource": [queue],
            "Condition": {
                "ArnEquals": {
                    "aws:SourceArn": [f"arn:aws:cloudwatch:::main-karpenter-on-{rule}" for rule in rules]
                }
            },
        },
        "RefuseClearText": {
            "Sid": "RefuseClearText",
            "Effect": "Deny",
            "Action": ["sqs:*"],
            "Principal": {"AWS": ["*"]},
            "Resource": [queue],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    }


def test_five_kinds_of_event_reach_the_queue() -> None:
    patterns = {
        name.removeprefix("main-karpenter-on-"): json.loads(rule.inputs["eventPattern"])
        for name, rule in a_karpenter().named(aws.cloudwatch.EventRule).items()
    }
    assert patterns == {
        "health": {"source": ["aws.health"], "detail-type": ["AWS Health Event"]},
        "spot": {"source": ["aws.ec2"], "detail-type": ["EC2 Spot Instance Interruption Warning"]},
        "rebalance": {"source": ["aws.ec2"], "detail-type": ["EC2 Instance Rebalance Recommendation"]},
        "state": {"source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"]},
        "capacity-reservation": {
            "source": ["aws.ec2"],
            "detail-type": ["EC2 Capacity Reservation Instance Interruption Warning"],
        },
    }
    for name, target in a_karpenter().named(aws.cloudwatch.EventTarget).items():
        assert target.inputs["rule"] == name.removesuffix("-target").replace("-on-", "-")
        assert target.inputs["arn"] == "arn:aws:sqs:::main-karpenter-interruptions"


def test_it_may_have_encrypted_disks_made_with_our_key_and_no_other() -> None:
    found = policy("volume-key")
    assert {sid: one["Resource"] for sid, one in found.items()} == {
        "UseKey": ["arn:ebs-key"],
        "LendKeyToEc2": ["arn:ebs-key"],
    }
    assert found["LendKeyToEc2"]["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}


def test_it_launches_into_this_clusters_network_only() -> None:
    launch = policy("launch")
    assert launch["LaunchIntoOwnNetwork"]["Resource"] == [
        f"arn:aws:ec2:us-east-1:{ACCOUNT}:security-group/*",
        f"arn:aws:ec2:us-east-1:{ACCOUNT}:subnet/*",
    ]
    assert launch["LaunchIntoOwnNetwork"]["Condition"] == {
        "StringEquals": {"aws:ResourceTag/karpenter.sh/discovery": "main"}
    }
    assert launch["LaunchFromImages"]["Resource"] == [
        "arn:aws:ec2:us-east-1::image/*",
        "arn:aws:ec2:us-east-1::snapshot/*",
        f"arn:aws:ec2:us-east-1:{ACCOUNT}:capacity-reservation/*",
    ]


def test_it_changes_and_deletes_only_what_it_has_made() -> None:
    launch = policy("launch")
    own = {
        "StringEquals": {f"aws:ResourceTag/{OWNED}": "owned"},
        "StringLike": {"aws:ResourceTag/karpenter.sh/nodepool": "*"},
    }
    assert launch["DeleteOwn"]["Condition"] == own
    assert launch["LaunchFromOwnTemplates"]["Condition"] == own
    assert launch["NameOwnInstances"]["Condition"] == {
        **own,
        "StringEqualsIfExists": {"aws:RequestTag/eks:eks-cluster-name": "main"},
        "ForAllValues:StringEquals": {
            "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"]
        },
    }


def test_what_it_launches_carries_its_tags() -> None:
    launch = policy("launch")
    requested = {f"aws:RequestTag/{OWNED}": "owned", "aws:RequestTag/eks:eks-cluster-name": "main"}
    nodepool = {"aws:RequestTag/karpenter.sh/nodepool": "*"}
    assert launch["LaunchWithTags"]["Condition"] == {"StringEquals": requested, "StringLike": nodepool}
    assert launch["TagWhatIsLaunched"]["Condition"] == {
        "StringEquals": {
            **requested,
            "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"],
        },
        "StringLike": nodepool,
    }


def test_it_passes_one_role_to_ec2_and_makes_no_profiles() -> None:
    nodes = policy("nodes")
    assert nodes["PassNodeRole"]["Resource"] == ["arn:aws:iam:::main-karpenter-node-role"]
    assert nodes["PassNodeRole"]["Condition"] == {
        "StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}
    }
    actions = {
        action
        for name in ("launch", "look", "nodes")
        for one in policy(name).values()
        for action in one["Action"]
    }
    assert {action for action in actions if action.startswith("iam:")} == {
        "iam:PassRole",
        "iam:GetInstanceProfile",
        "iam:ListInstanceProfiles",
    }


def test_it_looks_at_one_region() -> None:
    look = policy("look")
    assert look["LookAtRegion"]["Condition"] == {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}
    assert {action[:12] for action in look["LookAtRegion"]["Action"]} == {"ec2:Describe"}
    assert look["FindEndpoint"]["Resource"] == [f"arn:aws:eks:us-east-1:{ACCOUNT}:cluster/main"]


def test_its_policies_fit_into_a_role() -> None:
    names = ("launch", "look", "nodes")
    recording = a_karpenter().named(aws.iam.RolePolicy)
    texts = [recording[f"main-karpenter-{name}"].inputs["policy"] for name in names]
    # IAM counts the characters of all inline policies of a role, without white space, up to 10,240.
    assert sum(len("".join(text.split())) for text in texts) < 10_240


def test_the_chart_is_installed_with_the_queue_and_the_system_toleration() -> None:
    def program() -> dict[str, object]:
        cluster = Cluster("main", cluster_args(SPEC))
        assert isinstance(cluster.autoscaler, Karpenter)
        return {
            "values": pulumi.Output.json_dumps(cluster.autoscaler.chart_values),
            "profile": cluster.autoscaler.instance_profile_name,
        }

    returned = recorded(program).returned
    assert json.loads(returned["values"]) == {
        "settings": {"clusterName": "main", "interruptionQueue": "main-karpenter"},
        "serviceAccount": {"name": "karpenter", "annotations": {}},
        "tolerations": list(SYSTEM_TOLERATIONS),
    }
    assert returned["profile"] == "main-karpenter-node"
