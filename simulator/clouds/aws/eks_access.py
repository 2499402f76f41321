"""Add-ons of an EKS cluster, and who may enter it: access entries and pod identities."""

import json
from typing import Any

import yaml

from simulator.clouds.aws.eks import CLUSTER_NAME, CLUSTER_NAME_RULE, CREATED
from simulator.clouds.case import Case
from simulator.clouds.kind import Always, Kind
from simulator.clouds.refusals import Given, Refused, arn, matches, needs, one_of
from simulator.values import UNKNOWN

ENTRY_TYPES = (
    "STANDARD", "EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "EC2", "HYBRID_LINUX", "HYPERPOD_LINUX",
)  # fmt: skip
RESERVED_GROUPS = ("system:", "eks:", "aws:", "amazon:", "iam:")
ADDON_VERSIONS = {
    "aws-ebs-csi-driver": "v1.50.1-eksbuild.1",
    "aws-efs-csi-driver": "v2.1.13-eksbuild.1",
    "coredns": "v1.12.4-eksbuild.1",
    "eks-pod-identity-agent": "v1.3.9-eksbuild.3",
    "kube-proxy": "v1.34.0-eksbuild.4",
    "metrics-server": "v0.8.0-eksbuild.2",
    "snapshot-controller": "v8.3.0-eksbuild.1",
    "vpc-cni": "v1.20.4-eksbuild.1",
}
"""A default version of each add-on: what EKS would choose is not promised, only its shape."""


def _entry_arn(case: Case) -> Any:
    principal = case.known("principalArn")
    if not isinstance(principal, str):
        return UNKNOWN
    kind, _, name = principal.split(":", 5)[-1].partition("/")
    account = principal.split(":")[4] if principal.count(":") > 4 else case.scope.account
    leaf = name.rpartition("/")[2]
    return case.text(
        f"arn:{{partition}}:eks:{{region}}:{{account}}:access-entry/{{clusterName}}/{kind}/{account}/{leaf}/{{uuid}}"
    )


def _entry_user(case: Case) -> Any:
    """Return the user of an entry: a role is named by its session, a user by its own ARN."""
    principal = case.known("principalArn")
    if not isinstance(principal, str):
        return UNKNOWN
    if ":role/" not in principal:
        return principal
    owner, _, path = principal.replace(":iam:", ":sts:").partition(":role/")
    return f"{owner}:assumed-role/{path.rpartition('/')[2]}/{{{{SessionName}}}}"


def _configuration(given: Given) -> Refused:
    value = given.text("configurationValues")
    if not value:
        return
    try:
        parsed = json.loads(value) if value.lstrip().startswith("{") else yaml.safe_load(value)
    except (ValueError, yaml.YAMLError):
        yield "configurationValues", "configurationValues is neither valid JSON nor valid YAML"
        return
    if not isinstance(parsed, dict):
        yield "configurationValues", "configurationValues must be an object"


def _groups(given: Given) -> Refused:
    groups = given.items("kubernetesGroups")
    if groups and given.text("type") not in {None, "STANDARD"}:
        yield "kubernetesGroups", f"kubernetesGroups is of STANDARD entries, not of {given.text('type')}"
    for index, group in enumerate(groups):
        if isinstance(group, str) and group.startswith(RESERVED_GROUPS):
            yield (
                f"kubernetesGroups[{index}]",
                f"the group {group!r} begins with a reserved {group.split(':')[0]}:",
            )


def _namespaces(given: Given) -> Refused:
    kind = given.text("accessScope.type")
    if kind == "namespace" and given.lacks("accessScope.namespaces"):
        yield (
            "accessScope.namespaces",
            "accessScope.namespaces must be set where accessScope.type is namespace",
        )
    if kind == "cluster" and given.items("accessScope.namespaces"):
        yield (
            "accessScope.namespaces",
            "accessScope.namespaces must not be set where accessScope.type is cluster",
        )


KINDS = (
    Kind(
        "aws:eks/addon:Addon",
        id="{clusterName}:{addonName}",
        outputs={
            "addonVersion": lambda case: ADDON_VERSIONS.get(
                str(case.known("addonName")), "v1.0.0-eksbuild.1"
            ),
            "arn": "arn:{partition}:eks:{region}:{account}:addon/{clusterName}/{addonName}/{uuid}",
            "configurationValues": "",
            "createdAt": CREATED,
            "modifiedAt": CREATED,
        },
        refusals=(
            matches(
                "addonVersion",
                r"v\d+\.\d+\.\d+(-[a-z0-9.]+)?-eksbuild\.\d+",
                "a version such as v1.18.1-eksbuild.3",
            ),
            one_of("resolveConflictsOnCreate", ("NONE", "OVERWRITE")),
            one_of("resolveConflictsOnUpdate", ("NONE", "OVERWRITE", "PRESERVE")),
            matches("clusterName", CLUSTER_NAME, CLUSTER_NAME_RULE),
            arn("serviceAccountRoleArn", "iam"),
            _configuration,
        ),
    ),
    Kind(
        "aws:eks/accessEntry:AccessEntry",
        id="{clusterName}:{principalArn}",
        defaults={"type": "STANDARD"},
        outputs={
            "accessEntryArn": _entry_arn,
            "createdAt": CREATED,
            "kubernetesGroups": [],
            "modifiedAt": CREATED,
            "userName": _entry_user,
        },
        refusals=(
            arn("principalArn", "iam"),
            one_of("type", ENTRY_TYPES),
            matches("clusterName", CLUSTER_NAME, CLUSTER_NAME_RULE),
            _groups,
        ),
    ),
    Kind(
        "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
        id="{clusterName}#{principalArn}#{policyArn}",
        outputs={"associatedAt": CREATED, "modifiedAt": CREATED},
        refusals=(
            matches(
                "policyArn",
                r"arn:aws[\w-]*:eks::aws:cluster-access-policy/\w+",
                "the ARN of an access policy (arn:aws:eks::aws:cluster-access-policy/...)",
            ),
            arn("principalArn", "iam"),
            one_of("accessScope.type", ("cluster", "namespace")),
            _namespaces,
        ),
    ),
    Kind(
        "aws:eks/podIdentityAssociation:PodIdentityAssociation",
        id="a-{lower:17}",
        outputs={
            "associationArn": "arn:{partition}:eks:{region}:{account}:podidentityassociation/{clusterName}/{id}",
            "associationId": Always("{id}"),
            "disableSessionTags": False,
            "externalId": lambda case: case.text("{uuid}") if case["targetRoleArn"] is not None else None,
        },
        refusals=(
            arn("roleArn", "iam"),
            arn("targetRoleArn", "iam"),
            needs("policy", "disableSessionTags"),
            matches("namespace", r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", "a Kubernetes namespace name"),
        ),
    ),
)
