"""EKS control planes: who reaches them, what they record, how long their version lives."""

from dataclasses import dataclass
from datetime import date, timedelta

from policies.framework import tokens
from policies.framework.facts import YES, Fact, every, fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    PRODUCTION,
    PROMOTED,
    STAGED,
    STAGED_ADVICE,
    Context,
    Control,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)
from policies.security.addresses import together_world, world

CLUSTER = (tokens.EKS_CLUSTER,)
LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")
NOTICE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Until when AWS supports a Kubernetes minor, and until when it does for six times the price."""

    standard: date
    extended: date


CALENDAR = {
    (1, 30): Lifetime(date(2025, 7, 23), date(2026, 7, 23)),
    (1, 31): Lifetime(date(2025, 11, 26), date(2026, 11, 26)),
    (1, 32): Lifetime(date(2026, 3, 23), date(2027, 3, 23)),
    (1, 33): Lifetime(date(2026, 7, 29), date(2027, 7, 29)),
    (1, 34): Lifetime(date(2026, 12, 2), date(2027, 12, 2)),
    (1, 35): Lifetime(date(2027, 3, 27), date(2028, 3, 27)),
}
"""The EKS release calendar as of 2026-11-23 (Amazon EKS user guide, "Kubernetes versions"; endoflife.date)."""

RELEASES = "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html"


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
    checkov=("CKV_AWS_39",),
    trivy=("AWS-0040",),
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
    url="https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
)
def eks_control_plane_logs(cluster: Resource, _: Context) -> Outcomes:
    """Require every kind by its own name, so that the missing one is told."""
    for kind in LOG_TYPES:
        recorded = cluster["enabledClusterLogTypes"].contains(kind)
        yield from require(recorded, f"{kind} is not recorded: add it to enabledClusterLogTypes")


@resource_rule(
    name="eks-version-supported",
    title="The cluster's version is supported by AWS",
    types=CLUSTER,
    severity="high",
    levels=PROMOTED,
    remediation="Upgrade one minor at a time, control plane first.",
    checkov=("CKV_AWS_339",),
    url=RELEASES,
)
def eks_version_supported(cluster: Resource, context: Context) -> Outcomes:
    """Refuse a version past its extended support, which AWS would upgrade on a day of its own choosing."""
    alive = cluster["version"].test(lambda raw: _ends(raw).extended >= context.today, absent=True)
    yield from require(alive, "AWS does not support this version any more: upgrade")


@resource_rule(
    name="eks-version-current",
    title="The cluster's version stays in standard support for two months",
    types=CLUSTER,
    severity="medium",
    levels=ADVICE,
    remediation="Plan the next minor now; extended support costs six times as much.",
    url=RELEASES,
)
def eks_version_current(cluster: Resource, context: Context) -> Outcomes:
    """Advise an upgrade before standard support ends."""
    current = cluster["version"].test(lambda raw: _ends(raw).standard >= context.today + NOTICE, absent=True)
    yield from require(
        current, f"standard support ends within {NOTICE.days} days or has ended: plan an upgrade"
    )


def _ends(raw: object) -> Lifetime:
    """Return a version's lifetime; one newer than the calendar has no end yet, any other has long ended."""
    try:
        major, minor = (int(part) for part in str(raw).split(".")[:2])
    except ValueError:
        return Lifetime(date.min, date.min)
    if (major, minor) > max(CALENDAR):
        return Lifetime(date.max, date.max)
    return CALENDAR.get((major, minor), Lifetime(date.min, date.min))


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


@resource_rule(
    name="eks-addons-pinned",
    title="Add-ons have a pinned version",
    types=(tokens.EKS_ADDON,),
    severity="medium",
    levels=ADVICE,
    remediation="Set addonVersion; without it the next preview may bring another one.",
    url="https://docs.aws.amazon.com/eks/latest/userguide/managing-add-ons.html",
)
def eks_addons_pinned(addon: Resource, _: Context) -> Outcomes:
    """Advise a stated version."""
    yield from require(addon["addonVersion"].given(), "its version is whatever AWS ships: set addonVersion")


ADDON_ACCOUNTS = {"aws-ebs-csi-driver": "ebs-csi-controller-sa", "vpc-cni": "aws-node"}
"""Add-ons that call AWS, and the service account each of them runs under (Amazon EKS user guide, add-ons)."""


@stack_rule(
    name="eks-addons-identity",
    title="Add-ons that call AWS have an identity of their own",
    types=(tokens.EKS_ADDON,),
    severity="medium",
    levels=STAGED_ADVICE,
    remediation="Give the add-on a Pod Identity association or serviceAccountRoleArn instead of the node's role.",
    controls=(Control("CIS EKS", "1.8", "5.2.1"),),
    url="https://docs.aws.amazon.com/eks/latest/userguide/add-ons-iam.html",
)
def eks_addons_identity(stack: Stack, _: Context) -> Outcomes:
    """Advise against the node's role, which every pod of the node could borrow."""
    for addon in stack.of(tokens.EKS_ADDON):
        for name, account in ADDON_ACCOUNTS.items():
            own = addon["serviceAccountRoleArn"].given() | addon["podIdentityAssociations"].given()
            associated = some(
                one["serviceAccount"].equals(account) & _same_cluster(stack, one, addon)
                for one in stack.of(tokens.POD_IDENTITY)
            )
            concerned = addon["addonName"].equals(name)
            yield from require(
                ~concerned | own | associated, "it borrows the node's role: give it one", of=addon
            )


def _same_cluster(stack: Stack, association: Resource, addon: Resource) -> Fact:
    clusters = stack.targets(addon, "clusterName", *CLUSTER)
    named = every(stack.refers(association, "clusterName", cluster, "name") for cluster in clusters)
    literal = addon["clusterName"].known and association["clusterName"].known
    return (
        named if clusters else association["clusterName"].equals(addon["clusterName"].raw) if literal else YES
    )


RULES = (
    eks_endpoint_cidrs,
    eks_private_endpoint,
    eks_secrets_kms,
    eks_control_plane_logs,
    eks_version_supported,
    eks_version_current,
    eks_auth_mode,
    eks_deletion_protection,
    eks_addons_pinned,
    eks_addons_identity,
)
