"""What watches, watched: Prometheus, its store, Alertmanager, and the two alerts that are no faults.

``Watchdog`` always fires; who stops to hear it (a dead man's switch) knows that nothing is told any more. ``InfoInhibitor``
fires where there is nothing but info in a namespace, so that inhibitions.py can mute that.
"""

from typing import Final

from components.observability.alerts.model import Alert, Group

_TARGETS: Final = (
    Alert(
        name="Watchdog",
        expr="vector(1)",
        for_="0m",
        severity="info",
        owner="platform-team",
        summary="Alerts are evaluated and delivered",
        description="This fires as long as Prometheus and Alertmanager work. A switch outside alarms when it no longer comes.",
        dashboard="prometheus",
        needs="prometheus",
    ),
    Alert(
        name="InfoInhibitor",
        expr="""
        group by (namespace) (ALERTS{severity="info",alertname!~"Watchdog|InfoInhibitor",alertstate="firing"})
        unless on (namespace)
        group by (namespace) (ALERTS{severity=~"warning|critical",alertstate="firing"})""",
        for_="0m",
        severity="info",
        owner="platform-team",
        summary="Only alerts of info fire in {{ $labels.namespace }}",
        description="It mutes them, because by themselves they are no reason to look.",
        dashboard="prometheus",
        needs="prometheus",
    ),
    Alert(
        name="TargetsDown",
        expr="""
        count by (namespace, job) (up{job!="kubelet"} == 0) / count by (namespace, job) (up{job!="kubelet"})
        > <targets_down>""",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="{{ $labels.job }} cannot be scraped",
        description="{{ $value | humanizePercentage }} of the targets of {{ $labels.namespace }}/{{ $labels.job }} have not "
        "answered for a quarter of an hour, above <targets_down>: alerts on them are blind.",
        dashboard="prometheus",
        needs="prometheus",
    ),
    Alert(
        name="ScrapeSampleLimitHit",
        expr="sum by (namespace, job) (increase(prometheus_target_scrapes_exceeded_sample_limit_total[10m])) > 0",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="A target tells more than it may",
        description="Scrapes were thrown away whole because they went beyond the limit of samples: the target looks down.",
        dashboard="prometheus",
        needs="prometheus",
    ),
)
_STORE: Final = (
    Alert(
        name="PrometheusRulesFail",
        expr="sum by (namespace, pod, rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="Rules cannot be evaluated",
        description="{{ $labels.rule_group }} on {{ $labels.pod }} has failed for a quarter of an hour: its alerts do not fire.",
        dashboard="prometheus",
        needs="prometheus",
    ),
    Alert(
        name="PrometheusConfigurationStale",
        expr="max_over_time(prometheus_config_last_reload_successful[5m]) == 0",
        for_="10m",
        severity="warning",
        owner="platform-team",
        summary="Prometheus runs on an old configuration",
        description="{{ $labels.pod }} refused its configuration: new targets and rules are not there.",
        dashboard="prometheus",
        needs="prometheus",
    ),
    Alert(
        name="PrometheusStoreFails",
        expr="""
        increase(prometheus_tsdb_compactions_failed_total[3h]) > 0
        or increase(prometheus_tsdb_reloads_failures_total[3h]) > 0
        or increase(prometheus_tsdb_wal_corruptions_total[3h]) > 0""",
        for_="1h",
        severity="warning",
        owner="platform-team",
        summary="Prometheus cannot keep its data in order",
        description="{{ $labels.pod }} fails to compact or to load blocks, mostly for want of disk: soon it takes no samples.",
        dashboard="prometheus",
        needs="prometheus",
    ),
    Alert(
        name="PrometheusSeriesGrow",
        expr="""
        max by (namespace, pod) (prometheus_tsdb_head_series)
        / (max by (namespace, pod) (prometheus_tsdb_head_series offset 1d) > 10000) > <series_growth>""",
        for_="30m",
        severity="warning",
        owner="platform-team",
        summary="The series of {{ $labels.pod }} multiply",
        description="There are {{ $value | humanize }} times as many as a day ago, above <series_growth>: some label takes values "
        "without end, and Prometheus runs out of memory.",
        dashboard="prometheus",
        needs="prometheus",
    ),
    Alert(
        name="PrometheusRemoteWriteBehind",
        expr="""
        max by (namespace, pod, remote_name, url) (
          max_over_time(prometheus_remote_storage_highest_timestamp_in_seconds[5m])
          - on (namespace, pod) group_right ()
          max_over_time(prometheus_remote_storage_queue_highest_sent_timestamp_seconds[5m])) > <remote_write_lag>""",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="Samples are not sent on",
        description="{{ $labels.pod }} is {{ $value | humanizeDuration }} behind towards {{ $labels.remote_name }}, above "
        "<remote_write_lag>; after two hours samples are lost there.",
        dashboard="prometheus",
        needs="prometheus",
    ),
)
_NOTIFICATIONS: Final = (
    Alert(
        name="AlertsNotDelivered",
        expr="""
        sum by (namespace, pod) (rate(prometheus_notifications_errors_total[5m]))
        / (sum by (namespace, pod) (rate(prometheus_notifications_sent_total[5m])) > 0) > <notifications_failing>
        or max by (namespace, pod) (prometheus_notifications_alertmanagers_discovered) < 1""",
        for_="10m",
        severity="warning",
        owner="platform-team",
        summary="{{ $labels.pod }} does not reach Alertmanager",
        description="Alerts that fire there are not handed on; the other replica may still do so.",
        dashboard="prometheus",
        needs="prometheus",
    ),
    Alert(
        name="AlertmanagerConfigurationStale",
        expr="max_over_time(alertmanager_config_last_reload_successful[5m]) == 0",
        for_="10m",
        severity="warning",
        owner="platform-team",
        summary="Alertmanager runs on an old configuration",
        description="{{ $labels.pod }} refused its configuration: who is told and what is muted is as before.",
        dashboard="prometheus",
        needs="prometheus",
    ),
    Alert(
        name="NotificationsFail",
        expr="""
        sum by (namespace, integration) (rate(alertmanager_notifications_failed_total[5m]))
        / (sum by (namespace, integration) (rate(alertmanager_notifications_total[5m])) > 0) > <notifications_failing>""",
        for_="5m",
        severity="critical",
        owner="platform-team",
        summary="{{ $labels.integration }} does not take our alerts",
        description="{{ $value | humanizePercentage }} of what is sent to {{ $labels.integration }} fails, above "
        "<notifications_failing>: somebody is not told.",
        dashboard="prometheus",
        needs="prometheus",
    ),
    Alert(
        name="AlertmanagerMembersMissing",
        expr="""
        max_over_time(alertmanager_cluster_members[5m])
        < on (namespace) group_left () count by (namespace) (max_over_time(up{job=~".*alertmanager.*"}[5m]) == 1)""",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="Alertmanagers do not see each other",
        description="{{ $labels.pod }} knows {{ $value }} members and there are more: people are told twice, and silences do not "
        "reach all.",
        dashboard="prometheus",
        needs="prometheus",
    ),
)
GROUP: Final = Group(name="prometheus.rules", alerts=(*_TARGETS, *_STORE, *_NOTIFICATIONS))
