"""Dumps of the region's primary, into the region's bucket of backups."""

from ipaddress import IPv4Network

from components.foundation.addresses import zone_plan
from components.kubernetes.identity_policies.database_dumps import database_dumps
from components.resilience.database_dumps import dumps
from components.resilience.database_dumps.dumps import DatabaseDumps, DatabaseDumpsArgs
from components.resilience.images import postgres_image
from stacks.layers.platform.site import PlatformSite
from stacks.layers.stores import DUMPS_FOLDER


def build(site: PlatformSite) -> DatabaseDumps | None:
    """Build the nightly dump, where the settings have it and there are a database and a bucket."""
    spec, side, keys = site.spec.dumps, site.aws, site.backup_keys
    if spec is None or side is None or keys is None or side.stores is None or side.stores.backups is None:
        return None
    here = site.settings.aws.regions[side.region]
    if here.database is None:
        return None
    bucket, placement = side.stores.backups, side.base.placement
    identity = site.aws_identity(
        dumps.NAMESPACE,
        dumps.SERVICE_ACCOUNT,
        database_dumps(
            placement=placement,
            bucket_arn=bucket.bucket_arn,
            folder=DUMPS_FOLDER,
            key_arn=side.base.keys.arns["backups"],
        ),
    )
    return DatabaseDumps(
        site.cluster,
        DatabaseDumpsArgs(
            spec=spec,
            image=postgres_image(here.database.version),
            databases=_isolated(site, side.region),
            bucket=bucket.bucket_name,
            folder=DUMPS_FOLDER,
            region=placement.region,
            passphrase=keys.dumps,
            annotations=identity.annotations,
            granted=[*identity.granted, *bucket.ready],
        ),
    )


def _isolated(site: PlatformSite, region: str) -> tuple[IPv4Network, ...]:
    """Return the ranges of the subnets that databases stand in."""
    network = site.settings.aws.regions[region].network
    return tuple(zone_plan(network.cidr, slot).isolated for _, slot in sorted(network.zones.items()))
