import json

import pulumi_aws as aws

from components.networking.network_spec import CLUSTER_SERVICES
from tests.components.networking.networks import a_spec, built


def test_gateway_endpoints_serve_private_and_isolated_tables() -> None:
    endpoints = built().named(aws.ec2.VpcEndpoint)
    assert set(endpoints) == {"main-s3", "main-dynamodb"}
    for name, service in {"main-s3": "s3", "main-dynamodb": "dynamodb"}.items():
        inputs = endpoints[name].inputs
        assert inputs["serviceName"] == f"com.amazonaws.us-east-1.{service}"
        assert inputs["vpcEndpointType"] == "Gateway"
        assert inputs["routeTableIds"] == [
            "main-private-a-id",
            "main-private-b-id",
            "main-private-c-id",
            "main-isolated-id",
        ]


def test_anything_is_read_from_s3_and_only_our_principals_write() -> None:
    policy = json.loads(built().named(aws.ec2.VpcEndpoint)["main-s3"].inputs["policy"])
    assert [(one["Action"], one["Condition"]) for one in policy["Statement"]] == [
        (
            ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"],
            {"StringEquals": {"aws:SourceVpc": "main-id"}},
        ),
        (["s3:*"], {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}),
    ]


def test_only_our_principals_use_dynamodb() -> None:
    policy = json.loads(built().named(aws.ec2.VpcEndpoint)["main-dynamodb"].inputs["policy"])
    assert [(one["Action"], one["Condition"]) for one in policy["Statement"]] == [
        (["dynamodb:*"], {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}),
    ]


def test_chosen_services_get_addresses_in_every_private_subnet() -> None:
    recording = built(a_spec(interface_endpoints=["ecr.api", "sts"]))
    interfaces = {
        name: endpoint.inputs
        for name, endpoint in recording.named(aws.ec2.VpcEndpoint).items()
        if endpoint.inputs["vpcEndpointType"] == "Interface"
    }
    assert {name: inputs["serviceName"] for name, inputs in interfaces.items()} == {
        "main-ecr-api": "com.amazonaws.us-east-1.ecr.api",
        "main-sts": "com.amazonaws.us-east-1.sts",
    }
    for inputs in interfaces.values():
        assert inputs["privateDnsEnabled"] is True
        assert inputs["subnetIds"] == ["main-private-a-id", "main-private-b-id", "main-private-c-id"]
        assert inputs["securityGroupIds"] == ["main-endpoints-id"]
        assert "policy" not in inputs


def test_the_whole_set_is_fifteen_endpoints() -> None:
    recording = built(a_spec(interface_endpoints=list(CLUSTER_SERVICES)))
    assert len(recording.of(aws.ec2.VpcEndpoint)) == 15 + 2


def test_endpoints_take_https_from_the_network_alone() -> None:
    recording = built(a_spec(interface_endpoints=["sts"]))
    group = recording.only(aws.ec2.SecurityGroup).inputs
    assert "ingress" not in group
    assert "egress" not in group
    rule = recording.only(aws.vpc.SecurityGroupIngressRule).inputs
    assert {key: value for key, value in rule.items() if key != "tags"} == {
        "region": "us-east-1",
        "securityGroupId": "main-endpoints-id",
        "description": "HTTPS from the host range of the network",
        "ipProtocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
        "cidrIpv4": "10.0.0.0/16",
    }
    assert recording.of(aws.vpc.SecurityGroupEgressRule) == []


def test_pods_reach_endpoints_by_their_own_range() -> None:
    recording = built(a_spec(interface_endpoints=["sts"], pod_cidr="100.64.0.0/16"))
    rules = recording.named(aws.vpc.SecurityGroupIngressRule)
    assert {name: rule.inputs["cidrIpv4"] for name, rule in rules.items()} == {
        "main-endpoints-from-host": "10.0.0.0/16",
        "main-endpoints-from-pod": "100.64.0.0/16",
    }


def test_no_chosen_service_means_no_firewall() -> None:
    assert built().of(aws.ec2.SecurityGroup) == []
