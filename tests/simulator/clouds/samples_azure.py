"""Valid inputs of every type of Azure in use."""

from typing import Any

from simulator.values import Secret

SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000001"
GUID = "11111111-1111-4111-8111-111111111111"
GROUP = {"resourceGroupName": "test-eastus"}
IDENTITY = f"{SUBSCRIPTION}/resourceGroups/test-eastus/providers/Microsoft.ManagedIdentity/userAssignedIdentities/keeper"
SUBNET = f"{SUBSCRIPTION}/resourceGroups/test-eastus/providers/Microsoft.Network/virtualNetworks/main/subnets/nodes"
VAULT = f"{SUBSCRIPTION}/resourceGroups/test-eastus/providers/Microsoft.KeyVault/vaults/test-vault"
WORKSPACE = (
    f"{SUBSCRIPTION}/resourceGroups/test-eastus/providers/Microsoft.OperationalInsights/workspaces/logs"
)
TAGS = {"environment": "dev"}

NETWORK: dict[str, dict[str, Any]] = {
    "azure-native:resources:ResourceGroup": {"resourceGroupName": "test-eastus", "location": "eastus", "tags": TAGS},
    "azure-native:network:VirtualNetwork": {
        **GROUP, "virtualNetworkName": "main", "location": "eastus", "tags": TAGS,
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
    },
    "azure-native:network:Subnet": {
        **GROUP, "virtualNetworkName": "main", "subnetName": "nodes", "addressPrefix": "10.0.0.0/24",
        "defaultOutboundAccess": False, "networkSecurityGroup": {"id": "nsg"},
        "delegations": [{"name": "aks", "serviceName": "Microsoft.ContainerService/managedClusters"}],
    },
    "azure-native:network:NetworkSecurityGroup": {
        **GROUP, "networkSecurityGroupName": "nodes",
        "securityRules": [
            {"name": "in", "priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "Tcp",
             "sourceAddressPrefix": "10.0.0.0/16", "sourcePortRange": "*", "destinationAddressPrefix": "*",
             "destinationPortRange": "443"},
            {"name": "wall", "priority": 4096, "direction": "Inbound", "access": "Deny", "protocol": "*",
             "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*",
             "destinationPortRange": "*"},
        ],
    },
    "azure-native:network:PublicIPAddress": {
        **GROUP, "publicIpAddressName": "nat", "sku": {"name": "Standard", "tier": "Regional"},
        "publicIPAllocationMethod": "Static", "zones": ["1"], "dnsSettings": {"domainNameLabel": "main"},
    },
    "azure-native:network:NatGateway": {
        **GROUP, "natGatewayName": "nat", "sku": {"name": "Standard"}, "zones": ["1"], "idleTimeoutInMinutes": 4,
        "publicIpAddresses": [{"id": "ip"}],
    },
    "azure-native:network:PrivateEndpoint": {
        **GROUP, "privateEndpointName": "vault", "subnet": {"id": SUBNET},
        "privateLinkServiceConnections": [{"name": "vault", "privateLinkServiceId": VAULT, "groupIds": ["vault"]}],
    },
    "azure-native:network:PrivateDnsZoneGroup": {
        **GROUP, "privateEndpointName": "vault", "privateDnsZoneGroupName": "default",
        "privateDnsZoneConfigs": [{"name": "zone", "privateDnsZoneId": "zone"}],
    },
    "azure-native:network:FlowLog": {
        "resourceGroupName": "NetworkWatcherRG", "networkWatcherName": "NetworkWatcher_eastus", "flowLogName": "main",
        "targetResourceId": "vnet", "storageId": "account", "enabled": True, "format": {"type": "JSON", "version": 2},
        "retentionPolicy": {"days": 90, "enabled": True},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]},
    },
    "azure-native:privatedns:PrivateZone": {
        **GROUP, "privateZoneName": "privatelink.vaultcore.azure.net", "location": "global",
    },
    "azure-native:privatedns:VirtualNetworkLink": {
        **GROUP, "privateZoneName": "privatelink.vaultcore.azure.net", "virtualNetworkLinkName": "network",
        "location": "global", "registrationEnabled": False, "virtualNetwork": {"id": "vnet"},
    },
}  # fmt: skip

ACCESS: dict[str, dict[str, Any]] = {
    "azure-native:authorization:RoleAssignment": {
        "roleAssignmentName": GUID, "scope": VAULT, "principalId": GUID, "principalType": "ServicePrincipal",
        "roleDefinitionId": f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{GUID}",
    },
    "azure-native:authorization:ManagementLockByScope": {
        "lockName": "keep", "scope": f"{SUBSCRIPTION}/resourceGroups/test-eastus", "level": "CanNotDelete",
    },
    "azure-native:managedidentity:UserAssignedIdentity": {**GROUP, "resourceName": "keeper", "tags": TAGS},
    "azure-native:managedidentity:FederatedIdentityCredential": {
        **GROUP, "resourceName": "keeper", "federatedIdentityCredentialResourceName": "writer",
        "issuer": "https://issuer.example.com/", "subject": "system:serviceaccount:velero:velero",
        "audiences": ["api://AzureADTokenExchange"],
    },
    "azure-native:keyvault:Vault": {
        **GROUP, "vaultName": "test-vault", "tags": TAGS,
        "properties": {
            "tenantId": GUID, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True,
            "enablePurgeProtection": True, "softDeleteRetentionInDays": 90,
            "networkAcls": {"defaultAction": "Deny", "bypass": "AzureServices"},
        },
    },
    "azure-native:keyvault:Key": {
        **GROUP, "vaultName": "test-vault", "keyName": "disks",
        "properties": {"kty": "RSA", "keySize": 3072, "keyOps": ["wrapKey", "unwrapKey"]},
    },
    "azure-native:keyvault:Secret": {
        **GROUP, "vaultName": "test-vault", "secretName": "password", "properties": {"value": Secret("hunter2")},
    },
    "azure-native:compute:DiskEncryptionSet": {
        **GROUP, "diskEncryptionSetName": "disks", "encryptionType": "EncryptionAtRestWithCustomerKey",
        "activeKey": {"keyUrl": "https://test-vault.vault.azure.net/keys/disks", "sourceVault": {"id": VAULT}},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]},
    },
}  # fmt: skip

CLUSTERS: dict[str, dict[str, Any]] = {
    "azure-native:containerservice:ManagedCluster": {
        **GROUP, "resourceName": "main", "dnsPrefix": "main", "kubernetesVersion": "1.35", "enableRBAC": True,
        "sku": {"name": "Base", "tier": "Standard"}, "disableLocalAccounts": True,
        "aadProfile": {"managed": True, "enableAzureRBAC": True},
        "oidcIssuerProfile": {"enabled": True},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]},
        "networkProfile": {
            "networkPlugin": "azure", "networkPluginMode": "overlay", "networkDataplane": "cilium",
            "podCidr": "10.68.0.0/14", "serviceCidr": "172.20.80.0/20", "dnsServiceIP": "172.20.80.10",
        },
        "apiServerAccessProfile": {"enablePrivateCluster": True, "enableVnetIntegration": True, "subnetId": SUBNET},
        "agentPoolProfiles": [
            {"name": "system", "mode": "System", "vmSize": "Standard_D4lds_v5", "count": 3, "minCount": 3,
             "maxCount": 5, "enableAutoScaling": True, "nodeTaints": ["CriticalAddonsOnly=true:NoSchedule"]},
        ],
    },
    "azure-native:containerservice:AgentPool": {
        **GROUP, "resourceName": "main", "agentPoolName": "app1445", "mode": "User", "vmSize": "Standard_D4lds_v5",
        "count": 0, "minCount": 0, "maxCount": 7, "enableAutoScaling": True,
    },
    "azure-native:containerservice:MaintenanceConfiguration": {
        **GROUP, "resourceName": "main", "configName": "aksManagedAutoUpgradeSchedule",
        "maintenanceWindow": {"durationHours": 6, "startTime": "06:00", "schedule": {"weekly": {"dayOfWeek": "Sunday", "intervalWeeks": 1}}},
    },
    "azure-native:containerregistry:Registry": {
        **GROUP, "registryName": "testregistry", "sku": {"name": "Premium"}, "publicNetworkAccess": "Disabled",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {IDENTITY: {}}},
    },
}  # fmt: skip

STORES: dict[str, dict[str, Any]] = {
    "azure-native:storage:StorageAccount": {
        **GROUP, "accountName": "testaccount", "kind": "StorageV2", "sku": {"name": "Standard_GRS"},
        "networkRuleSet": {"defaultAction": "Deny", "ipRules": [{"iPAddressOrRange": "203.0.113.0/24", "action": "Allow"}]},
        "encryption": {"keySource": "Microsoft.Keyvault",
                       "keyVaultProperties": {"keyVaultUri": "https://test-vault.vault.azure.net/", "keyName": "storage"}},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]},
    },
    "azure-native:storage:BlobServiceProperties": {
        **GROUP, "accountName": "testaccount", "blobServicesName": "default", "isVersioningEnabled": True,
        "deleteRetentionPolicy": {"enabled": True, "days": 14},
    },
    "azure-native:storage:BlobContainer": {
        **GROUP, "accountName": "testaccount", "containerName": "backups", "publicAccess": "None",
    },
    "azure-native:storage:BlobContainerImmutabilityPolicy": {
        **GROUP, "accountName": "testaccount", "containerName": "backups", "immutabilityPolicyName": "default",
        "immutabilityPeriodSinceCreationInDays": 7,
    },
    "azure-native:storage:ManagementPolicy": {
        **GROUP, "accountName": "testaccount", "managementPolicyName": "default",
        "policy": {"rules": [{"name": "old", "type": "Lifecycle", "definition": {
            "actions": {"baseBlob": {"delete": {"daysAfterModificationGreaterThan": 35}}}}}]},
    },
    "azure-native:dbforpostgresql:Server": {
        **GROUP, "serverName": "test-server", "version": "15", "administratorLogin": "platform_owner",
        "administratorLoginPassword": Secret("hunter2hunter2"), "availabilityZone": "1",
        "sku": {"name": "Standard_D2ds_v5", "tier": "GeneralPurpose"}, "storage": {"storageSizeGB": 128},
        "backup": {"backupRetentionDays": 14, "geoRedundantBackup": "Disabled"},
        "highAvailability": {"mode": "ZoneRedundant", "standbyAvailabilityZone": "2"},
        "network": {"delegatedSubnetResourceId": SUBNET, "privateDnsZoneArmResourceId": "zone"},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {IDENTITY: {}}},
    },
    "azure-native:dbforpostgresql:Configuration": {
        **GROUP, "serverName": "test-server", "configurationName": "require_secure_transport", "value": "on",
        "source": "user-override",
    },
    "azure-native:dbforpostgresql:Database": {**GROUP, "serverName": "test-server", "databaseName": "platform"},
    "azure-native:dbforpostgresql:Administrator": {
        **GROUP, "serverName": "test-server", "objectId": GUID, "principalName": "administrators",
        "principalType": "group", "tenantId": GUID,
    },
}  # fmt: skip

MONITORING: dict[str, dict[str, Any]] = {
    "azure-native:operationalinsights:Workspace": {
        **GROUP, "workspaceName": "logs", "retentionInDays": 90, "sku": {"name": "PerGB2018"},
        "workspaceCapping": {"dailyQuotaGb": 1},
    },
    "azure-native:monitor:DiagnosticSetting": {
        "name": "activity", "resourceUri": VAULT, "workspaceId": WORKSPACE,
        "logs": [{"category": "AuditEvent", "enabled": True}],
    },
    "azure-native:monitor:ActionGroup": {
        **GROUP, "actionGroupName": "people", "groupShortName": "platform", "location": "Global", "enabled": True,
        "emailReceivers": [{"name": "oncall", "emailAddress": "oncall@example.com"}],
    },
    "azure-native:monitor:MetricAlert": {
        **GROUP, "ruleName": "cpu", "location": "global", "severity": 2, "enabled": True, "scopes": [VAULT],
        "evaluationFrequency": "PT5M", "windowSize": "PT15M",
        "criteria": {
            "odataType": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            "allOf": [{"criterionType": "StaticThresholdCriterion", "name": "cpu", "metricName": "cpu_percent",
                       "operator": "GreaterThan", "threshold": 80, "timeAggregation": "Average"}],
        },
    },
    "azure-native:monitor:AzureMonitorWorkspace": {**GROUP, "azureMonitorWorkspaceName": "metrics"},
    "azure-native:monitor:DataCollectionEndpoint": {**GROUP, "dataCollectionEndpointName": "metrics", "kind": "Linux"},
    "azure-native:monitor:DataCollectionRule": {
        **GROUP, "dataCollectionRuleName": "metrics", "kind": "Linux",
        "dataFlows": [{"streams": ["Microsoft-PrometheusMetrics"], "destinations": ["prometheus"]}],
    },
    "azure-native:monitor:DataCollectionRuleAssociation": {
        "associationName": "prometheus", "resourceUri": VAULT, "dataCollectionRuleId": "rule",
    },
    "azure-native:consumption:Budget": {
        "budgetName": "month", "scope": SUBSCRIPTION, "amount": 1000, "category": "Cost", "timeGrain": "Monthly",
        "timePeriod": {"startDate": "2026-12-01T00:00:00Z"},
        "notifications": {"spent": {"enabled": True, "operator": "GreaterThan", "threshold": 80,
                                    "contactEmails": ["oncall@example.com"]}},
    },
}  # fmt: skip

AZURE = {**NETWORK, **ACCESS, **CLUSTERS, **STORES, **MONITORING}
