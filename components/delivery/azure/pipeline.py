"""Identities of Azure that GitHub's workflows act as by federated credentials: one to look, one to act."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pulumi import Output, ResourceOptions
from pulumi_azure_native import managedidentity

from components.delivery.workflows import ISSUER, WorkflowsSpec
from components.foundation.azure.placement import AzurePlacement, Purpose
from components.foundation.azure.roles import DEFINITIONS, Grant, Role, assign
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire

Pipeline = Literal["previewer", "deployer"]

AUDIENCE: Final = "api://AzureADTokenExchange"
"""What Entra wants a token to be made for (Entra, workload identity federation)."""

GRANTABLE: Final[tuple[Role, ...]] = (
    "AcrPull",
    "Key Vault Crypto Service Encryption User",
    "Key Vault Secrets User",
    "Managed Identity Operator",
    "Network Contributor",
    "Private DNS Zone Contributor",
    "Reader",
    "Storage Blob Data Contributor",
    "Storage Blob Data Reader",
)
"""What the deployer may give and take: the roles of the platform's own identities. Those of administrators, and its
own, are given by people."""


@dataclass(frozen=True, kw_only=True)
class AzurePipelineArgs:
    """Whose workflows, in which subscription, and the ids of the groups that a preview looks into.

    ``group`` is the name of the group that the identities stand in. ``installs_into`` is the id of the cluster that the
    deployer installs the platform into, which Azure's own roles on the subscription do not let it.
    """

    spec: WorkflowsSpec
    placement: AzurePlacement
    labels: Labels
    stem: str
    group: Wire[str]
    looks_into: Mapping[Purpose, Wire[str]]
    installs_into: Wire[str] | None = None


class AzurePipeline(Component):
    """An identity for each of two subjects of one repository. No secret exists.

    The previewer reads the configuration of every group and how its clusters are reached, which the program exports.
    It reads no secret's value: those are of the data plane, and clusters have no local accounts to hand out.

    The deployer makes groups, so that what it may do holds on all of the subscription, and that nobody is given by
    a program (policies, azure-roles-narrow): the first deployment is a person's, who then gives the deployer
    Contributor, and the administration of roles under ``delegation_condition`` (docs/pipelines.md). Locks stay beyond
    it: whoever wants to delete something in a locked group lifts its lock first, as an owner.

    Outputs: ``preview_client_id`` and ``deploy_client_id``, for the variables of the GitHub environments;
    ``delegation_condition``, under which the deployer gives and takes the roles of the platform's identities alone.
    """

    urn_type = "platform:delivery:AzurePipeline"

    preview_client_id: Output[str]
    deploy_client_id: Output[str]
    delegation_condition: Output[str]

    def __init__(self, name: str, args: AzurePipelineArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        previewer = self._identity(name, args, "previewer", args.spec.preview_subject)
        deployer = self._identity(name, args, "deployer", args.spec.deploy_subject)
        for purpose, group_id in args.looks_into.items():
            self._grant(f"{name}-previewer-reads-{purpose}", args, previewer, "Reader", group_id)
        self._grant(
            f"{name}-previewer-reaches-clusters",
            args,
            previewer,
            "Azure Kubernetes Service Cluster User Role",
            args.looks_into["cluster"],
        )
        if args.installs_into is not None:
            self._grant(
                f"{name}-deployer-installs",
                args,
                deployer,
                "Azure Kubernetes Service RBAC Cluster Admin",
                args.installs_into,
            )
        self.preview_client_id, self.deploy_client_id = previewer.client_id, deployer.client_id
        self.delegation_condition = Output.from_input(granting_only(*GRANTABLE))
        self.publish()

    def _identity(
        self, name: str, args: AzurePipelineArgs, pipeline: Pipeline, subject: str
    ) -> managedidentity.UserAssignedIdentity:
        identity = managedidentity.UserAssignedIdentity(
            f"{name}-{pipeline}",
            resource_group_name=args.group,
            resource_name_=f"{args.stem}-{pipeline}",
            location=args.placement.location,
            tags=args.labels.azure(),
            opts=self.child(),
        )
        managedidentity.FederatedIdentityCredential(
            f"{name}-{pipeline}-github",
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
        scope: Wire[str],
    ) -> None:
        assign(
            name,
            Grant(role=role, scope=scope, principal_id=identity.principal_id),
            args.placement,
            self.child(),
        )


def granting_only(*roles: Role) -> str:
    """Return the condition under which whoever may give roles gives and takes these alone (Azure ABAC, delegation)."""
    named = ", ".join(DEFINITIONS[role] for role in roles)
    held = f"ForAnyOfAnyValues:GuidEquals {{{named}}}"
    attribute = "[Microsoft.Authorization/roleAssignments:RoleDefinitionId]"
    sides = {"write": f"@Request{attribute}", "delete": f"@Resource{attribute}"}
    return " AND ".join(
        f"((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/{verb}'}})) OR ({side} {held}))"
        for verb, side in sides.items()
    )
