"""KEDA: the one server of external metrics of a cluster, which asks queues, workloads and Prometheus itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.flows import Flow
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.kubernetes.scaling.specs import KedaSpec

NAMESPACE: Final = "keda"
SERVICE_ACCOUNT: Final = "keda-operator"
API: Final = "external.metrics.k8s.io"

METRICS_API, WEBHOOK, METRICS = 6443, 9443, 8080


@dataclass(frozen=True, kw_only=True)
class KedaArgs:
    """A spec and KEDA's identity in the cloud.

    ``annotations`` are those of its service account, ``granted`` is what it waits for so that its first call is not
    refused. ``asks`` is the traffic to what it asks for metrics, by name. ``cloud`` lets it call the cloud's own APIs.
    """

    spec: KedaSpec
    annotations: Wire[dict[str, str]] | None
    granted: Sequence[Resource]
    asks: Mapping[str, Flow] = field(default_factory=dict)
    cloud: bool = False
    monitored: bool = False


class Keda(ClusterComponent):
    """KEDA with its operator, metrics server and webhook.

    Output: ``namespace``. ``ready`` is what scaled objects wait for.

    :raises ValueError: if another component of the cluster serves external metrics.
    """

    urn_type = "platform:kubernetes:Keda"

    namespace: Output[str]

    def __init__(self, site: ClusterSite, args: KedaArgs) -> None:
        site.ledger.claim("metrics API", API, "KEDA")
        super().__init__("keda", site)
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                gates=Gates(
                    webhooks=(METRICS_API, WEBHOOK),
                    metrics=(METRICS,),
                    cloud=args.cloud,
                    within=True,
                    flows=args.asks,
                ),
                share=Share(cpu="2", memory="4Gi", pods=20),
            ),
            self.child(),
        )
        release = ChartRelease(
            site,
            ChartArgs(chart="keda", namespace=namespace, values=_values(site, args), after=args.granted),
            self.child(),
        )
        self.namespace = release.namespace
        self.ready: list[Resource] = release.ready
        self.publish()


def _values(site: ClusterSite, args: KedaArgs) -> dict[str, Any]:
    placed = site.on_system_nodes()
    watched = {"enabled": True, "serviceMonitor": {"enabled": args.monitored}}
    budget = {"maxUnavailable": 1} if site.available else {}
    return {
        "clusterName": site.name,
        "image": {"pullPolicy": "IfNotPresent"},
        "crds": {"install": True},
        "operator": {"replicaCount": site.replicas},
        "metricsServer": {"replicaCount": site.replicas},
        # Ignore: a scaled object that is wrong is found by the API's schema; a webhook that is away stops nobody.
        "webhooks": {"replicaCount": site.replicas, "failurePolicy": "Ignore"},
        "podDisruptionBudget": dict.fromkeys(("operator", "metricServer", "webhooks"), budget),
        "serviceAccount": {
            "operator": {
                "name": SERVICE_ACCOUNT,
                **({"annotations": args.annotations} if args.annotations is not None else {}),
            }
        },
        # It scales what has a subresource for it, and reads no Secret but those of its own namespace.
        "rbac": {
            "scaledRefKinds": [
                {"apiGroup": "apps", "kind": "*"},
                {"apiGroup": "argoproj.io", "kind": "Rollout"},
            ]
        },
        "permissions": {
            "operator": {"restrict": {"secret": True}},
            "metricServer": {"restrict": {"secret": True}},
        },
        "http": {"timeout": args.spec.answer_seconds * 1000, "minTlsVersion": "TLS13"},
        "resources": {
            "operator": _share("50m", "128Mi", "512Mi"),
            "metricServer": _share("20m", "64Mi", "256Mi"),
            "webhooks": _share("10m", "32Mi", "128Mi"),
        },
        "prometheus": {"operator": watched, "metricServer": watched, "webhooks": watched},
        "priorityClassName": "system-cluster-critical",
        "tolerations": placed["tolerations"],
        "nodeSelector": placed["nodeSelector"],
    }


def _share(cpu: str, memory: str, most: str) -> dict[str, Any]:
    """Return requests with a limit on memory alone: the chart's own limit of processor is taken away."""
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"cpu": None, "memory": most}}
