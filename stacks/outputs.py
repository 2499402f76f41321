"""The typed contract of a stack: what other stacks, pipelines and people may read from it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from pulumi import Output

from components.delivery.pipeline_roles import PipelineRoles
from components.foundation.labels import Environment
from components.networking.vpn import VpnGateway
from stacks.azure_outputs import AzureOutputs
from stacks.google_outputs import GoogleOutputs
from stacks.layers.backup_copies import BackupCopies
from stacks.layers.clusters import Clusters
from stacks.layers.data import Data
from stacks.layers.data_systems import DataSystems
from stacks.layers.foundation import Foundation
from stacks.layers.stores import Stores
from stacks.layers.traffic import Traffic

if TYPE_CHECKING:
    from stacks.layers.cloudflare import CloudflareEdge


@dataclass(frozen=True, kw_only=True)
class RegionOutputs:
    """One region's addresses and names. An output is None where the region lacks the system."""

    vpc_id: Output[str]
    nat_public_ips: Output[dict[str, str]]
    alarm_topic_arn: Output[str]
    key_arns: Output[dict[str, str]]
    cluster_name: Output[str]
    cluster_endpoint: Output[str]
    cluster_oidc_issuer: Output[str]
    kubeconfig: Output[str]
    """A secret, although it holds no token: it is what an attacker would look for first."""
    database_endpoint: Output[str] | None
    database_secret_arn: Output[str] | None
    database_proxy_endpoint: Output[str] | None
    database_proxy_secret_arn: Output[str] | None
    recovery_endpoint: Output[str] | None
    cache_endpoint: Output[str] | None
    cache_secret_arn: Output[str] | None
    warehouse_endpoint: Output[str] | None
    warehouse_secret_arn: Output[str] | None
    search_endpoint: Output[str] | None
    analytics_arn: Output[str] | None
    queue_urls: dict[str, Output[str]] | None
    stream_arns: dict[str, Output[str]] | None
    buckets: dict[str, Output[str]] | None
    """The names of the region's buckets, by the class of data that they hold."""
    vpn_endpoint: Output[str] | None
    vpn_server_public_key: Output[str] | None
    vpn_routes: Output[list[str]] | None


@dataclass(frozen=True, kw_only=True)
class TrafficOutputs:
    """The way in. An output is None where the environment lacks the system."""

    name_servers: Output[Sequence[str]]
    """What the parent zone's NS records name; ``ds_record`` goes there too, once these answer."""
    ds_record: Output[str]
    origin: Output[str] | None
    target_group_arns: dict[str, Output[dict[str, str]]]
    """By region and name, for the TargetGroupBindings of the clusters."""
    frontend: Output[str] | None
    frontend_distribution: Output[str] | None
    release_pointer_arn: Output[str] | None
    """The key-value store whose key ``release`` the pipeline writes."""


@dataclass(frozen=True, kw_only=True)
class EdgeOutputs:
    """What the registrar and people need of Cloudflare's edge."""

    zone_id: Output[str]
    name_servers: Output[Sequence[str]]
    ds: Output[str]
    hostname: Output[str] | None


@dataclass(frozen=True, kw_only=True)
class PlatformOutputs:
    """What a stack exports."""

    environment: Environment
    account_id: str
    home_region: str
    regions: dict[str, RegionOutputs]
    traffic: TrafficOutputs | None = None
    gcp: GoogleOutputs | None = None
    pipelines: dict[str, Output[str]] | None = None
    """The roles for the variables of the workflows, by what they are for."""
    backup_copies: dict[str, Output[str]] | None = None
    """The role that copies backups into other clouds, and the issuer that Azure is told to trust."""
    shared_metrics: Output[str] | None = None
    """The address at which metrics of all clusters are asked for, with a slash at its end."""
    edge: EdgeOutputs | None = None
    azure: AzureOutputs | None = None

    def exports(self) -> dict[str, Any]:
        """Return the exports by name, without the systems that an environment or a region lacks."""
        exports: dict[str, Any] = _present(self)
        return exports


@dataclass(frozen=True, kw_only=True)
class RegionLayers:
    """What the layers built in one region."""

    base: Foundation
    clusters: Clusters
    data: Data
    systems: DataSystems
    stores: Stores | None
    vpn: VpnGateway | None


def of_region(layers: RegionLayers) -> RegionOutputs:
    """Return the contract of one region from its layers."""
    base, cluster, vpn = layers.base, layers.clusters.cluster, layers.vpn
    database, proxy, recovery, cache = (
        layers.data.database, layers.data.proxy, layers.data.recovery, layers.data.cache,
    )  # fmt: skip
    systems, stores = layers.systems, layers.stores
    warehouse, search, analytics = systems.warehouse, systems.search, systems.analytics
    return RegionOutputs(
        vpc_id=base.network.vpc_id,
        nat_public_ips=base.network.nat_public_ips,
        alarm_topic_arn=base.alarms.arn,
        key_arns=base.keys.key_arns,
        cluster_name=cluster.cluster_name,
        cluster_endpoint=cluster.endpoint,
        cluster_oidc_issuer=cluster.oidc_issuer,
        kubeconfig=cluster.kubeconfig,
        database_endpoint=database.endpoint if database else None,
        database_secret_arn=database.secret_arn if database else None,
        database_proxy_endpoint=proxy.endpoint if proxy else None,
        database_proxy_secret_arn=proxy.secret_arn if proxy else None,
        recovery_endpoint=recovery.endpoint if recovery else None,
        cache_endpoint=cache.configuration_endpoint if cache else None,
        cache_secret_arn=cache.secret_arn if cache else None,
        warehouse_endpoint=warehouse.endpoint if warehouse else None,
        warehouse_secret_arn=warehouse.secret_arn if warehouse else None,
        search_endpoint=search.endpoint if search else None,
        analytics_arn=analytics.arn if analytics else None,
        queue_urls={key: queue.url for key, queue in systems.queues.items()} or None,
        stream_arns={key: stream.arn for key, stream in systems.streams.items()} or None,
        buckets=_buckets(stores) if stores else None,
        vpn_endpoint=vpn.endpoint if vpn else None,
        vpn_server_public_key=vpn.server_public_key if vpn else None,
        vpn_routes=vpn.reachable if vpn else None,
    )


def _buckets(stores: Stores) -> dict[str, Output[str]]:
    kept = {field.name: getattr(stores, field.name) for field in fields(stores)}
    return {data_class: store.bucket for data_class, store in kept.items() if store is not None}


def of_pipelines(roles: PipelineRoles | None) -> dict[str, Output[str]] | None:
    """Return the contract with the pipelines."""
    return {"preview": roles.preview_role_arn, "deploy": roles.deploy_role_arn} if roles else None


def of_copies(copies: BackupCopies | None) -> dict[str, Output[str]] | None:
    """Return the contract with the other clouds that hold copies of the backups."""
    if copies is None:
        return None
    issuer = {} if copies.issuer is None else {"issuer": copies.issuer}
    return {"role": copies.role_arn, **issuer}


def of_traffic(traffic: Traffic | None) -> TrafficOutputs | None:
    """Return the contract of the way in, if there is one."""
    if traffic is None:
        return None
    origins, cdn = traffic.origins, traffic.cdn
    return TrafficOutputs(
        name_servers=traffic.zone.name_servers,
        ds_record=traffic.zone.ds_record,
        origin=origins.failover_name if origins else None,
        target_group_arns={region: one.target_group_arns for region, one in traffic.load_balancers.items()},
        frontend=cdn.domain_name if cdn else None,
        frontend_distribution=cdn.distribution_id if cdn else None,
        release_pointer_arn=cdn.pointer_arn if cdn else None,
    )


def of_edge(edge: "CloudflareEdge | None") -> EdgeOutputs | None:
    """Return the contract of the edge from its layer, if there is one."""
    if edge is None:
        return None
    return EdgeOutputs(
        zone_id=edge.zone.zone_id,
        name_servers=edge.zone.name_servers,
        ds=edge.zone.ds,
        hostname=edge.balancer.hostname if edge.balancer else None,
    )


def _present(outputs: object) -> Any:
    """Return what there is of a contract, its parts as mappings by name."""
    if is_dataclass(outputs):
        values = {field.name: getattr(outputs, field.name) for field in fields(outputs)}
        return {name: _present(value) for name, value in values.items() if value is not None}
    if isinstance(outputs, dict):
        return {name: _present(value) for name, value in outputs.items()}
    return outputs
