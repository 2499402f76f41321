"""Google Cloud: the secondary, which holds copies of images and backups and takes over when AWS is gone."""

from dataclasses import dataclass

from pulumi import Resource, ResourceOptions

from components.cost.gcp.budget import GcpBudget, GcpBudgetArgs
from components.data.gcp.artifact_registry import ArtifactRegistry, ArtifactRegistryArgs, address
from components.data.gcp.backups import GoogleBackups, GoogleBackupsArgs
from components.data.gcp.cloud_sql.instance import CloudSql, CloudSqlArgs
from components.delivery.gcp.pipeline import GcpPipeline, GcpPipelineArgs
from components.foundation.gcp.placement import GcpPlacement
from components.kubernetes.gke.cluster import GkeCluster
from components.kubernetes.gke.control_plane import GkeClusterArgs
from components.kubernetes.gke.workload_identity import GkeWorkloadIdentity, GkeWorkloadIdentityArgs
from components.networking.gcp.network import PODS, SERVICES, GcpNetwork, GcpNetworkArgs
from components.observability.gcp.uptime import UptimeChecks, UptimeChecksArgs
from components.observability.gcp.uptime_spec import UptimeCheckSpec
from components.security.gcp.keys import GcpDomain, GcpKeys, GcpKeysArgs
from components.security.gcp.services import GcpServices, GcpServicesArgs
from stacks.layers.account import open_google
from stacks.layers.foundation import cluster_name
from stacks.layers.public_addresses import public_addresses
from stacks.settings.gcp_model import GcpSettings
from stacks.settings.model import Settings


@dataclass(frozen=True)
class Google:
    """What stands in Google Cloud. A part is None where the settings leave it out.

    ``account`` is what ties a component to the project's provider.
    """

    account: ResourceOptions
    network: GcpNetwork
    keys: GcpKeys
    cluster: GkeCluster | None
    identities: dict[str, GkeWorkloadIdentity]
    database: CloudSql | None
    registry: ArtifactRegistry | None
    backups: GoogleBackups | None
    budget: GcpBudget | None
    uptime_checks: UptimeChecks | None
    pipeline: GcpPipeline | None


@dataclass(frozen=True)
class _Site:
    """What every part is made with."""

    settings: Settings
    gcp: GcpSettings
    account: ResourceOptions
    services: GcpServices
    network: GcpNetwork
    keys: GcpKeys

    @property
    def place(self) -> GcpPlacement:
        return self.gcp.placement

    @property
    def name(self) -> str:
        return cluster_name(self.settings, self.gcp.region)

    def ready(self, *domains: GcpDomain) -> list[Resource]:
        """Return what an encrypted resource waits for."""
        return [self.keys.grants[domain] for domain in domains]


def build(settings: Settings, gcp: GcpSettings) -> Google:
    """Build what the settings describe of Google Cloud."""
    site = _site(settings, gcp)
    cluster, database, backups = _cluster(site), _database(site), _backups(site)
    return Google(
        account=site.account,
        network=site.network,
        keys=site.keys,
        cluster=cluster,
        identities={} if cluster is None else _identities(site, cluster, database, backups),
        database=database,
        registry=_registry(site, cluster),
        backups=backups,
        budget=_budget(site),
        uptime_checks=_uptime_checks(site),
        pipeline=_pipeline(site, cluster),
    )


def _site(settings: Settings, gcp: GcpSettings) -> _Site:
    account, place, region = open_google(settings, gcp), gcp.placement, gcp.region
    services = GcpServices(f"{region}-services", GcpServicesArgs(placement=place), account)
    keys = GcpKeys(
        f"{region}-keys",
        GcpKeysArgs(
            placement=place,
            labels=settings.labels,
            protected=settings.protected,
            ring=cluster_name(settings, region),
            agents=services.agents,
            services=tuple(services.on("cloudkms")),
        ),
        account,
    )
    network = GcpNetwork(
        f"{region}-network",
        GcpNetworkArgs(
            spec=gcp.network,
            placement=place,
            labels=settings.labels,
            vpc=cluster_name(settings, region),
            services=tuple(services.on("compute", "dns", "servicenetworking")),
        ),
        account,
    )
    return _Site(settings, gcp, account, services, network, keys)


def _cluster(site: _Site) -> GkeCluster | None:
    spec, keys = site.gcp.cluster, site.keys.ids
    if spec is None:
        return None
    apis = site.services.on("container", "iam", "pubsub", "binaryauthorization", "logging", "monitoring")
    return GkeCluster(
        site.name,
        GkeClusterArgs(
            spec=spec,
            placement=site.place,
            labels=site.settings.labels,
            protected=site.settings.protected,
            network=site.network.network_id,
            subnetwork=site.network.subnetwork_id,
            pods_range=PODS,
            services_range=SERVICES,
            control_plane_range=site.gcp.network.control_plane,
            node_tag=site.network.node_tag,
            secrets_key=keys["gke"],
            disks_key=keys["disks"],
            messaging_key=keys["messaging"],
            granted=[*apis, *site.ready("gke", "disks", "messaging"), *site.network.ready],
            trusted_registries=_trusted(site),
        ),
        site.account,
    )


def _trusted(site: _Site) -> tuple[str, ...]:
    """Return patterns of images that the cluster runs: the project's own, and those that its platform is made of."""
    registry, platform = site.gcp.registry, site.gcp.platform
    own = (f"{address(site.place, registry)}/**",) if registry else ()
    systems = tuple(f"{one}/**" for one in platform.registries) if platform and registry else ()
    return (*own, *systems)


def _identities(
    site: _Site, cluster: GkeCluster, database: CloudSql | None, backups: GoogleBackups | None
) -> dict[str, GkeWorkloadIdentity]:
    return {
        key: GkeWorkloadIdentity(
            f"{site.name}-{key}",
            GkeWorkloadIdentityArgs(
                spec=spec,
                placement=site.place,
                labels=site.settings.labels,
                cluster_name=site.name,
                backups=backups.bucket_name if backups else None,
                database_secret=database.secret_id if database else None,
                cluster_ready=cluster.ready,
            ),
            site.account,
        )
        for key, spec in site.gcp.identities.items()
    }


def _database(site: _Site) -> CloudSql | None:
    spec = site.gcp.database
    if spec is None:
        return None
    return CloudSql(
        f"{site.gcp.region}-database",
        CloudSqlArgs(
            spec=spec,
            placement=site.place,
            labels=site.settings.labels,
            protected=site.settings.protected,
            instance=f"{site.settings.environment}-postgresql-recovery",
            network=site.network.network_id,
            private_range=site.network.private_services_range,
            private_services=site.network.private_services,
            sql_key=site.keys.ids["sql"],
            secrets_key=site.keys.ids["secrets"],
            granted=[*site.services.on("sqladmin", "secretmanager"), *site.ready("sql", "secrets")],
        ),
        site.account,
    )


def _registry(site: _Site, cluster: GkeCluster | None) -> ArtifactRegistry | None:
    spec = site.gcp.registry
    if spec is None:
        return None
    nodes = cluster.node_account.apply(lambda email: f"serviceAccount:{email}") if cluster else None
    return ArtifactRegistry(
        f"{site.gcp.region}-registry",
        ArtifactRegistryArgs(
            spec=spec,
            placement=site.place,
            labels=site.settings.labels,
            protected=site.settings.protected,
            registry_key=site.keys.ids["registry"],
            granted=[*site.services.on("artifactregistry", "containerscanning"), *site.ready("registry")],
            readers={} if nodes is None else {"nodes": nodes},
        ),
        site.account,
    )


def _backups(site: _Site) -> GoogleBackups | None:
    spec = site.gcp.backups
    if spec is None:
        return None
    return GoogleBackups(
        f"{site.gcp.region}-backups",
        GoogleBackupsArgs(
            spec=spec,
            placement=site.place,
            labels=site.settings.labels,
            protected=site.settings.protected,
            aws_account=site.settings.aws.account_id,
            storage_key=site.keys.ids["storage"],
            granted=[*site.services.on("storage", "iam", "iamcredentials", "sts"), *site.ready("storage")],
        ),
        site.account,
    )


def _budget(site: _Site) -> GcpBudget | None:
    spec = site.gcp.budget
    if spec is None:
        return None
    return GcpBudget(
        f"{site.gcp.region}-budget",
        GcpBudgetArgs(
            spec=spec,
            placement=site.place,
            labels=site.settings.labels,
            services=site.services.on("billingbudgets", "monitoring"),
        ),
        site.account,
    )


def _uptime_checks(site: _Site) -> UptimeChecks | None:
    """Check the platform's public addresses; a page that leads to a sign-on elsewhere says nothing of its own health."""
    spec = site.gcp.uptime_checks
    if spec is None:
        return None
    known = {
        one.name: UptimeCheckSpec(host=one.host, path=one.path)
        for one in public_addresses(site.settings)
        if not one.signs_on
    }
    targets = {**(known if spec.known else {}), **spec.targets}
    return UptimeChecks(
        f"{site.gcp.region}-uptime",
        UptimeChecksArgs(
            spec=spec,
            targets=dict(sorted(targets.items())),
            placement=site.place,
            labels=site.settings.labels,
            services=site.services.on("monitoring"),
        ),
        site.account,
    )


def _pipeline(site: _Site, cluster: GkeCluster | None) -> GcpPipeline | None:
    spec, project = site.gcp.pipelines, site.place.project
    if spec is None:
        return None
    nodes = (
        cluster.node_account.apply(lambda email: f"projects/{project}/serviceAccounts/{email}")
        if cluster
        else None
    )
    return GcpPipeline(
        f"{site.gcp.region}-pipelines",
        GcpPipelineArgs(
            spec=spec,
            placement=site.place,
            labels=site.settings.labels,
            services=site.services.on("iam", "iamcredentials", "sts", "cloudresourcemanager"),
            acts_as={} if nodes is None else {"nodes": nodes},
            grants=[role for identity in site.gcp.identities.values() for role in identity.roles.values()],
        ),
        site.account,
    )
