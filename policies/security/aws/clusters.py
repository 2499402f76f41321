"""EKS control planes: who reaches them, what they record, who their administrators are."""

from policies.framework import tokens
from policies.framework.facts import fact, some
from policies.framework.resources import Resource
from policies.framework.rules import (
    PRODUCTION,
    PROMOTED,
    STAGED,
    Context,
    Control,
    Outcomes,
    require,
    resource_rule,
)
from policies.security.aws.addresses import together_world, world

CLUSTER = (tokens.EKS_CLUSTER,)
LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")


@resource_rule(
    name="eks-endpoint-cidrs",
    title="The cluster's public endpoint is open to named networks only",
    types=CLUSTER,
    severity="critical",
    levels=PROMOTED,
    remediation="Set vpcConfig.endpointPublicAccess to false, or publicAccessCidrs to the networks of its users.",
    controls=(Control("CIS EKS", "1.8", "5.4.1"),),
    checkov=("CKV_AWS_38",),
    trivy=("AWS-0041",),
    prowler=("eks_cluster_not_publicly_accessible",),
    url="https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
    traceable=("vpcConfig",),
)
def eks_endpoint_cidrs(cluster: Resource, _: Context) -> Outcomes:
    """Refuse an endpoint that is open to the world, which is what leaving the settings out means."""
    closed = cluster.at("vpcConfig", "endpointPublicAccess").is_false()
    cidrs = list(cluster.at("vpcConfig", "publicAccessCidrs").items())
    parts = [cidr.raw for cidr in cidrs if cidr.known and isinstance(cidr.raw, str)]
    named = fact(bool(cidrs) and not together_world(parts)) & ~some(world(cidr) for cidr in cidrs)
    yield from require(
        closed | named, "the API server answers the whole world: set vpcConfig.publicAccessCidrs"
    )


@resource_rule(
    name="eks-private-endpoint",
    title="Nodes reach the API server without leaving the network",
    types=CLUSTER,
    severity="high",
    levels=PROMOTED,
    remediation="Set vpcConfig.endpointPrivateAccess to true.",
    controls=(Control("CIS EKS", "1.8", "5.4.2"),),
    prowler=("eks_cluster_private_nodes_enabled",),
    url="https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
)
def eks_private_endpoint(cluster: Resource, _: Context) -> Outcomes:
    """Require the private endpoint."""
    private = cluster.at("vpcConfig", "endpointPrivateAccess").is_true()
    yield from require(private, "nodes go through the internet: set vpcConfig.endpointPrivateAccess")


@resource_rule(
    name="eks-secrets-kms",
    title="Kubernetes secrets are encrypted with a key of the platform",
    types=CLUSTER,
    severity="high",
    levels=PROMOTED,
    remediation="Set encryptionConfig with resources [secrets] and a key; it cannot be taken back, and adding it later is possible.",
    controls=(Control("CIS EKS", "1.8", "5.3.1"),),
    checkov=("CKV_AWS_58",),
    trivy=("AWS-0039",),
    prowler=("eks_cluster_kms_cmk_encryption_in_secrets_enabled",),
    url="https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html",
)
def eks_secrets_kms(cluster: Resource, _: Context) -> Outcomes:
    """Require an envelope key of ours for Secrets."""
    config = cluster["encryptionConfig"]
    yield from require(
        config["resources"].contains("secrets"), "Secrets are not covered: set encryptionConfig.resources"
    )
    yield from require(
        config.at("provider", "keyArn").given(), "no key is named: set encryptionConfig.provider.keyArn"
    )


@resource_rule(
    name="eks-control-plane-logs",
    title="The control plane records all five kinds of log",
    types=CLUSTER,
    severity="medium",
    levels=STAGED,
    remediation=f"Set enabledClusterLogTypes to {', '.join(LOG_TYPES)}.",
    controls=(Control("CIS EKS", "1.8", "2.1.1"),),
    checkov=("CKV_AWS_37",),
    trivy=("AWS-0038",),
    prowler=("eks_control_plane_logging_all_types_enabled",),
    url="https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
)
def eks_control_plane_logs(cluster: Resource, _: Context) -> Outcomes:
    """Require every kind by its own name, so that the missing one is told."""
    for kind in LOG_TYPES:
        recorded = cluster["enabledClusterLogTypes"].contains(kind)
        yield from require(recorded, f"{kind} is not recorded: add it to enabledClusterLogTypes")


@resource_rule(
    name="eks-auth-mode",
    title="Access to the cluster is granted by access entries alone",
    types=CLUSTER,
    severity="medium",
    levels=PROMOTED,
    remediation="Set accessConfig.authenticationMode to API and bootstrapClusterCreatorAdminPermissions to false; name admins by AccessEntry.",
    controls=(Control("CIS EKS", "1.8", "4.1.7"),),
    url="https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html",
)
def eks_auth_mode(cluster: Resource, _: Context) -> Outcomes:
    """Refuse the aws-auth map and the creator's invisible administration."""
    access = cluster["accessConfig"]
    yield from require(
        access["authenticationMode"].equals("API"),
        "the aws-auth map still counts: set authenticationMode to API",
    )
    creator = access["bootstrapClusterCreatorAdminPermissions"].is_true()
    yield from require(~creator, "its creator is an administrator that no list shows: turn the bootstrap off")


@resource_rule(
    name="eks-deletion-protection",
    title="A production cluster cannot be deleted by mistake",
    types=CLUSTER,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set deletionProtection to true, or protect the resource.",
    prowler=("eks_cluster_deletion_protection_enabled",),
    url="https://docs.aws.amazon.com/eks/latest/userguide/deletion-protection.html",
)
def eks_deletion_protection(cluster: Resource, _: Context) -> Outcomes:
    """Require AWS's protection or Pulumi's."""
    kept = cluster["deletionProtection"].is_true() | fact(cluster.protected)
    yield from require(kept, "one command deletes the cluster: set deletionProtection")


RULES = (
    eks_endpoint_cidrs,
    eks_private_endpoint,
    eks_secrets_kms,
    eks_control_plane_logs,
    eks_auth_mode,
    eks_deletion_protection,
)
