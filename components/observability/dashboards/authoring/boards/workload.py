"""One workload, or those of a namespace: what its containers use, wait for and die of, and how it is scaled."""

from components.observability.dashboards.authoring.board import Board, lines, table, value
from components.observability.dashboards.authoring.promql import (
    CONTAINER,
    SPACE,
    grown,
    or_zero,
    rate,
    series,
    share,
    total,
)
from components.observability.dashboards.authoring.variables import CLUSTERS, NAMESPACES, WORKLOADS

OURS = (SPACE, 'container=~"$workload"')
POD = ("namespace", "pod")
SCALED = (SPACE, 'horizontalpodautoscaler=~"$workload"')


def _size(kind: str, resource: str) -> str:
    """Return what the pods request or may have at most."""
    return total(series(f"kube_pod_container_resource_{kind}", *OURS, f'resource="{resource}"'), *POD)


USED = total(rate("container_cpu_usage_seconds_total", *OURS, CONTAINER), *POD)
HELD = total(series("container_memory_working_set_bytes", *OURS, CONTAINER), *POD)

PROCESSOR = (
    lines("Processor", "Cores that each pod uses.", "none", {"{{pod}}": USED}),
    lines(
        "Processor against what is requested",
        "Scaling begins where its autoscaler says; the line is the threshold of the requirements, 11.2.",
        "percentunit",
        {"{{pod}}": share(USED, _size("requests", "cpu"))},
        limits=("cpu-share",),
    ),
    lines(
        "Throttling",
        "Periods in which a container had to wait although it had work, of all. Only a limit of processor does that.",
        "percentunit",
        {
            "{{pod}}": share(
                total(rate("container_cpu_cfs_throttled_periods_total", *OURS), *POD),
                total(rate("container_cpu_cfs_periods_total", *OURS), *POD),
            )
        },
        limits=("throttled-share",),
        most=1,
    ),
    lines(
        "Seconds throttled",
        "Seconds that containers waited, in each second.",
        "s",
        {"{{pod}}": total(rate("container_cpu_cfs_throttled_seconds_total", *OURS), *POD)},
    ),
)

MEMORY = (
    lines(
        "Memory",
        "The working set of each pod, which is what a container is ended for.",
        "bytes",
        {"{{pod}}": HELD},
    ),
    lines(
        "Memory against its limit",
        "At 1 the container is ended. The line is the threshold of the requirements, 11.2.",
        "percentunit",
        {"{{pod}}": share(HELD, _size("limits", "memory"))},
        limits=("memory-share",),
    ),
)

STABILITY = (
    value(
        "Restarts",
        "How often containers were started anew in the range that is looked at.",
        "none",
        total(grown("kube_pod_container_status_restarts_total", *OURS)),
        limits=("none",),
    ),
    value(
        "Ended for memory",
        "Containers whose last end was for want of memory.",
        "none",
        or_zero(
            total(series("kube_pod_container_status_last_terminated_reason", *OURS, 'reason="OOMKilled"'))
        ),
        limits=("none",),
    ),
    value(
        "Containers that wait",
        "Containers that are not started, for an image or after crashes.",
        "none",
        or_zero(total(series("kube_pod_container_status_waiting", *OURS))),
        limits=("none",),
    ),
    value(
        "Ready containers",
        "How many containers are ready, of those that there are.",
        "percentunit",
        share(
            total(series("kube_pod_container_status_ready", *OURS)),
            f"count({series('kube_pod_container_status_ready', *OURS)})",
        ),
    ),
    lines(
        "Restarts by pod",
        "Each step is a start of a container.",
        "none",
        {
            "{{pod}}": total(
                grown("kube_pod_container_status_restarts_total", *OURS, over="$__rate_interval"), *POD
            )
        },
    ),
    table(
        "Why containers wait or ended",
        "The reasons that Kubernetes gives.",
        "none",
        {
            "waiting": total(series("kube_pod_container_status_waiting_reason", *OURS), *POD, "reason"),
            "ended": total(series("kube_pod_container_status_last_terminated_reason", *OURS), *POD, "reason"),
        },
    ),
)

SCALING = (
    lines(
        "Replicas",
        "How many there are, how many are wanted, and the bounds. Where wanted lies on the upper one, it is too low.",
        "none",
        {
            f"{{{{horizontalpodautoscaler}}}} {name}": series(
                f"kube_horizontalpodautoscaler_{metric}", *SCALED
            )
            for name, metric in (
                ("current", "status_current_replicas"),
                ("wanted", "status_desired_replicas"),
                ("least", "spec_min_replicas"),
                ("most", "spec_max_replicas"),
            )
        },
    ),
    lines(
        "What its autoscaler reads",
        "The value of each metric that decides, as the autoscaler last saw it.",
        "short",
        {
            "{{horizontalpodautoscaler}} {{metric_name}} {{metric_target_type}}": series(
                "kube_horizontalpodautoscaler_status_target_metric", *SCALED
            )
        },
    ),
)

NETWORK = (
    lines(
        "Network of the namespace's pods",
        "Bytes received and sent a second. A pod's network is shared by its containers.",
        "Bps",
        {
            "{{pod}} in": total(rate("container_network_receive_bytes_total", SPACE), "pod"),
            "{{pod}} out": total(rate("container_network_transmit_bytes_total", SPACE), "pod"),
        },
        limits=("network-bytes",),
    ),
    lines(
        "Files of containers",
        "Bytes written and read a second.",
        "Bps",
        {
            "{{pod}} read": total(rate("container_fs_reads_bytes_total", *OURS), "pod"),
            "{{pod}} written": total(rate("container_fs_writes_bytes_total", *OURS), "pod"),
        },
    ),
)

BOARD = Board(
    uid="workload",
    title="Workload",
    description="Processor, memory, throttling, restarts and scaling of a namespace's workloads.",
    folder="Applications",
    variables=(CLUSTERS, NAMESPACES, WORKLOADS),
    sections={
        "Processor": PROCESSOR,
        "Memory": MEMORY,
        "Stability": STABILITY,
        "Scaling": SCALING,
        "Network and files": NETWORK,
    },
)
