"""production: every region that the settings name, with the database's recovery in another one."""

from pulumi import ResourceOptions

from stacks.layers import (
    account,
    cloudflare,
    clusters,
    data,
    foundation,
    gcp,
    guard_rails,
    peerings,
    safekeeping,
    stores,
    traffic,
)
from stacks.layers import account, clusters, data, data_systems, foundation, peerings, stores, traffic
from stacks.layers.data import Data
from stacks.outputs import PlatformOutputs, of_edge, of_google, of_pipelines, of_region, of_traffic
from stacks.settings.model import Settings


def compose(settings: Settings) -> PlatformOutputs:
    """Build all regions; the home region's data stores come first, because the others replicate them."""
    aws, home = account.open_account(settings), settings.aws.home_region
    bases = {
        region: foundation.build(settings, region, aws, replica_region=_replica_region(settings, region))
        for region in settings.aws.regions
    }
    peerings.build(settings, aws, bases)
    roles = guard_rails.pipelines(settings, aws)
    runtimes = {
        region: clusters.build(settings, region, guard_rails.admitting(settings, region, aws, roles), base)
        for region, base in bases.items()
    }
    kept = stores.build(settings, aws, bases)
    databases = _databases(settings, aws, bases, runtimes)
    safekeeping.build(settings, aws, safekeeping.Kept(bases, kept, databases))
    sites = {region: data.Site(settings, region, aws, bases[region], runtimes[region]) for region in bases}
    databases = _databases(sites, home)
    systems = {region: data_systems.build(site, bases) for region, site in sites.items()}
    way_in = traffic.build(settings, aws, bases, runtimes, kept)
    rails = guard_rails.build(settings, aws, bases)
    edge = cloudflare.build(settings, way_in)
    return PlatformOutputs(
        environment=settings.environment,
        account_id=settings.aws.account_id,
        home_region=home,
        regions={
            region: of_region(
                base, runtimes[region], databases[region], kept.get(region), rails.gateways.get(region)
            )
            for region, base in bases.items()
                bases[region], runtimes[region], databases[region], systems[region], kept.get(region)
            )
            for region in bases
        },
        traffic=of_traffic(way_in),
        gcp=of_google(gcp.build(settings)),
        pipelines=of_pipelines(roles),
        edge=of_edge(edge),
    )


def _databases(sites: dict[str, data.Site], home: str) -> dict[str, Data]:
    at_home = data.build(sites[home])
    elsewhere = {
        region: data.build(site, source=at_home.database) for region, site in sites.items() if region != home
    }
    return {home: at_home, **elsewhere}


def _replica_region(settings: Settings, region: str) -> str | None:
    """Return where a region's secrets are replicated to: from home to wherever the database recovers."""
    return settings.aws.recovery_region if region == settings.aws.home_region else None
