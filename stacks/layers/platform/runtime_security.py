"""The watch over what pods do, and its way to people."""

from components.kubernetes.identity_policies.alarm_publisher import alarm_publisher
from components.security.cluster.runtime import falco
from components.security.cluster.runtime.falco import AlarmRoute, RuntimeDetection, RuntimeDetectionArgs
from stacks.layers.platform.site import AwsSide, PlatformSite


def build(site: PlatformSite) -> RuntimeDetection | None:
    """Build Falco, where the settings have it. On EKS it tells people by the region's topic of alarms."""
    spec = site.spec.runtime_detection
    if spec is None:
        return None
    return RuntimeDetection(
        site.cluster,
        RuntimeDetectionArgs(
            spec=spec,
            applications=sorted(site.tenants),
            alarms=_route(site, site.aws) if site.aws else None,
            monitored=site.monitored,
        ),
    )


def _route(site: PlatformSite, side: AwsSide) -> AlarmRoute:
    base, irsa = side.base, side.clusters.cluster.issuer.mode == "irsa"
    identity = site.aws_identity(
        falco.NAMESPACE,
        falco.TELLER,
        alarm_publisher(
            placement=base.placement, topic_arn=base.alarms.topic, key_arn=base.keys.arns["messaging"]
        ),
    )
    return AlarmRoute(
        topic_arn=base.alarms.arn,
        region=base.placement.region,
        granted=identity.granted,
        role_arn=identity.role_arn if irsa else None,
    )
