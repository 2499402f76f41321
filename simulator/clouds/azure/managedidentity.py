"""Identities without a key, and whose tokens they are given for."""

from simulator.clouds.azure.resource_manager import azure_kind
from simulator.clouds.refusals import Given, Refused, matches

NAME = r"[A-Za-z0-9][\w-]{2,127}"
NAME_RULE = "3 to 128 letters, digits, hyphens and underscores, from a letter or digit on"
AUDIENCE = "api://AzureADTokenExchange"


def _one_audience(given: Given) -> Refused:
    """Source: Entra, workload identity federation: exactly one audience, and no wildcard in a subject."""
    audiences = given.items("audiences")
    if isinstance(given.known("audiences"), list | tuple) and len(audiences) != 1:
        yield "audiences", f"audiences must hold exactly one audience, not {len(audiences)}"
    if "*" in (given.text("subject") or ""):
        yield "subject", "subject must not hold a wildcard: it is compared letter by letter"


KINDS = (
    azure_kind(
        "azure-native:managedidentity:UserAssignedIdentity",
        "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
        name="resourceName",
        etag=None,
        state=False,
        outputs={
            "clientId": "{uuid:36.client}",
            "principalId": "{uuid:36.principal}",
            "tenantId": "{tenant}",
        },
        refusals=(matches("resourceName", NAME, NAME_RULE),),
    ),
    azure_kind(
        "azure-native:managedidentity:FederatedIdentityCredential",
        "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials/"
        "{federatedIdentityCredentialResourceName}",
        name="federatedIdentityCredentialResourceName",
        etag=None,
        state=False,
        refusals=(
            matches(
                "federatedIdentityCredentialResourceName",
                r"[A-Za-z0-9][\w-]{2,119}",
                "3 to 120 letters, digits, hyphens and underscores, from a letter or digit on",
            ),
            matches("issuer", r"https://\S{1,592}", "an https:// address"),
            _one_audience,
        ),
    ),
)
