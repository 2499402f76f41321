"""What the users of a service notice (requirements, 5.1, group application.rules).

Corrected against the requirements, whose figures, durations and severities stand:

- HighErrorRate divided series by series: requests with status 500 by requests with status 500 are always 1, and a pod that
  fails for one user of three pages. Events of a service are summed on both sides, so that the share is that of its requests.
- HighResponseTime took a quantile for each pod and path. Buckets of a service are summed first.
- DatabaseConnectionHigh compared each state, user and database for itself. Sessions are summed over them, without those of
  RDS's own administrator.
- HighMemoryUsage divided by container_spec_memory_limit_bytes, which is 0 without a limit and which kube-prometheus-stack
  drops; the limit is that of kube-state-metrics. It counted the page cache too, which the kernel gives back when asked: what
  counts before somebody is killed is the working set. Alike series of a container that was restarted count once.
"""

from typing import Final

from components.observability.alerts.model import Alert, Group, Record

GROUP: Final = Group(
    name="application.rules",
    records=(
        Record(
            record="namespace_service:http_requests:rate5m",
            expr="sum by (namespace, service) (rate(http_requests_total[5m]))",
            needs="application",
        ),
        Record(
            record="namespace_service:http_requests_errors:ratio_rate5m",
            # No series of errors is there before the first one. Where nobody asks there is no ratio.
            expr="""
            (sum by (namespace, service) (rate(http_requests_total{status=~"5.."}[5m]))
              or 0 * namespace_service:http_requests:rate5m)
            / (namespace_service:http_requests:rate5m > 0)""",
            needs="application",
        ),
        Record(
            record="namespace_service:http_request_duration_seconds:p95_rate5m",
            expr="""
            histogram_quantile(0.95, sum by (namespace, service, le) (rate(http_request_duration_seconds_bucket[5m])))
            and on (namespace, service) namespace_service:http_requests:rate5m > 0""",
            needs="application",
        ),
    ),
    alerts=(
        Alert(
            name="HighErrorRate",
            expr="namespace_service:http_requests_errors:ratio_rate5m > <error_ratio_high>",
            for_="2m",
            severity="critical",
            owner="backend-team",
            summary="{{ $labels.service }} fails requests",
            description="{{ $value | humanizePercentage }} of the requests of {{ $labels.namespace }}/{{ $labels.service }} "
            "end with 5xx, and <error_ratio_high> may. Users see errors.",
            dashboard="golden-signals",
            needs="application",
        ),
        Alert(
            name="HighResponseTime",
            expr="namespace_service:http_request_duration_seconds:p95_rate5m > <latency_p95_high>",
            for_="5m",
            severity="warning",
            owner="backend-team",
            summary="{{ $labels.service }} has been slow for minutes",
            description="One request in twenty of {{ $labels.namespace }}/{{ $labels.service }} takes longer than "
            "{{ $value | humanizeDuration }}, and <latency_p95_high> is too long.",
            dashboard="golden-signals",
            needs="application",
        ),
        Alert(
            name="DatabaseConnectionHigh",
            expr="""
            sum by (namespace, job, instance) (pg_stat_activity_count{usename!="rdsadmin"}) > <database_connections>""",
            for_="5m",
            severity="warning",
            owner="database-team",
            summary="Many sessions at PostgreSQL",
            description="{{ $value }} sessions are open, above <database_connections>: pools draw on their reserve, or "
            "somebody goes around PgBouncer.",
            dashboard="postgresql",
            needs="postgres",
        ),
        Alert(
            name="HighMemoryUsage",
            expr="""
            max by (namespace, pod, container) (container_memory_working_set_bytes{container!="",container!="POD"})
            / max by (namespace, pod, container) (kube_pod_container_resource_limits{resource="memory"})
            > <memory_of_limit>""",
            for_="5m",
            severity="warning",
            owner="platform-team",
            summary="{{ $labels.container }} is close to its memory limit",
            description="{{ $labels.namespace }}/{{ $labels.pod }} holds {{ $value | humanizePercentage }} of the limit of "
            "{{ $labels.container }}, above <memory_of_limit>. At 100 % it is killed.",
            dashboard="workload",
            needs="workloads",
        ),
    ),
)
