"""The table of metrics: where each name comes from, and the series that it stands for."""

import re
from collections import defaultdict

import pytest

from components.observability.metric_names.known import SECTIONS, exporters, metrics, series

NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
ASKED = {
    "kube-state-metrics", "node-exporter", "cadvisor", "kubelet", "kube-apiserver", "coredns", "prometheus",
    "alertmanager", "grafana", "prometheus-operator", "postgres-exporter", "redis-exporter", "yace", "blackbox-exporter",
    "cert-manager", "velero", "argo-cd", "argo-rollouts", "argo-workflows", "external-secrets", "istiod", "istio-proxies",
    "ztunnel", "cilium", "hubble", "keda", "karpenter", "cluster-autoscaler", "falco", "falcosidekick", "trivy-operator",
    "otel-collector", "jaeger", "fluent-bit", "applications",
}  # fmt: skip


def test_every_exporter_of_the_platform_is_there() -> None:
    assert exporters().keys() >= ASKED


@pytest.mark.parametrize("exporter", sorted(exporters()))
def test_an_exporter_says_where_its_names_were_taken_from(exporter: str) -> None:
    told = exporters()[exporter]
    assert told.keys() <= {"source", *SECTIONS}
    assert len(told["source"]) > 20
    names = [name for section in SECTIONS for name in told.get(section, ())]
    assert names
    assert [name for name in names if not NAME.fullmatch(name)] == []
    assert sorted(set(names)) == sorted(names)


def test_no_metric_has_two_types() -> None:
    types = defaultdict(set)
    for told in exporters().values():
        for section in SECTIONS:
            for name in told.get(section, ()):
                types[name].add(section)
    assert {name: of for name, of in types.items() if len(of) > 1} == {}
    assert len(types) == len(metrics()) > 2500


def test_a_counter_or_a_gauge_is_one_series() -> None:
    assert series()["http_requests_total"] == "counter"
    assert series()["up"] == "gauge"


def test_a_histogram_is_three_series_that_grow_and_none_of_its_own_name() -> None:
    name = "http_request_duration_seconds"
    assert {series()[f"{name}_{one}"] for one in ("bucket", "sum", "count")} == {"counter"}
    assert name not in series()


def test_a_summary_has_quantiles_under_its_own_name() -> None:
    name = "prometheus_engine_query_duration_seconds"
    assert [series().get(name + one) for one in ("", "_sum", "_count", "_bucket")] == [
        "gauge",
        "counter",
        "counter",
        None,
    ]


@pytest.mark.parametrize(
    "name",
    [
        "aws_sqs_approximate_number_of_messages_visible_maximum",
        "aws_kinesis_get_records_iterator_age_milliseconds_maximum",
        "aws_rds_cpuutilization_average",
        "aws_applicationelb_httpcode_target_5_xx_count_sum",
        "aws_billing_estimated_charges_maximum",
    ],
)
def test_names_of_cloudwatch_are_as_the_exporter_writes_them(name: str) -> None:
    assert series()[name] == "gauge"
