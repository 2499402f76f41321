import re
from ipaddress import IPv4Network
from typing import Any

import pulumi_aws as aws

from tests.components.kubernetes.clusters import a_spec, built
from tests.components.recording import Recording

NODES = "main-firewall-group-id"
CONTROL_PLANE = "sg-of-main-control-plane-cluster"


def rules(recording: Recording, kind: Any) -> dict[str, tuple[Any, ...]]:
    keys = ("securityGroupId", "referencedSecurityGroupId", "cidrIpv4", "ipProtocol", "fromPort", "toPort")
    return {
        name.removeprefix("main-firewall-"): tuple(rule.inputs.get(key) for key in keys)
        for name, rule in recording.named(kind).items()
    }


def test_the_control_plane_calls_webhooks_metrics_and_kubelets_and_nothing_else() -> None:
    ports = {
        "https": 443,
        "metrics-adapters": 4443,
        "custom-metrics": 6443,
        "webhooks-8443": 8443,
        "webhooks-9443": 9443,
        "kubelet": 10250,
        "metrics-server": 10251,
        "istio-discovery": 15012,
        "istio-webhook": 15017,
    }
    assert rules(built(), aws.vpc.SecurityGroupIngressRule) == {
        **{
            f"from-control-plane-{role}": (NODES, CONTROL_PLANE, None, "tcp", port, port)
            for role, port in ports.items()
        },
        "from-nodes": (NODES, NODES, None, "-1", None, None),
        "api-from-nodes": (CONTROL_PLANE, NODES, None, "tcp", 443, 443),
    }


def test_nodes_open_https_and_whatever_they_like_within_named_ranges() -> None:
    ranges = {"vpc": IPv4Network("10.0.0.0/16"), "west": IPv4Network("10.1.0.0/16")}
    assert rules(built(internal_ranges=ranges), aws.vpc.SecurityGroupEgressRule) == {
        "to-https": (NODES, None, "0.0.0.0/0", "tcp", 443, 443),
        "to-vpc": (NODES, None, "10.0.0.0/16", "-1", None, None),
        "to-west": (NODES, None, "10.1.0.0/16", "-1", None, None),
    }


def test_named_private_ranges_reach_the_api() -> None:
    recording = built(a_spec(private_access_cidrs=["10.200.0.0/24"]))
    found = rules(recording, aws.vpc.SecurityGroupIngressRule)
    assert found["api-from-10-200-0-0-24"] == (CONTROL_PLANE, None, "10.200.0.0/24", "tcp", 443, 443)


def test_nothing_comes_in_from_the_world() -> None:
    spec = a_spec(public_access_cidrs=["203.0.113.0/24"], private_access_cidrs=["10.200.0.0/24"])
    cidrs = [rule.inputs.get("cidrIpv4") for rule in built(spec).of(aws.vpc.SecurityGroupIngressRule)]
    assert {cidr for cidr in cidrs if cidr} == {"10.200.0.0/24"}


def test_every_rule_says_what_it_is_for() -> None:
    recording = built(a_spec(private_access_cidrs=["10.200.0.0/24"]))
    found = [*recording.of(aws.vpc.SecurityGroupIngressRule), *recording.of(aws.vpc.SecurityGroupEgressRule)]
    descriptions = {rule.inputs["description"] for rule in found}
    assert len(descriptions) == len(found) == 14
    # What EC2 takes as a description (SecurityGroupRuleDescriptions): no apostrophes, among others.
    accepted = re.compile(r"^[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{1,255}$")
    assert [description for description in descriptions if not accepted.match(description)] == []


def test_the_group_has_no_rules_of_its_own_and_is_found_by_karpenter_and_load_balancers() -> None:
    group = built().only(aws.ec2.SecurityGroup)
    assert {"ingress", "egress"}.isdisjoint(group.inputs)
    assert group.inputs["vpcId"] == "vpc-1"
    assert group.inputs["tags"]["kubernetes.io/cluster/main"] == "owned"
    assert group.inputs["tags"]["karpenter.sh/discovery"] == "main"
