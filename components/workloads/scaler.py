"""What decides how many replicas of a workload there are, and what proposes their size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource, ResourceOptions

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.ledger import Ledger
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.workloads.scaling_spec import ScalingSpec, VerticalSpec
from components.workloads.wiring import QueueMetric

RESOURCE_METRICS: Final = "metrics.k8s.io"
EXTERNAL_METRICS: Final = "external.metrics.k8s.io"
SCALED_OBJECTS: Final = "scaledobjects.keda.sh"
VERTICAL: Final = "verticalpodautoscalers.autoscaling.k8s.io"

POLL_SECONDS: Final = 15
FAILURES: Final = 3
"""How often a metric may stay without an answer until what is there counts as enough."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """What is scaled: a Deployment or Rollout of a namespace, with where its pods tell their gauges."""

    namespace: str
    name: str
    api_version: str
    kind: str
    gauges_at: str

    @property
    def key(self) -> str:
        """How the ledger calls it."""
        return f"{self.namespace}/{self.name}"

    @property
    def reference(self) -> dict[str, str]:
        """The reference as Kubernetes writes it."""
        return {"apiVersion": self.api_version, "kind": self.kind, "name": self.name}


@dataclass(frozen=True, kw_only=True)
class WorkloadScalerArgs:
    """What is scaled, by what, and what the metrics are wired to. ``namespace`` is the target's, as an output."""

    target: Target
    scaling: ScalingSpec
    vertical: VerticalSpec | None
    namespace: Wire[str]
    queues: Mapping[str, QueueMetric] = field(default_factory=dict)
    prometheus: str | None = None
    after: Sequence[Resource] = ()


class WorkloadScaler(ClusterComponent):
    """An autoscaler of replicas, and where asked for one of sizes.

    Metrics of Kubernetes' own need a HorizontalPodAutoscaler and nothing else. Any other comes through KEDA, whose
    ScaledObject makes that autoscaler under the same name: a cluster has one server of external metrics, and one
    autoscaler for each workload.

    Output: ``scaled``, the name of the autoscaler of replicas.

    :raises ValueError: if somebody else scales the workload, or the two scalers share a resource.
    """

    urn_type = "platform:workloads:WorkloadScaler"

    scaled: Output[str]

    def __init__(
        self, site: ClusterSite, args: WorkloadScalerArgs, opts: ResourceOptions | None = None
    ) -> None:
        target = args.target
        super().__init__(f"{target.name}-scaler", site, opts)
        self.args = args
        _note(site.ledger, args)
        scaling = args.scaling
        if scaling.beyond_resources:
            self._through_keda()
        elif scaling.min < scaling.max:
            self._by_resources()
        if args.vertical is not None and site.ledger.owner("definition", VERTICAL) is not None:
            self._vertical(args.vertical)
        self.scaled = Output.from_input(f"{target.name}-hpa")
        self.publish()

    def _by_resources(self) -> None:
        target, scaling = self.args.target, self.args.scaling
        name = f"{target.name}-hpa"
        spec: Any = {
            "scaleTargetRef": target.reference,
            "minReplicas": scaling.min,
            "maxReplicas": scaling.max,
            "metrics": [
                {
                    "type": "Resource",
                    "resource": {
                        "name": kind,
                        "target": {"type": "Utilization", "averageUtilization": percent},
                    },
                }
                for kind, percent in scaling.utilisations.items()
            ],
            "behavior": _behaviour(scaling),
        }
        kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
            f"{self.name}-hpa",
            metadata=self.metadata(name, self.args.namespace),
            spec=spec,
            opts=self.inside(self.args.after),
        )

    def _through_keda(self) -> None:
        args, scaling = self.args, self.args.scaling
        authentications = [self._authentication()] if args.scaling.queues else []
        self.custom(
            "scaled-object",
            "keda.sh/v1alpha1",
            "ScaledObject",
            self.metadata(args.target.name, args.namespace),
            {
                "scaleTargetRef": args.target.reference,
                "pollingInterval": POLL_SECONDS,
                "minReplicaCount": scaling.min,
                "maxReplicaCount": scaling.max,
                # Without an answer nobody is sent away: what stands, or the least of all, whichever is more.
                "fallback": {
                    "failureThreshold": FAILURES,
                    "replicas": scaling.min,
                    "behavior": "currentReplicasIfHigher",
                },
                "advanced": {
                    "horizontalPodAutoscalerConfig": {
                        "name": f"{args.target.name}-hpa",
                        "behavior": _behaviour(scaling),
                    }
                },
                "triggers": self._triggers(),
            },
            after=[*args.after, *authentications],
        )

    def _authentication(self) -> Resource:
        return self.custom(
            "queue-authentication",
            "keda.sh/v1alpha1",
            "TriggerAuthentication",
            self.metadata(_authentication_name(self.args.target), self.args.namespace),
            {"podIdentity": {"provider": "aws"}},
            after=self.args.after,
        )

    def _triggers(self) -> list[dict[str, Any]]:
        args, scaling = self.args, self.args.scaling
        resources: list[dict[str, Any]] = [
            {"type": kind, "metricType": "Utilization", "metadata": {"value": str(percent)}}
            for kind, percent in scaling.utilisations.items()
        ]
        gauges = [
            {
                "type": "metrics-api",
                "name": gauge.replace("_", "-"),
                "metadata": {
                    "url": args.target.gauges_at,
                    "format": "prometheus",
                    "valueLocation": gauge,
                    "targetValue": str(told.per_replica),
                    "aggregateFromKubeServiceEndpoints": "true",
                    "aggregationType": "sum",
                },
            }
            for gauge, told in scaling.gauges.items()
        ]
        queues = [
            self._queue_trigger(args.queues[queue], queue, each)
            for queue, each in scaling.queues.items()
            if queue in args.queues
        ]
        queries = [
            {
                "type": "prometheus",
                "name": query.replace("_", "-"),
                "metadata": {
                    "serverAddress": args.prometheus,
                    "query": asked.query,
                    "threshold": str(asked.per_replica),
                    "ignoreNullValues": "false",
                },
            }
            for query, asked in scaling.queries.items()
            if args.prometheus is not None
        ]
        return [*resources, *gauges, *queues, *queries]

    def _queue_trigger(self, metric: QueueMetric, queue: str, per_replica: int) -> dict[str, Any]:
        return {
            "type": "aws-sqs-queue",
            "name": f"{queue}-messages",
            "metadata": {
                "queueURL": metric.url,
                "queueLength": str(per_replica),
                "awsRegion": metric.region,
                # What is being worked on needs nobody else.
                "scaleOnInFlight": "false",
            },
            "authenticationRef": {"name": _authentication_name(self.args.target)},
        }

    def _vertical(self, spec: VerticalSpec) -> None:
        target = self.args.target
        self.custom(
            "vpa",
            "autoscaling.k8s.io/v1",
            "VerticalPodAutoscaler",
            self.metadata(f"{target.name}-vpa", self.args.namespace),
            {
                "targetRef": target.reference,
                "updatePolicy": {"updateMode": spec.mode},
                "resourcePolicy": {
                    "containerPolicies": [
                        {
                            "containerName": target.name,
                            "controlledResources": list(spec.resources),
                            "minAllowed": {"cpu": spec.least_cpu, "memory": spec.least_memory},
                            "maxAllowed": {"cpu": spec.most_cpu, "memory": spec.most_memory},
                        }
                    ]
                },
            },
            after=self.args.after,
        )


def _note(ledger: Ledger, args: WorkloadScalerArgs) -> None:
    """Note what the scaler takes and counts on.

    :raises ValueError: if it is taken, or the two scalers share a resource.
    """
    target, scaling, by = args.target, args.scaling, f"the autoscaler of {args.target.key}"
    if args.vertical is not None and (faults := args.vertical.faults(scaling)):
        raise ValueError(f"{target.key}: {'; '.join(faults)}")
    ledger.claim("scaler of", target.key, by)
    ledger.need("workload", target.key, by, "name a workload of this cluster, or leave the autoscaler out")
    if scaling.utilisations:
        ledger.need(
            "metrics API", RESOURCE_METRICS, by, "install metrics-server, which measures processor and memory"
        )
    if scaling.beyond_resources:
        way_out = "add `keda` to the platform, or scale by cpu and memory alone"
        ledger.need("definition", SCALED_OBJECTS, by, way_out)
        ledger.need("metrics API", EXTERNAL_METRICS, by, way_out)
    for queue in scaling.queues:
        if queue not in args.queues:
            ledger.need("metric", f"queue {queue}", by, "name a queue of this region, which KEDA may look at")
    if scaling.queries and args.prometheus is None:
        for query in scaling.queries:
            ledger.need(
                "metric",
                f"query {query}",
                by,
                "say where Prometheus answers, or take the query out of `scaling`",
            )


def _behaviour(scaling: ScalingSpec) -> dict[str, Any]:
    return {"scaleDown": scaling.down.rendered(), "scaleUp": scaling.up.rendered()}


def _authentication_name(target: Target) -> str:
    return f"{target.name}-queues"
