"""What Fluent Bit does with a line: it reads it, says whose it is, hides secrets in it, and only then sends it anywhere.

    tail -> whose pod -> hidden secrets and a class -> CloudWatch, the search domain, outside services

Whatever waits lies on the node's disk. A full disk quota of one output drops its oldest records, and touches no other's.
"""

from importlib.resources import files
from typing import Any, Final

from components.observability.destinations import DatadogSpec, Destination, NewRelicSpec, variable
from components.observability.logs.spec import LogsSpec
from components.observability.sensitive import NAMES

Block = dict[str, Any]

NAMESPACE: Final = "logging"
PODS: Final = "kube.*"
METRICS: Final = 2020

STATE: Final = "/var/lib/platform-logs"
"""The folder on the node with what is read already and what waits."""

SCRIPTS: Final = "/fluent-bit/scripts"
SCRIPT: Final = "redact.lua"
SEARCH_HOST: Final = "SEARCH_HOST"
REGION: Final = "AWS_REGION"

TRIES: Final = 20
"""How often a batch is tried, at growing distances of at most five minutes: about an hour and a half."""

NEW_RELIC: Final = {
    "us": "https://log-api.newrelic.com/log/v1",
    "eu": "https://log-api.eu.newrelic.com/log/v1",
}
"""New Relic's log API by region (New Relic documentation, Log API)."""


def pipeline(spec: LogsSpec, *, groups: str, region: str, tags: str, search: bool) -> Block:
    """Return the configuration of Fluent Bit.

    :param groups: what the names of log groups begin with.
    :param tags: what DataDog is told of every record, as ``env:production,cluster:main``.
    """
    outputs = [_cloudwatch(groups, region), *([_search(region)] if search else [])]
    outputs += [_outside(one, tags) for one in spec.destinations.all]
    return {
        "service": _service(),
        "pipeline": {
            "inputs": [_tail()],
            "filters": [_whose_pod(), _redaction()],
            "outputs": [{**one, **_patience(spec.buffer_mib)} for one in outputs],
        },
    }


def script(spec: LogsSpec) -> str:
    """Return the script that hides secrets, with this cluster's classes before it."""
    names = sorted({*NAMES, *(name.replace("_", "") for name in NAMES)})
    classes = spec.classes.named()
    told = (
        _table("NAMES", [f'"{name}"' for name in names]),
        _table("CLASSES", [f"{name} = true" for name in sorted(classes)]),
        _table("CLASS", [f'["{place}"] = "{one}"' for place, one in sorted(spec.namespaces.items())]),
        'local USUAL = "application"',
    )
    return "\n".join([*told, "", (files(__package__) / SCRIPT).read_text()])


def _table(name: str, entries: list[str]) -> str:
    return f"local {name} = {{ {', '.join(entries)} }}" if entries else f"local {name} = {{}}"


def _service() -> Block:
    return {
        "flush": 5,
        "grace": 30,
        "log_level": "warn",
        "http_server": True,
        "http_listen": "0.0.0.0",  # noqa: S104 - every address of its pod
        "http_port": METRICS,
        "health_check": True,
        "hc_errors_count": 50,
        "hc_retry_failure_count": 50,
        "hc_period": 60,
        "scheduler.base": 5,
        "scheduler.cap": 300,
        "storage.path": f"{STATE}/buffer",
        "storage.sync": "normal",
        "storage.checksum": True,
        "storage.metrics": True,
        "storage.max_chunks_up": 64,
        "storage.backlog.mem_limit": "16M",
        "storage.delete_irrecoverable_chunks": True,
    }


def _tail() -> Block:
    """Read every container's log but its own, which would tell of itself for ever. A new node is read from the start."""
    return {
        "name": "tail",
        "tag": PODS,
        "path": "/var/log/containers/*.log",
        "exclude_path": f"/var/log/containers/fluent-bit-*_{NAMESPACE}_*.log",
        "multiline.parser": "cri",
        "read_from_head": True,
        "db": f"{STATE}/positions.db",
        "db.locking": True,
        "buffer_max_size": "256k",
        "skip_long_lines": True,
        "refresh_interval": 10,
        "rotate_wait": 30,
        "storage.type": "filesystem",
        # Back-pressure: with all chunks taken it stops reading, and goes on where it stopped.
        "storage.pause_on_chunks_overlimit": True,
    }


def _whose_pod() -> Block:
    """Add what the cluster knows of the pod. No pod may leave itself out, or choose how it is read."""
    return {
        "name": "kubernetes",
        "match": PODS,
        "merge_log": True,
        "merge_log_key": "entry",
        "keep_log": False,
        "labels": True,
        "annotations": False,
        "k8s-logging.parser": False,
        "k8s-logging.exclude": False,
        "kube_meta_cache_ttl": "1h",
    }


def _redaction() -> Block:
    return {
        "name": "lua",
        "match": PODS,
        "script": f"{SCRIPTS}/{SCRIPT}",
        "call": "redact",
        "protected_mode": True,
        "time_as_table": True,
    }


def _patience(mib: int) -> Block:
    return {"match": PODS, "retry_limit": TRIES, "storage.total_limit_size": f"{mib}M"}


def _cloudwatch(groups: str, region: str) -> Block:
    """Write to the group of a record's class, a stream for each container."""
    place = "$kubernetes['namespace_name'].$kubernetes['pod_name'].$kubernetes['container_name']"
    return {
        "name": "cloudwatch_logs",
        "region": region,
        "log_group_name": f"{groups}/application",
        "log_group_template": f"{groups}/$log_class",
        "log_stream_prefix": "unnamed.",
        "log_stream_template": place,
        "auto_create_group": False,
    }


def _search(region: str) -> Block:
    """Write to an index a day and class. An id that follows from the record makes a batch that is sent twice count once."""
    return {
        "name": "opensearch",
        "host": f"${{{SEARCH_HOST}}}",
        "port": 443,
        "tls": True,
        "tls.verify": True,
        "aws_auth": True,
        "aws_region": region,
        "aws_service_name": "es",
        "logstash_format": True,
        "logstash_prefix": "pods-application",
        "logstash_prefix_key": "$log_index",
        "suppress_type_name": True,
        "generate_id": True,
        "write_operation": "create",
        "trace_error": True,
        "buffer_size": "512KB",
    }


def _outside(one: Destination, tags: str) -> Block:
    credential = f"${{{variable(one)}}}"
    # Records of class debug are for whoever is at work on the cluster, and a service outside is paid by the record.
    chosen = {"processors": {"logs": [{"name": "grep", "exclude": "log_class ^debug$"}]}}
    if isinstance(one, DatadogSpec):
        return {
            "name": "datadog",
            "host": f"http-intake.logs.{one.site}",
            "tls": True,
            "compress": "gzip",
            "apikey": credential,
            "dd_source": "kubernetes",
            "dd_message_key": "log",
            "dd_tags": tags,
            **chosen,
        }
    if isinstance(one, NewRelicSpec):
        return {
            "name": "nrlogs",
            "base_uri": NEW_RELIC[one.region],
            "license_key": credential,
            "compress": "gzip",
            **chosen,
        }
    raise TypeError(f"{type(one).__name__} takes no logs")
