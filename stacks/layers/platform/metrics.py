"""What measures a cluster, judges what it measures, and tells people of it."""

from components.foundation.cluster.namespace import PlatformNamespace
from components.mesh.certificates import ClusterCertificates
from components.mesh.gateway import Gateway
from components.observability.dashboards.config_maps import Dashboards, DashboardsArgs
from components.observability.metrics.stack import MetricsStack, MetricsStackArgs, namespace, wanted
from components.observability.tracing.places import QUERY_ADDRESS
from components.security.cluster.secrets.operator import ExternalSecrets
from stacks.layers.platform import alerts
from stacks.layers.platform.entrances import entrance
from stacks.layers.platform.shared_store import written
from stacks.layers.platform.site import PlatformSite
from stacks.layers.platform.wanted import fetched


def build(
    site: PlatformSite,
    certificates: ClusterCertificates | None,
    operator: ExternalSecrets | None,
    gateway: Gateway | None,
) -> MetricsStack | None:
    """Build the metrics of a cluster, where the settings have them.

    :param certificates: who gives the operator's webhook its certificate; without them rules are not judged on their way in.
    :param operator: what fetches credentials of receivers and of sign-on.
    :param gateway: the way in to the pages; without one, people come by a tunnel of the API server's.
    """
    spec = site.spec.metrics
    if spec is None:
        return None
    way_in = entrance(gateway) if gateway else None
    home = PlatformNamespace(
        site.cluster, namespace(site.cluster, spec, way_in, traced=site.spec.tracing is not None)
    )
    if spec.grafana is not None:
        Dashboards(site.cluster, DashboardsArgs(after=home.ready))
    brought, sent = wanted(spec), written(site)
    return MetricsStack(
        site.cluster,
        MetricsStackArgs(
            spec=spec,
            namespace=home,
            labels=labels(site),
            rules=alerts.rules(site),
            secrets=fetched(site, operator, home.args.namespace, brought, home.ready) if brought else (),
            certified=certificates is not None,
            entrance=way_in,
            traces=QUERY_ADDRESS if site.spec.tracing is not None else None,
            remote=sent.remote,
            annotations=sent.annotations,
            granted=sent.granted,
        ),
    )


def labels(site: PlatformSite) -> dict[str, str]:
    """Return what everything that leaves the cluster is known by."""
    return {
        "cluster": site.cluster.name,
        "region": site.region,
        "environment": site.settings.environment,
    }
