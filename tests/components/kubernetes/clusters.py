"""Clusters as the tests of this room build them."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from ipaddress import IPv4Network
from typing import Any

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Spec
from components.kubernetes.eks import Cluster, ClusterArgs, ClusterSpec
from components.kubernetes.node_pools import NodePoolSpec
from components.kubernetes.workload_identity import IdentityIssuer
from tests.components.recording import Answers, Recording, record

ACCOUNT = "123456789012"
EAST = AwsPlacement(account_id=ACCOUNT, region="us-east-1")
LABELS = Labels(environment="production", owner="platform", cost_center="infrastructure")
ISSUER_HOST = "oidc.eks.us-east-1.amazonaws.com/id/ABCDEF"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/deployer"

ANSWERS: Answers = {
    aws.eks.Cluster: lambda name, _: {
        "endpoint": f"https://{name}.eks.test",
        "certificateAuthority": {"data": "Q0E="},
        "identities": [{"oidcs": [{"issuer": f"https://{ISSUER_HOST}"}]}],
        "vpcConfig": {"clusterSecurityGroupId": f"sg-of-{name}"},
    },
    aws.eks.NodeGroup: lambda name, _: {"resources": [{"autoscalingGroups": [{"name": f"eks-{name}"}]}]},
    aws.eks.AccessEntry: lambda name, _: {"accessEntryArn": f"arn:entry:{name}"},
    aws.ec2.LaunchTemplate: {"latestVersion": 7},
}

SYSTEM = {
    "instance_types": ["t3.medium"],
    "min": 3,
    "desired": 3,
    "max": 5,
    "zones": ["a", "b", "c"],
    "system": True,
}
APPLICATION = {
    "instance_types": ["c5.large", "c5.xlarge"],
    "min": 5,
    "desired": 5,
    "max": 20,
    "zones": ["a", "b", "c"],
    "autoscaled": True,
}
DATABASE = {
    "instance_types": ["r5.xlarge"],
    "min": 1,
    "desired": 1,
    "max": 2,
    "zones": ["a", "b", "c"],
    "per_zone": True,
    "autoscaled": True,
    "labels": {"platform.internal/storage": "local"},
    "taints": [{"key": "platform.internal/database", "value": "only"}],
}
POOLS = {"system": SYSTEM, "application": APPLICATION, "database": DATABASE}
FIXED_POOLS = {name: {**pool, "autoscaled": False} for name, pool in POOLS.items()}


def a_pool(**changes: Any) -> NodePoolSpec:
    return NodePoolSpec.model_validate_json(json.dumps({**APPLICATION, **changes}))


def a_spec(**changes: Any) -> ClusterSpec:
    facts = {
        "service_cidr": "172.20.0.0/16",
        "deployer": DEPLOYER,
        "autoscaler": "cluster-autoscaler",
        "pools": POOLS,
        **changes,
    }
    return ClusterSpec.model_validate_json(json.dumps(facts))


def cluster_args(spec: ClusterSpec | None = None, **changes: Any) -> ClusterArgs:
    facts: dict[str, Any] = {
        "spec": spec or a_spec(),
        "placement": EAST,
        "labels": LABELS,
        "protected": True,
        "vpc_id": "vpc-1",
        "private_subnets": {"a": "subnet-a", "b": "subnet-b", "c": "subnet-c"},
        "internal_ranges": {"vpc": IPv4Network("10.0.0.0/16")},
        "secrets_key_arn": "arn:secrets-key",
        "ebs_key_arn": "arn:ebs-key",
        "logs_key_arn": "arn:logs-key",
        **changes,
    }
    return ClusterArgs(**facts)


def built(spec: ClusterSpec | None = None, *, preview: bool = False, **changes: Any) -> Recording:
    if spec is None and not preview and not changes:
        return _standard()
    return recorded(lambda: Cluster("main", cluster_args(spec, **changes)), preview=preview)


@cache
def _standard() -> Recording:
    """Return the cluster that most tests look at and none changes; building it takes a third of a second."""
    return recorded(lambda: Cluster("main", cluster_args()))


def recorded(program: Callable[[], object], *, preview: bool = False) -> Recording:
    return record(program, answers=ANSWERS, preview=preview)


def an_issuer(**changes: Any) -> IdentityIssuer:
    facts: dict[str, Any] = {
        "cluster_name": "main",
        "cluster": "main",
        "placement": EAST,
        "mode": "pod-identity",
        "oidc_issuer": f"https://{ISSUER_HOST}",
        "oidc_provider_arn": "arn:issuer",
        "agent": None,
        **changes,
    }
    return IdentityIssuer(**facts)


def without_tags(inputs: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in inputs.items() if key != "tags"}


def statements(policy: str) -> dict[str, dict[str, Any]]:
    return {statement["Sid"]: statement for statement in json.loads(policy)["Statement"]}


def refusal(kind: type[Spec], facts: dict[str, Any]) -> str:
    """Return the one sentence with which a spec refuses some facts."""
    with pytest.raises(ValidationError) as refused:
        kind.model_validate_json(json.dumps(facts))
    (fault,) = refused.value.errors()
    return str(fault["msg"]).removeprefix("Value error, ")


def reachable(recording: Recording, urn: str) -> set[str]:
    """Return all that a resource waits for, through dependencies and parents, as an engine would see it."""
    found: set[str] = set()
    waiting = [urn]
    while waiting:
        entry = recording.by_urn.get(waiting.pop())
        if entry is None:
            continue
        before: Iterable[str] = {*entry.dependencies, entry.parent}
        fresh = set(before) - found
        found |= fresh
        waiting.extend(fresh)
    return found


def inputs_by_urn(recording: Recording) -> dict[str, dict[str, Any]]:
    return {entry.urn: entry.inputs for entry in recording.entries if entry.custom}
