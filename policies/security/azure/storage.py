"""Azure's storage accounts: over TLS, for identities alone, closed to the internet, and undoable."""

from typing import Final

from policies.framework import tokens
from policies.framework.facts import some
from policies.framework.index import Stack
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
    stack_rule,
)

ACCOUNT = (tokens.AZURE_STORAGE,)
GUIDE: Final = "https://learn.microsoft.com/azure/storage/"
LONG_ENOUGH: Final = 7
"""Days in which somebody notices that something was deleted."""


@resource_rule(
    name="azure-storage-tls",
    title="Storage accounts speak modern TLS alone",
    types=ACCOUNT,
    severity="high",
    levels=ALWAYS,
    remediation="Leave enableHttpsTrafficOnly on, and set minimumTlsVersion to TLS1_2.",
    controls=clauses("CIS Azure", "5.0", "9.3.4", "9.3.6"),
    checkov=("CKV_AZURE_3", "CKV_AZURE_44"),
    trivy=("AZU-0008", "AZU-0011", "AZU-0059"),
    prowler=("storage_ensure_minimum_tls_version_12", "storage_secure_transfer_required_is_enabled"),
    url=GUIDE + "common/transport-layer-security-configure-minimum-version",
)
def storage_tls(account: Resource, _: Context) -> Outcomes:
    """Refuse plain HTTP, which is off unless asked for, and old TLS, which is on unless refused."""
    yield from require(
        ~account["enableHttpsTrafficOnly"].equals(False),
        "data travels in the clear: set enableHttpsTrafficOnly",
    )
    yield from require(
        account["minimumTlsVersion"].equals("TLS1_2", "TLS1_3"),
        "broken versions of TLS are accepted: set minimumTlsVersion to TLS1_2",
    )


@resource_rule(
    name="azure-storage-no-anonymous",
    title="Nothing in a storage account can become public",
    types=(tokens.AZURE_STORAGE, tokens.AZURE_CONTAINER),
    severity="critical",
    levels=ALWAYS,
    remediation="Set allowBlobPublicAccess to false, and publicAccess of containers to None.",
    controls=(Control("CIS Azure", "5.0", "9.3.8"),),
    checkov=("CKV_AZURE_34", "CKV_AZURE_190", "CKV2_AZURE_47"),
    trivy=("AZU-0007",),
    prowler=("storage_blob_public_access_level_is_disabled",),
    url=GUIDE + "blobs/anonymous-read-access-prevent",
)
def storage_no_anonymous(holder: Resource, _: Context) -> Outcomes:
    """Refuse anonymous reading, of the account and of each container."""
    yield from require(
        ~holder["allowBlobPublicAccess"].is_true(),
        "a container could be made public: set allowBlobPublicAccess to false",
    )
    yield from require(
        ~holder["publicAccess"].equals("Blob", "Container"), "everybody reads it: set publicAccess to None"
    )


@resource_rule(
    name="azure-storage-closed",
    title="Storage accounts let in our networks, Azure's own services and nobody else",
    types=ACCOUNT,
    severity="high",
    levels=PROMOTED,
    remediation="Set networkRuleSet with defaultAction Deny and bypass AzureServices.",
    controls=clauses("CIS Azure", "5.0", "9.3.2.3", "9.3.5"),
    checkov=("CKV_AZURE_35", "CKV_AZURE_36", "CKV_AZURE_59"),
    trivy=("AZU-0010", "AZU-0012"),
    prowler=(
        "storage_default_network_access_rule_is_denied",
        "storage_ensure_azure_services_are_trusted_to_access_is_enabled",
    ),
    url=GUIDE + "common/storage-network-security",
)
def storage_closed(account: Resource, _: Context) -> Outcomes:
    """Require a wall with a door for Azure's own services, without which logs would not arrive."""
    rules = account["networkRuleSet"]
    yield from require(
        rules["defaultAction"].equals("Deny") | account["publicNetworkAccess"].equals("Disabled"),
        "every network may call: set networkRuleSet.defaultAction to Deny",
    )
    yield from require(
        rules["bypass"].test(lambda raw: "AzureServices" in str(raw), absent=True),
        "Azure's own logs and backups are shut out: set networkRuleSet.bypass to AzureServices",
    )


@resource_rule(
    name="azure-storage-no-keys",
    title="Storage accounts are opened by identities, not by keys",
    types=ACCOUNT,
    severity="high",
    levels=PROMOTED,
    remediation="Set allowSharedKeyAccess to false, and leave isLocalUserEnabled and isSftpEnabled off.",
    controls=(Control("CIS Azure", "5.0", "9.3.1.3"),),
    checkov=("CKV2_AZURE_40",),
    prowler=("storage_account_key_access_disabled",),
    url=GUIDE + "common/shared-key-authorization-prevent",
)
def storage_no_keys(account: Resource, _: Context) -> Outcomes:
    """Refuse the two keys that every account has, which open all of it and are on unless they are refused."""
    yield from require(
        account["allowSharedKeyAccess"].equals(False),
        "whoever holds the key holds everything: set allowSharedKeyAccess to false",
    )
    yield from require(
        ~account["isLocalUserEnabled"].is_true() & ~account["isSftpEnabled"].is_true(),
        "passwords of the account's own let people in: leave isLocalUserEnabled and isSftpEnabled off",
    )


@resource_rule(
    name="azure-storage-undoable",
    title="What was deleted or overwritten in a storage account can be brought back",
    types=(tokens.AZURE_BLOBS,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set isVersioningEnabled, deleteRetentionPolicy and containerDeleteRetentionPolicy.",
    controls=clauses("CIS Azure", "5.0", "9.2.1", "9.2.2", "9.2.3"),
    checkov=("CKV2_AZURE_38",),
    trivy=("AZU-0056",),
    prowler=("storage_blob_versioning_is_enabled", "storage_ensure_soft_delete_is_enabled"),
    url=GUIDE + "blobs/data-protection-overview",
)
def storage_undoable(blobs: Resource, _: Context) -> Outcomes:
    """Require versions, and a week in which blobs and containers come back."""
    yield from require(
        blobs["isVersioningEnabled"].is_true(), "an overwritten blob is gone: set isVersioningEnabled"
    )
    for key in ("deleteRetentionPolicy", "containerDeleteRetentionPolicy"):
        kept = blobs[key]["enabled"].is_true() & blobs[key]["days"].at_least(LONG_ENOUGH)
        yield from require(kept, f"what is deleted is gone: set {key} to {LONG_ENOUGH} days or more")


@resource_rule(
    name="azure-storage-cmek",
    title="Production's storage accounts are encrypted twice, once with a key of the platform, and outlive a building",
    types=ACCOUNT,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set encryption.keySource to Microsoft.Keyvault, requireInfrastructureEncryption, and a redundant sku.",
    checkov=("CKV2_AZURE_1", "CKV_AZURE_206"),
    trivy=("AZU-0058", "AZU-0060", "AZU-0061"),
    prowler=(
        "storage_ensure_encryption_with_customer_managed_keys",
        "storage_infrastructure_encryption_is_enabled",
    ),
    url=GUIDE + "common/customer-managed-keys-overview",
)
def storage_cmek(account: Resource, _: Context) -> Outcomes:
    """Require a customer key above a key of Azure's, and copies in more than one place."""
    encryption = account["encryption"]
    yield from require(
        encryption["keySource"].equals("Microsoft.Keyvault"),
        "the key is Microsoft's own: set encryption.keySource",
    )
    yield from require(
        encryption["requireInfrastructureEncryption"].is_true(),
        "one leaked key opens it: set requireInfrastructureEncryption at creation",
    )
    yield from require(
        ~account.at("sku", "name").equals("Standard_LRS", "Premium_LRS"),
        "all copies stand in one building: take a sku of ZRS, GRS or GZRS",
    )


@stack_rule(
    name="azure-storage-endpoint",
    title="Our network reaches its storage accounts without the internet",
    types=ACCOUNT,
    severity="medium",
    levels=PRODUCTION,
    remediation="Add a PrivateEndpoint to the account, with the group blob.",
    controls=(Control("CIS Azure", "5.0", "9.3.2.1"),),
    checkov=("CKV2_AZURE_33",),
    prowler=("storage_ensure_private_endpoints_in_storage_accounts",),
    url=GUIDE + "common/storage-private-endpoints",
)
def storage_endpoint(stack: Stack, _: Context) -> Outcomes:
    """Require a private endpoint of each account."""
    for account in stack.of(*ACCOUNT):
        joined = some(
            same for _, same in stack.naming("privateLinkServiceConnections", account, tokens.AZURE_ENDPOINT)
        )
        yield from require(joined, "it is reached over the internet: add a PrivateEndpoint", of=account)


RULES = (
    storage_tls,
    storage_no_anonymous,
    storage_closed,
    storage_no_keys,
    storage_undoable,
    storage_cmek,
    storage_endpoint,
)
