"""What Jaeger does: takes traces by OTLP, keeps them in the search domain, and shows them."""

from typing import Any, Final

from components.observability.tracing.places import HEALTH, OTLP_GRPC, OWN_METRICS, QUERY
from components.observability.tracing.spec import TracingSpec

Config = dict[str, Any]

ANY: Final = "0.0.0.0"  # noqa: S104 - every address of its pod
STORE: Final = "store"
SIGNER: Final = "sigv4auth"
ADDRESS: Final = "SEARCH_ADDRESS"
"""The variable with the domain's address: the configuration itself is the same in every region."""

INDEX: Final = "jaeger-*"
"""Every index of Jaeger's: of spans, services and dependencies, one a day each."""

MEMORY_TRACES: Final = 50_000


def config(spec: TracingSpec, *, region: str | None, shards: int, copies: int) -> Config:
    """Return Jaeger's configuration.

    :param region: that of the domain; requests are signed for it. None keeps traces in memory.
    :param shards: of an index of spans, as many as the domain has nodes.
    :param copies: of each shard beside itself.
    """
    signed = region is not None
    extensions = ["healthcheckv2", *([SIGNER] if signed else []), "jaeger_storage", "jaeger_query"]
    backend = _domain(spec, shards, copies) if signed else {"memory": {"max_traces": MEMORY_TRACES}}
    return {
        "extensions": {
            "healthcheckv2": {"use_v2": True, "http": {"endpoint": f"{ANY}:{HEALTH}"}},
            **({SIGNER: {"region": region, "service": "es"}} if signed else {}),
            "jaeger_storage": {"backends": {STORE: backend}},
            "jaeger_query": {"storage": {"traces": STORE}, "http": {"endpoint": f"{ANY}:{QUERY}"}},
        },
        "receivers": {"otlp": {"protocols": {"grpc": {"endpoint": f"{ANY}:{OTLP_GRPC}"}}}},
        "processors": {
            "memory_limiter": {"check_interval": "1s", "limit_percentage": 75, "spike_limit_percentage": 20},
            "batch": {},
        },
        "exporters": {
            "jaeger_storage_exporter": {"trace_storage": STORE, "retry_on_failure": {"enabled": True}}
        },
        "service": {
            "extensions": extensions,
            "telemetry": _telemetry(),
            "pipelines": {
                "traces": {
                    "receivers": ["otlp"],
                    "processors": ["memory_limiter", "batch"],
                    "exporters": ["jaeger_storage_exporter"],
                }
            },
        },
    }


def _domain(spec: TracingSpec, shards: int, copies: int) -> Config:
    """Return the store: an index a day, which the domain's own policy deletes. Signatures cover whole requests."""
    periodic = {"periodic": {"date_layout": "2006-01-02", "rollover_frequency": "day"}}
    few = {"shards": 1, "replicas": copies, "rotation": periodic}
    return {
        "opensearch": {
            "server_urls": [f"${{env:{ADDRESS}}}"],
            "auth": {"authenticator": SIGNER},
            "max_span_age": f"{24 * spec.keep_days}h",
            "indices": {
                "spans": {"shards": shards, "replicas": copies, "rotation": periodic},
                "services": few,
                "dependencies": few,
            },
        }
    }


def _telemetry() -> Config:
    own = {"pull": {"exporter": {"prometheus": {"host": ANY, "port": OWN_METRICS}}}}
    return {
        "resource": {"service.name": "jaeger"},
        "logs": {"level": "info", "encoding": "json"},
        "metrics": {"level": "normal", "readers": [own]},
    }
