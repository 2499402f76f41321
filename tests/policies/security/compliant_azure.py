"""A small stack of Azure to which no rule of the security pack has anything to say in production."""

from typing import Any

from policies.framework import tokens
from tests.policies.framework.samples import Entry, entry, urn

TAGS = {"environment": "production", "owner": "platform", "cost-center": "core", "managed-by": "pulumi"}
GUID = "00000000-0000-4000-8000-000000000000"
GROUP = urn(tokens.AZURE_GROUP, "az-group")
VNET = urn(tokens.AZURE_NETWORK, "az-network")
ACCOUNT = urn(tokens.AZURE_STORAGE, "az-storage")
WORKSPACE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w"


def azure() -> list[Entry]:
    return [
        entry(tokens.AZURE_GROUP, "az-group", {"location": "eastus", "tags": TAGS}),
        entry(tokens.AZURE_LOCK, "az-lock", {"level": "CanNotDelete"}, edges={"scope": [GROUP]}),
        *_network(),
        *_clusters(),
        *_stores(),
        *_databases(),
        entry(
            tokens.AZURE_ROLE_ASSIGNMENT,
            "az-role",
            {
                "roleDefinitionId": "/subscriptions/s/providers/x/7f951dda-4ed3-4680-a7ca-43fe172d538d",
                "scope": "/subscriptions/s/resourceGroups/g",
            },
        ),
        entry(
            tokens.AZURE_FEDERATION,
            "az-federation",
            {
                "issuer": "https://issuer.example.com/abc",
                "subject": "system:serviceaccount:app:web",
                "audiences": ["api://AzureADTokenExchange"],
            },
        ),
    ]


def _network() -> list[Entry]:
    return [
        entry(tokens.AZURE_NETWORK, "az-network", {"tags": TAGS}),
        entry(
            tokens.AZURE_SUBNET,
            "az-subnet",
            {
                "subnetName": "nodes",
                "networkSecurityGroup": {"id": "nsg"},
                "defaultOutboundAccess": False,
            },
        ),
        entry(
            tokens.AZURE_SUBNET, "az-gateway", {"subnetName": "GatewaySubnet", "defaultOutboundAccess": False}
        ),
        entry(
            tokens.AZURE_FIREWALL,
            "az-nsg",
            {
                "securityRules": [
                    rule(sourceAddressPrefixes=["173.245.48.0/20"], destinationPortRange="443"),
                    rule(sourceAddressPrefix="Internet", destinationPortRanges=["443"]),
                    rule(sourceAddressPrefix="*", destinationPortRange="*", protocol="*", access="Deny"),
                    rule(
                        destinationAddressPrefix="Internet", destinationPortRange="443", direction="Outbound"
                    ),
                ],
                "tags": TAGS,
            },
        ),
        entry(
            tokens.AZURE_FIREWALL_RULE,
            "az-nsg-rule",
            rule(sourceAddressPrefix="10.0.0.0/8", destinationPortRange="22"),
        ),
        entry(tokens.AZURE_ADDRESS, "az-address", {"tags": TAGS}),
        entry(
            tokens.AZURE_FLOW_LOG,
            "az-flow-log",
            {"enabled": True, "retentionPolicy": {"days": 90, "enabled": True}, "tags": TAGS},
            edges={"targetResourceId": [VNET]},
        ),
        entry(
            tokens.AZURE_ENDPOINT,
            "az-endpoint",
            {"privateLinkServiceConnections": [{"name": "blob"}], "tags": TAGS},
            edges={"privateLinkServiceConnections": [ACCOUNT]},
        ),
        entry(
            tokens.AZURE_ENDPOINT,
            "az-vault-endpoint",
            {"privateLinkServiceConnections": [{"name": "vault"}], "tags": TAGS},
            edges={"privateLinkServiceConnections": [urn(tokens.AZURE_VAULT, "az-vault")]},
        ),
    ]


def rule(**facts: Any) -> dict[str, Any]:
    return {"access": "Allow", "direction": "Inbound", "protocol": "Tcp", **facts}


NODES: dict[str, Any] = {
    "enableNodePublicIP": False,
    "enableEncryptionAtHost": True,
    "securityProfile": {"enableSecureBoot": True, "enableVTPM": True, "sshAccess": "Disabled"},
}


def _clusters() -> list[Entry]:
    cluster = urn(tokens.AKS_CLUSTER, "az-cluster")
    return [
        entry(
            tokens.AKS_CLUSTER,
            "az-cluster",
            {
                "kubernetesVersion": "1.35",
                "supportPlan": "KubernetesOfficial",
                "sku": {"name": "Base", "tier": "Standard"},
                "identity": {"type": "UserAssigned"},
                "enableRBAC": True,
                "disableLocalAccounts": True,
                "aadProfile": {"managed": True, "enableAzureRBAC": True},
                "apiServerAccessProfile": {"enablePrivateCluster": True, "disableRunCommand": True},
                "oidcIssuerProfile": {"enabled": True},
                "securityProfile": {
                    "workloadIdentity": {"enabled": True},
                    "defender": {"securityMonitoring": {"enabled": True}},
                },
                "networkProfile": {"networkPlugin": "azure", "networkPolicy": "cilium"},
                "addonProfiles": {
                    "azurepolicy": {"enabled": True},
                    "azureKeyvaultSecretsProvider": {
                        "enabled": True,
                        "config": {"enableSecretRotation": "true"},
                    },
                },
                "autoUpgradeProfile": {"upgradeChannel": "patch", "nodeOSUpgradeChannel": "NodeImage"},
                "diskEncryptionSetID": "set",
                "agentPoolProfiles": [
                    {
                        "name": "system",
                        "mode": "System",
                        "nodeTaints": ["CriticalAddonsOnly=true:NoSchedule"],
                        **NODES,
                    }
                ],
                "tags": TAGS,
            },
            edges={"resourceGroupName": [GROUP]},
        ),
        entry(tokens.AKS_POOL, "az-pool", {"mode": "User", **NODES, "tags": TAGS}),
        _record("az-cluster-record", cluster, "kube-apiserver", "kube-audit-admin", "guard"),
    ]


def _record(name: str, target: str, *categories: str) -> Entry:
    logs = [{"category": category, "enabled": True} for category in categories]
    return entry(
        tokens.AZURE_RECORD, name, {"logs": logs, "workspaceId": WORKSPACE}, edges={"resourceUri": [target]}
    )


def _stores() -> list[Entry]:
    return [
        entry(
            tokens.AZURE_STORAGE,
            "az-storage",
            {
                "sku": {"name": "Standard_GRS"},
                "enableHttpsTrafficOnly": True,
                "minimumTlsVersion": "TLS1_2",
                "allowBlobPublicAccess": False,
                "allowSharedKeyAccess": False,
                "networkRuleSet": {"defaultAction": "Deny", "bypass": "AzureServices"},
                "encryption": {
                    "keySource": "Microsoft.Keyvault",
                    "requireInfrastructureEncryption": True,
                },
                "tags": TAGS,
            },
            edges={"resourceGroupName": [GROUP]},
        ),
        entry(
            tokens.AZURE_BLOBS,
            "az-blobs",
            {
                "isVersioningEnabled": True,
                "deleteRetentionPolicy": {"enabled": True, "days": 14},
                "containerDeleteRetentionPolicy": {"enabled": True, "days": 14},
            },
        ),
        entry(tokens.AZURE_CONTAINER, "az-container", {"publicAccess": "None"}),
        _record("az-storage-record", ACCOUNT, "StorageRead", "StorageWrite", "StorageDelete"),
        *_vaults(),
    ]


def _vaults() -> list[Entry]:
    return [
        entry(
            tokens.AZURE_VAULT,
            "az-vault",
            {
                "properties": {
                    "enablePurgeProtection": True,
                    "enableSoftDelete": True,
                    "softDeleteRetentionInDays": 90,
                    "enableRbacAuthorization": True,
                    "networkAcls": {"defaultAction": "Deny", "bypass": "AzureServices"},
                },
                "tags": TAGS,
            },
            edges={"resourceGroupName": [GROUP]},
        ),
        _record("az-vault-record", urn(tokens.AZURE_VAULT, "az-vault"), "AuditEvent"),
        entry(
            tokens.AZURE_KEY,
            "az-key",
            {
                "properties": {
                    "kty": "RSA",
                    "keySize": 3072,
                    "rotationPolicy": {
                        "attributes": {"expiryTime": "P2Y"},
                        "lifetimeActions": [{"action": {"type": "Rotate"}}],
                    },
                },
                "tags": TAGS,
            },
        ),
        entry(
            tokens.AZURE_SECRET,
            "az-secret",
            {
                "properties": {"contentType": "password", "attributes": {"expires": 1_800_000_000}},
                "tags": TAGS,
            },
        ),
    ]


def _databases() -> list[Entry]:
    return [
        entry(
            tokens.AZURE_SERVER,
            "az-server",
            {
                "version": "15",
                "network": {"publicNetworkAccess": "Disabled"},
                "authConfig": {"activeDirectoryAuth": "Enabled"},
                "backup": {"geoRedundantBackup": "Enabled", "backupRetentionDays": 14},
                "dataEncryption": {"type": "AzureKeyVault"},
                "tags": TAGS,
            },
            edges={"resourceGroupName": [GROUP]},
        ),
        _record("az-server-record", urn(tokens.AZURE_SERVER, "az-server"), "PostgreSQLLogs"),
        entry(
            tokens.AZURE_PARAMETER,
            "az-parameter",
            {"configurationName": "require_secure_transport", "value": "ON"},
        ),
        entry(
            tokens.AZURE_REGISTRY,
            "az-registry",
            {
                "adminUserEnabled": False,
                "anonymousPullEnabled": False,
                "publicNetworkAccess": "Disabled",
                "encryption": {"status": "enabled"},
                "zoneRedundancy": "Enabled",
                "policies": {"retentionPolicy": {"status": "enabled", "days": 30}},
                "tags": TAGS,
            },
        ),
        _record(
            "az-registry-record", urn(tokens.AZURE_REGISTRY, "az-registry"), "ContainerRegistryLoginEvents"
        ),
    ]
