"""Identities of Azure that GitHub's workflows act as by federated credentials: one to look, one to act."""

from dataclasses import dataclass
from typing import Final, Literal

from pulumi import Output, ResourceOptions
from pulumi_azure_native import managedidentity

from components.delivery.workflows import ISSUER, WorkflowsSpec
from components.foundation.azure_placement import AzurePlacement
from components.foundation.azure_roles import Grant, Role, assign, granting_only
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire

Purpose = Literal["previewer", "deployer"]

AUDIENCE: Final = "api://AzureADTokenExchange"
"""What Entra wants a token to be made for (Entra, workload identity federation)."""

LOOKING: Final[tuple[Role, ...]] = ("Azure Kubernetes Service Cluster User Role", "Reader")
"""How things are configured, and how clusters are reached, which the program exports. Neither reads a secret's value:
that is of the data plane, and clusters have no local accounts whose tokens could be handed out."""

GRANTABLE: Final[tuple[Role, ...]] = (
    "AcrPull",
    "Key Vault Crypto Service Encryption User",
    "Key Vault Secrets User",
    "Managed Identity Operator",
    "Network Contributor",
    "Private DNS Zone Contributor",
    "Reader",
    "Storage Blob Data Contributor",
)
"""What the deployer may give and take: the roles of the platform's own identities. Those of administrators, and its
own, are given by people."""


@dataclass(frozen=True, kw_only=True)
class AzurePipelineArgs:
    """Whose workflows, in which subscription, and the resource group that the identities stand in."""

    spec: WorkflowsSpec
    placement: AzurePlacement
    labels: Labels
    stem: str
    group: Wire[str]


class AzurePipeline(Component):
    """An identity for each of two subjects of one repository. No secret exists.

    The first deployment is a person's, because it makes them. Locks are beyond the deployer: whoever wants to delete
    something in a locked group lifts its lock first, as an owner.

    Outputs: ``preview_client_id`` and ``deploy_client_id``, for the variables of the GitHub environments.
    """

    urn_type = "platform:delivery:AzurePipeline"

    preview_client_id: Output[str]
    deploy_client_id: Output[str]

    def __init__(self, name: str, args: AzurePipelineArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        previewer = self._identity(name, args, "previewer", args.spec.preview_subject)
        deployer = self._identity(name, args, "deployer", args.spec.deploy_subject)
        for role in LOOKING:
            self._grant(f"{name}-previewer-{_word(role)}", args, previewer, role)
        self._grant(f"{name}-deployer-contributor", args, deployer, "Contributor")
        self._grant(
            f"{name}-deployer-grants",
            args,
            deployer,
            "Role Based Access Control Administrator",
            granting_only(*GRANTABLE),
        )
        self.preview_client_id, self.deploy_client_id = previewer.client_id, deployer.client_id
        self.publish()

    def _identity(
        self, name: str, args: AzurePipelineArgs, purpose: Purpose, subject: str
    ) -> managedidentity.UserAssignedIdentity:
        identity = managedidentity.UserAssignedIdentity(
            f"{name}-{purpose}",
            resource_group_name=args.group,
            resource_name_=f"{args.stem}-{purpose}",
            location=args.placement.location,
            tags=args.labels.azure(),
            opts=self.child(),
        )
        managedidentity.FederatedIdentityCredential(
            f"{name}-{purpose}-github",
            resource_group_name=args.group,
            resource_name_=identity.name,
            federated_identity_credential_resource_name="github",
            issuer=ISSUER,
            subject=subject,
            audiences=[AUDIENCE],
            opts=self.child(),
        )
        return identity

    def _grant(
        self,
        name: str,
        args: AzurePipelineArgs,
        identity: managedidentity.UserAssignedIdentity,
        role: Role,
        condition: str | None = None,
    ) -> None:
        grant = Grant(
            role=role,
            scope=args.placement.subscription,
            principal_id=identity.principal_id,
            condition=condition,
        )
        assign(name, grant, args.placement, self.child())


def _word(role: Role) -> str:
    return "reads" if role == "Reader" else "reaches-clusters"
