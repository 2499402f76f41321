"""The mesh: what flows through it, whether it is encrypted, and whether its control plane keeps up."""

from components.observability.dashboards.authoring.board import Board, lines, table, value
from components.observability.dashboards.authoring.promql import (
    CLUSTER,
    most,
    or_zero,
    quantile,
    rate,
    series,
    share,
    total,
)
from components.observability.dashboards.authoring.variables import CLUSTERS, NAMESPACES

TO = (CLUSTER, 'destination_workload_namespace=~"$namespace"')
FAILED = (*TO, 'response_code=~"5.."')
SERVICE = ("destination_service_name", "destination_workload_namespace", "reporter")
LEGEND = "{{destination_workload_namespace}}/{{destination_service_name}} ({{reporter}})"
OPENED = "istio_tcp_connections_opened_total"
SECURED = (*TO, 'connection_security_policy="mutual_tls"')

REQUESTS = (
    lines(
        "Requests",
        "Requests a second, by the service that is called and by who tells of them: a waypoint, a gateway or a sidecar. "
        "A request that passes two of them is told of twice.",
        "reqps",
        {LEGEND: total(rate("istio_requests_total", *TO), *SERVICE)},
    ),
    lines(
        "Share of errors",
        "Answers of 5xx, among which are those that a proxy gives by itself: see the flags below.",
        "percentunit",
        {
            LEGEND: share(
                total(rate("istio_requests_total", *FAILED), *SERVICE),
                total(rate("istio_requests_total", *TO), *SERVICE),
            )
        },
        limits=("error-share-warning", "error-share-critical"),
    ),
    lines(
        "Latency p95",
        "As the proxy before the service saw it.",
        "ms",
        {LEGEND: quantile(0.95, "istio_request_duration_milliseconds", *TO, by=SERVICE)},
    ),
    lines(
        "Why proxies answered for a service",
        "Response flags of Envoy: UH no healthy host, UF connection failed, UO overflow, NR no route, URX out of retries.",
        "reqps",
        {
            "{{destination_service_name}} {{response_flags}}": most(
                20,
                total(
                    rate("istio_requests_total", *TO, 'response_flags!="-"'),
                    "destination_service_name",
                    "response_flags",
                ),
            )
        },
    ),
)

CONNECTIONS = (
    value(
        "Encrypted connections",
        "Connections with mutual TLS, of all that the mesh opened.",
        "percentunit",
        share(total(rate(OPENED, *SECURED)), total(rate(OPENED, *TO))),
        width=8,
        height=8,
    ),
    table(
        "Connections without mutual TLS",
        "Who still calls whom in plain text, a second.",
        "cps",
        {
            "connections": total(
                rate(OPENED, *TO, 'connection_security_policy!="mutual_tls"'),
                "source_workload",
                "source_workload_namespace",
                "destination_workload",
                "destination_workload_namespace",
            )
        },
        width=16,
    ),
    lines(
        "Connections",
        "Opened a second, by the workload that is called.",
        "cps",
        {
            "{{destination_workload_namespace}}/{{destination_workload}}": total(
                rate(OPENED, *TO), "destination_workload", "destination_workload_namespace"
            )
        },
    ),
    lines(
        "Connections that failed",
        "Connections that ztunnel refused or could not make: a policy, or nobody there.",
        "cps",
        {
            "{{destination_workload}} {{response_flags}}": total(
                rate("istio_tcp_connections_failed_total", *TO), "destination_workload", "response_flags"
            )
        },
    ),
    lines(
        "Bytes",
        "Sent and received a second.",
        "Bps",
        {
            "sent": total(rate("istio_tcp_sent_bytes_total", *TO)),
            "received": total(rate("istio_tcp_received_bytes_total", *TO)),
        },
        width=24,
    ),
)

CONTROL_PLANE = (
    lines(
        "Until a proxy has its configuration",
        "p99 from a change to the last proxy that has it.",
        "s",
        {"p99": quantile(0.99, "pilot_proxy_convergence_time", CLUSTER)},
    ),
    lines(
        "Pushes and refusals",
        "Configuration that istiod pushed, and that proxies refused; a refusal keeps the old one.",
        "ops",
        {
            "pushed {{type}}": total(rate("pilot_xds_pushes", CLUSTER), "type"),
            "refused {{type}}": total(rate("pilot_total_xds_rejects", CLUSTER), "type"),
        },
    ),
    lines(
        "Connected proxies",
        "Proxies and ztunnels that are connected to istiod, by its replica.",
        "none",
        {"{{pod}}": total(series("pilot_xds", CLUSTER), "pod")},
    ),
    lines(
        "Refused objects",
        "Objects of the mesh that its webhook refused, and injections of sidecars that failed.",
        "ops",
        {
            "validation": total(rate("galley_validation_failed", CLUSTER)),
            "injection": total(rate("sidecar_injection_failure_total", CLUSTER)),
        },
    ),
    value(
        "Root certificate ends in",
        "The root of the mesh, under which every workload's certificate stands.",
        "s",
        f"min({series('citadel_server_root_cert_expiry_timestamp', CLUSTER)}) - time()",
        limits=("certificate-seconds",),
        reading="floor",
        height=8,
        width=8,
    ),
    value(
        "Workloads in ztunnel",
        "Pods whose traffic ztunnel carries, on all nodes.",
        "none",
        or_zero(total(series("workload_manager_active_proxy_count", CLUSTER))),
        height=8,
        width=8,
    ),
    value(
        "Workloads that wait for ztunnel",
        "Pods that ztunnel has not taken up: they have no network until it has.",
        "none",
        or_zero(total(series("workload_manager_pending_proxy_count", CLUSTER))),
        limits=("none",),
        height=8,
        width=8,
    ),
)

NETWORK = (
    lines(
        "Packets that Cilium drops",
        "By the reason; a policy that denies is one of them.",
        "pps",
        {"{{reason}} {{direction}}": total(rate("cilium_drop_count_total", CLUSTER), "reason", "direction")},
    ),
    lines(
        "Flows that are dropped",
        "As Hubble saw them, by reason and protocol.",
        "ops",
        {"{{reason}} {{protocol}}": total(rate("hubble_drop_total", CLUSTER), "reason", "protocol")},
    ),
)

BOARD = Board(
    uid="mesh",
    title="Mesh",
    description="Requests and connections in the mesh, their encryption, its control plane and the network below.",
    folder="Clusters",
    variables=(CLUSTERS, NAMESPACES),
    sections={
        "Requests": REQUESTS,
        "Connections": CONNECTIONS,
        "Control plane": CONTROL_PLANE,
        "Network": NETWORK,
    },
)
