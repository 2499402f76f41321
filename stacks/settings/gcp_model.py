"""The part of the settings tree that speaks of Google Cloud."""

from typing import Annotated

from pydantic import Field, StringConstraints

from components.cost.gcp.budget_spec import GcpBudgetSpec
from components.data.gcp.artifact_registry_spec import ArtifactRegistrySpec
from components.data.gcp.backups_spec import GoogleBackupsSpec
from components.data.gcp.cloud_sql import CloudSqlSpec
from components.delivery.workflows import WorkflowsSpec
from components.foundation.gcp.placement import GcpPlacement, GcpRegion, ProjectId, ProjectNumber
from components.foundation.spec import Spec
from components.kubernetes.gke import GkeIdentitySpec, GkeSpec
from components.kubernetes.namespaces import NamespaceName, NamespaceSpec
from components.networking.gcp.network_spec import GcpNetworkSpec
from components.observability.gcp.uptime_spec import UptimeChecksSpec
from stacks.settings.platform_model import PlatformSettings

IdentityName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,38}[a-z0-9]$")]
"""The name of an identity, which its resources are named after."""


class GcpSettings(Spec):
    """What an environment runs in Google Cloud, the secondary: one project, one region."""

    project: ProjectId = Field(description="Id of the only project that this stack may touch.")
    project_number: ProjectNumber = Field(description="Number of the same project, in quotes.")
    region: GcpRegion = Field(description="The region in use, such as us-central1.")
    network: GcpNetworkSpec = Field(description="The VPC and its ranges.")
    cluster: GkeSpec | None = Field(default=None, description="The GKE cluster and its pools.")
    platform: PlatformSettings | None = Field(
        default=None, description="The systems that run on the GKE cluster."
    )
    namespaces: dict[NamespaceName, NamespaceSpec] = Field(
        default_factory=dict,
        description="Tenant namespaces of a cluster that has a platform, by name.",
    )
    identities: dict[IdentityName, GkeIdentitySpec] = Field(
        default_factory=dict, description="What service accounts of the cluster may do, by a name of yours."
    )
    database: CloudSqlSpec | None = Field(
        default=None, description="The PostgreSQL that dumps of the primary are restored to."
    )
    registry: ArtifactRegistrySpec | None = Field(default=None, description="The images' repository.")
    backups: GoogleBackupsSpec | None = Field(default=None, description="The copy of the backups.")
    budget: GcpBudgetSpec | None = Field(default=None, description="What a month may cost here.")
    uptime_checks: UptimeChecksSpec | None = Field(
        default=None,
        description="Checks of the platform's public addresses by Google's checkers all over the world.",
    )
    pipelines: WorkflowsSpec | None = Field(
        default=None, description="The workflows that may preview and deploy here."
    )

    @property
    def placement(self) -> GcpPlacement:
        """The project and region, as components take them."""
        return GcpPlacement(project=self.project, project_number=self.project_number, region=self.region)
