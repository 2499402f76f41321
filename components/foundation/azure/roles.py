"""Who may do what in Azure: the roles that Azure maintains, and how one is given to an identity."""

from dataclasses import dataclass
from typing import Final, Literal
from uuid import NAMESPACE_URL, uuid5

from pulumi import ResourceOptions
from pulumi_azure_native import authorization

from components.foundation.azure.placement import AzurePlacement
from components.foundation.spec import Wire

Role = Literal[
    "Azure Kubernetes Service Cluster User Role",
    "Azure Kubernetes Service RBAC Cluster Admin",
    "AcrPull",
    "Key Vault Administrator",
    "Key Vault Crypto Service Encryption User",
    "Key Vault Secrets User",
    "Managed Identity Operator",
    "Network Contributor",
    "Private DNS Zone Contributor",
    "Reader",
    "Storage Blob Data Contributor",
    "Storage Blob Data Reader",
]

DEFINITIONS: Final[dict[Role, str]] = {
    "Azure Kubernetes Service Cluster User Role": "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",
    "Azure Kubernetes Service RBAC Cluster Admin": "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
    "AcrPull": "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    "Key Vault Administrator": "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "Key Vault Crypto Service Encryption User": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
    "Managed Identity Operator": "f1a07417-d97a-45cb-824c-7a7467783830",
    "Network Contributor": "4d97b98b-1d4f-4787-a291-c67834d212e7",
    "Private DNS Zone Contributor": "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
    "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
}
"""The ids of built-in roles, the same in every tenant (Azure built-in roles reference)."""

PrincipalType = Literal["ServicePrincipal", "Group"]


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role that a principal holds on a scope and all that is below it.

    ``principal_type`` is said because Entra may not have replicated a new identity yet when the role is given, and
    Azure then refuses a principal that it cannot look up.
    """

    role: Role
    scope: Wire[str]
    principal_id: Wire[str]
    principal_type: PrincipalType = "ServicePrincipal"


def assign(
    name: str, grant: Grant, placement: AzurePlacement, options: ResourceOptions
) -> authorization.RoleAssignment:
    """Register a role assignment. Its GUID follows from ``name``, because two of one name would be one too many."""
    return authorization.RoleAssignment(
        name,
        role_assignment_name=str(uuid5(NAMESPACE_URL, f"{placement.subscription}/{name}")),
        scope=grant.scope,
        role_definition_id=placement.role(DEFINITIONS[grant.role]),
        principal_id=grant.principal_id,
        principal_type=grant.principal_type,
        description=f"{name}: {grant.role}",
        opts=options,
    )
