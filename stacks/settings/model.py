"""The tree behind ``platform:settings``: which systems an environment has and how large they are.

The leaves are the Specs of the components themselves, so a size is described and checked in one place. What
holds between the parts of a tree stands in ``rules``, where one faulty part does not hide what another lacks.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from components.cost.spec import BudgetsSpec
from components.data.analytics import AnalyticsSpec
from components.data.brought_secret import BroughtSecretSpec
from components.data.cache import CacheSpec
from components.data.database_proxy import DatabaseProxySpec
from components.data.generated_secret import GeneratedSecretSpec
from components.data.postgres import PostgresSpec
from components.data.postgres_recovery import RecoverySpec
from components.data.queues import QueueName, QueueSpec
from components.data.registry import RegistrySpec
from components.data.search import SearchSpec
from components.data.streams import StreamName, StreamSpec
from components.data.warehouse import WarehouseSpec
from components.delivery.pipeline_roles import PipelinesSpec
from components.foundation.addresses import Cidr
from components.foundation.labels import Environment, Labels, Slug
from components.foundation.placement import AccountId, AwsPlacement, AwsRegion
from components.foundation.spec import Spec
from components.kubernetes.eks.spec import ClusterSpec
from components.kubernetes.namespaces import NamespaceName, NamespaceSpec
from components.networking.cloudflare.spec import CloudflareSpec
from components.networking.network_spec import NetworkSpec
from components.networking.vpn import VpnSpec
from components.observability.shared_metrics.spec import SharedMetricsSpec
from components.resilience.vault import VaultSpec
from components.security.audit_forwarding import AuditForwardingSpec
from components.security.audit_trail import TrailSpec
from components.security.cluster.secrets.spec import SecretPath
from stacks.settings.azure_model import AzureSettings
from stacks.settings.gcp_model import GcpSettings
from stacks.settings.guard_model import GuardRailsSettings
from stacks.settings.platform_model import PlatformSettings
from stacks.settings.stores_model import StoresSpec
from stacks.settings.traffic_model import TrafficSettings

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class RegionSettings(Spec):
    """What an environment runs in one AWS region."""

    network: NetworkSpec = Field(description="The VPC: its range, zones, NAT and endpoints.")
    cluster: ClusterSpec = Field(description="The EKS cluster and its node pools.")
    namespaces: dict[NamespaceName, NamespaceSpec] = Field(
        default_factory=dict, description="Tenant namespaces of the cluster, by name."
    )
    platform: PlatformSettings | None = Field(
        default=None,
        description="The systems that run on the cluster: mesh, secrets, delivery, scaling and so on.",
    )
    database: PostgresSpec | None = Field(
        default=None, description="The PostgreSQL primary, in the home region."
    )
    database_proxy: DatabaseProxySpec | None = Field(
        default=None, description="The pool of connections before this region's PostgreSQL primary."
    )
    cache: CacheSpec | None = Field(default=None, description="The Redis-compatible cache.")
    recovery: RecoverySpec | None = Field(
        default=None, description="The replica of the home region's PostgreSQL that recovery promotes."
    )
    stores: StoresSpec | None = Field(
        default=None, description="The buckets, by the class of data that they hold."
    )
    vpn: VpnSpec | None = Field(
        default=None, description="The WireGuard gateway by which people reach this region's private subnets."
    )
    queues: dict[QueueName, QueueSpec] = Field(
        default_factory=dict, description="Queues with their dead-letter queues, by name."
    )
    streams: dict[StreamName, StreamSpec] = Field(
        default_factory=dict, description="Streams of events, by name."
    )
    warehouse: WarehouseSpec | None = Field(
        default=None, description="The data warehouse, in the home region."
    )
    search: SearchSpec | None = Field(default=None, description="The search domain.")
    analytics: AnalyticsSpec | None = Field(
        default=None, description="The Flink application over the region's streams."
    )


class AwsSettings(Spec):
    """The account, the regions and who is told when an alarm goes off."""

    account_id: AccountId = Field(
        description="The only account that this stack may touch, twelve digits in quotes."
    )
    home_region: AwsRegion = Field(description="The region that holds the primary database.")
    alarm_emails: tuple[Email, ...] = Field(
        default=(), description="Addresses subscribed to every region's alarms."
    )
    trail: TrailSpec | None = Field(
        default=None, description="The account's audit trail, kept in the home region's audit store."
    )
    audit_forwarding: AuditForwardingSpec | None = Field(
        default=None,
        description="Forwards the audit log of each region's cluster to the home region's audit store.",
    )
    shared_metrics: SharedMetricsSpec | None = Field(
        default=None,
        description="One store of metrics in the home region, for a view over the clusters whose metrics are shared.",
    )
    vault: VaultSpec | None = Field(
        default=None,
        description="Vaults of AWS Backup, at home and in the region that backups are copied to.",
    )
    registry: RegistrySpec | None = Field(
        default=None, description="Container images, at home and copied like the backups."
    )
    generated_secrets: dict[SecretPath, GeneratedSecretSpec] = Field(
        default_factory=dict,
        description="Secrets made at random for applications, at home and copied to the recovery region, by their path.",
    )
    brought_secrets: dict[SecretPath, BroughtSecretSpec] = Field(
        default_factory=dict,
        description="Secrets that people write into the store themselves, at home and copied to the recovery region.",
    )
    regions: dict[AwsRegion, RegionSettings] = Field(min_length=1, description="The regions in use, by name.")
    traffic: TrafficSettings | None = Field(
        default=None,
        description="The way in: Route 53, certificates, load balancers, web firewalls and the CDN.",
    )
    guard_rails: GuardRailsSettings | None = Field(
        default=None, description="What holds for the whole account, and what watches over it."
    )
    budgets: BudgetsSpec | None = Field(
        default=None, description="What the account may cost a month, and who hears when it does not fit."
    )
    pipelines: PipelinesSpec | None = Field(
        default=None, description="The repository whose workflows may preview and deploy this environment."
    )

    @property
    def recovery_region(self) -> str | None:
        """The region that can take over the database, if there is one."""
        return next((region for region, settings in self.regions.items() if settings.recovery), None)

    @property
    def copy_region(self) -> str | None:
        """The region that copies of backups and images go to: that of the second bucket of backups, else of recovery."""
        return self.bucket_copy_region or self.recovery_region

    @property
    def bucket_copy_region(self) -> str | None:
        """The region whose bucket of backups the home region's is copied to, if there is one."""
        return next(
            (
                region
                for region, settings in self.regions.items()
                if region != self.home_region and settings.stores and settings.stores.backups
            ),
            None,
        )

    @property
    def snapshot_region(self) -> str | None:
        """The region that snapshots of the home region's warehouse are copied to: the first other one."""
        return next((region for region in self.regions if region != self.home_region), None)


class Settings(Spec):
    """Everything that an environment decides."""

    environment: Environment = Field(description="Which environment this is; it equals the stack's name.")
    owner: Slug = Field(description="The team that is called when something breaks.")
    cost_center: Slug = Field(description="Who pays.")
    protected: bool = Field(
        description="Whether clusters, data stores and keys refuse to be deleted. Production requires it."
    )
    aws: AwsSettings = Field(description="The AWS account and regions.")
    gcp: GcpSettings | None = Field(
        default=None, description="Google Cloud, the secondary; absent where an environment has none."
    )
    cloudflare: CloudflareSpec | None = Field(
        default=None, description="The public zone at Cloudflare and the balancing of all origins."
    )
    azure: AzureSettings | None = Field(
        default=None, description="The recovery in Azure, which stands when AWS does not."
    )
    reserved_addresses: dict[Slug, Cidr] = Field(
        default_factory=dict,
        description="Ranges that others hold (other clouds, offices, VPN clients), which nothing here may overlap.",
    )

    @property
    def labels(self) -> Labels:
        """The labels that every resource of the environment carries."""
        return Labels(environment=self.environment, owner=self.owner, cost_center=self.cost_center)

    def placement(self, region: str) -> AwsPlacement:
        """Return the environment's account in ``region``."""
        return AwsPlacement(account_id=self.aws.account_id, region=region)
