"""A cluster as the platform's systems find it: the cluster itself, its cloud's side, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from pulumi import Output, Resource, ResourceOptions

from components.foundation.cluster.ledger import Ledger
from components.foundation.cluster.site import ClusterSite
from components.kubernetes import versions
from components.kubernetes.namespaces import NamespaceArgs, NamespaceSpec, TenantNamespace
from components.kubernetes.node_pools import POOL_LABEL, SYSTEM_TOLERATIONS
from components.kubernetes.workload_identity import (
    Grants,
    IdentityIssuer,
    WorkloadIdentity,
    WorkloadIdentityArgs,
)
from components.observability.shared_metrics.workspace import SharedMetrics
from components.resilience.backup_keys import BackupKeys
from components.security.cluster.secrets.spec import FetchedSecretSpec
from stacks.layers.backup_copies import BackupCopies
from stacks.layers.clusters import Clusters
from stacks.layers.data import Data
from stacks.layers.data_systems import DataSystems
from stacks.layers.foundation import Foundation, cluster_name
from stacks.layers.generated_secrets import KeptSecret
from stacks.layers.stores import Stores
from stacks.layers.traffic import Traffic
from stacks.settings.model import Settings
from stacks.settings.platform_model import PlatformSettings

if TYPE_CHECKING:
    from stacks.layers.azure import Azure
    from stacks.layers.gcp import Google

AKS_SYSTEM_TOLERATION: Mapping[str, str] = {"key": "CriticalAddonsOnly", "operator": "Exists"}
"""AKS accepts this taint on a system pool, and no other (AKS documentation, system node pools)."""


@dataclass(frozen=True, kw_only=True)
class AwsSide:
    """The layers of AWS below a cluster's platform. What the environment does not have is None."""

    region: str
    account: ResourceOptions
    base: Foundation
    clusters: Clusters
    data: Data
    systems: DataSystems
    stores: Stores | None
    traffic: Traffic | None
    generated: Mapping[str, KeptSecret]
    shared_metrics: SharedMetrics | None


@dataclass(frozen=True, kw_only=True)
class Copied:
    """Who copies backups to other clouds, and where to. What the environment does not have is None."""

    copier: BackupCopies | None = None
    google: "Google | None" = None
    azure: "Azure | None" = None


@dataclass(frozen=True, kw_only=True)
class HomeIdentity:
    """Who has business in the home region: annotations of the account, or a role that it assumes by a token of its own."""

    annotations: Output[dict[str, str]]
    granted: Sequence[Resource]
    token_role: Output[str] | None


@dataclass(frozen=True, kw_only=True)
class PlatformSite:
    """One cluster's platform. Exactly one of ``aws``, ``google`` and ``azure`` is the cluster's own cloud.

    ``home`` is the home region's side of AWS, where the zone is and where the other clouds' clusters write to it.
    ``backup_keys`` are the passwords of backups, the same on every cluster; ``copied`` is where backups are copied to.
    ``tenants`` are the namespaces of applications, by name; ``own_secrets`` is what the platform's own systems fetch from
    the cloud's store, by their namespace. ``vouched`` is how AWS believes the accounts of
    another cloud's cluster.
    """

    settings: Settings
    spec: PlatformSettings
    cluster: ClusterSite
    home: AwsSide
    tenants: Mapping[str, TenantNamespace]
    aws: AwsSide | None = None
    google: "Google | None" = None
    azure: "Azure | None" = None
    backup_keys: BackupKeys | None = None
    copied: Copied = Copied()
    own_secrets: Mapping[str, Mapping[str, FetchedSecretSpec]] = field(default_factory=dict)
    vouched: IdentityIssuer | None = None

    @property
    def monitored(self) -> bool:
        """Whether there are definitions by which a system can say how it is scraped."""
        return self.spec.metrics_definitions

    @property
    def region(self) -> str:
        """The region of the cluster, as its cloud calls it."""
        if self.aws is not None:
            return self.aws.region
        gcp, azure = self.settings.gcp, self.settings.azure
        if self.google is not None and gcp is not None:
            return gcp.region
        if azure is None:
            raise LookupError(f"cluster {self.cluster.name} stands in no cloud that is described")
        return azure.location

    def after(self, made: Sequence[Resource]) -> "PlatformSite":
        """Return the site for what comes after ``made``, of whatever system."""
        return replace(self, cluster=replace(self.cluster, ready=[*self.cluster.ready, *made]))

    def home_identity(self, namespace: str, service_account: str, grants: Grants) -> HomeIdentity:
        """Return who has business in AWS's home region, from whatever cloud: with its zone, or with its store of metrics.

        :raises ValueError: on another cloud's cluster whose tokens AWS was not told to believe.
        """
        if self.aws is not None:
            held = self.aws_identity(namespace, service_account, grants)
            return HomeIdentity(annotations=held.annotations, granted=held.granted, token_role=None)
        if self.vouched is None:
            raise ValueError(f"cluster {self.cluster.name}: nothing makes AWS believe its service accounts")
        role = WorkloadIdentity(
            f"{self.cluster.name}-{service_account}",
            WorkloadIdentityArgs(
                issuer=self.vouched,
                labels=self.settings.labels,
                protected=self.settings.protected,
                namespace=namespace,
                service_account=service_account,
                grants=grants,
            ),
            self.home.account,
        )
        return HomeIdentity(annotations=Output.from_input({}), granted=role.granted, token_role=role.role_arn)

    def aws_identity(self, namespace: str, service_account: str, grants: Grants) -> WorkloadIdentity:
        """Return the role of a service account of an EKS cluster.

        :raises ValueError: on another cloud's cluster, whose accounts no EKS vouches for.
        """
        if self.aws is None:
            raise ValueError(f"cluster {self.cluster.name}: only EKS hands out roles of AWS by pod identity")
        return WorkloadIdentity(
            f"{self.cluster.name}-{service_account}",
            WorkloadIdentityArgs(
                issuer=self.aws.clusters.cluster.issuer,
                labels=self.settings.labels,
                protected=self.settings.protected,
                namespace=namespace,
                service_account=service_account,
                grants=grants,
            ),
            self.aws.account,
        )


def aws_site(settings: Settings, spec: PlatformSettings, side: AwsSide, home: AwsSide) -> PlatformSite:
    """Return the site of a region's EKS cluster."""
    region, name = settings.aws.regions[side.region], cluster_name(settings, side.region)
    system = next((pool for pool, decided in region.cluster.pools.items() if decided.system), None)
    cluster = side.clusters.cluster
    site = ClusterSite(
        name=name,
        cloud="aws",
        version=region.cluster.version,
        pod_security_version=f"v{versions.DEFAULT}",
        labels=settings.labels,
        provider=cluster.provider,
        ready=cluster.settled,
        api_server=(region.network.cidr, _service_address(region.cluster.service_cidr)),
        node_ranges=(region.network.cidr,),
        registries=spec.registries,
        system_tolerations=SYSTEM_TOLERATIONS if system else (),
        system_selector=_selector(system),
        replicas=spec.replicas,
        ledger=Ledger(name),
    )
    for namespace in side.clusters.namespaces:
        site.ledger.claim("namespace", namespace, f"the tenant {namespace}")
    return PlatformSite(
        settings=settings, spec=spec, cluster=site, home=home, tenants=side.clusters.namespaces, aws=side
    )


def _service_address(services: IPv4Network) -> IPv4Network:
    """Return the address of the service ``kubernetes``, the first of its range, by which pods call the API.

    The VPC CNI judges a packet before that address is exchanged for the API server's own (aws-network-policy-agent,
    issue 549), so policies have to open both.
    """
    return IPv4Network((services[1], services.max_prefixlen))


def google_site(
    settings: Settings, spec: PlatformSettings, google: "Google", home: AwsSide
) -> PlatformSite | None:
    """Return the site of the GKE cluster, if there is one."""
    gcp = settings.gcp
    if gcp is None or gcp.cluster is None or google.cluster is None:
        return None
    name = cluster_name(settings, gcp.region)
    system = next((pool for pool, decided in gcp.cluster.pools.items() if decided.system), None)
    site = ClusterSite(
        name=name,
        cloud="gcp",
        version=gcp.cluster.version or versions.DEFAULT,
        pod_security_version=f"v{versions.DEFAULT}",
        labels=settings.labels,
        provider=google.cluster.provider,
        ready=google.cluster.ready,
        api_server=(gcp.network.control_plane, gcp.network.nodes),
        node_ranges=(gcp.network.nodes,),
        registries=spec.registries,
        system_tolerations=SYSTEM_TOLERATIONS if system else (),
        system_selector=_selector(system),
        replicas=spec.replicas,
        ledger=Ledger(name),
    )
    return PlatformSite(
        settings=settings,
        spec=spec,
        cluster=site,
        home=home,
        tenants=_tenants(site, gcp.namespaces),
        google=google,
    )


def azure_site(
    settings: Settings, spec: PlatformSettings, azure: "Azure", home: AwsSide
) -> PlatformSite | None:
    """Return the site of the AKS cluster, if there is one. Its system pool carries the one taint that AKS allows there."""
    decided = settings.azure
    if decided is None or decided.cluster is None or azure.cluster is None or azure.kubernetes is None:
        return None
    site = ClusterSite(
        name=azure.base.stem,
        cloud="azure",
        version=decided.cluster.version,
        pod_security_version=f"v{versions.DEFAULT}",
        labels=settings.labels,
        provider=azure.kubernetes,
        ready=azure.cluster.made,
        api_server=(decided.network.cidr,),
        node_ranges=(decided.network.cidr,),
        registries=spec.registries,
        system_tolerations=(AKS_SYSTEM_TOLERATION,),
        system_selector=_selector("system"),
        replicas=spec.replicas,
        ledger=Ledger(azure.base.stem),
    )
    return PlatformSite(
        settings=settings,
        spec=spec,
        cluster=site,
        home=home,
        tenants=_tenants(site, decided.namespaces),
        azure=azure,
    )


def _tenants(site: ClusterSite, namespaces: Mapping[str, NamespaceSpec]) -> dict[str, TenantNamespace]:
    """Build the namespaces of applications on another cloud's cluster; those of EKS come with it."""
    made = {}
    for namespace, spec in namespaces.items():
        site.ledger.claim("namespace", namespace, f"the tenant {namespace}")
        made[namespace] = TenantNamespace(
            f"{site.name}-{namespace}",
            NamespaceArgs(namespace=namespace, spec=spec, labels=site.labels, ready=site.ready),
            site.options,
        )
    return made


def _selector(pool: str | None) -> Mapping[str, str]:
    return {} if pool is None else {POOL_LABEL: pool}
