"""What the requirements ask of nodes and pods (5.1, group infrastructure.rules).

Corrected, with their figures, durations and severities:

- NodeDown asked for a job that scrapes nodes through the API server. Here the kubelet is scraped itself, as the job kubelet
  of kube-prometheus-stack with several paths, of which one is enough. A node that an autoscaler takes away is no fault.
- DiskSpaceLow counted read-only images and memory file systems, which are always full or never, and free bytes that only
  root may use: what counts is what is available. A disk that is mounted twice is told once.
- PodCrashLooping fired for any restart: after a single one rate() is above 0 for 15 minutes, so that 5 of them pass and an
  eviction would wake somebody. It has to have been restarted and to wait in CrashLoopBackOff within the last 5 minutes.
"""

from typing import Final

from components.observability.alerts.model import Alert, Group, Record

GROUP: Final = Group(
    name="infrastructure.rules",
    records=(
        Record(
            record="instance_device:node_filesystem_used:ratio",
            expr="""
            max by (instance, device) (
              1 - node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|erofs|fuse.*|nfs.*"}
                / (node_filesystem_size_bytes > 0)
              and node_filesystem_readonly == 0)""",
            needs="nodes",
        ),
    ),
    alerts=(
        Alert(
            name="NodeDown",
            expr="""
            up{job="kubelet",metrics_path="/metrics"} == 0
            unless on (node) kube_node_spec_taint{key=~"ToBeDeletedByClusterAutoscaler|karpenter.sh/disrupted"}""",
            for_="1m",
            severity="critical",
            owner="platform-team",
            summary="The node {{ $labels.node }} does not answer",
            description="The kubelet of {{ $labels.node }} has not answered for a minute. Its pods are moved after five.",
            dashboard="clusters",
            needs="nodes",
        ),
        Alert(
            name="DiskSpaceLow",
            expr="instance_device:node_filesystem_used:ratio > <disk_used>",
            for_="5m",
            severity="warning",
            owner="platform-team",
            summary="A disk of {{ $labels.instance }} is filling",
            description="{{ $labels.device }} is used to {{ $value | humanizePercentage }}, above <disk_used>. The kubelet "
            "begins to remove images and to evict pods.",
            dashboard="clusters",
            needs="nodes",
        ),
        Alert(
            name="PodCrashLooping",
            expr="""
            (increase(kube_pod_container_status_restarts_total{namespace!~"preview-.*"}[15m]) > 0)
            and on (namespace, pod, container)
            max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}[5m]) == 1""",
            for_="5m",
            severity="critical",
            owner="platform-team",
            summary="{{ $labels.container }} cannot stay up",
            description="{{ $labels.namespace }}/{{ $labels.pod }} was restarted {{ $value | humanize }} times in 15 minutes "
            "and waits to be started again.",
            dashboard="workload",
            needs="workloads",
        ),
    ),
)
