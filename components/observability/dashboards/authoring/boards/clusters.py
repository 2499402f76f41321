"""A cluster's nodes, its capacity and what its namespaces use of it."""

from components.observability.dashboards.authoring.board import Board, lines, table, value
from components.observability.dashboards.authoring.promql import (
    CLUSTER,
    SPACE,
    grown,
    most,
    or_zero,
    quantile,
    rate,
    series,
    share,
    total,
)
from components.observability.dashboards.authoring.variables import CLUSTERS, NAMESPACES

READY = series("kube_node_status_condition", CLUSTER, 'condition="Ready"', 'status="true"')
PRESSED = series(
    "kube_node_status_condition", CLUSTER, 'condition=~".*Pressure|NetworkUnavailable"', 'status="true"'
)
IDLE = rate("node_cpu_seconds_total", CLUSTER, 'mode="idle"')
POOL = "label_platform_internal_node_pool"


def _requested(resource: str, *by: str) -> str:
    """Return what pods that run or wait for a node request of what nodes can give."""
    wanted = total(series("kube_pod_container_resource_requests", CLUSTER, f'resource="{resource}"'), *by)
    given = total(series("kube_node_status_allocatable", CLUSTER, f'resource="{resource}"'), *by)
    return share(wanted, given)


def _lately(counter: str) -> str:
    return total(grown(counter, CLUSTER, over="$__rate_interval"))


def _both_ways(what: str) -> str:
    """Return what a node's network counted of what came and of what went, a second."""
    came, went = (rate(f"node_network_{way}_{what}_total", CLUSTER) for way in ("receive", "transmit"))
    return total(f"{came} + {went}", "instance")


NODES = (
    value("Nodes", "How many nodes there are.", "none", f"count({series('kube_node_info', CLUSTER)})"),
    value(
        "Nodes that are not ready",
        "Nodes whose kubelet is silent or says that it is not ready.",
        "none",
        or_zero(f"count({READY} == 0)"),
        limits=("none",),
    ),
    value(
        "Nodes under pressure",
        "Nodes short of memory, disk, processes or a network: they take no new pods.",
        "none",
        or_zero(f"count({PRESSED} == 1)"),
        limits=("none",),
    ),
    value(
        "Pods that find no node",
        "Pods that the scheduler could not place. For a few minutes that is a pool that grows.",
        "none",
        or_zero(total(series("kube_pod_status_unschedulable", CLUSTER))),
        limits=("none",),
    ),
    lines(
        "Nodes by pool",
        "By the label platform.internal/node-pool, which kube-state-metrics has to be allowed to tell.",
        "none",
        {f"{{{{{POOL}}}}}": f"count by ({POOL}) ({series('kube_node_labels', CLUSTER)})"},
        stacked=True,
    ),
    lines(
        "Processor of nodes",
        "The share of time in which a node's processors worked.",
        "percentunit",
        {"{{instance}}": f"1 - avg by (instance) ({IDLE})"},
        limits=("utilisation", "utilisation-peak"),
        most=1,
    ),
    lines(
        "Memory of nodes",
        "What is not available to new processes, of all that a node has.",
        "percentunit",
        {
            "{{instance}}": f"1 - {series('node_memory_MemAvailable_bytes', CLUSTER)}"
            f" / {series('node_memory_MemTotal_bytes', CLUSTER)}"
        },
        limits=("memory-share",),
        most=1,
    ),
    lines(
        "Packets that nodes lose",
        "Of those received and sent. The line is the benchmark of 0.01 % (requirements, 15.1).",
        "percentunit",
        {"{{instance}}": share(_both_ways("drop"), _both_ways("packets"))},
        limits=("packet-loss-share",),
    ),
)

CAPACITY = (
    lines(
        "Requested of what there is",
        "Scaling begins at 70 % (requirements, 14.1). At 1 a pod more needs a node more.",
        "percentunit",
        {"processor": _requested("cpu"), "memory": _requested("memory")},
        limits=("utilisation", "utilisation-peak"),
    ),
    table(
        "Requested by node",
        "What the pods of a node request of it.",
        "percentunit",
        {"processor": _requested("cpu", "node"), "memory": _requested("memory", "node")},
        limits=("utilisation", "utilisation-peak"),
    ),
    lines(
        "Pods by phase",
        "Pending is waiting for a node or an image; Failed stays until somebody looks.",
        "none",
        {"{{phase}}": total(series("kube_pod_status_phase", SPACE), "phase")},
        stacked=True,
    ),
    lines(
        "Nodes that are added and removed",
        "By the cluster autoscaler, or by Karpenter where it is the one; failures are tries that gave no node.",
        "none",
        {
            "added": _lately("cluster_autoscaler_scaled_up_nodes_total"),
            "removed": _lately("cluster_autoscaler_scaled_down_nodes_total"),
            "failed": _lately("cluster_autoscaler_failed_scale_ups_total"),
            "added by Karpenter": _lately("karpenter_nodeclaims_created_total"),
        },
    ),
)

SHARES = (
    table(
        "Quotas",
        "What a namespace uses of its share. At 1 its next pod is refused.",
        "percentunit",
        {
            "used": most(
                40,
                share(
                    total(series("kube_resourcequota", SPACE, 'type="used"'), "namespace", "resource"),
                    total(series("kube_resourcequota", SPACE, 'type="hard"'), "namespace", "resource"),
                ),
            )
        },
        limits=("utilisation", "utilisation-peak"),
    ),
    table(
        "Volumes",
        "How full claims are, of bytes and of inodes.",
        "percentunit",
        {
            one: most(
                40,
                share(
                    total(
                        series(f"kubelet_volume_stats_{used}", SPACE), "namespace", "persistentvolumeclaim"
                    ),
                    total(
                        series(f"kubelet_volume_stats_{whole}", SPACE), "namespace", "persistentvolumeclaim"
                    ),
                ),
            )
            for one, used, whole in (
                ("bytes", "used_bytes", "capacity_bytes"),
                ("inodes", "inodes_used", "inodes"),
            )
        },
        limits=("disk-share",),
    ),
    value(
        "Claims without a volume",
        "Claims that wait for a volume, or have lost theirs.",
        "none",
        or_zero(total(series("kube_persistentvolumeclaim_status_phase", SPACE, 'phase=~"Pending|Lost"'))),
        limits=("none",),
        height=8,
    ),
    lines(
        "Start of pods",
        "p95 from a pod's creation to its containers' start, without pulling images. The benchmark is 30 seconds.",
        "s",
        {"p95": quantile(0.95, "kubelet_pod_start_sli_duration_seconds", CLUSTER)},
        limits=("pod-start-seconds",),
        width=18,
    ),
)

CONTROL_PLANE = (
    lines(
        "API server, latency p99",
        "By verb, without watches and connections that stay open by their nature.",
        "s",
        {
            "{{verb}}": quantile(
                0.99,
                "apiserver_request_duration_seconds",
                CLUSTER,
                'verb!~"WATCH|CONNECT"',
                'subresource!~"log|exec|portforward|proxy"',
                by=("verb",),
            )
        },
        limits=("latency-p99",),
    ),
    lines(
        "API server, errors",
        "Answers of 5xx, a second.",
        "reqps",
        {
            "{{verb}} {{resource}}": most(
                20, total(rate("apiserver_request_total", CLUSTER, 'code=~"5.."'), "verb", "resource")
            )
        },
    ),
    lines(
        "DNS",
        "Latency p99 of the answers to the cluster's names.",
        "s",
        {"p99": quantile(0.99, "coredns_dns_request_duration_seconds", CLUSTER)},
    ),
    table(
        "Certificates",
        "Seconds until a certificate ends. They are renewed a month before.",
        "s",
        {
            "ends in": most(
                40, f"{series('certmanager_certificate_expiration_timestamp_seconds', CLUSTER)} - time()"
            )
        },
        limits=("certificate-seconds",),
        reading="floor",
    ),
)

BOARD = Board(
    uid="clusters",
    title="Clusters",
    description="Nodes and pools, capacity, pods, quotas, volumes and the control plane.",
    folder="Clusters",
    variables=(CLUSTERS, NAMESPACES),
    sections={
        "Nodes": NODES,
        "Capacity": CAPACITY,
        "Shares and volumes": SHARES,
        "Control plane": CONTROL_PLANE,
    },
)
