"""Prometheus, Alertmanager, Grafana and what they need on a cluster, with the rules that they judge by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.entrance import Entrance
from components.foundation.cluster.flows import INTERNET, POD_IDENTITY, Flow, Peer, ranges
from components.foundation.cluster.monitoring import ALERTMANAGER_PODS, PROMETHEUS, PROMETHEUS_PODS
from components.foundation.cluster.namespace import (
    MONITORING,
    Gates,
    PlatformNamespace,
    PlatformNamespaceArgs,
    Share,
)
from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.wanted_secret import WantedSecret
from components.foundation.spec import Wire
from components.observability.metrics import grafana
from components.observability.metrics.routing import SECRET
from components.observability.metrics.spec import AlertingSpec, MetricsSpec
from components.observability.metrics.values import NAME, NODE_METRICS, NODE_PORT, values
from components.observability.tracing import places

ACCOUNT: Final = f"{NAME}-prometheus"
"""The service account of Prometheus, who writes to the store that all clusters share."""

API: Final = "monitoring.coreos.com/v1"
CHART: Final = "kube-prometheus-stack"
HOOK, KUBELET = 10250, 10250
PROMETHEUS_PORT, ALERTMANAGER_PORT, GOSSIP = 9090, 9093, 9094
STATES: Final = 8080
CILIUM: Final = (9962, 9963, 9965)
"""Where Cilium's agent and operator and Hubble tell of themselves, on the node's own address (Cilium documentation)."""


RuleGroups = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class MetricsStackArgs:
    """A spec and what it is wired to.

    ``namespace`` is that of ``namespace()``. ``labels`` are put on everything that leaves the cluster; ``rules`` are groups
    of rules by the name of their object. ``secrets`` is what brings the Secrets of ``wanted()``. ``certified`` says that
    there is somebody who gives the operator's webhook its certificate. ``remote`` is the part of Prometheus' own spec that
    sends samples elsewhere, ``annotations`` tie its account to an identity that may, ``granted`` makes that ready.
    ``traces`` is the address at which Jaeger is asked.
    """

    spec: MetricsSpec
    namespace: PlatformNamespace
    labels: Mapping[str, str]
    rules: Mapping[str, RuleGroups]
    secrets: Sequence[Resource] = ()
    certified: bool = False
    entrance: Entrance | None = None
    remote: Mapping[str, Any] = field(default_factory=dict)
    annotations: Wire[dict[str, str]] | None = None
    granted: Sequence[Resource] = ()
    traces: str | None = None


class MetricsStack(ClusterComponent):
    """Everything that measures a cluster. Outputs: ``prometheus``, where queries are asked, and ``rules``, their objects.

    ``ready`` is what waits for Prometheus.
    """

    urn_type = "platform:observability:MetricsStack"

    prometheus: Output[str]
    rules: Output[list[str]]

    def __init__(self, site: ClusterSite, args: MetricsStackArgs) -> None:
        super().__init__("metrics", site)
        self.args = args
        nodes = PlatformNamespace(site, _node_metrics(), self.child())
        release = ChartRelease(
            site,
            ChartArgs(
                chart=CHART,
                release=NAME,
                namespace=args.namespace,
                values=values(site, args),
                after=[*nodes.ready, *args.secrets, *args.granted],
                seconds=900,
                definitions_apart=True,
            ),
            self.child(),
        )
        judged = [self._rules(name, groups, release) for name, groups in sorted(args.rules.items())]
        self._route(release)
        self.prometheus = Output.from_input(PROMETHEUS)
        self.rules = Output.from_input(sorted(args.rules))
        self.ready: list[Resource] = [*release.ready, *judged]
        self.publish()

    def _rules(self, name: str, groups: RuleGroups, release: ChartRelease) -> Resource:
        spec = {"groups": [dict(group) for group in groups]}
        return self.custom(
            f"{name}-rules",
            API,
            "PrometheusRule",
            self.metadata(name, MONITORING),
            spec,
            after=release.ready,
        )

    def _route(self, release: ChartRelease) -> None:
        spec, entrance = self.args.spec.grafana, self.args.entrance
        if spec is None or spec.host is None or entrance is None:
            return
        self.custom(
            "route",
            "gateway.networking.k8s.io/v1",
            "HTTPRoute",
            self.metadata(grafana.NAME, MONITORING),
            entrance.route(spec.host, grafana.NAME, grafana.SERVICE_PORT),
            after=[*release.ready, *entrance.ready],
        )


def wanted(spec: MetricsSpec) -> list[WantedSecret]:
    """Return the Secrets that have to be brought from the secret store."""
    receivers = [_receivers(spec.alerting)] if spec.alerting else []
    return [*receivers, *(grafana.wanted(spec.grafana) if spec.grafana else [])]


def _receivers(spec: AlertingSpec) -> WantedSecret:
    return WantedSecret(name=SECRET, path=spec.secret, values={name: name for name in spec.properties})


def namespace(
    site: ClusterSite, spec: MetricsSpec, entrance: Entrance | None, *, traced: bool = False
) -> PlatformNamespaceArgs:
    """Return the namespace: closed but for what is scraped, asked and told. It is no member of the mesh.

    What watches the mesh may not stop with it, and a member could be reached by members alone.

    :param traced: whether Grafana shows traces of the same cluster.
    """
    routed = entrance is not None and spec.grafana is not None and spec.grafana.host is not None
    replicas = min(site.replicas, 2)
    return PlatformNamespaceArgs(
        namespace=MONITORING,
        pod_security="restricted",
        gates=Gates(
            webhooks=(HOOK,),
            metrics=(PROMETHEUS_PORT, ALERTMANAGER_PORT, STATES, grafana.PORT, HOOK),
            within=True,
            flows={
                **_scraped(site),
                **_asked(),
                **_told(site, spec),
                **(_shows_traces() if traced and spec.grafana is not None else {}),
                **(_seen(entrance) if routed and entrance else {}),
            },
        ),
        share=Share(
            cpu="8",
            memory=f"{spec.memory_gib * replicas + 8}Gi",
            pods=60,
            largest=f"{max(8, spec.memory_gib)}Gi",
        ),
        labels=entrance.namespace_labels if routed and entrance else {},
    )


def _scraped(site: ClusterSite) -> dict[str, Flow]:
    """Return the way of Prometheus to whatever is scraped: pods at ports that their own namespaces open, nodes at few."""
    return {
        "allow-scrapes": Flow(direction="to", peers=(Peer(everywhere=True),), pods=PROMETHEUS_PODS),
        "allow-node-scrapes": Flow(
            direction="to",
            peers=ranges(site.node_ranges),
            ports=(NODE_PORT, KUBELET, *CILIUM),
            pods=PROMETHEUS_PODS,
        ),
    }


def _asked() -> dict[str, Flow]:
    """Return who may ask and tell: any pod of the cluster whose own namespace lets it, since all labels here are public."""
    anybody = (Peer(everywhere=True),)
    return {
        "allow-queries": Flow(
            direction="from", peers=anybody, ports=(PROMETHEUS_PORT,), pods=PROMETHEUS_PODS
        ),
        "allow-alerts": Flow(
            direction="from", peers=anybody, ports=(ALERTMANAGER_PORT,), pods=ALERTMANAGER_PODS
        ),
    }


def _told(site: ClusterSite, spec: MetricsSpec) -> dict[str, Flow]:
    """Return the ways out: to who is told, to the identity provider, and to the store that clusters share."""
    flows: dict[str, Flow] = {}
    if spec.alerting is not None:
        flows["allow-receivers"] = _https(ALERTMANAGER_PODS)
    if spec.grafana is not None and spec.grafana.sign_on is not None:
        flows["allow-sign-on"] = _https(grafana.PODS)
    if spec.shared:
        flows["allow-shared-store"] = _https(PROMETHEUS_PODS)
        if site.cloud == "aws":
            flows["allow-identity"] = Flow(
                direction="to", peers=POD_IDENTITY.peers, ports=POD_IDENTITY.ports, pods=PROMETHEUS_PODS
            )
    return flows


def _https(pods: Mapping[str, str]) -> Flow:
    return Flow(direction="to", peers=(INTERNET,), ports=(443,), pods=pods)


def _shows_traces() -> dict[str, Flow]:
    asked = (Peer(namespace=places.NAMESPACE, pods=places.JAEGER_PODS),)
    return {"allow-traces": Flow(direction="to", peers=asked, ports=(places.QUERY,), pods=grafana.PODS)}


def _seen(entrance: Entrance) -> dict[str, Flow]:
    way_in = Peer(namespace=entrance.namespace, pods=entrance.pods)
    return {
        "allow-gateway": Flow(direction="from", peers=(way_in,), ports=(grafana.PORT,), pods=grafana.PODS)
    }


def _node_metrics() -> PlatformNamespaceArgs:
    """Return the namespace of what reads each node's own counters: processes, mounts and the network of the node itself."""
    return PlatformNamespaceArgs(
        namespace=NODE_METRICS,
        pod_security="privileged",
        gates=Gates(api=False, metrics=(NODE_PORT,)),
        share=Share(cpu="4", memory="8Gi", pods=200, usual_memory="32Mi", usual_memory_limit="128Mi"),
    )
