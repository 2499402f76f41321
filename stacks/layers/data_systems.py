"""The data systems beside the stores of a region: queues, streams and their analytics, warehouse and search."""

from collections.abc import Mapping
from dataclasses import dataclass

from components.data.analytics import Analytics, AnalyticsArgs
from components.data.queues import Queue, QueueArgs
from components.data.search import Search, SearchArgs
from components.data.streams import Stream, StreamArgs
from components.data.warehouse import SnapshotRegion, Warehouse, WarehouseArgs
from components.kubernetes.workload_identity import role_name
from components.observability.search_access import access
from stacks.layers.data import Site
from stacks.layers.foundation import Foundation, cluster_name


@dataclass(frozen=True)
class DataSystems:
    """A region's data systems; what the region does not have is empty or None."""

    queues: Mapping[str, Queue]
    streams: Mapping[str, Stream]
    analytics: Analytics | None
    warehouse: Warehouse | None
    search: Search | None


def build(site: Site, bases: Mapping[str, Foundation]) -> DataSystems:
    """Build the data systems of a region.

    :param bases: the foundations of all regions; one of the others keeps the copies of snapshots.
    """
    streams = _streams(site)
    return DataSystems(
        queues=_queues(site),
        streams=streams,
        analytics=_analytics(site, streams),
        warehouse=_warehouse(site, bases),
        search=_search(site),
    )


def _queues(site: Site) -> dict[str, Queue]:
    settings = site.settings
    return {
        key: Queue(
            f"{site.region}-queue-{key}",
            QueueArgs(
                spec=spec,
                placement=site.base.placement,
                labels=settings.labels,
                identifier=f"{settings.environment}-{key}",
                messaging_key_arn=site.base.keys.arns["messaging"],
                alarm_topic_arn=site.base.alarms.arn,
            ),
            site.account,
        )
        for key, spec in settings.aws.regions[site.region].queues.items()
    }


def _streams(site: Site) -> dict[str, Stream]:
    settings = site.settings
    return {
        key: Stream(
            f"{site.region}-stream-{key}",
            StreamArgs(
                spec=spec,
                placement=site.base.placement,
                labels=settings.labels,
                protected=settings.protected,
                identifier=f"{settings.environment}-{key}",
                messaging_key_arn=site.base.keys.arns["messaging"],
                alarm_topic_arn=site.base.alarms.arn,
            ),
            site.account,
        )
        for key, spec in settings.aws.regions[site.region].streams.items()
    }


def _analytics(site: Site, streams: Mapping[str, Stream]) -> Analytics | None:
    settings, keys = site.settings, site.base.keys.arns
    spec = settings.aws.regions[site.region].analytics
    if spec is None:
        return None
    return Analytics(
        f"{site.region}-analytics",
        AnalyticsArgs(
            spec=spec,
            placement=site.base.placement,
            labels=settings.labels,
            protected=settings.protected,
            identifier=f"{settings.environment}-analytics",
            vpc_id=site.base.network.vpc_id,
            private_subnets=site.base.network.private,
            sources={key: streams[key].arn for key in spec.sources},
            sinks={key: streams[key].arn for key in spec.sinks},
            messaging_key_arn=keys["messaging"],
            logs_key_arn=keys["logs"],
            alarm_topic_arn=site.base.alarms.arn,
        ),
        site.account,
    )


def _warehouse(site: Site, bases: Mapping[str, Foundation]) -> Warehouse | None:
    settings, keys = site.settings, site.base.keys.arns
    spec = settings.aws.regions[site.region].warehouse
    if spec is None:
        return None
    return Warehouse(
        f"{site.region}-warehouse",
        WarehouseArgs(
            spec=spec,
            **site.wires("warehouse", "database/warehouse"),
            analytics_key_arn=keys["analytics"],
            snapshots=_snapshots(site, bases) if spec.copied_snapshot_days else None,
        ),
        site.account,
    )


def _snapshots(site: Site, bases: Mapping[str, Foundation]) -> SnapshotRegion | None:
    region = site.settings.aws.snapshot_region
    return SnapshotRegion(region=region, key_arn=bases[region].keys.arns["analytics"]) if region else None


def _search(site: Site) -> Search | None:
    settings, keys = site.settings, site.base.keys.arns
    here = settings.aws.regions[site.region]
    if here.search is None:
        return None
    administrators = [*here.cluster.admins.values()] or [here.cluster.deployer]
    return Search(
        f"{site.region}-search",
        SearchArgs(
            spec=here.search,
            **site.wires("search", "search"),
            analytics_key_arn=keys["analytics"],
            administrators=administrators,
            deputies=_deputies(site),
        ),
        site.account,
    )


def _deputies(site: Site) -> list[str]:
    """Return who tells the domain of those that write to it, from the region's cluster: a job, if anything does."""
    platform = site.settings.aws.regions[site.region].platform
    if platform is None or not platform.writes_to_search:
        return []
    name = role_name(cluster_name(site.settings, site.region), access.NAMESPACE, access.ACCOUNT)
    return [site.base.placement.global_arn("iam", f"role/{name}")]
