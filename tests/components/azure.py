"""The subscription, people and answers of Azure that tests of its components share."""

from typing import Final

from components.foundation.azure.placement import AzurePlacement
from components.foundation.labels import Labels
from tests.components.recording import Answers, Recording

PLACEMENT: Final = AzurePlacement(
    subscription_id="33333333-3333-4333-8333-333333333333",
    tenant_id="44444444-4444-4444-8444-444444444444",
    location="eastus",
)
LABELS: Final = Labels(environment="production", owner="platform", cost_center="core")
TAGS: Final = {
    "environment": "production",
    "owner": "platform",
    "cost-center": "core",
    "managed-by": "pulumi",
}
PEOPLE: Final = {"administrators": "55555555-5555-4555-8555-555555555555"}

ROLE: Final = "azure-native:authorization:RoleAssignment"

NAMED: Final = {"identity": {"type": "UserAssigned", "userAssignedIdentities": {}}}
"""Azure takes identities as a list and answers with a mapping."""

ANSWERS: Final[Answers] = {
    "azure-native:compute:DiskEncryptionSet": NAMED,
    "azure-native:network:FlowLog": NAMED,
    "azure-native:storage:StorageAccount": NAMED,
    "azure-native:managedidentity:UserAssignedIdentity": lambda name, _: {
        "principalId": f"{name}-principal",
        "clientId": f"{name}-client",
    },
    "azure-native:network:PublicIPAddress": lambda name, _: {"ipAddress": f"{name}-address"},
    "azure-native:keyvault:Key": lambda name, _: {"keyUri": f"https://v.vault.azure.net/keys/{name}"},
    "azure-native:containerregistry:Registry": {"loginServer": "r.azurecr.io"},
    "azure-native:dbforpostgresql:Server": {"fullyQualifiedDomainName": "s.postgres.database.azure.com"},
    "azure-native:containerservice:AgentPool": lambda _, inputs: {"name": inputs["agentPoolName"]},
    "azure-native:containerservice:ManagedCluster": {
        **NAMED,
        "privateFQDN": "private.example",
        "fqdn": "public.example",
        "currentKubernetesVersion": "1.35.1",
        "oidcIssuerProfile": {"enabled": True, "issuerURL": "https://eastus.oic.prod-aks.azure.com/t/c/"},
    },
    "random:index/randomPassword:RandomPassword": {"result": "drawn"},
}
"""What Azure would compute of each."""


def roles(recording: Recording) -> dict[str, tuple[str, str, str, str]]:
    """Return the role, scope, holder and kind of holder of each assignment, by name."""
    return {
        name: (
            entry.inputs["description"].partition(": ")[2],
            entry.inputs["scope"],
            entry.inputs["principalId"],
            entry.inputs["principalType"],
        )
        for name, entry in recording.named(ROLE).items()
    }
