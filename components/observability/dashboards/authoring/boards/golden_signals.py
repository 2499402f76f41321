"""Latency, traffic, errors and saturation of the applications (requirements, 14.1)."""

from components.observability.dashboards.authoring.board import Board, Panel, lines, table, value
from components.observability.dashboards.authoring.promql import (
    CLUSTER,
    CONTAINER,
    SPACE,
    grown,
    most,
    quantile,
    rate,
    series,
    share,
    total,
)
from components.observability.dashboards.authoring.variables import CLUSTERS, NAMESPACES, SERVICES

ASKED = (SPACE, 'service=~"$service"')
FAILED = (*ASKED, 'status=~"5.."')
DURATION = "http_request_duration_seconds"
REQUESTS = "http_requests_total"
ENDPOINT = ("namespace", "service", "method", "path")


def _errors(*by: str) -> str:
    """Return the share of requests that failed; none has failed where the first one has not made its series."""
    whole = total(rate(REQUESTS, *ASKED), *by)
    return share(f"({total(rate(REQUESTS, *FAILED), *by)} or 0 * {whole})", whole)


def _latency() -> tuple[Panel, ...]:
    told = ((0.5, "p50", "Half"), (0.95, "p95", "95 %"), (0.99, "p99", "99 %"))
    return (
        *(
            value(
                f"Latency {name}",
                f"{part} of the requests take no longer. The limit is the benchmark of the requirements, 15.1.",
                "s",
                quantile(at, DURATION, *ASKED),
                limits=(f"latency-{name}",),
                width=8,
            )
            for at, name, part in told
        ),
        lines(
            "Latency of all requests",
            "Quantiles over all services that are chosen. Points are exemplars: each leads to a trace.",
            "s",
            {name: quantile(at, DURATION, *ASKED) for at, name, _ in told},
            limits=("latency-p95", "latency-p99"),
            exemplars=True,
        ),
        lines(
            "Latency p95 by service",
            "The service that is slow, and since when.",
            "s",
            {"{{namespace}}/{{service}}": quantile(0.95, DURATION, *ASKED, by=("namespace", "service"))},
            limits=("latency-p95", "latency-p99"),
            exemplars=True,
        ),
        table(
            "Slowest endpoints",
            "p95 of each endpoint over the range that is looked at. An endpoint is a method and a path.",
            "s",
            {"p95": most(20, quantile(0.95, DURATION, *ASKED, by=ENDPOINT, over="$__range"))},
            limits=("latency-p95", "latency-p99"),
            width=24,
        ),
    )


def _traffic() -> tuple[Panel, ...]:
    return (
        lines(
            "Requests by service",
            "Requests a second. A sudden fall is as much a sign as a rise.",
            "reqps",
            {"{{namespace}}/{{service}}": total(rate(REQUESTS, *ASKED), "namespace", "service")},
            stacked=True,
        ),
        lines(
            "Requests by endpoint",
            "The twenty busiest endpoints, as their methods and paths.",
            "reqps",
            {
                "{{service}} {{method}} {{path}}": most(
                    20, total(rate(REQUESTS, *ASKED), "service", "method", "path")
                )
            },
        ),
        lines(
            "Active connections",
            "Connections that are open, by which the backend is scaled.",
            "short",
            {
                "{{namespace}}/{{service}}": total(
                    series("active_connections", *ASKED), "namespace", "service"
                )
            },
        ),
        value(
            "Requests in the range",
            "How many requests were answered in the range that is looked at.",
            "short",
            total(grown(REQUESTS, *ASKED)),
            width=12,
            height=8,
        ),
    )


def _failures() -> tuple[Panel, ...]:
    limits = ("error-share-warning", "error-share-critical")
    return (
        value(
            "Share of errors",
            "Requests that ended in 5xx. The limit is the benchmark of 0.1 % of the requirements, 15.1.",
            "percentunit",
            _errors(),
            limits=("error-share-target", "error-share-warning"),
            height=8,
        ),
        lines(
            "Share of errors by service",
            "Lines are drawn where a ticket is written (1 %) and where somebody is woken (5 %).",
            "percentunit",
            {"{{namespace}}/{{service}}": _errors("namespace", "service")},
            limits=limits,
            width=18,
        ),
        lines(
            "Answers by status",
            "Every status beside 2xx, by service: 4xx are the callers' faults, unless all of them begin at once.",
            "reqps",
            {"{{service}} {{status}}": total(rate(REQUESTS, *ASKED, 'status!~"2.."'), "service", "status")},
        ),
        lines(
            "Errors by endpoint",
            "The twenty endpoints that fail most.",
            "reqps",
            {
                "{{service}} {{method}} {{path}}": most(
                    20, total(rate(REQUESTS, *FAILED), "service", "method", "path")
                )
            },
        ),
    )


def _saturation() -> tuple[Panel, ...]:
    used = total(rate("container_cpu_usage_seconds_total", SPACE, CONTAINER), "namespace", "pod")
    wanted = total(
        series("kube_pod_container_resource_requests", SPACE, 'resource="cpu"'), "namespace", "pod"
    )
    held = total(series("container_memory_working_set_bytes", SPACE, CONTAINER), "namespace", "pod")
    allowed = total(
        series("kube_pod_container_resource_limits", SPACE, 'resource="memory"'), "namespace", "pod"
    )
    idle = rate("node_cpu_seconds_total", CLUSTER, 'mode="idle"')
    mounted = (CLUSTER, 'fstype!~"tmpfs|overlay|squashfs|ramfs"')
    free, size = (series(f"node_filesystem_{one}_bytes", *mounted) for one in ("avail", "size"))
    received, sent = (rate(f"container_network_{one}_bytes_total", SPACE) for one in ("receive", "transmit"))
    return (
        lines(
            "Processor against what is requested",
            "Above 1 a pod lives off what its neighbours leave. The twenty highest.",
            "percentunit",
            {"{{namespace}}/{{pod}}": most(20, share(used, wanted))},
            limits=("cpu-share",),
        ),
        lines(
            "Memory against its limit",
            "The working set, which is what a container is ended for. The twenty highest.",
            "percentunit",
            {"{{namespace}}/{{pod}}": most(20, share(held, allowed))},
            limits=("memory-share",),
        ),
        lines(
            "Processor of nodes",
            "The share of time in which a node's processors worked.",
            "percentunit",
            {"{{instance}}": f"1 - avg by (instance) ({idle})"},
            limits=("cpu-share",),
            most=1,
        ),
        lines(
            "Disks of nodes",
            "The fullest file system of each node.",
            "percentunit",
            {
                "{{instance}} {{mountpoint}}": most(
                    20,
                    f"1 - {free} / {size}",
                )
            },
            limits=("disk-share",),
            most=1,
        ),
        lines(
            "Network of pods",
            "What pods receive and send, a second. The line is a gigabyte a second (requirements, 11.2).",
            "Bps",
            {
                "{{namespace}}/{{pod}}": most(
                    20,
                    total(f"{received} + {sent}", "namespace", "pod"),
                )
            },
            limits=("network-bytes",),
            width=24,
        ),
    )


BOARD = Board(
    uid="golden-signals",
    title="Golden signals",
    description="Latency, traffic, errors and saturation of the applications, by service and endpoint.",
    folder="Applications",
    variables=(CLUSTERS, NAMESPACES, SERVICES),
    sections={
        "Latency": _latency(),
        "Traffic": _traffic(),
        "Errors": _failures(),
        "Saturation": _saturation(),
    },
)
