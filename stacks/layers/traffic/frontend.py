"""The pages: their buckets, and the distribution that alone may read them."""

from components.data.object_store import ObjectStore, ObjectStoreArgs, StoreSpec, bucket_name
from components.foundation.policy_documents import Statement
from components.networking.cdn import ApiOrigin, Cdn, CdnArgs, CdnSpec, PageOrigin
from components.networking.certificates import EDGE_REGION, Certificates
from components.networking.dns import OriginRecords, PublicZone
from components.networking.load_balancer import OriginLock
from components.networking.web_firewall import WebFirewall, WebFirewallArgs
from stacks.layers.stores import DELIVERED_PREFIX
from stacks.layers.traffic.ground import Ground

PREVIEWS = "previews/"
"""The folder of the pages' bucket that branches are previewed from."""


def cdn(
    ground: Ground,
    spec: CdnSpec,
    zone: PublicZone,
    certificates: Certificates,
    lock: OriginLock,
    origins: OriginRecords | None,
) -> Cdn:
    """Build the distribution, and in each of its regions the bucket of the pages."""
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


def _frontend_name(ground: Ground, region: str) -> str:
    return bucket_name(ground.settings.environment, "frontend", ground.bases[region].placement)


def _pages(ground: Ground, region: str) -> str:
    return f"{_frontend_name(ground, region)}.s3.{region}.{ground.bases[region].placement.dns_suffix}"
