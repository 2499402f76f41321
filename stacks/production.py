"""production: every region and cloud that the settings name, with recovery in another region and other clouds."""

from stacks.whole import compose

__all__ = ["compose"]
from stacks.azure_outputs import of_azure
from stacks.layers import account, azure, clusters, data, foundation, peerings, stores, traffic
from stacks.layers.data import Data
from stacks.outputs import PlatformOutputs, of_region, of_traffic
from stacks.settings.model import Settings


def compose(settings: Settings) -> PlatformOutputs:
    """Build all regions; the home region's data stores come first, because the others replicate them."""
    aws, home = account.open_account(settings), settings.aws.home_region
    bases = {
        region: foundation.build(settings, region, aws, replica_region=_replica_region(settings, region))
        for region in settings.aws.regions
    }
    peerings.build(settings, aws, bases)
    runtimes = {region: clusters.build(settings, region, aws, bases[region]) for region in bases}
    kept = stores.build(settings, aws, bases)
    databases = _databases(settings, aws, bases, runtimes)
    way_in = traffic.build(settings, aws, bases, runtimes, kept)
    return PlatformOutputs(
        environment=settings.environment,
        account_id=settings.aws.account_id,
        home_region=home,
        regions={
            region: of_region(bases[region], runtimes[region], databases[region], kept.get(region))
            for region in bases
        },
        traffic=of_traffic(way_in),
        azure=of_azure(azure.build(settings)),
    )


def _databases(
    settings: Settings,
    aws: ResourceOptions,
    bases: dict[str, foundation.Foundation],
    runtimes: dict[str, clusters.Clusters],
) -> dict[str, Data]:
    home = settings.aws.home_region
    at_home = data.build(data.Site(settings, home, aws, bases[home], runtimes[home]))
    elsewhere = {
        region: data.build(
            data.Site(settings, region, aws, bases[region], runtimes[region]), source=at_home.database
        )
        for region in bases
        if region != home
    }
    return {home: at_home, **elsewhere}


def _replica_region(settings: Settings, region: str) -> str | None:
    """Return where a region's secrets are replicated to: from home to wherever the database recovers."""
    return settings.aws.recovery_region if region == settings.aws.home_region else None
