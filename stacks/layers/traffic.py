"""The way in on AWS: the delegated zone, load balancers in front of the clusters, and the frontend's CDN."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pulumi import ResourceOptions

from components.data.object_store import (
    ACCESS_LOGS_PREFIX,
    ObjectStore,
    ObjectStoreArgs,
    StoreSpec,
    bucket_name,
    deliveries,
)
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement
from components.foundation.spec import Wire
from components.networking.cdn import ApiOrigin, Cdn, CdnArgs, CdnSpec, PageOrigin
from components.networking.certificates import EDGE_REGION, Certificates, CertificatesArgs
from components.networking.dns import (
    OriginRecords,
    OriginRecordsArgs,
    OriginTarget,
    PrivateZone,
    PrivateZoneArgs,
    PublicZone,
    PublicZoneArgs,
)
from components.networking.load_balancer import (
    AccessLogs,
    LoadBalancer,
    LoadBalancerArgs,
    OriginLock,
    OriginLockArgs,
)
from components.networking.web_firewall import WebFirewall, WebFirewallArgs
from components.observability.alarm_topic import AlarmTopic, AlarmTopicArgs
from components.security.keys import EncryptionKeys, EncryptionKeysArgs
from stacks.layers.clusters import Clusters
from stacks.layers.foundation import Foundation
from stacks.layers.stores import DELIVERED_PREFIX, LOAD_BALANCER_PREFIX, Stores
from stacks.settings.model import Settings
from stacks.settings.traffic_model import TrafficSettings

PREVIEWS = "previews/"
"""The folder of the pages' bucket that branches are previewed from."""

CLOUDFLARE_CLIENT = "CF-Connecting-IP"
"""The header in which Cloudflare says who asks; a load balancer that only Cloudflare reaches can trust it."""


@dataclass(frozen=True)
class Traffic:
    """The way in. ``load_balancers`` are by region; what the environment does not have is None or empty."""

    zone: PublicZone
    private_zone: PrivateZone
    certificates: Certificates
    lock: OriginLock
    load_balancers: dict[str, LoadBalancer]
    origins: OriginRecords | None
    cdn: Cdn | None


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


def build(
    settings: Settings,
    account: ResourceOptions,
    bases: Mapping[str, Foundation],
    clusters: Mapping[str, Clusters],
    stores: Mapping[str, Stores],
) -> Traffic | None:
    """Build the way in, if the settings have one."""
    traffic = settings.aws.traffic
    if traffic is None:
        return None
    edge = _edge(settings, account, bases)
    logs = {
        region: _logs(settings, account, bases[region], stores.get(region))
        for region in _regions(settings, traffic)
    }
    ground = Ground(settings, traffic, account, bases, clusters, logs, edge)
    zone = _zone(ground)
    certificates = _certificates(ground, zone)
    lock = _lock(ground)
    balancers = {region: _balancer(ground, region, certificates, lock) for region in traffic.load_balancers}
    origins = _origins(ground, zone, balancers) if balancers else None
    cdn = _cdn(ground, traffic.cdn, zone, certificates, lock, origins) if traffic.cdn else None
    return Traffic(zone, _private_zone(ground), certificates, lock, balancers, origins, cdn)


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


def _zone(ground: Ground) -> PublicZone:
    return PublicZone(
        "edge-zone",
        PublicZoneArgs(
            domain=ground.traffic.domain,
            placement=ground.edge.placement,
            labels=ground.settings.labels,
            protected=ground.settings.protected,
            log_days=ground.traffic.query_log_days,
            logs_key_arn=ground.edge.logs_key_arn,
            alarm_topic_arn=ground.edge.alarm_topic_arn,
        ),
        ground.account,
    )


def _private_zone(ground: Ground) -> PrivateZone:
    return PrivateZone(
        "internal-zone",
        PrivateZoneArgs(
            domain=f"{ground.settings.environment}.internal",
            labels=ground.settings.labels,
            protected=ground.settings.protected,
            home=ground.settings.aws.home_region,
            vpcs={region: base.network.vpc_id for region, base in ground.bases.items()},
        ),
        ground.account,
    )


def _certificates(ground: Ground, zone: PublicZone) -> Certificates:
    topics: dict[str, Wire[str]] = {
        region: ground.bases[region].alarms.arn for region in ground.traffic.load_balancers
    }
    return Certificates(
        "edge-certificates",
        CertificatesArgs(
            spec=ground.traffic.certificates,
            domain=ground.traffic.domain,
            zone_id=zone.zone_id,
            placement=ground.edge.placement,
            labels=ground.settings.labels,
            alarm_topic_arns={EDGE_REGION: ground.edge.alarm_topic_arn, **topics},
        ),
        ground.account,
    )


def _lock(ground: Ground) -> OriginLock:
    home = ground.bases[ground.settings.aws.home_region]
    return OriginLock(
        "edge-lock",
        OriginLockArgs(
            placement=home.placement,
            labels=ground.settings.labels,
            protected=ground.settings.protected,
            secret_name=f"{ground.settings.environment}/edge/origin-lock",
            key_arn=home.keys.arns["secrets"],
            version=ground.traffic.lock_version,
        ),
        ground.account,
    )


def _balancer(ground: Ground, region: str, certificates: Certificates, lock: OriginLock) -> LoadBalancer:
    base, spec = ground.bases[region], ground.traffic.load_balancers[region]
    firewall = WebFirewall(
        f"{region}-firewall",
        WebFirewallArgs(
            spec=ground.traffic.firewall,
            scope="REGIONAL",
            placement=base.placement,
            labels=ground.settings.labels,
            logs_key_arn=base.keys.arns["logs"],
            client_header=CLOUDFLARE_CLIENT if spec.ingress == "cloudflare" else None,
        ),
        ground.account,
    )
    return LoadBalancer(
        f"{region}-edge",
        LoadBalancerArgs(
            spec=spec,
            placement=base.placement,
            labels=ground.settings.labels,
            protected=ground.settings.protected,
            vpc_id=base.network.vpc_id,
            public_subnets=base.network.public,
            node_security_group_id=ground.clusters[region].cluster.node_security_group_id,
            certificate=certificates.regional[region],
            lock=lock,
            web_acl_arn=firewall.arn,
            logs=_access_logs(ground, region),
            alarm_topic_arn=base.alarms.arn,
            behind_cloudfront=ground.traffic.cdn is not None and bool(ground.traffic.cdn.api_paths),
        ),
        ground.account,
    )


def _origins(ground: Ground, zone: PublicZone, balancers: Mapping[str, LoadBalancer]) -> OriginRecords:
    return OriginRecords(
        "edge-origins",
        OriginRecordsArgs(
            domain=ground.traffic.domain,
            zone_id=zone.zone_id,
            targets={
                region: OriginTarget(dns_name=one.dns_name, zone_id=one.zone_id)
                for region, one in balancers.items()
            },
            primary=ground.settings.aws.home_region,
            checks=ground.traffic.checks,
            routing=ground.traffic.routing,
            placement=ground.edge.placement,
            labels=ground.settings.labels,
            alarm_topic_arn=ground.edge.alarm_topic_arn,
        ),
        ground.account,
    )


def _cdn(
    ground: Ground,
    spec: CdnSpec,
    zone: PublicZone,
    certificates: Certificates,
    lock: OriginLock,
    origins: OriginRecords | None,
) -> Cdn:
    home, firewall = ground.settings.aws.home_region, _edge_firewall(ground)
    api = origins if spec.api_paths else None
    cdn = Cdn(
        "frontend-cdn",
        CdnArgs(
            spec=spec,
            domain=ground.traffic.domain,
            zone_id=zone.zone_id,
            certificate=certificates.regional[EDGE_REGION],
            web_acl_arn=firewall.arn,
            pages=PageOrigin(
                domain=_pages(ground, home),
                second=_pages(ground, spec.second_region) if spec.second_region else None,
            ),
            api=ApiOrigin(domain=api.failover_name, header=lock.header, secret=lock.current) if api else None,
            logs_bucket_arn=f"{ground.logs[home].bucket_arn}/{DELIVERED_PREFIX}",
            placement=ground.edge.placement,
            labels=ground.settings.labels,
            alarm_topic_arn=ground.edge.alarm_topic_arn,
        ),
        ground.account,
    )
    for region in filter(None, (home, spec.second_region)):
        _frontend(ground, region, spec, cdn)
    return cdn


def _edge_firewall(ground: Ground) -> WebFirewall:
    return WebFirewall(
        "frontend-firewall",
        WebFirewallArgs(
            spec=ground.traffic.firewall,
            scope="CLOUDFRONT",
            placement=ground.edge.placement,
            labels=ground.settings.labels,
            logs_key_arn=ground.edge.logs_key_arn,
        ),
        ground.account,
    )


def _frontend(ground: Ground, region: str, spec: CdnSpec, cdn: Cdn) -> ObjectStore:
    """Build the bucket of the pages, which that distribution alone may read."""
    placement = ground.bases[region].placement
    bucket = f"arn:{placement.partition}:s3:::{_frontend_name(ground, region)}"
    reads = Statement(
        sid="DistributionReads",
        principals={"Service": ["cloudfront.amazonaws.com"]},
        # Without the right to list, a missing page is a refusal and not a 404.
        actions=["s3:GetObject", "s3:ListBucket"],
        resources=[bucket, f"{bucket}/*"],
        conditions={"StringEquals": {"AWS:SourceArn": cdn.distribution_arn}},
    )
    return ObjectStore(
        f"{region}-frontend",
        ObjectStoreArgs(
            data_class="frontend",
            spec=StoreSpec(),
            placement=placement,
            labels=ground.settings.labels,
            protected=ground.settings.protected,
            logs=ground.logs[region],
            statements=[reads],
            temporary={PREVIEWS: spec.preview_days},
            cors_origins=spec.cors_origins,
        ),
        ground.account,
    )


def _access_logs(ground: Ground, region: str) -> AccessLogs:
    logs = ground.logs[region]
    return AccessLogs(bucket=logs.bucket_name, prefix=LOAD_BALANCER_PREFIX, ready=logs.ready)


def _frontend_name(ground: Ground, region: str) -> str:
    return bucket_name(ground.settings.environment, "frontend", ground.bases[region].placement)


def _pages(ground: Ground, region: str) -> str:
    return f"{_frontend_name(ground, region)}.s3.{region}.{ground.bases[region].placement.dns_suffix}"
