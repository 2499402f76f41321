"""Where requests arrive in each region: the lock that only the edge opens, load balancers, and their names."""

from collections.abc import Mapping

from components.networking.certificates import Certificates
from components.networking.dns import OriginRecords, OriginRecordsArgs, OriginTarget, PublicZone
from components.networking.load_balancer import (
    AccessLogs,
    LoadBalancer,
    LoadBalancerArgs,
    OriginLock,
    OriginLockArgs,
)
from components.networking.web_firewall import WebFirewall, WebFirewallArgs
from stacks.layers.stores import LOAD_BALANCER_PREFIX
from stacks.layers.traffic.ground import Ground

CLOUDFLARE_CLIENT = "CF-Connecting-IP"
"""The header in which Cloudflare says who asks; a load balancer that only Cloudflare reaches can trust it."""


def lock(ground: Ground) -> OriginLock:
    """Build the secret that the edge sends and load balancers ask for."""
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


def balancer(ground: Ground, region: str, certificates: Certificates, lock: OriginLock) -> LoadBalancer:
    """Build one region's load balancer, behind a web firewall of its own."""
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


def records(ground: Ground, zone: PublicZone, balancers: Mapping[str, LoadBalancer]) -> OriginRecords:
    """Build the names of the load balancers, and the checks by which one takes over from another."""
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


def _access_logs(ground: Ground, region: str) -> AccessLogs:
    logs = ground.logs[region]
    return AccessLogs(bucket=logs.bucket_name, prefix=LOAD_BALANCER_PREFIX, ready=logs.ready)
