"""AKS's control planes: for people of Entra alone, with identities for workloads, kept up and policed."""

from typing import Any, Final

from policies.framework import tokens
from policies.framework.facts import some
from policies.framework.resources import Resource
from policies.framework.rules import (
    ALWAYS,
    PRODUCTION,
    PROMOTED,
    Context,
    Control,
    Outcomes,
    clauses,
    require,
    resource_rule,
)
from policies.security.aws.addresses import network

CLUSTER = (tokens.AKS_CLUSTER,)
GUIDE: Final = "https://learn.microsoft.com/azure/aks/"

SECRETS: Final = "azureKeyvaultSecretsProvider"
POLICY: Final = "azurepolicy"
"""The add-ons by the names that AKS knows them by."""

WIDEST: Final = 7
"""A prefix this short or shorter is no list of known callers."""


@resource_rule(
    name="aks-api-closed",
    title="The API of an AKS cluster answers our network, or callers who are named",
    types=CLUSTER,
    severity="critical",
    levels=ALWAYS,
    remediation="Set apiServerAccessProfile.enablePrivateCluster, or authorizedIPRanges.",
    controls=(Control("CIS AKS", "1.8", "5.4.1"),),
    checkov=("CKV_AZURE_6", "CKV_AZURE_115"),
    trivy=("AZU-0041", "AZU-0065"),
    prowler=("aks_clusters_public_access_disabled",),
    url=GUIDE + "private-clusters",
)
def aks_api_closed(cluster: Resource, _: Context) -> Outcomes:
    """Require a private cluster or a list of callers; no list means everybody."""
    access = cluster["apiServerAccessProfile"]
    callers = access["authorizedIPRanges"]
    anybody = some(one.test(_is_most_of_the_internet) for one in callers.items())
    yield from require(
        access["enablePrivateCluster"].is_true() | (callers.given() & ~anybody),
        "the API answers the whole internet: set enablePrivateCluster, or name authorizedIPRanges",
    )


def _is_most_of_the_internet(raw: Any) -> bool:
    found = network(str(raw))
    return found is None or found.prefixlen <= WIDEST


@resource_rule(
    name="aks-entra-only",
    title="Only people of Entra reach an AKS cluster, by roles",
    types=CLUSTER,
    severity="high",
    levels=PROMOTED,
    remediation="Set disableLocalAccounts, and aadProfile with managed and enableAzureRBAC.",
    controls=clauses("CIS AKS", "1.8", "5.5.1", "5.5.2"),
    checkov=("CKV_AZURE_5", "CKV_AZURE_141"),
    trivy=("AZU-0042",),
    prowler=("aks_cluster_local_accounts_disabled", "aks_cluster_rbac_enabled"),
    url=GUIDE + "manage-local-accounts-managed-azure-ad",
)
def aks_entra_only(cluster: Resource, _: Context) -> Outcomes:
    """Refuse the certificate of a local administrator, which nobody can take back."""
    yield from require(
        cluster["disableLocalAccounts"].is_true(),
        "a certificate opens the cluster for good: set disableLocalAccounts",
    )
    entra = cluster["aadProfile"]
    yield from require(
        entra["managed"].is_true() & entra["enableAzureRBAC"].is_true(),
        "people are not known by Entra: set aadProfile.managed and enableAzureRBAC",
    )
    yield from require(
        ~cluster["enableRBAC"].equals(False), "everybody may do everything: leave enableRBAC on"
    )


@resource_rule(
    name="aks-network-policy",
    title="AKS clusters enforce network policies",
    types=CLUSTER,
    severity="high",
    levels=PROMOTED,
    remediation="Set networkProfile with networkPlugin azure, and networkPolicy and networkDataplane cilium.",
    controls=(Control("CIS AKS", "1.8", "5.4.4"),),
    checkov=("CKV_AZURE_7",),
    trivy=("AZU-0043",),
    prowler=("aks_network_policy_enabled",),
    url=GUIDE + "use-network-policies",
)
def aks_network_policy(cluster: Resource, _: Context) -> Outcomes:
    """Require an engine, and refuse kubenet, which Azure retires."""
    profile = cluster["networkProfile"]
    yield from require(
        profile["networkPolicy"].equals("cilium", "azure", "calico"),
        "network policies do nothing: set networkProfile.networkPolicy",
    )
    yield from require(
        ~profile["networkPlugin"].equals("kubenet"), "kubenet is retired in 2028: set networkPlugin to azure"
    )


@resource_rule(
    name="aks-policed",
    title="Azure Policy sees what runs on an AKS cluster",
    types=CLUSTER,
    severity="medium",
    levels=PROMOTED,
    remediation="Enable the add-on azurepolicy in addonProfiles.",
    checkov=("CKV_AZURE_116",),
    trivy=("AZU-0066",),
    url="https://learn.microsoft.com/azure/governance/policy/concepts/policy-for-kubernetes",
)
def aks_policed(cluster: Resource, _: Context) -> Outcomes:
    """Require the add-on."""
    yield from require(
        cluster.at("addonProfiles", POLICY, "enabled").is_true(),
        "nobody sees a pod that breaks the rules: enable the add-on azurepolicy",
    )


@resource_rule(
    name="aks-workload-identity",
    title="Workloads on AKS have identities of their own, and the cluster has no password",
    types=CLUSTER,
    severity="high",
    levels=PROMOTED,
    remediation="Set identity, oidcIssuerProfile.enabled and securityProfile.workloadIdentity.enabled.",
    controls=(Control("CIS AKS", "1.8", "5.2.1"),),
    url=GUIDE + "workload-identity-overview",
)
def aks_workload_identity(cluster: Resource, _: Context) -> Outcomes:
    """Require an issuer, identities by it, and a managed identity for the cluster itself."""
    yield from require(
        cluster.at("oidcIssuerProfile", "enabled").is_true()
        & cluster.at("securityProfile", "workloadIdentity", "enabled").is_true(),
        "pods act as their node: set oidcIssuerProfile and securityProfile.workloadIdentity",
    )
    yield from require(
        cluster.at("identity", "type").given("None") & ~cluster["servicePrincipalProfile"].given(),
        "the cluster has a password that runs out: set identity, and leave servicePrincipalProfile out",
    )


@resource_rule(
    name="aks-secrets-rotate",
    title="Secrets that AKS takes from a vault follow it as they change",
    types=CLUSTER,
    severity="medium",
    levels=PROMOTED,
    remediation=f"Enable the add-on {SECRETS} with enableSecretRotation.",
    checkov=("CKV_AZURE_172",),
    url=GUIDE + "csi-secrets-store-configuration-options",
)
def aks_secrets_rotate(cluster: Resource, _: Context) -> Outcomes:
    """Require the driver and its rotation."""
    driver = cluster.at("addonProfiles", SECRETS)
    yield from require(
        driver["enabled"].is_true() & driver.at("config", "enableSecretRotation").is_true(),
        "pods go on with a secret that was replaced: set enableSecretRotation",
    )


@resource_rule(
    name="aks-upgrades",
    title="AKS clusters and their nodes are patched by themselves",
    types=CLUSTER,
    severity="medium",
    levels=PROMOTED,
    remediation="Set autoUpgradeProfile.upgradeChannel to patch or stable, and nodeOSUpgradeChannel.",
    checkov=("CKV_AZURE_171",),
    prowler=("aks_cluster_auto_upgrade_enabled",),
    url=GUIDE + "auto-upgrade-cluster",
)
def aks_upgrades(cluster: Resource, _: Context) -> Outcomes:
    """Require a channel for both; an unmanaged node is one that nobody restarts."""
    channels = cluster["autoUpgradeProfile"]
    yield from require(
        channels["upgradeChannel"].equals("patch", "stable", "rapid", "node-image"),
        "fixes wait for somebody: set autoUpgradeProfile.upgradeChannel",
    )
    yield from require(
        channels["nodeOSUpgradeChannel"].equals("SecurityPatch", "NodeImage"),
        "nodes are patched and never restarted: set nodeOSUpgradeChannel",
    )


@resource_rule(
    name="aks-production-grade",
    title="Production's AKS clusters have a promised control plane and no back door",
    types=CLUSTER,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set sku.tier to Standard, disableRunCommand, and securityProfile.defender.",
    checkov=("CKV_AZURE_170",),
    prowler=("aks_cluster_defender_enabled",),
    url=GUIDE + "free-standard-pricing-tiers",
)
def aks_production_grade(cluster: Resource, _: Context) -> Outcomes:
    """Require the tier with an agreement, no commands through Azure's own API, and a watch over running nodes."""
    yield from require(
        cluster.at("sku", "tier").equals("Standard", "Premium"),
        "nobody promises the control plane: set sku.tier to Standard",
    )
    yield from require(
        cluster.at("apiServerAccessProfile", "disableRunCommand").is_true(),
        "a role of Azure runs commands past the network: set disableRunCommand",
    )
    yield from require(
        cluster.at("securityProfile", "defender", "securityMonitoring", "enabled").is_true(),
        "an intruder on a node goes unseen: set securityProfile.defender",
    )


RULES = (
    aks_api_closed,
    aks_entra_only,
    aks_network_policy,
    aks_policed,
    aks_workload_identity,
    aks_secrets_rotate,
    aks_upgrades,
    aks_production_grade,
)
