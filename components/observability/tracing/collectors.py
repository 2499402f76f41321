"""What the two kinds of collectors do with traces. Every configuration here is checked by the collector itself in tests.

    application -> agent of its node -> the gateway that the trace's id falls to -> Jaeger and outside services

Whether a trace is kept can be decided only by who sees all of its spans, so that agents send all spans of one trace to the
same gateway.
"""

from typing import Any, Final

from components.observability.destinations import DatadogSpec, Destination, NewRelicSpec, SentrySpec, variable
from components.observability.sensitive import VALUES, key_patterns
from components.observability.tracing.places import (
    COLLECTOR,
    DOMAIN,
    GATEWAY,
    HEALTH,
    OTLP_GRPC,
    OTLP_HTTP,
    OWN_METRICS,
    SPAN_METRICS,
)
from components.observability.tracing.spec import TracingSpec

Config = dict[str, Any]

OWN_IP: Final = "${env:MY_POD_IP}"
"""The pod's own address, which the chart puts into the variable: a collector listens nowhere else."""

DECISION_SECONDS: Final = 10
"""How long a gateway waits for the rest of a trace before it decides."""

NEW_RELIC: Final = {"us": "https://otlp.nr-data.net", "eu": "https://otlp.eu01.nr-data.net"}
"""New Relic's OTLP endpoints by region (New Relic documentation, OTLP endpoint)."""

BUCKETS: Final = ("5ms", "10ms", "25ms", "50ms", "100ms", "250ms", "500ms", "1s", "2500ms", "5s", "10s")

MEMORY: Final[Config] = {"check_interval": "1s", "limit_percentage": 75, "spike_limit_percentage": 20}
"""First in every pipeline: a collector that is short of memory refuses, and its clients try again, before it is killed."""


def agent() -> Config:
    """Return the configuration of the collector on every node."""
    chain = ["memory_limiter", "k8s_attributes", "resource_detection", "redaction", "batch"]
    return {
        **_common(),
        "receivers": {"otlp": {"protocols": {"grpc": _listen(OTLP_GRPC), "http": _listen(OTLP_HTTP)}}},
        "processors": {
            "memory_limiter": MEMORY,
            "k8s_attributes": _whose_pod(),
            # The cluster says who it is; a workload cannot pass for one of another cluster.
            "resource_detection": {"detectors": ["env"], "override": True, "timeout": "2s"},
            "redaction": redaction(),
            "batch": {"timeout": "1s", "send_batch_size": 1024, "send_batch_max_size": 2048},
        },
        "exporters": {"loadbalancing": _by_trace()},
        "service": _service({"traces": _pipeline(["otlp"], chain, ["loadbalancing"])}),
    }


def gateway(spec: TracingSpec, replicas: int) -> Config:
    """Return the configuration of the collectors that decide. Requests are counted before most traces are dropped."""
    outside = {name: exporter for one in spec.destinations.all for name, exporter in _outside(one).items()}
    kept = ["memory_limiter", "tail_sampling", "batch"]
    return {
        **_common(),
        "receivers": {"otlp": {"protocols": {"grpc": _listen(OTLP_GRPC)}}},
        "processors": {
            "memory_limiter": MEMORY,
            "tail_sampling": _decision(spec, replicas),
            "batch": {"timeout": "1s", "send_batch_size": 1024, "send_batch_max_size": 2048},
        },
        "connectors": {"span_metrics": _counted()},
        "exporters": {
            "otlp_grpc/jaeger": _jaeger(),
            "prometheus": {
                "endpoint": f"{OWN_IP}:{SPAN_METRICS}",
                "enable_open_metrics": True,  # the one format of Prometheus' that carries exemplars
                "metric_expiration": "15m",
            },
            **outside,
        },
        "service": _service(
            {
                "traces/counted": _pipeline(["otlp"], ["memory_limiter"], ["span_metrics"]),
                "traces/kept": _pipeline(["otlp"], kept, ["otlp_grpc/jaeger", *outside]),
                "metrics": _pipeline(["span_metrics"], ["memory_limiter", "batch"], ["prometheus"]),
            }
        ),
    }


def redaction() -> Config:
    """Return what hides secrets in attributes of spans, before anything leaves the node."""
    return {
        "allow_all_keys": True,
        "redact_all_types": True,
        "blocked_key_patterns": key_patterns(),
        "blocked_values": list(VALUES),
        "summary": "silent",  # the names of hidden attributes would tell what was there
    }


def _common() -> Config:
    return {"extensions": {"health_check": _listen(HEALTH)}}


def _listen(port: int) -> Config:
    return {"endpoint": f"{OWN_IP}:{port}"}


def _pipeline(receivers: list[str], processors: list[str], exporters: list[str]) -> Config:
    return {"receivers": receivers, "processors": processors, "exporters": exporters}


def _service(pipelines: Config) -> Config:
    own = {"pull": {"exporter": {"prometheus": {"host": OWN_IP, "port": OWN_METRICS}}}}
    return {
        "extensions": ["health_check"],
        "telemetry": {
            "logs": {"level": "info", "encoding": "json"},
            "metrics": {"level": "normal", "readers": [own]},
        },
        "pipelines": pipelines,
    }


def _whose_pod() -> Config:
    """Name a span's pod by where the connection comes from, which no workload can claim falsely. Of its own node alone."""
    names = ("namespace.name", "pod.name", "pod.uid", "pod.start_time", "deployment.name", "node.name")
    return {
        "auth_type": "serviceAccount",
        "filter": {"node_from_env_var": "OTEL_K8S_NODE_NAME"},
        "extract": {"metadata": [f"k8s.{name}" for name in names], "deployment_name_from_replicaset": True},
        "pod_association": [{"sources": [{"from": "connection"}]}],
    }


def _by_trace() -> Config:
    return {
        "routing_key": "traceID",
        "protocol": {"otlp": {"tls": {"insecure": True}, "timeout": "5s", **_patience(1_000)}},
        "resolver": {
            "dns": {"hostname": f"{GATEWAY}.{DOMAIN}", "port": str(OTLP_GRPC), "interval": "5s"},
        },
    }


def _patience(batches: int) -> Config:
    """Return a queue in memory and how long each batch is tried; then it is dropped, and counted."""
    return {
        "retry_on_failure": {"enabled": True, "max_elapsed_time": "5m"},
        "sending_queue": {"enabled": True, "queue_size": batches},
    }


def _decision(spec: TracingSpec, replicas: int) -> Config:
    """Keep what is wrong or slow, and a share of the rest. A gateway holds three decisions' worth of its share of traces."""
    own = -(-spec.new_traces_a_second // replicas)
    return {
        "decision_wait": f"{DECISION_SECONDS}s",
        "num_traces": own * DECISION_SECONDS * 3,
        "expected_new_traces_per_sec": own,
        # Spans that come after the decision share the fate of their trace.
        "decision_cache": {"sampled_cache_size": 100_000, "non_sampled_cache_size": 100_000},
        "policies": [
            {"name": "wrong", "type": "status_code", "status_code": {"status_codes": ["ERROR"]}},
            {"name": "slow", "type": "latency", "latency": {"threshold_ms": spec.slow_milliseconds}},
            {
                "name": "share-of-the-rest",
                "type": "probabilistic",
                "probabilistic": {"sampling_percentage": spec.percent},
            },
        ],
    }


def _counted() -> Config:
    """Return how requests are counted: rate, errors and durations of each service, with a trace to look at.

    Dimensions are few and of few values: each combination is a series of its own.
    """
    return {
        "namespace": "traces.span.metrics",
        "histogram": {"explicit": {"buckets": list(BUCKETS)}},
        "dimensions": [{"name": name} for name in ("http.request.method", "http.response.status_code")],
        "exemplars": {"enabled": True, "max_per_data_point": 5},
        "metrics_flush_interval": "15s",
        "metrics_expiration": "15m",
        "aggregation_cardinality_limit": 5_000,
        "resource_metrics_key_attributes": ["service.name", "k8s.namespace.name"],
    }


def _jaeger() -> Config:
    return {
        "endpoint": f"dns:///{COLLECTOR}.{DOMAIN}:{OTLP_GRPC}",
        "balancer_name": "round_robin",
        "tls": {"insecure": True},
        **_patience(2_000),
    }


def _outside(one: Destination) -> Config:
    """Return the exporter of an outside service; its queue is its own, so that none of them holds up another."""
    credential = f"${{env:{variable(one)}}}"
    if isinstance(one, DatadogSpec):
        return {"datadog": {"api": {"site": one.site, "key": credential}, **_patience(1_000)}}
    if isinstance(one, NewRelicSpec):
        return {"otlp_http/new_relic": _http({"endpoint": NEW_RELIC[one.region]}, {"api-key": credential})}
    return {
        "otlp_http/sentry": _http(
            {"traces_endpoint": _of(one)}, {"x-sentry-auth": f"sentry sentry_key={credential}"}
        )
    }


def _of(sentry: SentrySpec) -> str:
    return sentry.endpoint


def _http(where: Config, headers: dict[str, str]) -> Config:
    return {**where, "headers": headers, "compression": "gzip", **_patience(1_000)}
