"""The platform on a cluster: its systems in the order in which they can work.

    definitions -> network (certificates, what fetches secrets, mesh, way in) -> scaling, rollouts -> workloads
    network, secrets -> delivery

A system that a cluster does not have is None. What the systems ask of each other is judged at the end, before anything
is deployed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from components.delivery.argo.rollouts import Rollouts
from components.delivery.incidents.incidents import IncidentResponse
from components.delivery.preview_cleanup.cleanup import PreviewCleanup
from components.observability.cloudwatch_exporter.exporter import CloudwatchExporter
from components.observability.metrics.stack import MetricsStack
from components.observability.probes.blackbox import Probes
from components.resilience.backup_copies.copies import BackupCopies
from components.resilience.backup_keys import BackupKeys, BackupKeysArgs
from components.resilience.chaos.chaos import Chaos
from components.resilience.cluster_backups.backups import ClusterBackups
from components.resilience.database_dumps.dumps import DatabaseDumps
from components.resilience.database_restore.restore import DatabaseRestore
from components.security.cluster.access.roles import ClusterAccessRoles
from components.security.cluster.runtime.falco import RuntimeDetection
from components.security.cluster.secrets.sealed import SealedSecrets
from components.security.cluster.supply_chain.admission import Admission
from components.workloads.workload import Workload
from stacks.layers.platform import (
    access,
    backups,
    chaos,
    cloudwatch,
    copies,
    data_access,
    definitions,
    delivery,
    dumps,
    incidents,
    metrics,
    network,
    preview_cleanup,
    probes,
    restores,
    rollouts,
    runtime_security,
    scaling,
    secrets,
    supply_chain,
    telemetry,
    workloads,
)
from stacks.layers.platform.data_access import DataAccess
from stacks.layers.platform.delivery import Delivery
from stacks.layers.platform.ground import Ground
from stacks.layers.platform.network import Network
from stacks.layers.platform.scaling import Scaling
from stacks.layers.platform.secrets import Secrets
from stacks.layers.platform.site import AwsSide, Copied, PlatformSite, aws_site, azure_site, google_site
from stacks.layers.platform.telemetry import Telemetry
from stacks.layers.platform.vouching import vouched
from stacks.settings.model import Settings

if TYPE_CHECKING:
    from stacks.layers.azure import Azure
    from stacks.layers.gcp import Google


@dataclass(frozen=True, kw_only=True)
class Platform:
    """What runs on a cluster; what the cluster does not have is None."""

    network: Network
    access: ClusterAccessRoles | None
    delivery: Delivery
    rollouts: Rollouts | None
    scaling: Scaling
    secrets: Secrets | None
    data_access: DataAccess
    sealed_secrets: SealedSecrets | None
    scanning: supply_chain.Scanning | None
    runtime_detection: RuntimeDetection | None
    admission: Admission | None
    workloads: Mapping[str, Workload]
    backups: ClusterBackups | None
    dumps: DatabaseDumps | None
    copies: BackupCopies | None
    preview_cleanup: PreviewCleanup | None
    restore: DatabaseRestore | None
    metrics: MetricsStack | None
    cloudwatch_exporter: CloudwatchExporter | None
    probes: Probes | None
    chaos: Chaos | None
    incidents: IncidentResponse | None
    telemetry: Telemetry


def backup_keys(settings: Settings) -> BackupKeys | None:
    """Make the passwords of backups, if any cluster keeps some or restores them: they belong to no cloud."""
    regions = [region.platform for region in settings.aws.regions.values()]
    others = [cloud.platform for cloud in (settings.gcp, settings.azure) if cloud is not None]
    if not any(spec is not None and spec.encrypts_backups for spec in (*regions, *others)):
        return None
    return BackupKeys("backup-keys", BackupKeysArgs(protected=settings.protected))


def on_aws(
    settings: Settings, sides: Mapping[str, AwsSide], keys: BackupKeys | None, copied: Copied
) -> dict[str, Platform]:
    """Build the platform of each EKS cluster that has one, by region."""
    home = sides[settings.aws.home_region]
    return {
        region: build(replace(aws_site(settings, spec, side, home), backup_keys=keys, copied=copied))
        for region, side in sides.items()
        if (spec := settings.aws.regions[region].platform) is not None
    }


def on_google(
    settings: Settings, google: "Google | None", home: AwsSide, keys: BackupKeys | None
) -> Platform | None:
    """Build the platform of the GKE cluster, if it has one."""
    spec = settings.gcp.platform if settings.gcp else None
    site = google_site(settings, spec, google, home) if google and spec else None
    return build(replace(site, backup_keys=keys)) if site else None


def on_azure(
    settings: Settings, azure: "Azure | None", home: AwsSide, keys: BackupKeys | None
) -> Platform | None:
    """Build the platform of the AKS cluster, if it has one."""
    spec = settings.azure.platform if settings.azure else None
    site = azure_site(settings, spec, azure, home) if azure and spec else None
    return build(replace(site, backup_keys=keys)) if site else None


def build(site: PlatformSite) -> Platform:
    """Build the platform of one cluster.

    :raises RefusalError: if a system counts on something that nothing makes.
    """
    site = vouched(definitions.metrics(site))
    connected = network.build(site)
    scaled, rolled = scaling.build(site, connected.certificates), rollouts.build(site)
    places = data_access.places(site)
    restored, ready = restores.build(site), dict(places.ready)
    if site.spec.dumps is not None and places.database is not None:
        site = replace(site, own_secrets=dumps.secrets_of(site.spec.dumps))
    if restored is not None:
        site = replace(site, own_secrets={**site.own_secrets, **restores.secrets_of(restored)})
        ready[restored.args.namespace] = restored.home.ready
    fetched = secrets.build(site, connected.operator, ready)
    ground = Ground(
        network=connected,
        scaling=scaled,
        rollouts=rolled,
        secrets=fetched.namespaces if fetched else {},
    )
    delivered = delivery.build(site, connected.operator, connected.gateway)
    platform = Platform(
        network=connected,
        access=access.build(site),
        delivery=delivered,
        incidents=incidents.build(site, connected.operator, delivered.workflows),
        rollouts=rolled,
        scaling=scaled,
        secrets=fetched,
        data_access=data_access.build(site, places, ground),
        workloads=workloads.build(site, ground),
        backups=backups.build(site),
        dumps=dumps.build(site, places.database),
        copies=copies.build(site),
        preview_cleanup=preview_cleanup.build(site),
        restore=restored,
        metrics=metrics.build(site, connected.certificates, connected.operator, connected.gateway),
        cloudwatch_exporter=cloudwatch.build(site),
        probes=probes.build(site),
        chaos=chaos.build(site, connected.operator, delivered, places.ready),
        telemetry=telemetry.build(site, fetched),
        sealed_secrets=secrets.sealed(site),
        scanning=supply_chain.scanning(site),
        runtime_detection=runtime_security.build(site),
        # Last, because it has to know every namespace that the platform fills.
        admission=supply_chain.admitted(site),
    )
    site.cluster.ledger.settle()
    return platform
