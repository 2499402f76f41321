"""What the world sees of the platform: probes of its addresses from outside of its pods."""

from components.observability.dashboards.authoring.board import Board, Variable, bars, lines, table, value
from components.observability.dashboards.authoring.promql import CLUSTER, REGION, age, or_zero, series
from components.observability.dashboards.authoring.variables import CLUSTERS, regions

TARGETS = Variable(name="target", label="Address", of="probe_success", value="instance")
OURS = (CLUSTER, 'instance=~"$target"')
BALANCER = "{{dimension_LoadBalancer}}"


def _balancer(metric: str) -> str:
    return series(f"aws_applicationelb_{metric}", REGION)


AVAILABILITY = (
    value(
        "Addresses that do not answer",
        "Probes that failed the last time.",
        "none",
        or_zero(f"count({series('probe_success', *OURS)} == 0)"),
        limits=("none",),
        height=8,
    ),
    bars(
        "Availability in the range",
        "The share of probes that succeeded. The line is the 99.9 % of the requirements, 15.1.",
        "percentunit",
        {"{{instance}}": f"avg_over_time({series('probe_success', *OURS)}[$__range])"},
        limits=("availability",),
        reading="floor",
        most=1,
        width=9,
    ),
    lines(
        "Probes that succeed",
        "1 is an answer as it should be, 0 is none, or another.",
        "none",
        {"{{instance}}": series("probe_success", *OURS)},
        most=1,
        width=9,
    ),
)

LATENCY = (
    lines(
        "Time of a probe",
        "From the first packet to the last. The line is the benchmark of the edge, 100 ms (requirements, 15.1).",
        "s",
        {"{{instance}}": series("probe_duration_seconds", *OURS)},
        limits=("edge-seconds",),
    ),
    lines(
        "Where the time goes",
        "Names, connecting, TLS, waiting for the answer, and its transfer.",
        "s",
        {"{{instance}} {{phase}}": series("probe_http_duration_seconds", *OURS)},
        stacked=True,
    ),
    table(
        "Answers",
        "The status of the last answer, by address.",
        "none",
        {"status": f"max by (instance) ({series('probe_http_status_code', *OURS)})"},
    ),
    lines(
        "Names",
        "Time that it took to find the address.",
        "s",
        {"{{instance}}": series("probe_dns_lookup_time_seconds", *OURS)},
    ),
)

CERTIFICATES = (
    table(
        "Certificates end in",
        "The earliest end in the chain that an address shows.",
        "s",
        {"ends in": f"min by (instance) ({series('probe_ssl_earliest_cert_expiry', *OURS)}) - time()"},
        limits=("certificate-seconds",),
        reading="floor",
    ),
    table(
        "TLS",
        "The version that was agreed on with each address.",
        "none",
        {"probes": f"count by (instance, version) ({series('probe_tls_version_info', *OURS)})"},
    ),
    lines(
        "Since the content changed",
        "Seconds since the last change that an address tells of.",
        "s",
        {"{{instance}}": age(series("probe_http_last_modified_timestamp_seconds", *OURS))},
        width=24,
    ),
)

BALANCERS = (
    lines(
        "Load balancers, requests",
        "In each period of CloudWatch.",
        "short",
        {BALANCER: _balancer("request_count_sum")},
    ),
    lines(
        "Load balancers, errors",
        "5xx of the balancer itself, which found nobody to ask, and of what stands behind it.",
        "short",
        {
            f"{BALANCER} its own": _balancer("httpcode_elb_5_xx_count_sum"),
            f"{BALANCER} targets": _balancer("httpcode_target_5_xx_count_sum"),
        },
        limits=("none",),
    ),
    lines(
        "Load balancers, latency",
        "p95 of what stands behind them.",
        "s",
        {
            f"{BALANCER} p95": _balancer("target_response_time_p95"),
        },
        limits=("latency-p95",),
    ),
    lines(
        "Targets that are not healthy",
        "Most in each period.",
        "none",
        {BALANCER: _balancer("un_healthy_host_count_maximum")},
        limits=("none",),
    ),
)

BOARD = Board(
    uid="edge-probes",
    title="Edge probes",
    description="Whether the platform's addresses answer, how fast, and with which certificates.",
    folder="Applications",
    since="now-24h",
    variables=(CLUSTERS, TARGETS, regions("aws_applicationelb_request_count_sum")),
    sections={
        "Availability": AVAILABILITY,
        "Latency": LATENCY,
        "Certificates and content": CERTIFICATES,
        "Load balancers": BALANCERS,
    },
)
