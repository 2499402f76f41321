"""What collectors do with traces, read by the collector's own components where these are built."""

import json
import re
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.observability.destinations import DatadogSpec, NewRelicSpec, SentrySpec
from components.observability.sensitive import VALUES, key_patterns
from components.observability.tracing.collectors import agent, gateway, redaction
from components.observability.tracing.spec import TraceDestinationsSpec, TracingSpec, production_faults
from operations.tools.found import find_all
from operations.tools.table import OTELCOL_CHECK

ENDPOINT = "https://o1.ingest.us.sentry.io/api/42/integration/otlp/v1/traces"
OUTSIDE = TraceDestinationsSpec(
    datadog=DatadogSpec(secret="telemetry/datadog", site="datadoghq.eu"),
    new_relic=NewRelicSpec(secret="telemetry/new-relic"),
    sentry=SentrySpec(secret="telemetry/sentry", endpoint=ENDPOINT),
)
CHECKED_OUTSIDE = OUTSIDE.model_copy(update={"datadog": None})
"""DataDog's exporter is not in the checker: its modules are not all in Go's checksum database."""

VARIABLES = {
    "MY_POD_IP": "127.0.0.1",
    "NEW_RELIC_LICENSE_KEY": "of-new-relic",
    "OTEL_K8S_NODE_NAME": "node",
    "SENTRY_PUBLIC_KEY": "of-sentry",
}

CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "agent": agent(),
    "gateway": gateway(TracingSpec(), 2),
    "a gateway alone": gateway(TracingSpec(), 1),
    "a gateway that keeps everything": gateway(TracingSpec(percent=100, slow_milliseconds=1), 3),
    "a gateway that sends outside": gateway(TracingSpec(destinations=CHECKED_OUTSIDE), 2),
}


@pytest.fixture
def check(tmp_path: Path) -> Any:
    """Return a function that has the collector read a configuration, and returns what it says against it."""
    programs, why_not = find_all(OTELCOL_CHECK)
    if why_not:
        pytest.skip(why_not)

    def check(configuration: Any) -> str:
        place = tmp_path / "config.yaml"
        place.write_text(yaml.safe_dump(configuration))
        done = subprocess.run(
            [programs["otelcol-check"], "validate", "--config", place],
            env=VARIABLES,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode == 0) == (done.stderr == ""), done.stderr
        return done.stderr

    return check


@pytest.mark.parametrize("which", CONFIGURATIONS)
def test_the_collector_takes_every_configuration(check: Any, which: str) -> None:
    assert check(CONFIGURATIONS[which]) == ""


def test_the_collector_refuses_a_key_that_it_lacks(check: Any) -> None:
    wrong = deepcopy(CONFIGURATIONS["gateway"])
    wrong["processors"]["tail_sampling"]["policies"][1]["latency"] = {"threshold": 500}
    assert "has invalid keys: threshold" in check(wrong)


def test_the_collector_refuses_a_pipeline_to_nowhere(check: Any) -> None:
    wrong = deepcopy(CONFIGURATIONS["agent"])
    wrong["service"]["pipelines"]["traces"]["exporters"] = ["nobody"]
    assert 'references exporter "nobody" which is not configured' in check(wrong)


def test_memory_is_looked_at_first_in_every_pipeline() -> None:
    for configuration in CONFIGURATIONS.values():
        for pipeline in configuration["service"]["pipelines"].values():
            assert pipeline["processors"][0] == "memory_limiter"


def test_secrets_are_hidden_on_the_node_before_anything_leaves_it() -> None:
    (pipeline,) = agent()["service"]["pipelines"].values()
    assert pipeline == {
        "receivers": ["otlp"],
        "processors": ["memory_limiter", "k8s_attributes", "resource_detection", "redaction", "batch"],
        "exporters": ["loadbalancing"],
    }


def test_all_spans_of_a_trace_reach_the_same_gateway() -> None:
    exporter = agent()["exporters"]["loadbalancing"]
    assert exporter["routing_key"] == "traceID"
    assert exporter["resolver"] == {
        "dns": {
            "hostname": "otel-gateway.tracing.svc.cluster.local",
            "port": "4317",
            "interval": "5s",
        }
    }


def test_what_is_wrong_or_slow_is_kept_and_a_share_of_the_rest() -> None:
    decided = gateway(TracingSpec(percent=2.5, slow_milliseconds=750), 2)["processors"]["tail_sampling"]
    assert decided["policies"] == [
        {"name": "wrong", "type": "status_code", "status_code": {"status_codes": ["ERROR"]}},
        {"name": "slow", "type": "latency", "latency": {"threshold_ms": 750}},
        {"name": "share-of-the-rest", "type": "probabilistic", "probabilistic": {"sampling_percentage": 2.5}},
    ]


@pytest.mark.parametrize(("replicas", "own"), [(1, 200), (2, 100), (3, 67)])
def test_gateways_hold_their_share_of_the_traces_until_they_decide(replicas: int, own: int) -> None:
    decided = gateway(TracingSpec(new_traces_a_second=200), replicas)["processors"]["tail_sampling"]
    assert (decided["expected_new_traces_per_sec"], decided["num_traces"]) == (own, own * 30)


def test_requests_are_counted_before_most_traces_are_dropped() -> None:
    made = gateway(TracingSpec(), 2)
    pipelines = made["service"]["pipelines"]
    assert pipelines["traces/counted"] == {
        "receivers": ["otlp"],
        "processors": ["memory_limiter"],
        "exporters": ["span_metrics"],
    }
    assert pipelines["traces/kept"]["exporters"] == ["otlp_grpc/jaeger"]
    assert made["exporters"]["prometheus"]["enable_open_metrics"] is True
    assert made["connectors"]["span_metrics"]["exemplars"]["enabled"] is True


def test_outside_services_get_what_is_kept_each_by_a_queue_of_its_own() -> None:
    made = gateway(TracingSpec(destinations=OUTSIDE), 2)
    kept = ["otlp_grpc/jaeger", "datadog", "otlp_http/new_relic", "otlp_http/sentry"]
    assert made["service"]["pipelines"]["traces/kept"]["exporters"] == kept
    exporters = made["exporters"]
    assert all(exporters[name]["sending_queue"]["enabled"] for name in kept)
    assert exporters["datadog"]["api"] == {"site": "datadoghq.eu", "key": "${env:DATADOG_API_KEY}"}
    assert exporters["otlp_http/new_relic"]["endpoint"] == "https://otlp.nr-data.net"
    assert exporters["otlp_http/new_relic"]["headers"] == {"api-key": "${env:NEW_RELIC_LICENSE_KEY}"}
    assert exporters["otlp_http/sentry"]["traces_endpoint"] == ENDPOINT
    assert exporters["otlp_http/sentry"]["headers"] == {
        "x-sentry-auth": "sentry sentry_key=${env:SENTRY_PUBLIC_KEY}"
    }


def test_the_chart_renders_configurations_as_they_are() -> None:
    for configuration in CONFIGURATIONS.values():
        assert "{{" not in json.dumps(configuration)


HIDDEN = (
    "Bearer abcdefgh12345678",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_0123456789abcdefghij",
    "-----BEGIN RSA PRIVATE KEY-----",
    "postgresql://app:hunter2@db:5432/platform",
    "https://example.com/?api_key=abc",
    "ada@example.com",
    "4111 1111 1111 1111",
    "378282246310005",
    "5500000000000004",
)
SHOWN = (
    "GET /api/orders/42",
    "https://example.com:8443/path",
    "4bf92f3577b34da6a3ce929d0e0e4736",
    "2026-11-26T12:00:00.123456789Z",
    "SELECT * FROM orders WHERE id = $1",
)


@pytest.mark.parametrize("value", HIDDEN)
def test_values_that_look_like_secrets_are_blocked(value: str) -> None:
    assert any(re.search(one, value) for one in VALUES)


@pytest.mark.parametrize("value", SHOWN)
def test_other_values_are_not(value: str) -> None:
    assert not any(re.search(one, value) for one in VALUES)


@pytest.mark.parametrize(
    "name", ["Authorization", "http.request.header.x-api-key", "db.password", "clientSecret"]
)
def test_names_that_tell_of_secrets_are_blocked(name: str) -> None:
    assert any(re.search(one, name) for one in key_patterns())


def test_no_name_of_opentelemetrys_own_is_blocked() -> None:
    own = (
        "http.request.method",
        "url.path",
        "service.name",
        "k8s.pod.name",
        "db.system",
        "messaging.message.id",
    )
    assert not [name for name in own for one in key_patterns() if re.search(one, name)]


def test_expressions_are_those_that_go_takes_too() -> None:
    # Go's have no look-around and no references back.
    assert not [one for one in (*VALUES, *key_patterns()) if re.search(r"\(\?[=!<]|\\[1-9]", one)]
    assert redaction()["summary"] == "silent"


def test_memory_is_no_store_for_production() -> None:
    (fault,) = production_faults(TracingSpec(storage="memory"))
    assert fault.startswith(
        "storage is memory: traces of an incident would be gone with the pod that holds them"
    )
    assert production_faults(TracingSpec()) == []
