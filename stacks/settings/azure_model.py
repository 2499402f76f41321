"""What an environment runs in Azure: the recovery that stands when AWS does not."""

from typing import Annotated

from pydantic import Field, StringConstraints

from components.cost.azure.budget_spec import AzureBudgetSpec
from components.data.azure.flexible_server import FlexibleServerSpec
from components.data.azure.registry_spec import ContainerRegistrySpec
from components.data.azure.storage import BackupStorageSpec
from components.delivery.workflows import WorkflowsSpec
from components.foundation.azure.placement import AzureLocation, AzurePlacement, Guid, Purpose
from components.foundation.spec import Spec
from components.kubernetes.aks import AksIdentitySpec, AksSpec
from components.kubernetes.namespaces import NamespaceName, NamespaceSpec
from components.networking.azure.spec import AzureNetworkSpec
from components.observability.azure.logs_spec import AzureLogsSpec
from stacks.settings.platform_model import PlatformSettings

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
IdentityName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,38}[a-z0-9]$")]
"""The name of an identity, which its resources are named after."""

GroupName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,61}[a-z0-9]$")]


class AzureSettings(Spec):
    """The subscription, what stands in it, and who looks after it."""

    subscription_id: Guid = Field(description="The only subscription that this stack may touch.")
    tenant_id: Guid = Field(description="The Entra tenant whose people and identities are let in.")
    location: AzureLocation = Field(description="Where recovery stands, such as eastus.")
    paired_location: AzureLocation | None = Field(
        default=None,
        description="The region that Azure pairs with the location; copies of database backups need a key there.",
    )
    administrators: dict[GroupName, Guid] = Field(
        min_length=1,
        description="Groups of Entra that administer cluster, vault and database, by display name.",
    )
    alarm_emails: tuple[Email, ...] = Field(
        min_length=1, description="Addresses that hear of alerts and of the budget."
    )
    unlocked: tuple[Purpose, ...] = Field(
        default=(),
        description="Resource groups in which something is to be deleted, and whose lock is lifted for it.",
    )
    recovering: bool = Field(
        default=False,
        description="Whether a recovery is declared: the API server may then be opened to authorized_ranges.",
    )
    network: AzureNetworkSpec = Field(description="The virtual network: its range and zones.")
    logs: AzureLogsSpec = Field(description="How much is logged, and for how long it is kept.")
    budget: AzureBudgetSpec = Field(description="What a month may cost in the subscription.")
    cluster: AksSpec | None = Field(default=None, description="The AKS cluster that applications recover on.")
    platform: PlatformSettings | None = Field(
        default=None, description="The systems that run on the AKS cluster."
    )
    namespaces: dict[NamespaceName, NamespaceSpec] = Field(
        default_factory=dict,
        description="Tenant namespaces of a cluster that has a platform, by name.",
    )
    identities: dict[IdentityName, AksIdentitySpec] = Field(
        default_factory=dict, description="What service accounts of the cluster may read, by a name of yours."
    )
    storage: BackupStorageSpec | None = Field(
        default=None, description="The storage account for backup copies and flow logs."
    )
    database: FlexibleServerSpec | None = Field(
        default=None, description="The PostgreSQL server that a recovery restores into."
    )
    registry: ContainerRegistrySpec | None = Field(
        default=None, description="The registry of the images that a recovery starts from."
    )
    pipelines: WorkflowsSpec | None = Field(
        default=None, description="The workflows that may preview and deploy here."
    )

    @property
    def placement(self) -> AzurePlacement:
        """The subscription in its location."""
        return AzurePlacement(
            subscription_id=self.subscription_id, tenant_id=self.tenant_id, location=self.location
        )
