"""The way in on AWS, whole: the delegated zone, certificates, and what stands behind them."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import ResourceOptions

from components.foundation.spec import Wire
from components.networking.cdn import Cdn
from components.networking.certificates import EDGE_REGION, Certificates, CertificatesArgs
from components.networking.dns import (
    OriginRecords,
    PrivateZone,
    PrivateZoneArgs,
    PublicZone,
    PublicZoneArgs,
)
from components.networking.load_balancer import LoadBalancer, OriginLock
from stacks.layers.clusters import Clusters
from stacks.layers.foundation import Foundation
from stacks.layers.stores import Stores
from stacks.layers.traffic import frontend, origins
from stacks.layers.traffic.ground import Ground, prepare
from stacks.settings.model import Settings


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
    ground = prepare(settings, traffic, account, bases, clusters, stores)
    zone = _zone(ground)
    certificates = _certificates(ground, zone)
    lock = origins.lock(ground)
    balancers = {
        region: origins.balancer(ground, region, certificates, lock) for region in traffic.load_balancers
    }
    records = origins.records(ground, zone, balancers) if balancers else None
    cdn = frontend.cdn(ground, traffic.cdn, zone, certificates, lock, records) if traffic.cdn else None
    return Traffic(zone, _private_zone(ground), certificates, lock, balancers, records, cdn)


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
            clusters_issue=_clusters_issue(ground.settings),
        ),
        ground.account,
    )


def _clusters_issue(settings: Settings) -> bool:
    """Tell whether any cluster, of whatever cloud, proves names of the zone to get certificates for them."""
    regions = [region.platform for region in settings.aws.regions.values()]
    others = [cloud.platform for cloud in (settings.gcp, settings.azure) if cloud is not None]
    return any(spec is not None and spec.certificates is not None for spec in (*regions, *others))


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
    return Certificates(
        "edge-certificates",
        CertificatesArgs(
            spec=ground.traffic.certificates,
            domain=ground.traffic.domain,
            zone_id=zone.zone_id,
            placement=ground.edge.placement,
            labels=ground.settings.labels,
            alarm_topic_arns=_alarm_topics(ground),
        ),
        ground.account,
    )


def _alarm_topics(ground: Ground) -> dict[str, Wire[str]]:
    """Return whom a certificate that is not renewed alarms, in each region that has one."""
    balanced = {region: ground.bases[region].alarms.arn for region in ground.traffic.load_balancers}
    return {EDGE_REGION: ground.edge.alarm_topic_arn, **balanced}
