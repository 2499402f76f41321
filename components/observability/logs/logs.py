"""Logs of a cluster's pods: Fluent Bit on every node, and the wall around it.

The requirements name Fluentd. Fluent Bit is of the same project and takes its place on nodes with a tenth of the memory; no
Fluentd stands behind it, because it writes to every place that they name by itself (docs/telemetry.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.flows import Flow, ranges
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.observability.logs.pipeline import METRICS, NAMESPACE, pipeline, script
from components.observability.logs.spec import LogsSpec
from components.observability.logs.values import NAME, values

HTTPS: Final = 443


@dataclass(frozen=True, kw_only=True)
class LogStore:
    """A search domain: the host at which it answers, and the addresses in which it stands."""

    host: Wire[str]
    ranges: tuple[IPv4Network, ...]


@dataclass(frozen=True, kw_only=True)
class PodLogsArgs:
    """A spec, and what it is wired to.

    ``groups`` is what the names of log groups begin with. ``annotations`` bind the account to ``granted``. ``ready`` is
    what has to stand before anything is sent: groups, the way into the domain, credentials of outside services.
    """

    spec: LogsSpec
    namespace: PlatformNamespace
    environment: str
    region: str
    groups: str
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]
    ready: Sequence[Resource] = ()
    store: LogStore | None = None
    monitored: bool = False


class PodLogs(ClusterComponent):
    """Fluent Bit on every node. Output: ``release``. ``ready`` is what waits for it.

    :raises ValueError: if the spec sends logs to a search domain and none is wired.
    """

    urn_type = "platform:observability:PodLogs"

    release: Output[str]

    def __init__(self, site: ClusterSite, args: PodLogsArgs) -> None:
        if args.spec.search and args.store is None:
            raise ValueError(
                f"cluster {site.name}: logs go to the region's search domain, and there is none: describe `search`, or leave "
                "logs.search out"
            )
        super().__init__("pod-logs", site)
        store = args.store if args.spec.search else None
        made = ChartRelease(
            site,
            ChartArgs(
                chart=NAME,
                namespace=args.namespace,
                values=values(
                    site,
                    args.spec,
                    configuration=pipeline(
                        args.spec,
                        groups=args.groups,
                        region=args.region,
                        tags=f"env:{args.environment},kube_cluster_name:{site.name}",
                        search=store is not None,
                    ),
                    script=script(args.spec),
                    annotations=args.annotations,
                    search_host=store.host if store else None,
                    monitored=args.monitored,
                ),
                after=[*args.granted, *args.ready],
            ),
            self.child(),
        )
        self.release = made.release
        self.ready: list[Resource] = made.ready
        self.publish()


def namespace(site: ClusterSite, store: LogStore | None) -> PlatformNamespace:
    """Return the namespace of what reads logs. It comes before the rest, for Secrets are fetched into it."""
    flows = {}
    if store is not None:
        flows["allow-search"] = Flow(direction="to", peers=ranges(store.ranges), ports=(HTTPS,))
    return PlatformNamespace(
        site,
        PlatformNamespaceArgs(
            namespace=NAMESPACE,
            # It reads files of the node's, which no lower standard allows.
            pod_security="privileged",
            gates=Gates(metrics=(METRICS,), cloud=True, flows=flows),
            share=Share(cpu="8", memory="32Gi", pods=100),
        ),
    )
