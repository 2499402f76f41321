"""One change of the compliant stack for each thing that a rule about Azure must notice, or let be."""

from datetime import date

from policies.framework import tokens
from tests.policies.framework.cases import absent, fails, unknown
from tests.policies.framework.samples import (
    UNKNOWN,
    Change,
    add,
    both,
    drop,
    entry,
    put,
    remove,
    unwire,
    wire,
)
from tests.policies.security.cases_gcp import EIGHTHS
from tests.policies.security.compliant_azure import NODES, TAGS, rule

AZURE_PARTS = "azure-nsg-no-world-by-parts"
NSG, ACCESS = "azure-nsg-no-world", "apiServerAccessProfile"
DRIVER = "addonProfiles.azureKeyvaultSecretsProvider"
RULES_KEY = "azure-key-turned-over"
INLINE = "agentPoolProfiles[0]"


def inline(position: int, prefixes: list[str]) -> Change:
    """Have one rule of the group let these prefixes reach shells."""
    place = f"securityRules[{position}]"
    ports = put("az-nsg", f"{place}.destinationPortRange", "22")
    return both(put("az-nsg", f"{place}.sourceAddressPrefixes", prefixes), ports)


NETWORKS = (
    fails("azure-subnet-filtered", "no id", put("az-subnet", "networkSecurityGroup.id", "")),
    absent("azure-subnet-filtered", "none", drop("az-subnet", "networkSecurityGroup")),
    absent("azure-subnet-filtered", "an ordinary name", put("az-gateway", "subnetName", "database")),
    unknown("azure-subnet-filtered", "a group that is yet to be made", put("az-subnet", "networkSecurityGroup.id", UNKNOWN), None),
    fails("azure-subnet-no-default-outbound", "on", put("az-subnet", "defaultOutboundAccess", True)),
    absent("azure-subnet-no-default-outbound", "on by default", drop("az-subnet", "defaultOutboundAccess")),
    unknown("azure-subnet-no-default-outbound", "flag", put("az-subnet", "defaultOutboundAccess", UNKNOWN)),
    fails("azure-address-protected", "off", put("az-address", "ddosSettings.protectionMode", "Disabled")),
    absent("azure-address-protected", "inherited", put("az-address", "ddosSettings", {}), None),
    unknown("azure-address-protected", "mode", put("az-address", "ddosSettings.protectionMode", UNKNOWN)),
    fails("azure-flow-log", "a month", put("az-flow-log", "retentionPolicy.days", 30)),
    fails("azure-flow-log", "off", put("az-flow-log", "enabled", False)),
    fails("azure-flow-log", "of another network", unwire("az-flow-log", "targetResourceId")),
    absent("azure-flow-log", "none", remove("az-flow-log")),
    absent("azure-flow-log", "kept for ever", drop("az-flow-log", "retentionPolicy"), None),
    absent("azure-flow-log", "zero days are for ever", put("az-flow-log", "retentionPolicy.days", 0), None),
    unknown("azure-flow-log", "days", put("az-flow-log", "retentionPolicy.days", UNKNOWN)),
)  # fmt: skip

FIREWALLS = (
    fails(NSG, "ssh", put("az-nsg-rule", "sourceAddressPrefix", "*")),
    fails(NSG, "the internet by its tag", put("az-nsg-rule", "sourceAddressPrefix", "Internet")),
    fails(NSG, "any", put("az-nsg-rule", "sourceAddressPrefix", "Any")),
    fails(NSG, "half of the internet", put("az-nsg-rule", "sourceAddressPrefix", "128.0.0.0/1")),
    fails(NSG, "host bits and no prefix of zero", put("az-nsg-rule", "sourceAddressPrefix", " 1.2.3.4/0 ")),
    fails(NSG, "IPv6", put("az-nsg-rule", "sourceAddressPrefix", "::/0")),
    fails(NSG, "in the plural", put("az-nsg", "securityRules[0]", rule(sourceAddressPrefixes=["10.0.0.0/8", "0.0.0.0/0"], destinationPortRange="22"))),
    fails(NSG, "HTTP", put("az-nsg", "securityRules[1].destinationPortRanges", ["443", "80"])),
    fails(NSG, "within a range", put("az-nsg", "securityRules[1].destinationPortRanges", ["3000-4000"])),
    fails(NSG, "all ports", put("az-nsg", "securityRules[1].destinationPortRanges", ["*"])),
    fails(NSG, "UDP", put("az-nsg", "securityRules[1].protocol", "Udp")),
    fails(NSG, "any protocol", put("az-nsg", "securityRules[1].protocol", "*")),
    fails(NSG, "allowed instead of denied", put("az-nsg", "securityRules[2].access", "Allow")),
    absent(NSG, "no rules", drop("az-nsg", "securityRules"), None),
    absent(NSG, "outwards", both(put("az-nsg-rule", "sourceAddressPrefix", "*"), put("az-nsg-rule", "direction", "Outbound")), None),
    absent(NSG, "HTTPS for everybody", put("az-nsg-rule", "destinationPortRange", "443"), None),
    fails(NSG, "the internet in parts", put("az-nsg-rule", "sourceAddressPrefixes", EIGHTHS)),
    absent(AZURE_PARTS, "in one rule, which the other policy says", inline(0, EIGHTHS), None, NSG),
    fails(AZURE_PARTS, "in two rules", both(inline(0, EIGHTHS[:40]), drop("az-nsg", "securityRules[1].sourceAddressPrefix"), inline(1, EIGHTHS[40:]))),
    fails(AZURE_PARTS, "in a rule and one beside", both(inline(0, EIGHTHS[:40]), put("az-nsg-rule", "sourceAddressPrefixes", EIGHTHS[40:]),
          wire("az-nsg-rule", "networkSecurityGroupName", "az-nsg"))),
    absent(AZURE_PARTS, "half of it is another group's", both(inline(0, EIGHTHS[:40]), put("az-nsg-rule", "sourceAddressPrefixes", EIGHTHS[40:])), None),
    absent(AZURE_PARTS, "of HTTPS", put("az-nsg", "securityRules[0].sourceAddressPrefixes", EIGHTHS), None),
    unknown(AZURE_PARTS, "sources of HTTPS", put("az-nsg", "securityRules[0].sourceAddressPrefixes", UNKNOWN), None),
    unknown(NSG, "source", put("az-nsg-rule", "sourceAddressPrefix", UNKNOWN)),
    unknown(NSG, "ports", put("az-nsg", "securityRules[1].destinationPortRanges", UNKNOWN)),
)  # fmt: skip

CLUSTERS = (
    fails("aks-api-closed", "public", put("az-cluster", f"{ACCESS}.enablePrivateCluster", False)),
    fails("aks-api-closed", "open to the world", both(
        put("az-cluster", f"{ACCESS}.enablePrivateCluster", False), put("az-cluster", f"{ACCESS}.authorizedIPRanges", ["0.0.0.0/0"]))),
    absent("aks-api-closed", "callers are named", both(
        put("az-cluster", f"{ACCESS}.enablePrivateCluster", False), put("az-cluster", f"{ACCESS}.authorizedIPRanges", ["203.0.113.0/24"])), None),
    absent("aks-api-closed", "none", drop("az-cluster", ACCESS), "fail", "aks-production-grade"),
    unknown("aks-api-closed", "flag", put("az-cluster", f"{ACCESS}.enablePrivateCluster", UNKNOWN)),
    fails("aks-entra-only", "local accounts", put("az-cluster", "disableLocalAccounts", False)),
    fails("aks-entra-only", "without roles of Azure", put("az-cluster", "aadProfile.enableAzureRBAC", False)),
    fails("aks-entra-only", "without RBAC", put("az-cluster", "enableRBAC", False)),
    absent("aks-entra-only", "local accounts by default", drop("az-cluster", "disableLocalAccounts")),
    absent("aks-entra-only", "no Entra", drop("az-cluster", "aadProfile")),
    absent("aks-entra-only", "RBAC is on by default", drop("az-cluster", "enableRBAC"), None),
    unknown("aks-entra-only", "flag", put("az-cluster", "aadProfile.managed", UNKNOWN)),
    fails("aks-network-policy", "none", put("az-cluster", "networkProfile.networkPolicy", "none")),
    fails("aks-network-policy", "kubenet", put("az-cluster", "networkProfile.networkPlugin", "kubenet")),
    absent("aks-network-policy", "left out", drop("az-cluster", "networkProfile")),
    unknown("aks-network-policy", "policy", put("az-cluster", "networkProfile.networkPolicy", UNKNOWN)),
    fails("aks-policed", "off", put("az-cluster", "addonProfiles.azurepolicy.enabled", False)),
    absent("aks-policed", "none", drop("az-cluster", "addonProfiles.azurepolicy")),
    unknown("aks-policed", "flag", put("az-cluster", "addonProfiles.azurepolicy.enabled", UNKNOWN)),
    fails("aks-workload-identity", "off", put("az-cluster", "securityProfile.workloadIdentity.enabled", False)),
    fails("aks-workload-identity", "a principal", put("az-cluster", "servicePrincipalProfile", {"clientId": "c"})),
    fails("aks-workload-identity", "no identity of its own", put("az-cluster", "identity.type", "None")),
    absent("aks-workload-identity", "no issuer", drop("az-cluster", "oidcIssuerProfile")),
    unknown("aks-workload-identity", "flag", put("az-cluster", "oidcIssuerProfile.enabled", UNKNOWN)),
    fails("aks-secrets-rotate", "off", put("az-cluster", f"{DRIVER}.config.enableSecretRotation", "false")),
    absent("aks-secrets-rotate", "off by default", drop("az-cluster", f"{DRIVER}.config")),
    unknown("aks-secrets-rotate", "flag", put("az-cluster", f"{DRIVER}.enabled", UNKNOWN)),
    fails("aks-upgrades", "none", put("az-cluster", "autoUpgradeProfile.upgradeChannel", "none")),
    fails("aks-upgrades", "unmanaged", put("az-cluster", "autoUpgradeProfile.nodeOSUpgradeChannel", "Unmanaged")),
    absent("aks-upgrades", "left out", drop("az-cluster", "autoUpgradeProfile")),
    unknown("aks-upgrades", "channel", put("az-cluster", "autoUpgradeProfile.upgradeChannel", UNKNOWN)),
    fails("aks-production-grade", "free", put("az-cluster", "sku.tier", "Free")),
    fails("aks-production-grade", "commands", put("az-cluster", f"{ACCESS}.disableRunCommand", False)),
    fails("aks-production-grade", "unwatched", put("az-cluster", "securityProfile.defender.securityMonitoring.enabled", False)),
    absent("aks-production-grade", "free by default", drop("az-cluster", "sku")),
    unknown("aks-production-grade", "tier", put("az-cluster", "sku.tier", UNKNOWN)),
    fails("aks-nodes-no-address", "inline", put("az-cluster", f"{INLINE}.enableNodePublicIP", True)),
    fails("aks-nodes-no-address", "of a pool", put("az-pool", "enableNodePublicIP", True)),
    absent("aks-nodes-no-address", "off by default", drop("az-pool", "enableNodePublicIP"), None),
    unknown("aks-nodes-no-address", "flag", put("az-pool", "enableNodePublicIP", UNKNOWN)),
    fails("aks-nodes-encrypted", "inline", put("az-cluster", f"{INLINE}.enableEncryptionAtHost", False)),
    absent("aks-nodes-encrypted", "off by default", drop("az-pool", "enableEncryptionAtHost")),
    unknown("aks-nodes-encrypted", "flag", put("az-pool", "enableEncryptionAtHost", UNKNOWN)),
    fails("aks-nodes-verified", "SSH", put("az-pool", "securityProfile.sshAccess", "LocalUser")),
    fails("aks-nodes-verified", "any kernel", put("az-cluster", f"{INLINE}.securityProfile.enableSecureBoot", False)),
    absent("aks-nodes-verified", "left out", drop("az-pool", "securityProfile")),
    unknown("aks-nodes-verified", "flag", put("az-pool", "securityProfile.enableVTPM", UNKNOWN)),
    fails("aks-disks-cmek", "empty", put("az-cluster", "diskEncryptionSetID", "")),
    absent("aks-disks-cmek", "none", drop("az-cluster", "diskEncryptionSetID")),
    unknown("aks-disks-cmek", "a set that is yet to be made", put("az-cluster", "diskEncryptionSetID", UNKNOWN), None),
    fails("aks-version-supported", "past its support", put("az-cluster", "kubernetesVersion", "1.32")),
    fails("aks-version-supported", "long gone", put("az-cluster", "kubernetesVersion", "1.28.3")),
    fails("aks-version-supported", "since yesterday", put("az-cluster", "kubernetesVersion", "1.34"), today=date(2026, 12, 1)),
    absent("aks-version-supported", "pays for the long one", both(
        put("az-cluster", "kubernetesVersion", "1.33"), put("az-cluster", "supportPlan", "AKSLongTermSupport")), None),
    absent("aks-version-supported", "Azure's choice", drop("az-cluster", "kubernetesVersion"), None),
    unknown("aks-version-supported", "version", put("az-cluster", "kubernetesVersion", UNKNOWN), "unknown", "aks-version-current"),
    fails("aks-version-current", "a week before", put("az-cluster", "kubernetesVersion", "1.34.2")),
    absent("aks-version-current", "Azure's choice", drop("az-cluster", "kubernetesVersion"), None),
    unknown("aks-version-current", "version", put("az-cluster", "kubernetesVersion", UNKNOWN), "unknown", "aks-version-supported"),
)  # fmt: skip

STORES = (
    fails("azure-storage-tls", "old", put("az-storage", "minimumTlsVersion", "TLS1_1")),
    fails("azure-storage-tls", "in the clear", put("az-storage", "enableHttpsTrafficOnly", False)),
    absent("azure-storage-tls", "TLS 1.0 by default", drop("az-storage", "minimumTlsVersion")),
    absent("azure-storage-tls", "HTTPS by default", drop("az-storage", "enableHttpsTrafficOnly"), None),
    unknown("azure-storage-tls", "version", put("az-storage", "minimumTlsVersion", UNKNOWN)),
    fails("azure-storage-no-anonymous", "the account", put("az-storage", "allowBlobPublicAccess", True)),
    fails("azure-storage-no-anonymous", "a container", put("az-container", "publicAccess", "Blob")),
    absent("azure-storage-no-anonymous", "off by default", drop("az-storage", "allowBlobPublicAccess"), None),
    unknown("azure-storage-no-anonymous", "access", put("az-container", "publicAccess", UNKNOWN)),
    fails("azure-storage-closed", "open", put("az-storage", "networkRuleSet.defaultAction", "Allow")),
    fails("azure-storage-closed", "Azure shut out", put("az-storage", "networkRuleSet.bypass", "None")),
    absent("azure-storage-closed", "open by default", drop("az-storage", "networkRuleSet")),
    absent("azure-storage-closed", "bypass by default", drop("az-storage", "networkRuleSet.bypass"), None),
    unknown("azure-storage-closed", "action", put("az-storage", "networkRuleSet.defaultAction", UNKNOWN)),
    fails("azure-storage-no-keys", "on", put("az-storage", "allowSharedKeyAccess", True)),
    fails("azure-storage-no-keys", "local users", put("az-storage", "isLocalUserEnabled", True)),
    absent("azure-storage-no-keys", "on by default", drop("az-storage", "allowSharedKeyAccess")),
    unknown("azure-storage-no-keys", "flag", put("az-storage", "allowSharedKeyAccess", UNKNOWN)),
    fails("azure-storage-undoable", "a day", put("az-blobs", "deleteRetentionPolicy.days", 1)),
    fails("azure-storage-undoable", "off", put("az-blobs", "containerDeleteRetentionPolicy.enabled", False)),
    absent("azure-storage-undoable", "no versions", drop("az-blobs", "isVersioningEnabled")),
    unknown("azure-storage-undoable", "days", put("az-blobs", "deleteRetentionPolicy.days", UNKNOWN)),
    fails("azure-storage-cmek", "Microsoft's", put("az-storage", "encryption.keySource", "Microsoft.Storage")),
    fails("azure-storage-cmek", "one building", put("az-storage", "sku.name", "Standard_LRS")),
    absent("azure-storage-cmek", "left out", drop("az-storage", "encryption")),
    unknown("azure-storage-cmek", "flag", put("az-storage", "encryption.requireInfrastructureEncryption", UNKNOWN)),
    fails("azure-storage-endpoint", "of another", wire("az-endpoint", "privateLinkServiceConnections", "az-vault")),
    absent("azure-storage-endpoint", "none", remove("az-endpoint")),
    unknown("azure-storage-endpoint", "connections without an edge", both(
        put("az-endpoint", "privateLinkServiceConnections", UNKNOWN), unwire("az-endpoint", "privateLinkServiceConnections"))),
    fails("azure-vault-recoverable", "purge", put("az-vault", "properties.enablePurgeProtection", False)),
    fails("azure-vault-recoverable", "no soft delete", put("az-vault", "properties.enableSoftDelete", False)),
    fails("azure-vault-recoverable", "too short", put("az-vault", "properties.softDeleteRetentionInDays", 29)),
    absent("azure-vault-recoverable", "purge by default", drop("az-vault", "properties.enablePurgeProtection")),
    absent("azure-vault-recoverable", "90 days by default", drop("az-vault", "properties.softDeleteRetentionInDays"), None),
    unknown("azure-vault-recoverable", "flag", put("az-vault", "properties.enablePurgeProtection", UNKNOWN)),
    fails("azure-vault-roles", "policies", put("az-vault", "properties.enableRbacAuthorization", False)),
    absent("azure-vault-roles", "policies by default", drop("az-vault", "properties.enableRbacAuthorization")),
    unknown("azure-vault-roles", "flag", put("az-vault", "properties.enableRbacAuthorization", UNKNOWN)),
    fails("azure-vault-closed", "open", put("az-vault", "properties.networkAcls.defaultAction", "Allow")),
    absent("azure-vault-closed", "open by default", drop("az-vault", "properties.networkAcls")),
    unknown("azure-vault-closed", "action", put("az-vault", "properties.networkAcls.defaultAction", UNKNOWN)),
    fails(RULES_KEY, "notified alone", put("az-key", "properties.rotationPolicy.lifetimeActions[0].action.type", "Notify")),
    fails(RULES_KEY, "short", put("az-key", "properties.keySize", 2048)),
    absent(RULES_KEY, "for ever", drop("az-key", "properties.rotationPolicy")),
    absent(RULES_KEY, "a version for ever", drop("az-key", "properties.rotationPolicy.attributes")),
    absent(RULES_KEY, "a curve has no size", both(put("az-key", "properties.kty", "EC"), drop("az-key", "properties.keySize")), None),
    unknown(RULES_KEY, "size", put("az-key", "properties.keySize", UNKNOWN)),
    fails("azure-secret-described", "empty", put("az-secret", "properties.contentType", "")),
    absent("azure-secret-described", "none", drop("az-secret", "properties.contentType")),
    unknown("azure-secret-described", "properties", put("az-secret", "properties", UNKNOWN), "unknown", "azure-secret-ends", "azure-secret-current"),
    fails("azure-secret-ends", "never", put("az-secret", "properties.attributes.expires", 0), "azure-secret-current"),
    absent("azure-secret-ends", "none", drop("az-secret", "properties.attributes")),
    unknown("azure-secret-ends", "the attributes", put("az-secret", "properties.attributes", UNKNOWN), "unknown", "azure-secret-current"),
    fails("azure-secret-current", "past", put("az-secret", "properties.attributes.expires", 1_790_000_000)),
    absent("azure-secret-current", "no end", drop("az-secret", "properties.attributes.expires"), None, "azure-secret-ends"),
    unknown("azure-secret-current", "day", put("az-secret", "properties.attributes.expires", UNKNOWN)),
    fails("azure-vault-endpoint", "of something else", unwire("az-vault-endpoint", "privateLinkServiceConnections")),
    absent("azure-vault-endpoint", "none", remove("az-vault-endpoint")),
    absent("azure-vault-endpoint", "nobody reaches it", both(
        remove("az-vault-endpoint"), put("az-vault", "properties.publicNetworkAccess", "Disabled")), None),
    unknown("azure-vault-endpoint", "whether anybody reaches it", both(
        remove("az-vault-endpoint"), put("az-vault", "properties.publicNetworkAccess", UNKNOWN))),
    fails("aks-system-apart", "another taint", put("az-cluster", "agentPoolProfiles[0].nodeTaints", ["team=a:NoSchedule"])),
    fails("aks-system-apart", "a second system pool", put("az-pool", "mode", "System")),
    absent("aks-system-apart", "none", drop("az-cluster", "agentPoolProfiles[0].nodeTaints")),
    absent("aks-system-apart", "no execution either", put("az-cluster", "agentPoolProfiles[0].nodeTaints", ["CriticalAddonsOnly=true:NoExecute"]), None),
    unknown("aks-system-apart", "taints", put("az-cluster", "agentPoolProfiles[0].nodeTaints", UNKNOWN)),
    fails("azure-nsg-egress-restricted", "everything", put("az-nsg", "securityRules[3].destinationPortRange", "*")),
    fails("azure-nsg-egress-restricted", "everything in numbers", both(
        put("az-nsg", "securityRules[3].destinationPortRange", "0-65535"), put("az-nsg", "securityRules[3].destinationAddressPrefix", "0.0.0.0/0"))),
    fails("azure-nsg-egress-restricted", "a rule beside its group", both(
        put("az-nsg-rule", "direction", "Outbound"), put("az-nsg-rule", "destinationPortRange", "*"), put("az-nsg-rule", "destinationAddressPrefix", "*"))),
    absent("azure-nsg-egress-restricted", "no rules", drop("az-nsg", "securityRules"), None),
    unknown("azure-nsg-egress-restricted", "destination", both(
        put("az-nsg", "securityRules[3].destinationPortRange", "*"), put("az-nsg", "securityRules[3].destinationAddressPrefix", UNKNOWN))),
)  # fmt: skip

DATABASES = (
    fails("azure-postgres-private", "public", put("az-server", "network.publicNetworkAccess", "Enabled")),
    absent("azure-postgres-private", "public by default", drop("az-server", "network")),
    unknown("azure-postgres-private", "access", put("az-server", "network.publicNetworkAccess", UNKNOWN)),
    fails("azure-postgres-entra", "off", put("az-server", "authConfig.activeDirectoryAuth", "Disabled")),
    absent("azure-postgres-entra", "off by default", drop("az-server", "authConfig")),
    unknown("azure-postgres-entra", "flag", put("az-server", "authConfig.activeDirectoryAuth", UNKNOWN)),
    fails("azure-postgres-recoverable", "in one region", put("az-server", "backup.geoRedundantBackup", "Disabled")),
    fails("azure-postgres-recoverable", "Microsoft's key", put("az-server", "dataEncryption.type", "SystemManaged")),
    fails("azure-postgres-recoverable", "a day", put("az-server", "backup.backupRetentionDays", 1)),
    absent("azure-postgres-recoverable", "left out", drop("az-server", "backup")),
    unknown("azure-postgres-recoverable", "flag", put("az-server", "backup.geoRedundantBackup", UNKNOWN)),
    fails("azure-postgres-parameters", "without TLS", put("az-parameter", "value", "off")),
    fails("azure-postgres-parameters", "old TLS", both(
        put("az-parameter", "configurationName", "ssl_min_protocol_version"), put("az-parameter", "value", "TLSv1.1"))),
    absent("azure-postgres-parameters", "Azure's own value", drop("az-parameter", "value"), None),
    absent("azure-postgres-parameters", "another", both(
        put("az-parameter", "configurationName", "work_mem"), put("az-parameter", "value", "4096")), None),
    unknown("azure-postgres-parameters", "value", put("az-parameter", "value", UNKNOWN)),
    fails("azure-postgres-version-supported", "gone", put("az-server", "version", "13")),
    absent("azure-postgres-version-supported", "a replica's", drop("az-server", "version"), None),
    unknown("azure-postgres-version-supported", "version", put("az-server", "version", UNKNOWN)),
    fails("azure-registry-identities", "a password", put("az-registry", "adminUserEnabled", True)),
    fails("azure-registry-identities", "everybody", put("az-registry", "anonymousPullEnabled", True)),
    absent("azure-registry-identities", "off by default", drop("az-registry", "adminUserEnabled"), None),
    unknown("azure-registry-identities", "flag", put("az-registry", "adminUserEnabled", UNKNOWN)),
    fails("azure-registry-closed", "public", put("az-registry", "publicNetworkAccess", "Enabled")),
    fails("azure-registry-closed", "piling up", put("az-registry", "policies.retentionPolicy.status", "disabled")),
    absent("azure-registry-closed", "no key", drop("az-registry", "encryption")),
    unknown("azure-registry-closed", "zones", put("az-registry", "zoneRedundancy", UNKNOWN)),
)  # fmt: skip

OWNER = (
    "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
)

IDENTITIES = (
    fails("azure-roles-narrow", "owner", put("az-role", "roleDefinitionId", OWNER)),
    fails("azure-roles-narrow", "owner in capitals", put("az-role", "roleDefinitionId", OWNER.upper())),
    fails("azure-roles-narrow", "a subscription", put("az-role", "scope", "/subscriptions/s/")),
    fails("azure-roles-narrow", "a management group", put("az-role", "scope", "/providers/Microsoft.Management/managementGroups/m")),
    absent("azure-roles-narrow", "no scope", drop("az-role", "scope"), None),
    unknown("azure-roles-narrow", "scope", put("az-role", "scope", UNKNOWN)),
    unknown("azure-roles-narrow", "scope is a resource", both(put("az-role", "scope", UNKNOWN), wire("az-role", "scope", "az-vault"))),
    unknown("azure-roles-narrow", "role", put("az-role", "roleDefinitionId", UNKNOWN)),
    fails("azure-federation-exact", "a wildcard", put("az-federation", "subject", "system:serviceaccount:app:*")),
    fails("azure-federation-exact", "in the clear", put("az-federation", "issuer", "http://issuer.example.com")),
    fails("azure-federation-exact", "for somebody else", put("az-federation", "audiences", ["api://AzureADTokenExchange", "sts.amazonaws.com"])),
    absent("azure-federation-exact", "no audience", drop("az-federation", "audiences")),
    unknown("azure-federation-exact", "issuer", put("az-federation", "issuer", UNKNOWN), "unknown", "unknown-documents-traceable"),
    unknown("azure-federation-exact", "issuer of our cluster", both(
        put("az-federation", "issuer", UNKNOWN), wire("az-federation", "issuer", "az-cluster"))),
    unknown("azure-federation-exact", "issuer from a vault", both(
        put("az-federation", "issuer", UNKNOWN), wire("az-federation", "issuer", "az-vault")), "unknown", "unknown-documents-traceable"),
    fails("azure-recorded", "a category is off", put("az-cluster-record", "logs[1].enabled", False)),
    fails("azure-recorded", "nowhere", put("az-vault-record", "workspaceId", "")),
    fails("azure-recorded", "of another", wire("az-registry-record", "resourceUri", "az-vault")),
    absent("azure-recorded", "none", remove("az-server-record")),
    absent("azure-recorded", "all of it", put("az-cluster-record", "logs", [{"categoryGroup": "allLogs", "enabled": True}]), None),
    unknown("azure-recorded", "category", put("az-vault-record", "logs[0].category", UNKNOWN)),
    fails("azure-locked", "of no use", put("az-lock", "level", "NotSpecified")),
    absent("azure-locked", "lifted", remove("az-lock")),
    absent("azure-locked", "on the thing itself", both(
        add(entry(tokens.AZURE_LOCK, "az-own-lock", {"level": "ReadOnly"}, edges={"scope": ["urn:pulumi:production::platform::azure-native:storage:StorageAccount::az-storage"]})),
        unwire("az-storage", "resourceGroupName")), None),
    unknown("azure-locked", "level", put("az-lock", "level", UNKNOWN)),
    fails("azure-required-tags", "empty", put("az-vault", "tags.owner", "")),
    absent("azure-required-tags", "one", drop("az-storage", "tags.cost-center")),
    absent("azure-required-tags", "of another pool", add(entry(tokens.AKS_POOL, "az-spot", {**NODES, "tags": {**TAGS, "owner": ""}}))),
    unknown("azure-required-tags", "one", put("az-key", "tags.owner", UNKNOWN), None),
)  # fmt: skip


AZURE = (*NETWORKS, *FIREWALLS, *CLUSTERS, *STORES, *DATABASES, *IDENTITIES)
