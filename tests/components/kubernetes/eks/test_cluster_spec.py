from typing import Any

import pytest

from components.kubernetes.eks import ClusterSpec, production_faults
from tests.components.kubernetes.clusters import (
    ACCOUNT,
    APPLICATION,
    DATABASE,
    DEPLOYER,
    POOLS,
    SYSTEM,
    a_spec,
    refusal,
)

FACTS = {
    "service_cidr": "172.20.0.0/16",
    "deployer": DEPLOYER,
    "autoscaler": "cluster-autoscaler",
    "pools": POOLS,
}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"version": "1.30"},
            (
                "version: Kubernetes 1.30 leaves extended support on 2026-07-23, after which AWS refuses or force-upgrades it: set "
                "version to 1.35"
            ),
        ),
        (
            {"service_cidr": "100.64.0.0/16"},
            (
                "100.64.0.0/16 is not private, and EKS refuses it for services: choose a range within 10.0.0.0/8, "
                "172.16.0.0/12 or 192.168.0.0/16"
            ),
        ),
        (
            {"service_cidr": "10.0.0.0/11"},
            (
                "10.0.0.0/11 has a size that EKS refuses for services, and it can never be changed later: choose a range "
                "from /12 to /24"
            ),
        ),
        (
            {"service_cidr": "10.0.0.0/25"},
            (
                "10.0.0.0/25 has a size that EKS refuses for services, and it can never be changed later: choose a range "
                "from /12 to /24"
            ),
        ),
        (
            {"public_access_cidrs": ["10.1.0.0/16"]},
            "10.1.0.0/16 is private, and EKS refuses it for its public endpoint: name it in private_access_cidrs",
        ),
        (
            {"private_access_cidrs": ["198.51.100.0/24"]},
            "198.51.100.0/24 is public and never arrives at the private endpoint: name it in public_access_cidrs",
        ),
        (
            {"log_days": 360},
            "360 days is not a retention that CloudWatch Logs offers, so the log group would be refused; the next longer is 365",
        ),
        (
            {"addons": {"kube-proxy": "v1.34.6-eksbuild.21"}},
            (
                "kube-proxy v1.34.6-eksbuild.21 is not built for Kubernetes 1.35, and EKS refuses to install it: pin a "
                "v1.35 build or leave it out"
            ),
        ),
        (
            {"cni": "cilium", "addons": {"vpc-cni": "v1.22.4-eksbuild.3"}},
            "cni cilium replaces vpc-cni, so a pinned build would never be installed: leave it out",
        ),
        (
            {"admins": {"breakglass": DEPLOYER}},
            (
                "admins.breakglass and deployer are the same principal, and EKS holds one access entry for each: name it "
                "once, with the wider rights"
            ),
        ),
        (
            {"pools": {"database": DATABASE}},
            (
                "every pool has taints that DNS and the storage driver do not tolerate, so they would stay pending: set "
                "system to true on one pool, or give one pool no taints"
            ),
        ),
        (
            {"autoscaler": "karpenter", "pools": {"application": APPLICATION}},
            (
                "Karpenter adds nodes of its own and never resizes a group, so application would stay at any size: set "
                "autoscaled to false, or autoscaler to cluster-autoscaler"
            ),
        ),
    ],
)
def test_what_eks_would_refuse_is_refused_with_a_way_out(changes: dict[str, Any], sentence: str) -> None:
    assert refusal(ClusterSpec, {**FACTS, **changes}) == sentence


@pytest.mark.parametrize(
    "principal",
    [
        f"arn:aws:iam::{ACCOUNT}:root",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/session",
        "deployer",
    ],
)
def test_only_roles_and_users_hold_access_entries(principal: str) -> None:
    assert refusal(ClusterSpec, {**FACTS, "deployer": principal}).startswith("String should match pattern")


@pytest.mark.parametrize("field", ["service_cidr", "deployer", "autoscaler", "pools"])
def test_what_cannot_be_guessed_is_required(field: str) -> None:
    facts = {key: value for key, value in FACTS.items() if key != field}
    assert refusal(ClusterSpec, facts) == "Field required"


def test_a_viewer_sees_at_least_one_namespace() -> None:
    viewers = {"audit": {"principal": f"arn:aws:iam::{ACCOUNT}:role/audit", "namespaces": []}}
    assert refusal(ClusterSpec, {**FACTS, "viewers": viewers}).startswith("Tuple should have at least 1 item")


def test_the_defaults_are_the_safe_choices() -> None:
    spec = a_spec()
    assert (spec.version, spec.extended_support, spec.cni, spec.identities) == (
        "1.35",
        False,
        "vpc-cni",
        "pod-identity",
    )
    assert spec.public_access_cidrs == ()
    assert spec.log_types == ("api", "audit", "authenticator", "controllerManager", "scheduler")
    assert spec.log_days == 365
    assert spec.node_role_has_cni_policy is False


def test_production_accepts_the_requirements() -> None:
    assert production_faults(a_spec(public_access_cidrs=["203.0.113.0/24"])) == []


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        (
            {"public_access_cidrs": ["0.0.0.0/0", "203.0.113.0/24"]},
            [
                (
                    "public_access_cidrs: 0.0.0.0/0 lets a large part of the internet try the API: name the ranges of the "
                    "office, the VPN or the pipeline (/16 or narrower)"
                )
            ],
        ),
        (
            {"log_types": ["api", "audit"]},
            [
                (
                    "log_types: authenticator, controllerManager, scheduler would be missing from an investigation: leave "
                    "log_types out"
                )
            ],
        ),
        ({"log_days": 180}, ["log_days: 180 is shorter than an audit looks back: set 365 or more"]),
        (
            {"version": "1.33", "extended_support": True},
            ["extended_support: production follows standard support: set version to 1.35"],
        ),
        (
            {"node_role_has_cni_policy": True},
            ["node_role_has_cni_policy: every pod could use the node's rights over networks: leave it out"],
        ),
        (
            {"pools": {"application": APPLICATION}},
            [
                "pools: no pool is system, so applications can starve DNS and ingress: set system to true on one"
            ],
        ),
        (
            {"pools": {"system": {**SYSTEM, "zones": ["a", "b"]}}},
            [
                (
                    "pools.system: 3 nodes in 2 zones do not outlast the loss of one: name three zones and set min to 3 "
                    "(1 with per_zone)"
                )
            ],
        ),
        (
            {"pools": {"system": {**SYSTEM, "min": 2}}},
            [
                (
                    "pools.system: 2 nodes in 3 zones do not outlast the loss of one: name three zones and set min to 3 "
                    "(1 with per_zone)"
                )
            ],
        ),
        (
            {"pools": {"system": {**SYSTEM, "capacity": "spot"}}},
            [
                "pools.system.capacity: spot nodes of a system pool vanish on two minutes' notice: set on-demand"
            ],
        ),
    ],
)
def test_production_has_a_floor(changes: dict[str, Any], faults: list[str]) -> None:
    assert production_faults(a_spec(**changes)) == faults


@pytest.mark.parametrize(("cidr", "faults"), [("198.50.0.0/15", 1), ("198.51.0.0/16", 0)])
def test_a_public_range_is_named_no_wider_than_a_slash_sixteen(cidr: str, faults: int) -> None:
    assert len(production_faults(a_spec(public_access_cidrs=[cidr]))) == faults


def test_one_system_node_in_each_of_three_zones_is_enough_for_production() -> None:
    spread = {**SYSTEM, "min": 1, "desired": 1, "max": 2, "per_zone": True}
    assert production_faults(a_spec(pools={"system": spread})) == []
