"""What the way in stands on: the key and the topic of its own region, and where requests are logged."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pulumi import ResourceOptions

from components.data.object_store import (
    ACCESS_LOGS_PREFIX,
    ObjectStore,
    ObjectStoreArgs,
    StoreSpec,
    deliveries,
)
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.networking.certificates import EDGE_REGION
from components.observability.alarm_topic import AlarmTopic, AlarmTopicArgs
from components.security.keys import EncryptionKeys, EncryptionKeysArgs
from stacks.layers.clusters import Clusters
from stacks.layers.foundation import Foundation
from stacks.layers.stores import DELIVERED_PREFIX, LOAD_BALANCER_PREFIX, Stores
from stacks.settings.model import Settings
from stacks.settings.traffic_model import TrafficSettings


@dataclass(frozen=True)
class Edge:
    """The key and the topic in us-east-1, where AWS keeps what belongs to no region."""

    placement: AwsPlacement
    logs_key_arn: Wire[str]
    alarm_topic_arn: Wire[str]


@dataclass(frozen=True)
class Ground:
    """What the way in stands on."""

    settings: Settings
    traffic: TrafficSettings
    account: ResourceOptions
    bases: Mapping[str, Foundation]
    clusters: Mapping[str, Clusters]
    logs: Mapping[str, ObjectStore]
    edge: Edge


def prepare(
    settings: Settings,
    traffic: TrafficSettings,
    account: ResourceOptions,
    bases: Mapping[str, Foundation],
    clusters: Mapping[str, Clusters],
    stores: Mapping[str, Stores],
) -> Ground:
    """Build or find the key, the topic and the logs that everything on the way in writes to."""
    edge = _edge(settings, account, bases)
    logs = {
        region: _logs(settings, account, bases[region], stores.get(region))
        for region in _regions(settings, traffic)
    }
    return Ground(settings, traffic, account, bases, clusters, logs, edge)


def _edge(settings: Settings, account: ResourceOptions, bases: Mapping[str, Foundation]) -> Edge:
    """Return the foundation in us-east-1: that of the region if the stack has it, else as much as is needed there."""
    placement = settings.placement(EDGE_REGION)
    if EDGE_REGION in bases:
        base = bases[EDGE_REGION]
        return Edge(placement, base.keys.arns["logs"], base.alarms.arn)
    keys = EncryptionKeys(
        "edge-keys",
        EncryptionKeysArgs(
            placement=placement,
            labels=settings.labels,
            protected=settings.protected,
            domains=("logs", "messaging"),
        ),
        account,
    )
    alarms = AlarmTopic(
        "edge-alarms",
        AlarmTopicArgs(
            placement=placement,
            labels=settings.labels,
            messaging_key_arn=keys.arns["messaging"],
            emails=settings.aws.alarm_emails,
        ),
        account,
    )
    return Edge(placement, keys.arns["logs"], alarms.arn)


def _regions(settings: Settings, traffic: TrafficSettings) -> list[str]:
    """Return the regions that requests come to, each of which logs them."""
    second = traffic.cdn.second_region if traffic.cdn else None
    named = [
        *traffic.load_balancers,
        *([settings.aws.home_region] if traffic.cdn else []),
        *filter(None, [second]),
    ]
    return list(dict.fromkeys(named))


def _logs(
    settings: Settings, account: ResourceOptions, base: Foundation, stores: Stores | None
) -> ObjectStore:
    """Return the region's logs, or build them where the region keeps nothing else: requests are logged always."""
    if stores is not None:
        return stores.logs
    args = ObjectStoreArgs(
        data_class="logs",
        spec=StoreSpec(),
        placement=base.placement,
        labels=settings.labels,
        protected=settings.protected,
    )
    bucket, placement = args.bucket_arn, base.placement
    writers = (
        *deliveries.access_logs(bucket, placement, ACCESS_LOGS_PREFIX),
        *deliveries.load_balancer_logs(bucket, placement, LOAD_BALANCER_PREFIX),
        *deliveries.delivered_logs(bucket, placement, DELIVERED_PREFIX),
    )
    return ObjectStore(f"{placement.region}-edge-logs", replace(args, statements=writers), account)
