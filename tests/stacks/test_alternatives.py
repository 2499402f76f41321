"""The choices that no shipped stack makes, each brought up whole and judged by the same rules."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from policies.framework.judge import judge
from simulator.program import run
from tests.stacks.systems import KEY, ON_EKS, ROOT, reduced, without

REGIONS = ("us-east-1", "us-west-2")
ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
POOL = "aws:eks/nodeGroup:NodeGroup"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


def with_karpenter(tree: Any) -> None:
    for region in tree["aws"]["regions"].values():
        region["cluster"]["autoscaler"] = "karpenter"
        for pool in region["cluster"]["pools"].values():
            pool["autoscaled"] = False


def with_irsa(tree: Any) -> None:
    for region in tree["aws"]["regions"].values():
        region["cluster"]["identities"] = "irsa"


def with_pod_range(tree: Any) -> None:
    for name, pods in zip(REGIONS, ("100.64.0.0/16", "100.65.0.0/16"), strict=True):
        tree["aws"]["regions"][name]["network"]["pod_cidr"] = pods


def inputs_of(done: Any, kind: str) -> dict[str, Any]:
    return {
        entry["urn"].rsplit("::", 1)[-1]: entry["inputs"] for entry in done.resources if entry["type"] == kind
    }


@pytest.mark.parametrize("preview", [False, True])
@pytest.mark.parametrize("choose", [with_karpenter, with_irsa, with_pod_range])
def test_production_passes_its_rules_with_it(
    choose: Callable[[Any], None], preview: bool, changed: Any
) -> None:
    settings = without(reduced("aws"), ON_EKS)
    choose(settings)
    done = changed("production", settings, preview=preview)
    findings = judge(done.resources, stack="production", today=date(2026, 11, 23)).findings
    assert [str(finding) for finding in findings if finding.verdict != "unknown"] == []
    assert preview or findings == []


def test_karpenter_replaces_what_the_cluster_autoscaler_needs(changed: Any) -> None:
    settings = reduced()
    with_karpenter(settings)
    done = changed("production", settings)
    assert inputs_of(done, "aws:autoscaling/tag:Tag") == {}
    assert set(inputs_of(done, "aws:sqs/queue:Queue")) == {
        f"production-{region}-karpenter-interruptions" for region in REGIONS
    }
    accounts = {
        (entry["namespace"], entry["serviceAccount"]) for entry in inputs_of(done, ASSOCIATION).values()
    }
    assert accounts == {("kube-system", "cilium-operator"), ("kube-system", "karpenter")}


def test_irsa_needs_no_association_and_trusts_one_service_account_each(changed: Any) -> None:
    settings = reduced()
    with_irsa(settings)
    done = changed("production", settings)
    assert inputs_of(done, ASSOCIATION) == {}
    trusts = [
        role["assumeRolePolicy"]
        for role in inputs_of(done, "aws:iam/role:Role").values()
        if "AssumeRoleWithWebIdentity" in role["assumeRolePolicy"]
    ]
    assert len(trusts) == 6  # network plugin, storage driver and autoscaler in either region
    assert all(":sub" in trust and ":aud" in trust and "StringLike" not in trust for trust in trusts)


def test_nodes_reach_the_pods_of_their_own_region_wherever_their_addresses_lie(changed: Any) -> None:
    settings = reduced()
    with_pod_range(settings)
    opened = {
        name: rule["cidrIpv4"]
        for name, rule in inputs_of(changed("production", settings), EGRESS).items()
        if name.endswith("-pods")
    }
    assert opened == {
        "production-us-east-1-firewall-to-us-east-1-pods": "100.64.0.0/16",
        "production-us-west-2-firewall-to-us-west-2-pods": "100.65.0.0/16",
    }


@pytest.mark.parametrize("cni", ["cilium", "cilium-chained"])
def test_cilium_is_installed_before_there_are_nodes(cni: str, tree: Any) -> None:
    settings = tree("dev")
    settings["aws"]["regions"]["us-east-1"]["cluster"]["cni"] = cni
    done = run(ROOT, "dev", preview=True, config={KEY: json.dumps(settings)})
    assert list(map(str, done.faults)) == []
    named = {one["urn"].rpartition("::")[2]: one for one in done.resources}
    cilium = named["dev-us-east-1-cilium-release"]
    assert cilium["inputs"]["values"]["cni"]["exclusive"] is False
    groups = [one for one in done.resources if one["type"] == "aws:eks/nodeGroup:NodeGroup"]
    assert groups
    assert all(cilium["urn"] in group["dependencies"] for group in groups)
    templates = [one for one in done.resources if one["type"] == "aws:ec2/launchTemplate:LaunchTemplate"]
    assert all(("userData" in one["inputs"]) is (cni == "cilium") for one in templates)
