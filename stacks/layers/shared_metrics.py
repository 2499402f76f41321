"""What all clusters keep together of their metrics, in the home region."""

from collections.abc import Iterator, Mapping

from pulumi import ResourceOptions

from components.observability.shared_metrics.workspace import SharedMetrics, SharedMetricsArgs
from stacks.layers.foundation import Foundation, cluster_name
from stacks.settings.model import Settings
from stacks.settings.platform_model import PlatformSettings


def build(
    settings: Settings, account: ResourceOptions, bases: Mapping[str, Foundation]
) -> SharedMetrics | None:
    """Build the store, where the environment has one."""
    spec, home = settings.aws.shared_metrics, settings.aws.home_region
    if spec is None:
        return None
    return SharedMetrics(
        f"{home}-shared-metrics",
        SharedMetricsArgs(
            spec=spec,
            placement=bases[home].placement,
            labels=settings.labels,
            protected=settings.protected,
            key_arn=bases[home].keys.arns["metrics"],
            clusters=list(writers(settings)),
        ),
        account,
    )


def writers(settings: Settings) -> Iterator[str]:
    """Yield the names of the clusters that write to the store, of every cloud."""
    for region, here in settings.aws.regions.items():
        if _writes(here.platform):
            yield cluster_name(settings, region)
    if settings.gcp is not None and _writes(settings.gcp.platform):
        yield cluster_name(settings, settings.gcp.region)
    if settings.azure is not None and _writes(settings.azure.platform):
        yield cluster_name(settings, settings.azure.location)


def _writes(spec: PlatformSettings | None) -> bool:
    return spec is not None and spec.metrics is not None and spec.metrics.shared
