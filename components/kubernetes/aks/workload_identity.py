"""What a workload on AKS may do in Azure: an identity for one service account, without any key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pulumi import Output, Resource, ResourceOptions
from pulumi_azure_native import managedidentity

from components.foundation.azure.placement import AzurePlacement
from components.foundation.azure.roles import Grant, Role, assign
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.names import bounded
from components.foundation.spec import Wire

AUDIENCE: Final = "api://AzureADTokenExchange"
CLIENT_ANNOTATION: Final = "azure.workload.identity/client-id"
USE_LABEL: Final = "azure.workload.identity/use"
"""What a pod carries so that AKS hands it a token; a service account carries it for people to see."""

MOST_CREDENTIALS: Final = 20
"""Federated credentials that one identity may have (Entra workload identity federation, limits)."""

LONGEST_NAME: Final = 120
"""Characters that the name of a credential may have."""


@dataclass(frozen=True, kw_only=True)
class ServiceAccount:
    """A service account of Kubernetes. Its names are compared letter by letter; Entra knows no wildcard."""

    namespace: str
    name: str

    @property
    def subject(self) -> str:
        """What a token of the cluster says of its holder."""
        return f"system:serviceaccount:{self.namespace}:{self.name}"


@dataclass(frozen=True, kw_only=True)
class AzureWorkloadIdentityArgs:
    """One identity, who may be it and what it may do.

    ``oidc_issuer`` is the cluster's issuer as the cluster publishes it. ``roles`` are by a name of ours: a role and the
    scope that it holds on. ``identity_name`` is the identity's name in Azure.

    :raises ValueError: if nobody, too many or a wildcard would be trusted, or nothing is granted.
    """

    placement: AzurePlacement
    labels: Labels
    group: Wire[str]
    identity_name: str
    oidc_issuer: Wire[str]
    service_accounts: tuple[ServiceAccount, ...]
    roles: Mapping[str, tuple[Role, Wire[str]]]

    def __post_init__(self) -> None:
        whose = f"identity {self.identity_name}"
        if not self.roles:
            raise ValueError(
                f"{whose} may do nothing, which is a mistake: name a role, or leave the identity out"
            )
        if not self.service_accounts:
            raise ValueError(f"{whose} trusts nobody: name the service account that it is for")
        if len(self.service_accounts) > MOST_CREDENTIALS:
            raise ValueError(
                f"{whose} trusts {len(self.service_accounts)} service accounts, and Entra ends at {MOST_CREDENTIALS}: give "
                "some of them an identity of their own"
            )
        for account in self.service_accounts:
            if "*" in account.subject:
                raise ValueError(
                    f"{whose}: a name with a wildcard trusts nobody: name the service account exactly"
                )


class AzureWorkloadIdentity(Component):
    """An identity of Azure that service accounts of one cluster can be, by the cluster's own tokens.

    The outputs are those of an identity on EKS: who it is, and the annotations and labels that the service account has
    to carry. Beside them ``granted``, for which a workload waits.
    """

    urn_type = "platform:kubernetes:AzureWorkloadIdentity"

    client_id: Output[str]
    principal_id: Output[str]
    identity_id: Output[str]
    annotations: Output[dict[str, str]]
    service_account_labels: Output[dict[str, str]]

    def __init__(
        self, name: str, args: AzureWorkloadIdentityArgs, opts: ResourceOptions | None = None
    ) -> None:
        super().__init__(name, opts)
        identity = managedidentity.UserAssignedIdentity(
            name,
            resource_group_name=args.group,
            resource_name_=args.identity_name,
            location=args.placement.location,
            tags=args.labels.azure(),
            opts=self.child(),
        )
        self.granted: list[Resource] = [
            *self._credentials(name, args, identity),
            *self._roles(name, args, identity),
        ]
        self.client_id, self.principal_id = identity.client_id, identity.principal_id
        self.identity_id = identity.id
        self.annotations = identity.client_id.apply(lambda client: {CLIENT_ANNOTATION: client})
        self.service_account_labels = Output.all(**args.labels.kubernetes(), **{USE_LABEL: "true"})
        self.publish()

    def _credentials(
        self, name: str, args: AzureWorkloadIdentityArgs, identity: managedidentity.UserAssignedIdentity
    ) -> list[Resource]:
        """Register the credentials one after another: Entra refuses two changes of one identity at once."""
        made: list[Resource] = []
        for account in args.service_accounts:
            key = f"{account.namespace}-{account.name}"
            made.append(
                managedidentity.FederatedIdentityCredential(
                    f"{name}-{key}",
                    resource_group_name=args.group,
                    resource_name_=identity.name,
                    federated_identity_credential_resource_name=bounded(key, LONGEST_NAME),
                    issuer=args.oidc_issuer,
                    subject=account.subject,
                    audiences=[AUDIENCE],
                    opts=self.child(depends_on=made[-1:]),
                )
            )
        return made

    def _roles(
        self, name: str, args: AzureWorkloadIdentityArgs, identity: managedidentity.UserAssignedIdentity
    ) -> list[Resource]:
        return [
            assign(
                f"{name}-{key}",
                Grant(role=role, scope=scope, principal_id=identity.principal_id),
                args.placement,
                self.child(),
            )
            for key, (role, scope) in args.roles.items()
        ]
