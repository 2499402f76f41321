"""What every system of the recovery in Azure stands on: groups, network, private names, logs, the vault, the address."""

from dataclasses import dataclass
from typing import Final

from pulumi import Output, ProviderResource, ResourceOptions

from components.cost.azure.budget import AzureBudget, AzureBudgetArgs
from components.foundation.azure.placement import AzurePlacement
from components.foundation.labels import Labels
from components.networking.azure.ingress_address import IngressAddress, IngressAddressArgs
from components.networking.azure.private_names import (
    ENDPOINTS,
    PrivateEndpoint,
    PrivateEndpointArgs,
    PrivateZones,
    PrivateZonesArgs,
    Service,
)
from components.networking.azure.virtual_network import VirtualNetwork, VirtualNetworkArgs
from components.observability.azure import alerts as azure_alerts
from components.observability.azure import records as azure_records
from components.observability.azure.logs import AzureLogs, AzureLogsArgs
from components.security.azure.groups import ResourceGroups, ResourceGroupsArgs
from components.security.azure.key_vault import Domain, KeyVault, KeyVaultArgs
from stacks.layers.account import open_subscription
from stacks.settings.azure_model import AzureSettings
from stacks.settings.model import Settings

CLUSTER_ZONE: Final = "cluster"
DATABASE_ZONE: Final = "database"


@dataclass(frozen=True)
class AzureBase:
    """What every system in Azure stands on."""

    settings: Settings
    azure: AzureSettings
    placement: AzurePlacement
    provider: ProviderResource
    options: ResourceOptions
    """What ties a component to the provider."""
    groups: ResourceGroups
    network: VirtualNetwork
    zones: PrivateZones
    logs: AzureLogs
    vault: KeyVault
    ingress: IngressAddress

    @property
    def labels(self) -> Labels:
        """The labels of the environment."""
        return self.settings.labels

    @property
    def stem(self) -> str:
        """What physical names begin with: ``production-eastus``."""
        return stem_of(self.settings, self.azure)

    def named(self, role: str) -> str:
        """Return the name by which the program knows a system: ``eastus-cluster``."""
        return f"{self.azure.location}-{role}"

    def record(self, role: str, target_id: Output[str], categories: tuple[str, ...]) -> None:
        """Keep a record of what is asked of a resource."""
        azure_records.ActivityRecord(
            self.named(f"{role}-record"),
            azure_records.ActivityRecordArgs(
                target_id=target_id, workspace_id=self.logs.workspace_id, categories=categories
            ),
            self.options,
        )

    def join(self, service: Service, target_id: Output[str]) -> PrivateEndpoint:
        """Give a service an address in the network."""
        return PrivateEndpoint(
            self.named(f"{service}-endpoint"),
            PrivateEndpointArgs(
                placement=self.placement,
                labels=self.labels,
                group=self.groups.names["network"],
                physical=f"{self.stem}-{service}",
                service=service,
                target_id=target_id,
                subnet_id=self.network.subnets["endpoints"],
                zone_id=self.zones.ids[service],
            ),
            self.options,
        )

    def watch(self, role: str, target_id: Output[str], alerts: tuple[azure_alerts.MetricAlert, ...]) -> None:
        """Wake people when a resource is unwell."""
        azure_alerts.MetricAlerts(
            self.named(f"{role}-alerts"),
            azure_alerts.MetricAlertsArgs(
                placement=self.placement,
                labels=self.labels,
                group=self.groups.names["monitoring"],
                subject=f"{self.stem}-{role}",
                target_id=target_id,
                action_group_id=self.logs.action_group_id,
                alerts=alerts,
            ),
            self.options,
        )


def stem_of(settings: Settings, azure: AzureSettings) -> str:
    """Return what physical names in Azure begin with."""
    return f"{settings.environment}-{azure.location}"


def prepare(settings: Settings, azure: AzureSettings) -> AzureBase:
    """Build what the systems of the recovery stand on."""
    placement, labels, stem = azure.placement, settings.labels, stem_of(settings, azure)
    provider, name = open_subscription(azure), azure.location
    options = ResourceOptions(providers=[provider])
    groups = ResourceGroups(
        f"{name}-groups", ResourceGroupsArgs(placement=placement, labels=labels, stem=stem), options
    )
    network = VirtualNetwork(
        f"{name}-network",
        VirtualNetworkArgs(
            spec=azure.network,
            placement=placement,
            labels=labels,
            stem=stem,
            group=groups.names["network"],
        ),
        options,
    )
    base = AzureBase(
        settings=settings,
        azure=azure,
        placement=placement,
        provider=provider,
        options=options,
        groups=groups,
        network=network,
        zones=_zones(name, settings, azure, groups, network, options),
        logs=AzureLogs(
            f"{name}-logs",
            AzureLogsArgs(
                spec=azure.logs,
                placement=placement,
                labels=labels,
                stem=stem,
                group=groups.names["monitoring"],
                emails=azure.alarm_emails,
            ),
            options,
        ),
        vault=_vault(f"{name}-vault", settings, azure, placement, groups, options),
        ingress=IngressAddress(
            f"{name}-ingress",
            IngressAddressArgs(placement=placement, labels=labels, stem=stem, group=groups.names["ingress"]),
            options,
        ),
    )
    base.join("vault", base.vault.vault_id)
    base.record("vault", base.vault.vault_id, azure_records.VAULT_LOGS)
    AzureBudget(
        f"{name}-budget",
        AzureBudgetArgs(
            spec=azure.budget, placement=placement, budget_name=f"{stem}-month", emails=azure.alarm_emails
        ),
        options,
    )
    return base


def geo_vault(base: AzureBase) -> KeyVault | None:
    """Build the vault of the paired region, which holds the key of the database's copied backups and nothing else."""
    azure = base.azure
    if azure.database is None or not azure.database.geo_backups or azure.paired_location is None:
        return None
    placement = base.placement.elsewhere(azure.paired_location)
    vault = _vault(
        f"{azure.paired_location}-vault",
        base.settings,
        azure,
        placement,
        base.groups,
        base.options,
        ("database",),
    )
    # A workspace takes the record of a resource in any region.
    base.record("paired-vault", vault.vault_id, azure_records.VAULT_LOGS)
    return vault


def _zones(
    name: str,
    settings: Settings,
    azure: AzureSettings,
    groups: ResourceGroups,
    network: VirtualNetwork,
    options: ResourceOptions,
) -> PrivateZones:
    """Build the private zones of what the environment has."""
    wanted = {"vault": ENDPOINTS["vault"][1]}
    if azure.storage is not None:
        wanted["blob"] = ENDPOINTS["blob"][1]
    if azure.registry is not None:
        wanted["registry"] = ENDPOINTS["registry"][1]
    if azure.database is not None:
        wanted[DATABASE_ZONE] = f"{stem_of(settings, azure)}.private.postgres.database.azure.com"
    own = {CLUSTER_ZONE: f"privatelink.{azure.location}.azmk8s.io"} if azure.cluster is not None else {}
    return PrivateZones(
        f"{name}-zones",
        PrivateZonesArgs(
            labels=settings.labels,
            group=groups.names["dns"],
            zones=wanted,
            linked_by_their_service=own,
            vnet_id=network.vnet_id,
        ),
        options,
    )


def _vault(
    name: str,
    settings: Settings,
    azure: AzureSettings,
    placement: AzurePlacement,
    groups: ResourceGroups,
    options: ResourceOptions,
    domains: tuple[Domain, ...] | None = None,
) -> KeyVault:
    needed: dict[Domain, object] = {
        "disks": azure.cluster,
        "storage": azure.storage,
        "database": azure.database,
        "registry": azure.registry,
    }
    return KeyVault(
        name,
        KeyVaultArgs(
            placement=placement,
            labels=settings.labels,
            protected=settings.protected,
            group=groups.names["security"],
            vault_name=placement.unique(f"{settings.environment}-"),
            domains=domains or tuple(domain for domain, user in needed.items() if user is not None),
            administrators=azure.administrators,
        ),
        options,
    )
