"""The whole platform, layer by layer: what all environments share.

Which systems there are and how large they are is the settings' business, so an environment adds only what it
alone refuses. Layers of other clouds are imported where their settings ask for them, so that a stack without
them pays neither the time nor the memory of their SDKs.
"""

from typing import TYPE_CHECKING

from pulumi import Output

from stacks.azure_outputs import of_azure
from stacks.google_outputs import of_google
from stacks.layers import (
    account,
    audit_forwarding,
    backup_copies,
    brought_secrets,
    clusters,
    data,
    data_systems,
    foundation,
    generated_secrets,
    guard_rails,
    peerings,
    platform,
    safekeeping,
    shared_metrics,
    stores,
    traffic,
)
from stacks.layers.data import Data
from stacks.layers.platform.site import AwsSide, Copied
from stacks.outputs import (
    PlatformOutputs,
    RegionLayers,
    of_copies,
    of_edge,
    of_pipelines,
    of_region,
    of_traffic,
)
from stacks.settings.model import Settings

if TYPE_CHECKING:
    from stacks.layers.azure import Azure
    from stacks.layers.cloudflare import CloudflareEdge
    from stacks.layers.gcp import Google


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
    sites = {region: data.Site(settings, region, aws, bases[region], runtimes[region]) for region in bases}
    databases = _databases(sites, home)
    generated = generated_secrets.build(settings, aws, bases)
    brought = brought_secrets.build(settings, aws, bases)
    systems = {region: data_systems.build(site, bases) for region, site in sites.items()}
    safekeeping.build(settings, aws, safekeeping.Kept(bases, kept, databases))
    audit = kept[home].audit if home in kept else None
    audit_forwarding.build(settings, aws, audit_forwarding.Audited(bases, runtimes, audit))
    copies = backup_copies.build(settings, aws, bases[home], runtimes[home], kept.get(home))
    way_in = traffic.build(settings, aws, bases, runtimes, kept)
    metrics = shared_metrics.build(settings, aws, bases)
    rails = guard_rails.build(settings, aws, bases, kept)
    google, azure = _google(settings), _azure(settings)
    sides = {
        region: AwsSide(
            region=region,
            account=aws,
            base=base,
            clusters=runtimes[region],
            data=databases[region],
            systems=systems[region],
            stores=kept.get(region),
            traffic=way_in,
            generated={**generated.get(region, {}), **brought.get(region, {})},
            shared_metrics=metrics,
        )
        for region, base in bases.items()
    }
    secrets = platform.backup_keys(settings)
    copied = Copied(copier=copies, google=google, azure=azure)
    platform.on_aws(settings, sides, secrets, copied)
    platform.on_google(settings, google, sides[home], secrets)
    platform.on_azure(settings, azure, sides[home], secrets)
    return PlatformOutputs(
        environment=settings.environment,
        account_id=settings.aws.account_id,
        home_region=home,
        regions={
            region: of_region(
                RegionLayers(
                    base=base,
                    clusters=runtimes[region],
                    data=databases[region],
                    systems=systems[region],
                    stores=kept.get(region),
                    vpn=rails.gateways.get(region),
                )
            )
            for region, base in bases.items()
        },
        traffic=of_traffic(way_in),
        gcp=of_google(google),
        pipelines=of_pipelines(roles),
        backup_copies=of_copies(copies),
        shared_metrics=metrics.endpoint if metrics else None,
        edge=of_edge(_edge(settings, way_in, _entrances(settings, google, azure))),
        azure=of_azure(azure),
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


def _google(settings: Settings) -> "Google | None":
    if settings.gcp is None:
        return None
    from stacks.layers import gcp  # noqa: PLC0415 - an SDK that only some environments use

    return gcp.build(settings, settings.gcp)


def _azure(settings: Settings) -> "Azure | None":
    if settings.azure is None:
        return None
    from stacks.layers import azure  # noqa: PLC0415 - as above

    return azure.build(settings, settings.azure)


def _entrances(settings: Settings, google: "Google | None", azure: "Azure | None") -> dict[str, Output[str]]:
    """Return where the other clouds take traffic, by the name of the edge's pool."""
    entrances = {}
    if settings.gcp is not None and google is not None:
        entrances[f"gcp-{settings.gcp.region}"] = google.network.ingress_address
    if settings.azure is not None and azure is not None:
        entrances[f"azure-{settings.azure.location}"] = azure.ingress_address
    return entrances


def _edge(
    settings: Settings, way_in: traffic.Traffic | None, elsewhere: dict[str, Output[str]]
) -> "CloudflareEdge | None":
    if settings.cloudflare is None:
        return None
    from stacks.layers import cloudflare  # noqa: PLC0415 - as above

    return cloudflare.build(settings, settings.cloudflare, way_in, elsewhere)
