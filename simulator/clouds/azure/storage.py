"""Storage accounts and what is kept in them."""

from typing import Any

from simulator.clouds.azure.resource_manager import azure_kind
from simulator.clouds.case import Case
from simulator.clouds.refusals import Given, Refused, between, matches, one_of

KINDS_OF_ACCOUNT = ("Storage", "StorageV2", "BlobStorage", "FileStorage", "BlockBlobStorage")


def _endpoints(case: Case) -> Any:
    services = ("blob", "dfs", "file", "queue", "table", "web")
    return {
        service: case.text(
            f"https://{{accountName}}.{'z13.web' if service == 'web' else service}.core.windows.net/"
        )
        for service in services
    }


def _rules_are_public(given: Given) -> Refused:
    """Source: Azure Storage firewalls: public ranges alone, and single addresses without a prefix."""
    for path, rule in given.objects("networkRuleSet.ipRules"):
        text = rule.text("iPAddressOrRange") or ""
        if text.endswith(("/31", "/32")):
            yield (
                f"{path}.iPAddressOrRange",
                "a range of one or two addresses must be written as single addresses",
            )
        if text.startswith(("10.", "192.168.", *(f"172.{block}." for block in range(16, 32)))):
            yield f"{path}.iPAddressOrRange", "a private range cannot be in a rule of a storage account"


def _encrypted_with_identity(given: Given) -> Refused:
    """Source: Azure Storage, customer-managed keys: a key in a vault needs its address and its name."""
    if given.text("encryption.keySource") == "Microsoft.Keyvault":
        for name in ("keyVaultUri", "keyName"):
            if given.lacks(f"encryption.keyVaultProperties.{name}"):
                yield f"encryption.keyVaultProperties.{name}", f"a key of a vault needs {name} to be set"


KINDS = (
    azure_kind(
        "azure-native:storage:StorageAccount",
        "Microsoft.Storage/storageAccounts/{accountName}",
        name="accountName",
        identity=True,
        etag=None,
        outputs={
            "primaryLocation": "{location}",
            "statusOfPrimary": "available",
            "creationTime": "2026-01-01T00:00:00.0000000Z",
            "primaryEndpoints": _endpoints,
            "privateEndpointConnections": [],
            "accountMigrationInProgress": False,
        },
        refusals=(
            matches("accountName", r"[a-z0-9]{3,24}", "3 to 24 lower-case letters and digits"),
            one_of("kind", KINDS_OF_ACCOUNT),
            _rules_are_public,
            _encrypted_with_identity,
        ),
    ),
    azure_kind(
        "azure-native:storage:BlobServiceProperties",
        "Microsoft.Storage/storageAccounts/{accountName}/blobServices/{blobServicesName}",
        name="blobServicesName",
        etag=None,
        state=False,
        refusals=(
            one_of("blobServicesName", ("default",)),
            between("deleteRetentionPolicy.days", 1, 365, "days"),
            between("containerDeleteRetentionPolicy.days", 1, 365, "days"),
        ),
    ),
    azure_kind(
        "azure-native:storage:BlobContainer",
        "Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}",
        name="containerName",
        state=False,
        outputs={
            "hasImmutabilityPolicy": False,
            "hasLegalHold": False,
            "deleted": False,
            "leaseState": "Available",
            "leaseStatus": "Unlocked",
            "lastModifiedTime": "2026-01-01T00:00:00.0000000Z",
            "remainingRetentionDays": 0,
        },
        refusals=(
            matches(
                "containerName",
                r"(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]|\$(root|web|logs)",
                "3 to 63 lower-case letters, digits and single hyphens",
            ),
        ),
    ),
    azure_kind(
        "azure-native:storage:BlobContainerImmutabilityPolicy",
        "Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}/"
        "immutabilityPolicies/{immutabilityPolicyName}",
        name="immutabilityPolicyName",
        state=False,
        outputs={"state": "Unlocked"},
        refusals=(
            one_of("immutabilityPolicyName", ("default",)),
            between("immutabilityPeriodSinceCreationInDays", 1, 146000, "days"),
        ),
    ),
    azure_kind(
        "azure-native:storage:ManagementPolicy",
        "Microsoft.Storage/storageAccounts/{accountName}/managementPolicies/{managementPolicyName}",
        name="managementPolicyName",
        etag=None,
        state=False,
        outputs={"lastModifiedTime": "2026-01-01T00:00:00.0000000Z"},
        refusals=(one_of("managementPolicyName", ("default",)),),
    ),
)
