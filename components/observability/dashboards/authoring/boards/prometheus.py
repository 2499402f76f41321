"""Monitoring itself: whether it sees everything, keeps up, and can tell anybody."""

from components.observability.dashboards.authoring.board import Board, lines, table, value
from components.observability.dashboards.authoring.promql import (
    CLUSTER,
    age,
    grown,
    most,
    or_zero,
    quantile,
    rate,
    series,
    share,
    total,
)
from components.observability.dashboards.authoring.variables import CLUSTERS

PROMETHEUS = "{{instance}}"
FIRING = series("ALERTS", CLUSTER, 'alertstate="firing"')
SILENCES = series("alertmanager_silences", CLUSTER, 'state="active"')
UNSENT = rate("alertmanager_notifications_failed_total", CLUSTER)


def _lately(counter: str, *by: str) -> str:
    return total(grown(counter, CLUSTER, over="$__rate_interval"), *by)


TARGETS = (
    value(
        "Targets that are down",
        "Targets that did not answer the last scrape.",
        "none",
        or_zero(f"count({series('up', CLUSTER)} == 0)"),
        limits=("none",),
    ),
    value("Targets", "How many are scraped.", "none", f"count({series('up', CLUSTER)})"),
    value(
        "Alerts that fire",
        "Of every severity, those that only inhibit others among them.",
        "none",
        or_zero(f"count({FIRING})"),
    ),
    value(
        "Rules that cannot be evaluated",
        "Evaluations that failed in the range that is looked at: alerts that would not fire.",
        "none",
        or_zero(total(grown("prometheus_rule_evaluation_failures_total", CLUSTER))),
        limits=("none",),
    ),
    table(
        "Jobs",
        "Targets of each job, and how many of them answer.",
        "none",
        {
            "targets": f"count by (job) ({series('up', CLUSTER)})",
            "answer": total(series("up", CLUSTER), "job"),
        },
    ),
    lines(
        "Slowest scrapes",
        "A scrape that takes as long as the interval of 15 seconds loses samples.",
        "s",
        {"{{job}}": most(10, f"max by (job) ({series('scrape_duration_seconds', CLUSTER)})")},
    ),
    lines(
        "Most series",
        "Samples of a scrape by job. An application that puts an identifier into a label stands out here.",
        "short",
        {"{{job}}": most(10, total(series("scrape_samples_post_metric_relabeling", CLUSTER), "job"))},
    ),
    lines(
        "Samples that were refused",
        "Out of order, doubled, or beyond a target's limit, in each step.",
        "none",
        {
            "out of order": _lately("prometheus_target_scrapes_sample_out_of_order_total"),
            "doubled": _lately("prometheus_target_scrapes_sample_duplicate_timestamp_total"),
            "beyond the limit": _lately("prometheus_target_scrapes_exceeded_sample_limit_total"),
        },
    ),
)

STORE = (
    lines(
        "Series",
        "In the head of each replica.",
        "short",
        {PROMETHEUS: series("prometheus_tsdb_head_series", CLUSTER)},
    ),
    lines(
        "Samples",
        "Appended a second.",
        "cps",
        {PROMETHEUS: total(rate("prometheus_tsdb_head_samples_appended_total", CLUSTER), "instance")},
    ),
    lines(
        "Size on disk",
        "Of blocks and of the log, against what is allowed.",
        "bytes",
        {
            f"{PROMETHEUS} blocks": series("prometheus_tsdb_storage_blocks_bytes", CLUSTER),
            f"{PROMETHEUS} log": series("prometheus_tsdb_wal_storage_size_bytes", CLUSTER),
            f"{PROMETHEUS} allowed": series("prometheus_tsdb_retention_limit_bytes", CLUSTER),
        },
    ),
    lines(
        "Memory",
        "Resident memory of each replica.",
        "bytes",
        {PROMETHEUS: series("process_resident_memory_bytes", CLUSTER, 'job=~".*prometheus.*"')},
    ),
    lines(
        "Compactions and reloads that failed",
        "In each step. A store that cannot compact fills its disk.",
        "none",
        {
            "compactions": _lately("prometheus_tsdb_compactions_failed_total"),
            "reloads": _lately("prometheus_tsdb_reloads_failures_total"),
            "log": _lately("prometheus_tsdb_wal_corruptions_total"),
        },
        limits=("none",),
    ),
    value(
        "Configuration that is not loaded",
        "Replicas that refused their last configuration and run with the one before.",
        "none",
        or_zero(f"count({series('prometheus_config_last_reload_successful', CLUSTER)} == 0)"),
        limits=("none",),
        width=12,
        height=8,
    ),
)

RULES = (
    lines(
        "Time of rule groups against their interval",
        "At 1 a group is not done when it is due again.",
        "percentunit",
        {
            "{{rule_group}}": most(
                10,
                share(
                    f"max by (rule_group) ({series('prometheus_rule_group_last_duration_seconds', CLUSTER)})",
                    f"max by (rule_group) ({series('prometheus_rule_group_interval_seconds', CLUSTER)})",
                ),
            )
        },
        limits=("utilisation", "utilisation-peak"),
    ),
    lines(
        "Queries",
        "p99 of the HTTP API, by handler.",
        "s",
        {
            "{{handler}}": quantile(
                0.99,
                "prometheus_http_request_duration_seconds",
                CLUSTER,
                'handler=~"/api/.*"',
                by=("handler",),
            )
        },
    ),
)

TELLING = (
    lines(
        "Notifications",
        "Sent a second by each way, and failed: a way that fails is somebody who is not woken.",
        "ops",
        {
            "{{integration}} sent": total(rate("alertmanager_notifications_total", CLUSTER), "integration"),
            "{{integration}} failed": total(UNSENT, "integration"),
        },
    ),
    lines(
        "Alerts that Prometheus could not hand over",
        "Dropped and failed on the way to Alertmanager, in each step.",
        "none",
        {
            "dropped": _lately("prometheus_notifications_dropped_total"),
            "failed {{alertmanager}}": _lately("prometheus_notifications_errors_total", "alertmanager"),
        },
        limits=("none",),
    ),
    lines(
        "Alerts in Alertmanager",
        "By state: suppressed ones are silenced or inhibited.",
        "none",
        {"{{state}}": f"max by (state) ({series('alertmanager_alerts', CLUSTER)})"},
    ),
    value(
        "Replicas of Alertmanager that see each other",
        "Fewer than there are means that an alert is told twice.",
        "none",
        f"min({series('alertmanager_cluster_members', CLUSTER)})",
        width=6,
        height=8,
    ),
    value(
        "Silences",
        "How many are active. Each should have an end.",
        "none",
        f"max({SILENCES})",
        width=6,
        height=8,
    ),
)

OPERATOR = (
    lines(
        "Reconciliations that failed",
        "Of the operator, by what it looks after: objects that it refuses never reach Prometheus.",
        "none",
        {"{{controller}}": _lately("prometheus_operator_reconcile_errors_total", "controller")},
        limits=("none",),
    ),
    lines(
        "Rejected objects",
        "Monitors and rules that the operator leaves out, by kind.",
        "none",
        {
            "{{resource}}": total(
                series("prometheus_operator_managed_resources", CLUSTER, 'state="rejected"'), "resource"
            )
        },
        limits=("none",),
    ),
    lines(
        "Grafana, requests",
        "p95 of its pages and of its queries, by status.",
        "s",
        {
            "{{status_code}}": quantile(
                0.95, "grafana_http_request_duration_seconds", CLUSTER, by=("status_code",)
            )
        },
    ),
    lines(
        "Oldest configuration",
        "Seconds since each replica took its configuration.",
        "s",
        {PROMETHEUS: age(series("prometheus_config_last_reload_success_timestamp_seconds", CLUSTER))},
    ),
)

BOARD = Board(
    uid="prometheus",
    title="Monitoring itself",
    description="Targets, the store, rules, notifications, the operator and Grafana.",
    folder="Monitoring",
    variables=(CLUSTERS,),
    sections={
        "Targets": TARGETS,
        "Store": STORE,
        "Rules and queries": RULES,
        "Telling people": TELLING,
        "Operator and Grafana": OPERATOR,
    },
)
