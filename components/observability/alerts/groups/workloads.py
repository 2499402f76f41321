"""What runs on a cluster is not as it was asked for. Previews of pull requests wake nobody and are told by their own."""

from typing import Final

from components.observability.alerts.model import Alert, Group, Record

OURS: Final = 'namespace!~"preview-.*"'

_REPLICAS: Final = (
    Alert(
        name="DeploymentUnavailable",
        expr=f"""
        kube_deployment_status_replicas_available{{{OURS}}} == 0
        and kube_deployment_spec_replicas > 0""",
        for_="5m",
        severity="critical",
        owner="platform-team",
        summary="No pod of {{ $labels.deployment }} is available",
        description="{{ $labels.namespace }}/{{ $labels.deployment }} has had no pod that answers for five minutes: whatever it "
        "serves is down.",
        dashboard="workload",
        needs="workloads",
    ),
    Alert(
        name="DeploymentReplicasMissing",
        expr=f"""
        kube_deployment_spec_replicas{{{OURS}}} - kube_deployment_status_replicas_available > 0
        and changes(kube_deployment_status_replicas_updated[10m]) == 0""",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="{{ $labels.deployment }} has fewer pods than it should",
        description="{{ $labels.namespace }}/{{ $labels.deployment }} has missed {{ $value }} pods for a quarter of an hour, and "
        "no roll-out goes on.",
        dashboard="workload",
        needs="workloads",
    ),
    Alert(
        name="StatefulSetReplicasMissing",
        expr=f"""
        kube_statefulset_replicas{{{OURS}}} - kube_statefulset_status_replicas_ready > 0
        and changes(kube_statefulset_status_replicas_updated[10m]) == 0""",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="{{ $labels.statefulset }} has fewer pods than it should",
        description="{{ $labels.namespace }}/{{ $labels.statefulset }} has missed {{ $value }} pods for a quarter of an hour.",
        dashboard="workload",
        needs="workloads",
    ),
    Alert(
        name="DaemonSetPodsMissing",
        expr="""
        kube_daemonset_status_desired_number_scheduled - kube_daemonset_status_number_available > 0
        and changes(kube_daemonset_status_updated_number_scheduled[10m]) == 0""",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="{{ $labels.daemonset }} is missing on nodes",
        description="{{ $labels.namespace }}/{{ $labels.daemonset }} has been missing on {{ $value }} nodes for a quarter of an "
        "hour: they may be without network, mesh, logs or watch.",
        dashboard="workload",
        needs="workloads",
    ),
)
_PODS: Final = (
    Alert(
        name="ContainerWaiting",
        expr=f"""
        sum by (namespace, pod, container, reason) (
          kube_pod_container_status_waiting_reason{{{OURS},reason!~"CrashLoopBackOff|ContainerCreating|PodInitializing"}}) > 0""",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="{{ $labels.container }} cannot start: {{ $labels.reason }}",
        description="{{ $labels.namespace }}/{{ $labels.pod }} has waited for a quarter of an hour with {{ $labels.reason }}.",
        dashboard="workload",
        needs="workloads",
    ),
    Alert(
        name="ContainerOutOfMemory",
        expr=f"""
        increase(kube_pod_container_status_restarts_total{{{OURS}}}[10m]) > 0
        and on (namespace, pod, container) kube_pod_container_status_last_terminated_reason{{reason="OOMKilled"}} == 1""",
        for_="0m",
        severity="warning",
        owner="platform-team",
        summary="{{ $labels.container }} was killed for its memory",
        description="{{ $labels.namespace }}/{{ $labels.pod }}: {{ $labels.container }} reached its limit and was killed within "
        "the last ten minutes.",
        dashboard="workload",
        needs="workloads",
    ),
    Alert(
        name="PodUnschedulable",
        expr=f"max by (namespace, pod) (kube_pod_status_unschedulable{{{OURS}}}) == 1",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="No node takes {{ $labels.pod }}",
        description="{{ $labels.namespace }}/{{ $labels.pod }} has waited for a node for a quarter of an hour; a new one takes "
        "five minutes.",
        dashboard="workload",
        needs="workloads",
    ),
    Alert(
        name="JobFailed",
        expr=f'max by (namespace, job_name) (kube_job_failed{{{OURS},condition="true"}}) == 1',
        for_="1m",
        severity="warning",
        owner="platform-team",
        summary="The job {{ $labels.job_name }} failed",
        description="{{ $labels.namespace }}/{{ $labels.job_name }} gave up after all its attempts. Its pods are kept for "
        "their logs.",
        dashboard="workload",
        needs="workloads",
    ),
)
_SCALING: Final = (
    Alert(
        name="AutoscalerAtMaximum",
        expr=f"""
        kube_horizontalpodautoscaler_status_desired_replicas{{{OURS}}}
        >= on (namespace, horizontalpodautoscaler) kube_horizontalpodautoscaler_spec_max_replicas
        and on (namespace, horizontalpodautoscaler)
        (kube_horizontalpodautoscaler_spec_max_replicas > kube_horizontalpodautoscaler_spec_min_replicas)""",
        for_="15m",
        severity="warning",
        owner="backend-team",
        summary="{{ $labels.horizontalpodautoscaler }} cannot grow further",
        description="{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} has wanted all of its {{ $value }} replicas "
        "for a quarter of an hour; more load makes it slow.",
        dashboard="workload",
        needs="workloads",
    ),
    Alert(
        name="AutoscalerBlind",
        expr=f"""
        max by (namespace, horizontalpodautoscaler) (
          kube_horizontalpodautoscaler_status_condition{{{OURS},condition="ScalingActive",status="false"}}) == 1
        and on (namespace, horizontalpodautoscaler) kube_horizontalpodautoscaler_status_current_replicas > 0""",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="{{ $labels.horizontalpodautoscaler }} does not scale",
        description="{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} has read no metric for a quarter of an hour: "
        "it stays at its size whatever the load.",
        dashboard="workload",
        needs="workloads",
    ),
    Alert(
        name="QuotaNearlyUsed",
        expr=f"""
        max by (namespace, resource) (kube_resourcequota{{{OURS},type="used"}})
        / (max by (namespace, resource) (kube_resourcequota{{type="hard"}}) > 0) > <quota_used>""",
        for_="15m",
        severity="info",
        owner="platform-team",
        summary="The quota of {{ $labels.namespace }} is nearly used",
        description="{{ $value | humanizePercentage }} of {{ $labels.resource }} are used, above <quota_used>: the next roll-out "
        "may be refused.",
        dashboard="workload",
        needs="workloads",
    ),
)
_VOLUMES: Final = (
    Alert(
        name="VolumeFillsWithinFourDays",
        expr="""
        namespace_persistentvolumeclaim:kubelet_volume_stats_used:ratio > <volume_used>
        and predict_linear(namespace_persistentvolumeclaim:kubelet_volume_stats_used:ratio[6h], 4 * 24 * 3600) > 1""",
        for_="1h",
        severity="warning",
        owner="platform-team",
        summary="The volume {{ $labels.persistentvolumeclaim }} fills",
        description="{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is used to {{ $value | humanizePercentage }}, "
        "above <volume_used>, and at its pace full within four days.",
        dashboard="workload",
        needs="nodes",
    ),
    Alert(
        name="VolumeFull",
        expr="namespace_persistentvolumeclaim:kubelet_volume_stats_used:ratio > <volume_full>",
        for_="1m",
        severity="critical",
        owner="platform-team",
        summary="The volume {{ $labels.persistentvolumeclaim }} is full",
        description="{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is used to {{ $value | humanizePercentage }}, "
        "above <volume_full>: what writes to it stops.",
        dashboard="workload",
        needs="nodes",
    ),
)
GROUP: Final = Group(
    name="workloads.rules",
    records=(
        Record(
            record="namespace_persistentvolumeclaim:kubelet_volume_stats_used:ratio",
            expr="""
            max by (namespace, persistentvolumeclaim) (
              1 - kubelet_volume_stats_available_bytes / (kubelet_volume_stats_capacity_bytes > 0))""",
            needs="nodes",
        ),
    ),
    alerts=(*_REPLICAS, *_PODS, *_SCALING, *_VOLUMES),
)
