"""The way of logs and traces: what comes in, what is lost, and whether their stores keep up."""

from components.observability.dashboards.authoring.board import Board, lines, value
from components.observability.dashboards.authoring.promql import (
    CLUSTER,
    grown,
    or_zero,
    quantile,
    rate,
    series,
    share,
    total,
)
from components.observability.dashboards.authoring.variables import CLUSTERS

SIGNALS = {"spans": "spans", "log records": "log_records", "metric points": "metric_points"}


def _of_each(metric: str) -> dict[str, str]:
    """Return a counter of the collector for each signal, which it ends in."""
    return {
        f"{name} {{{{{'receiver' if 'receiver' in metric else 'exporter'}}}}}": total(
            rate(f"otelcol_{metric}_{signal}_total", CLUSTER), metric.partition("_")[0]
        )
        for name, signal in SIGNALS.items()
    }


def _lost(*metrics: str) -> str:
    grows = [or_zero(total(grown(metric, CLUSTER))) for metric in metrics]
    return " + ".join(f"({one})" for one in grows)


LOST = (
    value(
        "Spans lost",
        "Refused, failed to send, or dropped before a full queue, in the range that is looked at.",
        "short",
        _lost(
            "otelcol_receiver_refused_spans_total",
            "otelcol_exporter_send_failed_spans_total",
            "otelcol_exporter_enqueue_failed_spans_total",
        ),
        limits=("none",),
        width=8,
    ),
    value(
        "Log records lost in collectors",
        "Refused, failed to send, or dropped before a full queue, in the range that is looked at.",
        "short",
        _lost(
            "otelcol_receiver_refused_log_records_total",
            "otelcol_exporter_send_failed_log_records_total",
            "otelcol_exporter_enqueue_failed_log_records_total",
        ),
        limits=("none",),
        width=8,
    ),
    value(
        "Log records lost on nodes",
        "Records that Fluent Bit gave up, in the range that is looked at.",
        "short",
        _lost("fluentbit_output_dropped_records_total"),
        limits=("none",),
        width=8,
    ),
)

COLLECTORS = (
    lines("Received", "What collectors took in, a second.", "ops", _of_each("receiver_accepted")),
    lines("Sent", "What collectors handed on, a second.", "ops", _of_each("exporter_sent")),
    lines(
        "Refused",
        "What collectors did not take, since they were short of memory or what is behind them did not answer.",
        "ops",
        _of_each("receiver_refused"),
    ),
    lines(
        "Failed to send", "What the receiving side refused for good.", "ops", _of_each("exporter_send_failed")
    ),
    lines(
        "Queues",
        "How full the queue before each receiving side is. At 1 what comes is dropped.",
        "percentunit",
        {
            "{{exporter}}": share(
                total(series("otelcol_exporter_queue_size", CLUSTER), "exporter"),
                total(series("otelcol_exporter_queue_capacity", CLUSTER), "exporter"),
            )
        },
        limits=("utilisation", "utilisation-peak"),
        most=1,
    ),
    lines(
        "Memory",
        "Resident memory of each collector.",
        "bytes",
        {"{{pod}}": series("otelcol_process_memory_rss_bytes", CLUSTER)},
    ),
)

TRACES = (
    lines(
        "Jaeger, requests to its store",
        "By operation and result.",
        "ops",
        {
            "{{operation}} {{result}}": total(
                rate("jaeger_storage_requests_total", CLUSTER), "operation", "result"
            )
        },
    ),
    lines(
        "Jaeger, latency of its store",
        "p99 by operation. What is found slowly is rarely looked for.",
        "s",
        {"{{operation}}": quantile(0.99, "jaeger_storage_latency_seconds", CLUSTER, by=("operation",))},
        limits=("latency-p99",),
    ),
    lines(
        "Jaeger, errors of bulk writes",
        "Batches of spans that the index refused, a second.",
        "ops",
        {"errors": total(rate("jaeger_bulk_index_errors_total", CLUSTER))},
        width=24,
    ),
)

LOGS = (
    lines(
        "Fluent Bit, in and out",
        "Records a second, by input and output.",
        "ops",
        {
            "in {{name}}": total(rate("fluentbit_input_records_total", CLUSTER), "name"),
            "out {{name}}": total(rate("fluentbit_output_proc_records_total", CLUSTER), "name"),
        },
    ),
    lines(
        "Fluent Bit, bytes out",
        "Bytes a second, which is what the receiving side charges for.",
        "Bps",
        {"{{name}}": total(rate("fluentbit_output_proc_bytes_total", CLUSTER), "name")},
    ),
    lines(
        "Fluent Bit, errors and retries",
        "Retries are delay; failed ones and drops are loss.",
        "ops",
        {
            "errors {{name}}": total(rate("fluentbit_output_errors_total", CLUSTER), "name"),
            "retries {{name}}": total(rate("fluentbit_output_retries_total", CLUSTER), "name"),
            "given up {{name}}": total(rate("fluentbit_output_retries_failed_total", CLUSTER), "name"),
        },
    ),
    lines(
        "Fluent Bit, waiting on disk",
        "Chunks that wait on nodes' disks until their output takes them.",
        "short",
        {"{{pod}}": total(series("fluentbit_storage_fs_chunks", CLUSTER), "pod")},
    ),
    lines(
        "Fluent Bit, inputs that are held up",
        "Inputs at their limit of memory: what a container writes meanwhile may be rotated away.",
        "none",
        {"{{pod}} {{name}}": f"{series('fluentbit_input_storage_overlimit', CLUSTER)} > 0"},
        limits=("none",),
        width=24,
    ),
)

BOARD = Board(
    uid="logs-and-traces",
    title="Logs and traces",
    description="What collectors, Jaeger and Fluent Bit take in, hand on and lose.",
    folder="Monitoring",
    variables=(CLUSTERS,),
    sections={"Losses": LOST, "Collectors": COLLECTORS, "Traces": TRACES, "Logs": LOGS},
)
