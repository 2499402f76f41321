"""Kubernetes clusters of EKS, their add-ons and who may enter them."""

import base64
import ipaddress
import json
from typing import Any

import yaml

from simulator.clouds.case import Case
from simulator.clouds.kind import Always, Autoname, Inside, Kind
from simulator.clouds.refusals import Given, Refused, arn, conflicts, matches, needs, network_faults, one_of
from simulator.values import UNKNOWN

SUPPORTED_VERSIONS = ("1.31", "1.32", "1.33", "1.34", "1.35", "1.36")
"""Kubernetes versions that EKS creates. Source: EKS release calendar, November 2026 (1.31 ends 2026-11-26)."""

CREATED = "2024-01-01T00:00:00Z"
CLUSTER_NAME = r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}"
CLUSTER_NAME_RULE = "1 to 100 letters, digits, - or _, beginning with a letter or digit"
LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")
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


def _authority(case: Case) -> Any:
    name, digits = case.known("name"), case.lookup("hex", "64.authority")
    if name is None:
        return UNKNOWN
    body = "\n".join(str(digits)[start : start + 32] for start in (0, 32))
    text = f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"
    return {"data": base64.b64encode(text.encode()).decode()}


def _identities(case: Case) -> Any:
    issuer = case.text("https://oidc.eks.{region}.{dns_suffix}/id/{upper_hex:32}")
    return [{"oidcs": [{"issuer": issuer}]}]


def _endpoint(case: Case) -> Any:
    return case.text("https://{upper_hex:32}.gr7.{region}.eks.{dns_suffix}")


def _entry_arn(case: Case) -> Any:
    principal = case.known("principalArn")
    if not isinstance(principal, str):
        return UNKNOWN
    kind, _, name = principal.split(":", 5)[-1].partition("/")
    account = principal.split(":")[4] if principal.count(":") > 4 else case.scope.account
    leaf = name.rpartition("/")[2]
    return case.text(f"arn:{{partition}}:eks:{{region}}:{{account}}:access-entry/{{clusterName}}/{kind}/{account}/{leaf}/{{uuid}}")


def _entry_user(case: Case) -> Any:
    """A role is named by its session, a user by its own ARN."""
    principal = case.known("principalArn")
    if not isinstance(principal, str):
        return UNKNOWN
    if ":role/" not in principal:
        return principal
    owner, _, path = principal.replace(":iam:", ":sts:").partition(":role/")
    return f"{owner}:assumed-role/{path.rpartition('/')[2]}/{{{{SessionName}}}}"


def _access(given: Given) -> Refused:
    """EKS needs one of its endpoints open, and takes public networks only for the public one."""
    config = Given({"vpcConfig": given.raw("vpcConfig")})
    public, private = config.known("vpcConfig.endpointPublicAccess"), config.known("vpcConfig.endpointPrivateAccess")
    if public is False and private is False:
        yield "vpcConfig.endpointPrivateAccess", "one of endpointPublicAccess and endpointPrivateAccess must be true"
    for index, network in enumerate(config.items("vpcConfig.publicAccessCidrs")):
        path = f"vpcConfig.publicAccessCidrs[{index}]"
        if isinstance(network, str):
            faults = list(network_faults(network, path))
            yield from ((path, fault) for fault in faults)
            if not faults and any(ipaddress.IPv4Network(network).subnet_of(own) for own in PRIVATE):
                yield path, f"{path} {network} is private: no such address reaches the public endpoint"
    subnets = config.items("vpcConfig.subnetIds")
    if isinstance(config.known("vpcConfig.subnetIds"), list) and len(subnets) < 2:
        yield "vpcConfig.subnetIds", "a cluster needs subnets in at least two availability zones"


PRIVATE = tuple(ipaddress.IPv4Network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))


def _services(given: Given) -> Refused:
    path = "kubernetesNetworkConfig.serviceIpv4Cidr"
    value = given.text(path)
    if value is None:
        return
    faults = list(network_faults(value, path, 12, 24))
    yield from ((path, fault) for fault in faults)
    if not faults and not any(ipaddress.IPv4Network(value).subnet_of(own) for own in PRIVATE):
        yield path, f"{path} must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, not {value}"


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
            yield f"kubernetesGroups[{index}]", f"the group {group!r} begins with a reserved {group.split(':')[0]}:"


def _namespaces(given: Given) -> Refused:
    kind = given.text("accessScope.type")
    if kind == "namespace" and given.lacks("accessScope.namespaces"):
        yield "accessScope.namespaces", "accessScope.namespaces must be set where accessScope.type is namespace"
    if kind == "cluster" and given.items("accessScope.namespaces"):
        yield "accessScope.namespaces", "accessScope.namespaces must not be set where accessScope.type is cluster"


KINDS = (
    Kind(
        token="aws:eks/cluster:Cluster",
        id="{name}",
        autoname=Autoname(),
        defaults={
            "bootstrapSelfManagedAddons": True,
            "accessConfig.bootstrapClusterCreatorAdminPermissions": True,
            "vpcConfig.endpointPrivateAccess": False,
            "vpcConfig.endpointPublicAccess": True,
        },
        outputs={
            "accessConfig": Inside({"authenticationMode": "CONFIG_MAP", "bootstrapClusterCreatorAdminPermissions": True}),
            "arn": "arn:{partition}:eks:{region}:{account}:cluster/{name}",
            "certificateAuthority": _authority,
            "createdAt": CREATED,
            "deletionProtection": False,
            "endpoint": _endpoint,
            "identities": _identities,
            "kubernetesNetworkConfig": Inside(
                {"ipFamily": "ipv4", "serviceIpv4Cidr": "10.100.0.0/16", "elasticLoadBalancing": Inside({"enabled": False})}
            ),
            "platformVersion": "eks.1",
            "status": "ACTIVE",
            "upgradePolicy": Inside({"supportType": "EXTENDED"}),
            "version": SUPPORTED_VERSIONS[-1],
            "vpcConfig": Inside(
                {
                    "clusterSecurityGroupId": "sg-0{hex:16.cluster}",
                    "publicAccessCidrs": lambda case: (
                        ["0.0.0.0/0"] if Given(case.inputs).true("vpcConfig.endpointPublicAccess") else []
                    ),
                    "vpcId": "vpc-0{hex:16.vpc}",
                }
            ),
        },
        volatile=frozenset({"platformVersion"}),
        moved=lambda case: case.olds.get("version") != case.inputs.get("version"),
        refusals=(
            matches("name", CLUSTER_NAME, CLUSTER_NAME_RULE),
            one_of("version", SUPPORTED_VERSIONS),
            one_of("enabledClusterLogTypes", LOG_TYPES),
            one_of("accessConfig.authenticationMode", ("API", "API_AND_CONFIG_MAP", "CONFIG_MAP")),
            one_of("upgradePolicy.supportType", ("STANDARD", "EXTENDED")),
            one_of("encryptionConfig.resources", ("secrets",)),
            one_of("kubernetesNetworkConfig.ipFamily", ("ipv4", "ipv6")),
            arn("roleArn", "iam"),
            arn("encryptionConfig.provider.keyArn", "kms"),
            conflicts("encryptionConfig", "outpostConfig"),
            conflicts("kubernetesNetworkConfig", "outpostConfig"),
            _access,
            _services,
        ),
    ),
    Kind(
        token="aws:eks/addon:Addon",
        id="{clusterName}:{addonName}",
        outputs={
            "addonVersion": lambda case: ADDON_VERSIONS.get(str(case.known("addonName")), "v1.0.0-eksbuild.1"),
            "arn": "arn:{partition}:eks:{region}:{account}:addon/{clusterName}/{addonName}/{uuid}",
            "configurationValues": "",
            "createdAt": CREATED,
            "modifiedAt": CREATED,
        },
        refusals=(
            matches("addonVersion", r"v\d+\.\d+\.\d+(-[a-z0-9.]+)?-eksbuild\.\d+", "a version such as v1.18.1-eksbuild.3"),
            one_of("resolveConflictsOnCreate", ("NONE", "OVERWRITE")),
            one_of("resolveConflictsOnUpdate", ("NONE", "OVERWRITE", "PRESERVE")),
            matches("clusterName", CLUSTER_NAME, CLUSTER_NAME_RULE),
            arn("serviceAccountRoleArn", "iam"),
            _configuration,
        ),
    ),
    Kind(
        token="aws:eks/accessEntry:AccessEntry",
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
        token="aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
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
        token="aws:eks/podIdentityAssociation:PodIdentityAssociation",
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
