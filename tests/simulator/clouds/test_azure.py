"""What Azure refuses, each with a case, and how it answers."""

from copy import deepcopy
from typing import Any

import pytest

from simulator import clouds
from tests.simulator.clouds.samples import SAMPLES, SCOPES, urn_of
from tests.simulator.clouds.samples_azure import IDENTITY

AZURE = "azure-native:"
SCOPE = SCOPES["azure-native"]
CLUSTER, POOL = f"{AZURE}containerservice:ManagedCluster", f"{AZURE}containerservice:AgentPool"
NETWORK, SUBNET = f"{AZURE}network:VirtualNetwork", f"{AZURE}network:Subnet"
FILTER, NAT = f"{AZURE}network:NetworkSecurityGroup", f"{AZURE}network:NatGateway"
ADDRESS, ZONE = f"{AZURE}network:PublicIPAddress", f"{AZURE}privatedns:PrivateZone"
VAULT, KEY = f"{AZURE}keyvault:Vault", f"{AZURE}keyvault:Key"
ACCOUNT, SERVER = f"{AZURE}storage:StorageAccount", f"{AZURE}dbforpostgresql:Server"
REGISTRY, TRUST = f"{AZURE}containerregistry:Registry", f"{AZURE}managedidentity:FederatedIdentityCredential"
ROLE, BUDGET = f"{AZURE}authorization:RoleAssignment", f"{AZURE}consumption:Budget"
RECORD, SET = f"{AZURE}monitor:DiagnosticSetting", f"{AZURE}compute:DiskEncryptionSet"


def put(token: str, path: str, value: Any) -> dict[str, Any]:
    """Return the sample with another value at a path; None takes it out."""
    inputs: dict[str, Any] = deepcopy(SAMPLES[token])
    place: Any = inputs
    *steps, leaf = path.split(".")
    for step in steps:
        place = place[int(step) if step.isdigit() else step]
    last: Any = int(leaf) if leaf.isdigit() else leaf
    if value is None:
        del place[last]
    else:
        place[last] = value
    return inputs


REFUSED = [
    (CLUSTER, "networkProfile.dnsServiceIP", "10.0.0.10", "is not within serviceCidr"),
    (CLUSTER, "networkProfile.serviceCidr", "172.16.0.0/12", "must be smaller than a /12"),
    (CLUSTER, "networkProfile.podCidr", "172.20.0.0/16", "overlaps serviceCidr"),
    (CLUSTER, "networkProfile.networkPlugin", "kubenet", "the cilium dataplane needs networkPlugin azure"),
    (CLUSTER, "kubernetesVersion", "1.28", "is not supported in this region"),
    (CLUSTER, "aadProfile", None, "disableLocalAccounts needs aadProfile"),
    (CLUSTER, "apiServerAccessProfile.authorizedIPRanges", ["203.0.113.0/24"], "cannot be set on a private"),
    (CLUSTER, "apiServerAccessProfile.subnetId", None, "enableVnetIntegration needs subnetId"),
    (CLUSTER, "agentPoolProfiles.0.mode", "User", "must hold a pool of mode System"),
    (
        CLUSTER,
        "agentPoolProfiles.0.nodeTaints",
        ["system=true:NoSchedule"],
        "takes no taint but CriticalAddonsOnly",
    ),
    (CLUSTER, "agentPoolProfiles.0.vmSize", "Standard_D2lds_v5", "4 virtual CPUs or more"),
    (CLUSTER, "agentPoolProfiles.0.vmSize", "Standard_B4ms", "not be burstable"),
    (CLUSTER, "agentPoolProfiles.0.minCount", 6, "minCount must not be above maxCount"),
    (POOL, "agentPoolName", "warehousepool", "1 to 12 lower-case letters and digits"),
    (POOL, "agentPoolName", "1app", "from a letter on"),
    (POOL, "minCount", 8, "minCount must not be above maxCount"),
    (SUBNET, "addressPrefix", "10.0.0.0/29", "/28 or larger"),
    (NAT, "zones", ["1", "2"], "must name one zone at most"),
    (ADDRESS, "publicIPAllocationMethod", "Dynamic", "must be Static with the Standard sku"),
    (ADDRESS, "sku.name", "Basic", "retired Basic public addresses"),
    (FILTER, "securityRules.1.priority", 100, "is taken by another rule"),
    (FILTER, "securityRules.0.priority", 99, "between 100 and 4096"),
    (FILTER, "securityRules.0.sourceAddressPrefixes", ["10.0.0.0/16"], "only one of them may be set"),
    (FILTER, "securityRules.0.destinationPortRange", None, "destinationPortRanges must be set"),
    (ZONE, "location", "eastus", "location must be global"),
    (VAULT, "vaultName", "1-vault", "vaultName"),
    (VAULT, "vaultName", "v" * 25, "vaultName"),
    (VAULT, "properties.softDeleteRetentionInDays", 91, "between 7 and 90 days"),
    (VAULT, "properties.enablePurgeProtection", False, "enablePurgeProtection"),
    (KEY, "properties.keySize", 1024, "must be 2048, 3072 or 4096"),
    (ACCOUNT, "accountName", "Test-Account", "3 to 24 lower-case letters and digits"),
    (ACCOUNT, "networkRuleSet.ipRules.0.iPAddressOrRange", "203.0.113.7/32", "written as single addresses"),
    (ACCOUNT, "networkRuleSet.ipRules.0.iPAddressOrRange", "172.16.0.0/12", "a private range cannot be"),
    (ACCOUNT, "encryption.keyVaultProperties.keyName", None, "a key of a vault needs keyName"),
    (SERVER, "version", "13", "not one that Azure creates any more"),
    (SERVER, "storage.storageSizeGB", 100, "storageSizeGB must be one of"),
    (SERVER, "sku", {"name": "Standard_B2s", "tier": "Burstable"}, "no high availability"),
    (SERVER, "backup.backupRetentionDays", 6, "between 7 and 35"),
    (SERVER, "administratorLogin", "azure_superuser", "a name that Azure keeps for itself"),
    (REGISTRY, "sku.name", "Basic", "needs the Premium sku"),
    (TRUST, "audiences", ["a", "b"], "exactly one audience"),
    (TRUST, "subject", "system:serviceaccount:velero:*", "must not hold a wildcard"),
    (ROLE, "roleDefinitionId", "AcrPull", "must be the id of a role definition"),
    (BUDGET, "timePeriod.startDate", "2026-12-15T00:00:00Z", "must be the first of a month"),
    (BUDGET, "notifications.spent.contactEmails", None, "needs contactEmails"),
    (RECORD, "workspaceId", None, "must be set"),
    (SET, "identity", None, "needs an identity to reach its key"),
]


@pytest.mark.parametrize(("token", "path", "value", "said"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_azure_refuses_is_refused(token: str, path: str, value: Any, said: str) -> None:
    failures = clouds.check(token, urn_of(token), put(token, path, value), None, SCOPE).failures
    assert any(said in failure.reason for failure in failures), failures


def created(token: str, **changes: Any) -> dict[str, Any]:
    checked = clouds.check(token, urn_of(token), {**SAMPLES[token], **changes}, None, SCOPE)
    assert checked.failures == ()
    return clouds.create(token, urn_of(token), checked.inputs, SCOPE).outputs


def test_identities_go_in_as_a_list_and_come_out_with_who_they_are() -> None:
    (known,) = created(ACCOUNT)["identity"]["userAssignedIdentities"].items()
    assert known[0] == IDENTITY
    assert set(known[1]) == {"clientId", "principalId"}


def test_a_private_cluster_has_a_private_name_and_an_issuer_of_its_region() -> None:
    cluster = created(CLUSTER)
    assert cluster["privateFQDN"].endswith(".privatelink.eastus.azmk8s.io")
    assert cluster["oidcIssuerProfile"]["issuerURL"].startswith("https://eastus.oic.prod-aks.azure.com/")
    assert cluster["currentKubernetesVersion"] == "1.35.1"


def test_names_that_the_world_asks_for_follow_from_the_resource() -> None:
    assert created(ACCOUNT)["primaryEndpoints"]["blob"] == "https://testaccount.blob.core.windows.net/"
    assert created(KEY)["keyUri"] == "https://test-vault.vault.azure.net/keys/disks"
    assert created(REGISTRY)["loginServer"] == "testregistry.azurecr.io"
    assert created(SERVER)["fullyQualifiedDomainName"] == "test-server.postgres.database.azure.com"
