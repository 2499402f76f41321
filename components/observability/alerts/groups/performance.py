"""What the requirements watch of performance (11.2, group performance.rules).

Corrected, with their figures, and with their durations and severities where they give any:

- ApplicationHighLatency and ApplicationHighErrorRate judge what application.rules judge, with the same figures. Both are kept
  by their names; inhibitions.py keeps an incident from being told twice.
- HighCPUThrottling divided seconds by periods, which is no share: periods in which a container was held back are divided by
  all. Alike series of a restarted container count once.
- DatabaseSlowQueries named a metric that no release of postgres_exporter exports: the mean is that of 5 minutes, from
  seconds and calls, of statements that run at least once a minute. A mean since the last reset would tell of last month.
- HighNetworkLatency named a histogram that nobody exports. Cilium's agents probe all nodes: theirs is judged.
- LowThroughput would fire each night. It has to be below the figure and below half of the same hour a week ago.
- HighCPUUsage compared cores with a share, and averaged over containers. Use is divided by the limits of the pod.
- HighNetworkUsage counted the node's traffic for each pod in the node's own network; those are left out.
- DatabaseLockContention named a metric that nobody exports: told is how long a transaction that waits for a lock has been open.
- HighLatency (0.5 s, the target of 15.1) is shown and told to nobody: ApplicationHighLatency and the burn of the objective
  are what somebody acts on. HighConnectionCount and HighMemoryUsage of 11.2 are DatabaseConnectionHigh and HighMemoryUsage of
  application.rules. The error rate of 1 % has a name of its own, ErrorRateRaised.
"""

from typing import Final

from components.observability.alerts.model import Alert, Group, Record

_RECORDS: Final = (
    Record(
        record="cluster:http_requests:rate5m",
        expr="sum(namespace_service:http_requests:rate5m)",
        needs="application",
    ),
    Record(
        record="namespace_pod:container_cpu_usage_seconds:rate5m",
        expr="""
        sum by (namespace, pod) (
          max by (namespace, pod, container) (rate(container_cpu_usage_seconds_total{container!="",container!="POD"}[5m])))""",
        needs="workloads",
    ),
)
_SERVICES: Final = (
    Alert(
        name="ApplicationHighLatency",
        expr="namespace_service:http_request_duration_seconds:p95_rate5m > <latency_p95_high>",
        for_="2m",
        severity="warning",
        owner="backend-team",
        summary="{{ $labels.service }} is slow",
        description="95 of 100 requests of {{ $labels.service }} take up to {{ $value | humanizeDuration }}, above "
        "<latency_p95_high>.",
        dashboard="golden-signals",
        needs="application",
    ),
    Alert(
        name="ApplicationHighErrorRate",
        expr="namespace_service:http_requests_errors:ratio_rate5m > <error_ratio_high>",
        for_="2m",
        severity="critical",
        owner="backend-team",
        summary="{{ $labels.service }} answers with errors",
        description="{{ $value | humanizePercentage }} of the requests of {{ $labels.service }} end with 5xx, above "
        "<error_ratio_high>.",
        dashboard="golden-signals",
        needs="application",
    ),
    Alert(
        name="ErrorRateRaised",
        expr="namespace_service:http_requests_errors:ratio_rate5m > <error_ratio_raised>",
        for_="10m",
        severity="warning",
        owner="backend-team",
        summary="{{ $labels.service }} fails more often than it should",
        description="{{ $value | humanizePercentage }} of the requests of {{ $labels.service }} have ended with 5xx for ten "
        "minutes, above <error_ratio_raised>.",
        dashboard="golden-signals",
        needs="application",
    ),
    Alert(
        name="HighLatency",
        expr="namespace_service:http_request_duration_seconds:p95_rate5m > <latency_p95_target>",
        for_="10m",
        severity="info",
        owner="backend-team",
        summary="{{ $labels.service }} misses its target of latency",
        description="95 of 100 requests of {{ $labels.service }} take up to {{ $value | humanizeDuration }}; the target is "
        "<latency_p95_target>.",
        dashboard="golden-signals",
        needs="application",
    ),
    Alert(
        name="LowThroughput",
        expr="""
        cluster:http_requests:rate5m < <throughput_low>
        and cluster:http_requests:rate5m
            < <throughput_of_last_week> * avg_over_time(cluster:http_requests:rate5m[1h] offset 1w)""",
        for_="10m",
        severity="warning",
        owner="backend-team",
        summary="Half of the usual requests are missing",
        description="{{ $value | humanize }} requests arrive a second: below <throughput_low> and below "
        "<throughput_of_last_week> of the same hour a week ago. Users may not reach us at all.",
        dashboard="golden-signals",
        needs="application",
    ),
)
_RESOURCES: Final = (
    Alert(
        name="HighCPUUsage",
        expr="""
        namespace_pod:container_cpu_usage_seconds:rate5m
        / sum by (namespace, pod) (
            max by (namespace, pod, container) (kube_pod_container_resource_limits{resource="cpu"})) > <cpu_of_limit>""",
        for_="15m",
        severity="info",
        owner="platform-team",
        summary="{{ $labels.pod }} needs most of its processor time",
        description="{{ $labels.namespace }}/{{ $labels.pod }} has used {{ $value | humanizePercentage }} of its limits for a "
        "quarter of an hour, above <cpu_of_limit>; its autoscaler did not help.",
        dashboard="workload",
        needs="workloads",
    ),
    Alert(
        name="HighCPUThrottling",
        expr="""
        sum by (namespace, pod, container) (
          max by (namespace, pod, container, id) (rate(container_cpu_cfs_throttled_periods_total{container!=""}[5m])))
        / sum by (namespace, pod, container) (
          max by (namespace, pod, container, id) (rate(container_cpu_cfs_periods_total{container!=""}[5m])) > 0)
        > <cpu_throttled>""",
        for_="5m",
        severity="warning",
        owner="platform-team",
        summary="{{ $labels.container }} is held back by its limit",
        description="{{ $labels.namespace }}/{{ $labels.pod }}: {{ $labels.container }} had to wait in "
        "{{ $value | humanizePercentage }} of the periods, above <cpu_throttled>. It answers slowly.",
        dashboard="workload",
        needs="workloads",
    ),
    Alert(
        name="HighNetworkUsage",
        expr="""
        sum by (namespace, pod) (rate(container_network_receive_bytes_total[5m])
          + rate(container_network_transmit_bytes_total[5m]))
        > <network_bytes> unless on (namespace, pod) kube_pod_info{host_network="true"}""",
        for_="5m",
        severity="warning",
        owner="network-team",
        summary="{{ $labels.pod }} uses up its node's network",
        description="{{ $labels.namespace }}/{{ $labels.pod }} receives and sends {{ $value | humanize1024 }}B a second, above "
        "<network_bytes>; its neighbours wait.",
        dashboard="workload",
        needs="workloads",
    ),
    Alert(
        name="HighNetworkLatency",
        expr="""
        histogram_quantile(0.95,
          sum by (le) (rate(cilium_node_health_connectivity_latency_seconds_bucket[5m]))) > <network_latency>""",
        for_="2m",
        severity="warning",
        owner="network-team",
        summary="Nodes answer each other slowly",
        description="One probe in twenty between nodes takes longer than {{ $value | humanizeDuration }}, above "
        "<network_latency>.",
        dashboard="clusters",
        needs="cilium",
    ),
)
_DATABASE: Final = (
    Alert(
        name="DatabaseSlowQueries",
        expr="""
        1000 * sum by (datname, queryid) (rate(pg_stat_statements_seconds_total[5m]))
        / (sum by (datname, queryid) (rate(pg_stat_statements_calls_total[5m])) >= 1 / 60) > <slow_query>""",
        for_="3m",
        severity="warning",
        owner="database-team",
        summary="A statement of {{ $labels.datname }} is slow",
        description="The statement {{ $labels.queryid }} takes {{ $value | humanize }} ms on average, above <slow_query>, and "
        "runs at least once a minute.",
        dashboard="postgresql",
        needs="postgres",
    ),
    Alert(
        name="DatabaseLockContention",
        expr="""
        max by (datname, usename, application_name) (pg_stat_activity_max_tx_duration{wait_event_type="Lock"})
        > <lock_wait>""",
        for_="1m",
        severity="warning",
        owner="database-team",
        summary="Transactions of {{ $labels.datname }} wait for locks",
        description="A transaction of {{ $labels.application_name }} ({{ $labels.usename }}) that waits for a lock has been "
        "open for {{ $value | humanizeDuration }}, above <lock_wait>.",
        dashboard="postgresql",
        needs="postgres",
    ),
)
GROUP: Final = Group(name="performance.rules", records=_RECORDS, alerts=(*_SERVICES, *_RESOURCES, *_DATABASE))
