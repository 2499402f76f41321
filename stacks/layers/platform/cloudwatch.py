"""What AWS measures of a region's services, read into the region's own cluster."""

from collections.abc import Iterator

from components.kubernetes.identity_policies.cloudwatch_reader import cloudwatch_reader
from components.observability.cloudwatch_exporter import exporter
from components.observability.cloudwatch_exporter.discovery import BILLING_REGION, Service
from components.observability.cloudwatch_exporter.exporter import CloudwatchExporter, CloudwatchExporterArgs
from stacks.layers.platform.site import PlatformSite
from stacks.settings.model import Settings


def build(site: PlatformSite) -> CloudwatchExporter | None:
    """Build the exporter on a cluster of AWS, where the settings have it. The home region's reads the charges as well."""
    spec, side = site.spec.cloudwatch_exporter, site.aws
    if spec is None or side is None:
        return None
    billing = side.region == site.settings.aws.home_region
    identity = site.aws_identity(
        exporter.NAMESPACE,
        exporter.SERVICE_ACCOUNT,
        cloudwatch_reader(regions=[side.region, *([BILLING_REGION] if billing else [])]),
    )
    return CloudwatchExporter(
        site.cluster,
        CloudwatchExporterArgs(
            spec=spec,
            region=side.region,
            services=sorted(services(site.settings, side.region)),
            billing=billing,
            annotations=identity.annotations,
            granted=identity.granted,
            monitored=site.monitored,
        ),
    )


def services(settings: Settings, region: str) -> Iterator[Service]:
    """Yield the services that a region has: of any other the exporter would complain at each reading."""
    here, traffic = settings.aws.regions[region], settings.aws.traffic
    held: dict[Service, bool] = {
        "ApplicationELB": traffic is not None and region in traffic.load_balancers,
        "Backup": settings.aws.vault is not None,
        "ElastiCache": here.cache is not None,
        "Kinesis": bool(here.streams),
        "NATGateway": here.network.nat != "none",
        "RDS": here.database is not None or here.recovery is not None,
        "S3": here.stores is not None,
        "SQS": bool(here.queues),
    }
    yield from (service for service, has in held.items() if has)
