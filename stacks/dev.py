"""dev: one region, nothing that outlives it, destroyable without ceremony."""

from stacks.layers import (
    account,
    clusters,
    data,
    data_systems,
    foundation,
    gcp,
    guard_rails,
    safekeeping,
    stores,
    traffic,
)
from stacks.outputs import PlatformOutputs, of_google, of_pipelines, of_region, of_traffic
from stacks.settings.model import Settings


def compose(settings: Settings) -> PlatformOutputs:
    """Build the home region and nothing else."""
    home, aws = settings.aws.home_region, account.open_account(settings)
    base = foundation.build(settings, home, aws, replica_region=None)
    roles = guard_rails.pipelines(settings, aws)
    cluster = clusters.build(settings, home, guard_rails.admitting(settings, home, aws, roles), base)
    kept = stores.build(settings, aws, {home: base})
    databases = data.build(data.Site(settings, home, aws, base, cluster))
    safekeeping.build(settings, aws, safekeeping.Kept({home: base}, kept, {home: databases}))
    site = data.Site(settings, home, aws, base, cluster)
    databases, systems = data.build(site), data_systems.build(site, {home: base})
    way_in = traffic.build(settings, aws, {home: base}, {home: cluster}, kept)
    rails = guard_rails.build(settings, aws, {home: base})
    return PlatformOutputs(
        environment=settings.environment,
        account_id=settings.aws.account_id,
        home_region=home,
        regions={home: of_region(base, cluster, databases, kept.get(home), rails.gateways.get(home))},
        regions={home: of_region(base, cluster, databases, systems, kept.get(home))},
        traffic=of_traffic(way_in),
        gcp=of_google(gcp.build(settings)),
        pipelines=of_pipelines(roles),
    )
