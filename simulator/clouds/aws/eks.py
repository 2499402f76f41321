"""Kubernetes clusters of EKS."""

import base64
import ipaddress
from collections.abc import Mapping
from typing import Any

from components.foundation.addresses import PRIVATE_SPACE
from components.foundation.support_calendar import EKS, REVIEWED
from simulator.clouds.case import Case
from simulator.clouds.kind import Autoname, Inside, Kind
from simulator.clouds.refusals import Given, Refused, arn, conflicts, matches, network_faults, one_of
from simulator.clouds.scope import Scope
from simulator.values import UNKNOWN

SUPPORTED_VERSIONS = EKS.offered(REVIEWED)
"""Kubernetes versions that EKS creates, on the day its calendar was reviewed."""

CREATED = "2024-01-01T00:00:00Z"
CLUSTER_NAME = r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}"
CLUSTER_NAME_RULE = "1 to 100 letters, digits, - or _, beginning with a letter or digit"
LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")


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


def _access(given: Given) -> Refused:
    """EKS needs one of its endpoints open, and takes public networks only for the public one."""
    config = Given({"vpcConfig": given.raw("vpcConfig")})
    public, private = (
        config.known("vpcConfig.endpointPublicAccess"),
        config.known("vpcConfig.endpointPrivateAccess"),
    )
    if public is False and private is False:
        yield (
            "vpcConfig.endpointPrivateAccess",
            "one of endpointPublicAccess and endpointPrivateAccess must be true",
        )
    for index, network in enumerate(config.items("vpcConfig.publicAccessCidrs")):
        path = f"vpcConfig.publicAccessCidrs[{index}]"
        if isinstance(network, str):
            faults = list(network_faults(network, path))
            yield from ((path, fault) for fault in faults)
            if not faults and any(ipaddress.IPv4Network(network).subnet_of(own) for own in PRIVATE_SPACE):
                yield path, f"{path} {network} is private: no such address reaches the public endpoint"
    subnets = config.items("vpcConfig.subnetIds")
    if isinstance(config.known("vpcConfig.subnetIds"), list) and len(subnets) < 2:
        yield "vpcConfig.subnetIds", "a cluster needs subnets in at least two availability zones"


def _protected(given: Given) -> Refused:
    if given.true("deletionProtection"):
        yield (
            "deletionProtection",
            "the cluster is protected from deletion: set deletionProtection to false first",
        )


def _irreversible(old: Mapping[str, Any], new: Mapping[str, Any], _: Scope) -> tuple[str, ...]:
    """Encryption cannot be taken away, nor a node role be another. Source: CustomizeDiff of ``eks/cluster.go``."""
    before, after, role = Given(old), Given(new), "computeConfig.nodeRoleArn"
    forced = (
        ["encryptionConfig"] if before.has("encryptionConfig") and after.lacks("encryptionConfig") else []
    )
    return (*forced, role) if before.has(role) else tuple(forced)


def _services(given: Given) -> Refused:
    path = "kubernetesNetworkConfig.serviceIpv4Cidr"
    value = given.text(path)
    if value is None:
        return
    faults = list(network_faults(value, path, 12, 24))
    yield from ((path, fault) for fault in faults)
    if not faults and not any(ipaddress.IPv4Network(value).subnet_of(own) for own in PRIVATE_SPACE):
        yield path, f"{path} must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, not {value}"


KINDS = (
    Kind(
        "aws:eks/cluster:Cluster",
        id="{name}",
        autoname=Autoname(),
        defaults={
            "bootstrapSelfManagedAddons": True,
            "accessConfig.bootstrapClusterCreatorAdminPermissions": True,
            "vpcConfig.endpointPrivateAccess": False,
            "vpcConfig.endpointPublicAccess": True,
        },
        outputs={
            "accessConfig": Inside(
                {"authenticationMode": "CONFIG_MAP", "bootstrapClusterCreatorAdminPermissions": True}
            ),
            "arn": "arn:{partition}:eks:{region}:{account}:cluster/{name}",
            "certificateAuthority": _authority,
            "createdAt": CREATED,
            "deletionProtection": False,
            "endpoint": _endpoint,
            "identities": _identities,
            "kubernetesNetworkConfig": Inside(
                {
                    "ipFamily": "ipv4",
                    "serviceIpv4Cidr": "10.100.0.0/16",
                    "elasticLoadBalancing": Inside({"enabled": False}),
                }
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
        moved=lambda case: case.changed("version"),
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
        undeletable=(_protected,),
        forcing=_irreversible,
    ),
)
