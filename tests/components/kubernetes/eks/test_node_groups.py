import base64
from typing import TYPE_CHECKING

import pulumi_aws as aws

from components.kubernetes.eks.node_settings import most_pods
from tests.components.kubernetes.clusters import (
    APPLICATION,
    POOLS,
    SYSTEM,
    a_spec,
    built,
    statements,
    without_tags,
)

if TYPE_CHECKING:
    from components.kubernetes.node_pools import AmiType


def test_a_group_as_eks_receives_it() -> None:
    group = built().named(aws.eks.NodeGroup)["main-system"]
    assert without_tags(group.inputs) == {
        "region": "us-east-1",
        "clusterName": "main",
        "nodeRoleArn": "arn:aws:iam:::main-node-role",
        "subnetIds": ["subnet-a", "subnet-b", "subnet-c"],
        "version": "1.35",
        "amiType": "AL2023_x86_64_STANDARD",
        "capacityType": "ON_DEMAND",
        "instanceTypes": ["t3.medium"],
        "launchTemplate": {"id": "main-system-template-id", "version": "7"},
        "scalingConfig": {"minSize": 3, "desiredSize": 3, "maxSize": 5},
        "updateConfig": {"maxUnavailablePercentage": 33},
        "nodeRepairConfig": {"enabled": True},
        "labels": {"platform.internal/node-pool": "system"},
        "taints": [{"key": "node-role.kubernetes.io/system", "value": "true", "effect": "NO_SCHEDULE"}],
    }


def test_a_template_as_ec2_receives_it() -> None:
    pools = {**POOLS, "system": {**SYSTEM, "disk_gib": 80, "disk_iops": 4000, "disk_throughput_mib": 250}}
    template = built(a_spec(pools=pools)).named(aws.ec2.LaunchTemplate)["main-system-template"]
    tags = {
        "Name": "main-system",
        "environment": "production",
        "owner": "platform",
        "cost-center": "infrastructure",
        "managed-by": "pulumi",
    }
    assert template.inputs == {
        "description": "Nodes of main-system",
        "region": "us-east-1",
        "updateDefaultVersion": True,
        "vpcSecurityGroupIds": ["main-firewall-group-id"],
        "blockDeviceMappings": [
            {
                "deviceName": "/dev/xvda",
                "ebs": {
                    "volumeType": "gp3",
                    "volumeSize": 80,
                    "iops": 4000,
                    "throughput": 250,
                    "encrypted": "true",
                    "kmsKeyId": "arn:ebs-key",
                    "deleteOnTermination": "true",
                },
            }
        ],
        "metadataOptions": {
            "httpEndpoint": "enabled",
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
            "instanceMetadataTags": "disabled",
        },
        "tagSpecifications": [
            {"resourceType": kind, "tags": tags} for kind in ("instance", "volume", "network-interface")
        ],
        "tags": tags,
    }


def test_every_node_is_private_and_closed() -> None:
    recording = built()
    templates = recording.of(aws.ec2.LaunchTemplate)
    groups = recording.of(aws.eks.NodeGroup)
    assert (len(templates), len(groups)) == (3, 5)
    for template in templates:
        assert template.inputs["metadataOptions"]["httpTokens"] == "required"
        assert template.inputs["metadataOptions"]["httpPutResponseHopLimit"] == 1
        assert {disk["ebs"]["encrypted"] for disk in template.inputs["blockDeviceMappings"]} == {"true"}
        assert {"keyName", "networkInterfaces", "userData"}.isdisjoint(template.inputs)
    for group in groups:
        assert set(group.inputs["subnetIds"]) <= {"subnet-a", "subnet-b", "subnet-c"}
        assert {"remoteAccess", "diskSize"}.isdisjoint(group.inputs)


def test_a_pool_of_each_zone_has_a_group_in_each() -> None:
    groups = built().named(aws.eks.NodeGroup)
    for zone in "abc":
        group = groups[f"main-database-{zone}"].inputs
        assert group["subnetIds"] == [f"subnet-{zone}"]
        assert group["launchTemplate"]["id"] == "main-database-template-id"
        assert group["labels"] == {
            "platform.internal/node-pool": "database",
            "platform.internal/storage": "local",
        }
        assert group["taints"] == [
            {"key": "platform.internal/database", "value": "only", "effect": "NO_SCHEDULE"}
        ]


def test_an_ordinary_pool_stands_in_the_zones_that_it_names() -> None:
    pools = {**POOLS, "application": {**APPLICATION, "zones": ["c", "a"]}}
    group = built(a_spec(pools=pools)).named(aws.eks.NodeGroup)["main-application"]
    assert group.inputs["subnetIds"] == ["subnet-a", "subnet-c"]
    assert group.inputs["taints"] == []


def test_only_an_autoscaler_owns_the_desired_size() -> None:
    groups = built().named(aws.eks.NodeGroup)
    assert groups["main-application"].ignore_changes == ("scalingConfig.desiredSize",)
    assert groups["main-system"].ignore_changes == ()


def test_spot_is_asked_for_by_name() -> None:
    pools = {**POOLS, "application": {**APPLICATION, "capacity": "spot"}}
    groups = built(a_spec(pools=pools)).named(aws.eks.NodeGroup)
    assert groups["main-application"].inputs["capacityType"] == "SPOT"


def test_bottlerocket_keeps_images_on_a_second_disk() -> None:
    pools = {**POOLS, "application": {**APPLICATION, "ami_type": "BOTTLEROCKET_x86_64", "disk_gib": 60}}
    template = built(a_spec(pools=pools)).named(aws.ec2.LaunchTemplate)["main-application-template"]
    assert [
        (disk["deviceName"], disk["ebs"]["volumeSize"], disk["ebs"]["encrypted"], disk["ebs"]["kmsKeyId"])
        for disk in template.inputs["blockDeviceMappings"]
    ] == [("/dev/xvda", 4, "true", "arn:ebs-key"), ("/dev/xvdb", 60, "true", "arn:ebs-key")]


def test_nodes_have_no_rights_over_networks_unless_told_to() -> None:
    policy = "main-node-AmazonEKS_CNI_Policy"
    assert policy not in built().named(aws.iam.RolePolicyAttachment)
    assert policy in built(a_spec(node_role_has_cni_policy=True)).named(aws.iam.RolePolicyAttachment)


def test_ec2_acts_with_the_role_of_nodes() -> None:
    role = built().named(aws.iam.Role)["main-node-role"]
    assert role.inputs["name"] == "main-node"
    assert statements(role.inputs["assumeRolePolicy"])["Trust"]["Principal"] == {
        "Service": ["ec2.amazonaws.com"]
    }


def test_nodes_hold_as_many_pods_as_their_prefixes_have_addresses_for() -> None:
    amis: dict[AmiType, str] = {
        "AL2023_x86_64_STANDARD": "maxPods: 110",
        "BOTTLEROCKET_x86_64": "max-pods = 110",
    }
    for ami, said in amis.items():
        assert said in base64.b64decode(most_pods(ami)).decode()
