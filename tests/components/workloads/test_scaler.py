from typing import Any

import pulumi_kubernetes as kubernetes
import pytest

from components.foundation.cluster.ledger import Ledger
from components.foundation.cluster.site import ClusterSite
from components.workloads.scaler import Target, WorkloadScaler, WorkloadScalerArgs
from components.workloads.scaling_spec import ScalingSpec, VerticalSpec
from components.workloads.wiring import QueueMetric
from tests.components.foundation.cluster.sites import on_site
from tests.components.recording import Recording
from tests.components.workloads.applications import ASKED, settled

HPA = kubernetes.autoscaling.v2.HorizontalPodAutoscaler
SCALED = "kubernetes:keda.sh/v1alpha1:ScaledObject"
AUTHENTICATION = "kubernetes:keda.sh/v1alpha1:TriggerAuthentication"
VPA = "kubernetes:autoscaling.k8s.io/v1:VerticalPodAutoscaler"
TARGET = Target(
    namespace="backend",
    name="backend-api",
    api_version="argoproj.io/v1alpha1",
    kind="Rollout",
    gauges_at="http://backend-api-service.backend.svc.cluster.local:9464/metrics",
)
QUEUE = QueueMetric(url="https://sqs/orders", region="us-east-1", authentication="backend-api-queues")


def scaler(site: ClusterSite, scaling: dict[str, Any], **wired: Any) -> WorkloadScaler:
    return WorkloadScaler(
        site,
        WorkloadScalerArgs(
            target=TARGET,
            scaling=ScalingSpec.model_validate(scaling),
            namespace="backend",
            **{"vertical": None, **wired},
        ),
    )


def built(scaling: dict[str, Any], ledger: Ledger | None = None, **wired: Any) -> Recording:
    return on_site(lambda site: scaler(site, scaling, **wired), ledger=ledger or Ledger("main"))


def test_processor_and_memory_need_kubernetes_own_autoscaler_and_nothing_else() -> None:
    recording = built({"min": 2, "max": 10, "cpu": 60, "memory": 70})
    assert recording.of(SCALED) == []
    hpa = recording.only(HPA).inputs
    assert hpa["metadata"]["name"] == "backend-api-hpa"
    assert hpa["spec"] == {
        "scaleTargetRef": {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Rollout",
            "name": "backend-api",
        },
        "minReplicas": 2,
        "maxReplicas": 10,
        "metrics": [
            {"type": "Resource", "resource": {"name": "cpu", "target": _percent(60)}},
            {"type": "Resource", "resource": {"name": "memory", "target": _percent(70)}},
        ],
        "behavior": {
            "scaleDown": {
                "stabilizationWindowSeconds": 300,
                "selectPolicy": "Max",
                "policies": [{"type": "Percent", "value": 10, "periodSeconds": 60}],
            },
            "scaleUp": {
                "stabilizationWindowSeconds": 60,
                "selectPolicy": "Max",
                "policies": [{"type": "Percent", "value": 50, "periodSeconds": 60}],
            },
        },
    }


def test_what_the_owner_of_the_platform_asks_for_the_back_end_goes_through_keda() -> None:
    recording = built(ASKED, queues={"orders": QUEUE})
    assert recording.of(HPA) == []
    spec = recording.only(SCALED).inputs["spec"]
    assert (spec["minReplicaCount"], spec["maxReplicaCount"]) == (3, 20)
    assert spec["scaleTargetRef"] == TARGET.reference
    assert spec["advanced"]["horizontalPodAutoscalerConfig"] == {
        "name": "backend-api-hpa",
        "behavior": {
            "scaleDown": {
                "stabilizationWindowSeconds": 300,
                "selectPolicy": "Min",
                "policies": [
                    {"type": "Percent", "value": 25, "periodSeconds": 60},
                    {"type": "Pods", "value": 2, "periodSeconds": 60},
                ],
            },
            "scaleUp": {
                "stabilizationWindowSeconds": 60,
                "selectPolicy": "Max",
                "policies": [
                    {"type": "Percent", "value": 100, "periodSeconds": 30},
                    {"type": "Pods", "value": 5, "periodSeconds": 30},
                ],
            },
        },
    }
    assert spec["triggers"] == [
        {"type": "cpu", "metricType": "Utilization", "metadata": {"value": "70"}},
        {"type": "memory", "metricType": "Utilization", "metadata": {"value": "80"}},
        {
            "type": "metrics-api",
            "name": "active-connections",
            "metadata": {
                "url": TARGET.gauges_at,
                "format": "prometheus",
                "valueLocation": "active_connections",
                "targetValue": "1000",
                "aggregateFromKubeServiceEndpoints": "true",
                "aggregationType": "sum",
            },
        },
        {
            "type": "aws-sqs-queue",
            "name": "orders-messages",
            "metadata": {
                "queueURL": "https://sqs/orders",
                "queueLength": "100",
                "awsRegion": "us-east-1",
                "scaleOnInFlight": "false",
            },
            "authenticationRef": {"name": "backend-api-queues"},
        },
    ]
    assert recording.only(AUTHENTICATION).inputs["spec"] == {"podIdentity": {"provider": "aws"}}


def test_a_metric_without_an_answer_sends_nobody_away() -> None:
    assert built(ASKED, queues={"orders": QUEUE}).only(SCALED).inputs["spec"]["fallback"] == {
        "failureThreshold": 3,
        "replicas": 3,
        "behavior": "currentReplicasIfHigher",
    }


def test_a_query_is_asked_of_prometheus() -> None:
    asked = {"min": 1, "max": 2, "queries": {"requests": {"query": "sum(up)", "per_replica": 7}}}
    (trigger,) = built(asked, prometheus="http://prometheus:9090").only(SCALED).inputs["spec"]["triggers"]
    assert trigger["metadata"] == {
        "serverAddress": "http://prometheus:9090",
        "query": "sum(up)",
        "threshold": "7",
        "ignoreNullValues": "false",
    }


def test_sizes_are_proposed_where_a_vertical_autoscaler_runs() -> None:
    scaling = {"min": 2, "max": 10, "cpu": 60}
    assert built(scaling, vertical=VerticalSpec()).of(VPA) == []
    ledger = Ledger("main")
    ledger.claim("definition", "verticalpodautoscalers.autoscaling.k8s.io", "the chart")
    assert built(scaling, ledger, vertical=VerticalSpec()).only(VPA).inputs["spec"] == {
        "targetRef": TARGET.reference,
        "updatePolicy": {"updateMode": "Off"},
        "resourcePolicy": {
            "containerPolicies": [
                {
                    "containerName": "backend-api",
                    "controlledResources": ["cpu", "memory"],
                    "minAllowed": {"cpu": "100m", "memory": "128Mi"},
                    "maxAllowed": {"cpu": "2", "memory": "4Gi"},
                }
            ]
        },
    }


def test_an_autoscaler_of_a_workload_that_nobody_makes_is_refused() -> None:
    ledger = Ledger("main")
    ledger.claim("metrics API", "metrics.k8s.io", "the cluster")
    built({"min": 2, "max": 10, "cpu": 60}, ledger)
    assert settled(ledger) == [
        (
            "cluster main: the autoscaler of backend/backend-api counts on the workload backend/backend-api, which nothing "
            "here makes: name a workload of this cluster, or leave the autoscaler out"
        )
    ]


def test_metrics_without_an_adapter_are_refused() -> None:
    ledger = Ledger("main")
    ledger.claim("workload", "backend/backend-api", "somebody")
    built({**ASKED, "queries": {"rate": {"query": "up", "per_replica": 1}}}, ledger)
    by = "cluster main: the autoscaler of backend/backend-api counts on"
    assert settled(ledger) == [
        (
            f"{by} the definition scaledobjects.keda.sh, which nothing here makes: add `keda` to the platform, or scale by "
            "cpu and memory alone"
        ),
        (
            f"{by} the metric query rate, which nothing here makes: say where Prometheus answers, or take the query out of "
            "`scaling`"
        ),
        f"{by} the metric queue orders, which nothing here makes: name a queue of this region, which KEDA may look at",
        (
            f"{by} the metrics API external.metrics.k8s.io, which nothing here makes: add `keda` to the platform, or scale by "
            "cpu and memory alone"
        ),
        (
            f"{by} the metrics API metrics.k8s.io, which nothing here makes: install metrics-server, which measures processor "
            "and memory"
        ),
    ]


def test_two_autoscalers_of_one_workload_are_refused() -> None:
    ledger = Ledger("main")
    ledger.claim("scaler of", "backend/backend-api", "somebody")
    with pytest.raises(ValueError, match="somebody both make the scaler of backend/backend-api"):
        built({"min": 2, "max": 10, "cpu": 60}, ledger)


def test_one_resource_has_one_scaler() -> None:
    vertical = VerticalSpec(mode="InPlaceOrRecreate", resources=("memory",))
    built({"min": 2, "max": 10, "cpu": 60}, vertical=vertical)
    with pytest.raises(ValueError, match="replicas are scaled by memory as well"):
        built({"min": 2, "max": 10, "memory": 60}, vertical=vertical)


def _percent(percent: int) -> dict[str, Any]:
    return {"type": "Utilization", "averageUtilization": percent}
