"""Traces of a cluster: the collectors, Jaeger, and the wall around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Network
from typing import Final

from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.flows import INTERNET, POD_IDENTITY, Flow, Peer, ranges
from components.foundation.cluster.namespace import (
    MONITORING,
    Gates,
    PlatformNamespace,
    PlatformNamespaceArgs,
    Share,
)
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.observability.tracing.jaeger import Jaeger, JaegerArgs
from components.observability.tracing.jaeger_config import config
from components.observability.tracing.places import (
    AGENT,
    AGENT_ADDRESS,
    AGENT_PODS,
    GATEWAY,
    GATEWAY_PODS,
    JAEGER_PODS,
    NAMESPACE,
    OTLP_GRPC,
    OTLP_HTTP,
    OWN_METRICS,
    QUERY,
    SPAN_METRICS,
)
from components.observability.tracing.spec import TracingSpec
from components.observability.tracing.values import agent_values, gateway_values

CHART: Final = "opentelemetry-collector"
GRAFANA: Final = {"app.kubernetes.io/name": "grafana"}
HTTPS: Final = 443


@dataclass(frozen=True, kw_only=True)
class TraceStore:
    """A search domain: where it answers, in which region, how many nodes it has, and who writes to it.

    ``ranges`` are addresses in which it stands. ``copies`` are those of each shard beside itself. ``by_token`` says that
    credentials come of a token that AWS exchanges (IRSA), outside of the cluster, and not of the node's agent.
    """

    address: Wire[str]
    region: str
    nodes: int
    copies: int
    ranges: tuple[IPv4Network, ...]
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]
    by_token: bool = False


@dataclass(frozen=True, kw_only=True)
class TracingArgs:
    """A spec, and what it is wired to.

    ``senders`` are the namespaces whose pods send traces. ``resource`` is what the cluster says of itself on every span.
    ``secrets`` bring the credentials of outside services; ``store_ready`` lets Jaeger into the domain.
    """

    spec: TracingSpec
    namespace: PlatformNamespace
    senders: Sequence[str]
    resource: Mapping[str, str]
    store: TraceStore | None = None
    store_ready: Sequence[Resource] = ()
    secrets: Sequence[Resource] = ()
    monitored: bool = False


class Tracing(ClusterComponent):
    """Collectors on every node, collectors that decide what is kept, and Jaeger.

    Jaeger's pages have no sign-on of their own, so that nothing outside the cluster leads to them: people see traces in
    Grafana, or by a tunnel of the API server's. Output: ``address``, where applications send traces.

    :raises ValueError: if the spec wants a search domain and none is wired.
    """

    urn_type = "platform:observability:Tracing"

    address: Output[str]

    def __init__(self, site: ClusterSite, args: TracingArgs) -> None:
        if args.spec.storage == "search" and args.store is None:
            raise ValueError(
                f"cluster {site.name}: tracing keeps traces in the region's search domain, and there is none: describe "
                "`search`, or set storage to memory"
            )
        super().__init__("tracing", site)
        self.args = args
        jaeger = self._jaeger(site)
        gateways = self._collector(
            GATEWAY,
            gateway_values(site, args.spec, monitored=args.monitored),
            [*jaeger.ready, *args.secrets],
        )
        agents = self._collector(
            AGENT, agent_values(site, args.resource, monitored=args.monitored), gateways.ready
        )
        self.address = Output.from_input(AGENT_ADDRESS)
        self.ready: list[Resource] = agents.ready
        self.publish()

    def _jaeger(self, site: ClusterSite) -> Jaeger:
        args, store = self.args, self.args.store
        return Jaeger(
            site,
            JaegerArgs(
                namespace=args.namespace,
                config=config(
                    args.spec,
                    region=store.region if store else None,
                    shards=store.nodes if store else 1,
                    copies=store.copies if store else 0,
                ),
                address=store.address if store else None,
                annotations=store.annotations if store else None,
                granted=store.granted if store else (),
                after=args.store_ready,
                monitored=args.monitored,
            ),
            self.child(),
        )

    def _collector(self, release: str, values: dict[str, object], after: Sequence[Resource]) -> ChartRelease:
        return ChartRelease(
            self.site,
            ChartArgs(
                chart=CHART, release=release, namespace=self.args.namespace, values=values, after=after
            ),
            self.child(),
        )


def namespace(
    site: ClusterSite, spec: TracingSpec, senders: Sequence[str], store: TraceStore | None
) -> PlatformNamespace:
    """Return the namespace of the tracing. It comes before the rest, for Secrets are fetched into it."""
    return PlatformNamespace(
        site,
        PlatformNamespaceArgs(
            namespace=NAMESPACE,
            pod_security="restricted",
            gates=_gates(spec, senders, store),
            # An agent on each node, and every other part twice while it is upgraded.
            share=Share(cpu="8", memory="24Gi", pods=120),
        ),
    )


def _gates(spec: TracingSpec, senders: Sequence[str], store: TraceStore | None) -> Gates:
    flows = {
        "allow-traces": Flow(
            direction="from",
            peers=tuple(Peer(namespace=sender) for sender in sorted(senders)),
            ports=(OTLP_GRPC, OTLP_HTTP),
            pods=AGENT_PODS,
        ),
        "allow-query": Flow(
            direction="from",
            peers=(Peer(namespace=MONITORING, pods=GRAFANA),),
            ports=(QUERY,),
            pods=JAEGER_PODS,
        ),
    }
    if not senders:
        del flows["allow-traces"]  # without peers it would let in everybody
    if store is not None:
        flows["allow-search"] = Flow(
            direction="to", peers=ranges(store.ranges), ports=(HTTPS,), pods=JAEGER_PODS
        )
        identity = Flow(direction="to", peers=(INTERNET,), ports=(HTTPS,)) if store.by_token else POD_IDENTITY
        flows["allow-search-identity"] = replace(identity, pods=JAEGER_PODS)
    if spec.destinations.all:
        flows["allow-destinations"] = Flow(
            direction="to", peers=(INTERNET,), ports=(HTTPS,), pods=GATEWAY_PODS
        )
    return Gates(metrics=(OWN_METRICS, SPAN_METRICS), within=True, flows=flows)
