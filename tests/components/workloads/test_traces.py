"""What a workload is told of traces, and its way to the collector of its node."""

from components.workloads.traces import traced
from components.workloads.wiring import Collector
from tests.components.workloads.applications import a_spec, built

POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
COLLECTOR = Collector(
    address="http://otel-agent.tracing.svc.cluster.local:4317",
    namespace="tracing",
    pods={"app.kubernetes.io/instance": "otel-agent"},
    port=4317,
)
WAY = {
    "to": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "tracing"}},
            "podSelector": {"matchLabels": {"app.kubernetes.io/instance": "otel-agent"}},
        }
    ],
    "ports": [{"protocol": "TCP", "port": 4317}],
}


def test_every_sdk_is_told() -> None:
    assert traced("backend-api", a_spec(), COLLECTOR) == {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://otel-agent.tracing.svc.cluster.local:4317",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
        "OTEL_RESOURCE_ATTRIBUTES": "service.namespace=backend",
        "OTEL_SERVICE_NAME": "backend-api",
        "OTEL_TRACES_SAMPLER": "parentbased_always_on",
    }


def test_what_the_team_sets_stands() -> None:
    told = traced("backend-api", a_spec(environment={"OTEL_SERVICE_NAME": "api"}), COLLECTOR)
    assert "OTEL_SERVICE_NAME" not in told
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" in told


def test_without_a_collector_nothing_is_told_and_nothing_is_opened() -> None:
    assert traced("backend-api", a_spec(), None) == {}
    assert WAY not in built().only(POLICY).inputs["spec"]["egress"]


def test_the_way_to_the_collector_is_open() -> None:
    assert WAY in built(collector=COLLECTOR).only(POLICY).inputs["spec"]["egress"]
