"""Nodes: what the kubelet and node-exporter tell of them. One node more or less wakes nobody but by NodeDown."""

from typing import Final

from components.observability.alerts.model import Alert, Group, Record

_USED: Final = (
    Alert(
        name="DiskFull",
        expr="instance_device:node_filesystem_used:ratio > <disk_full>",
        for_="5m",
        severity="critical",
        owner="platform-team",
        summary="A disk of {{ $labels.instance }} is full",
        description="{{ $labels.device }} is used to {{ $value | humanizePercentage }}, above <disk_full>, and what the kubelet "
        "removed was not enough. Pods of the node fail to write.",
        dashboard="clusters",
        needs="nodes",
    ),
    Alert(
        name="DiskFillsWithinADay",
        expr="""
        predict_linear(instance_device:node_filesystem_used:ratio[6h], 24 * 3600) > 1
        and instance_device:node_filesystem_used:ratio > <disk_growing>""",
        for_="1h",
        severity="warning",
        owner="platform-team",
        summary="A disk of {{ $labels.instance }} fills within a day",
        description="At the pace of the last six hours {{ $labels.device }}, used to more than <disk_growing>, is full within 24 hours.",
        dashboard="clusters",
        needs="nodes",
    ),
)
_STATE: Final = (
    Alert(
        name="NodeNotReady",
        expr="""
        max by (node) (kube_node_status_condition{condition="Ready",status="true"}) == 0
        unless on (node) kube_node_spec_taint{key=~"ToBeDeletedByClusterAutoscaler|karpenter.sh/disrupted"}""",
        for_="10m",
        severity="warning",
        owner="platform-team",
        summary="The node {{ $labels.node }} is not ready",
        description="{{ $labels.node }} has not been ready for ten minutes: nothing is scheduled on it, and nothing replaced it.",
        dashboard="clusters",
        needs="workloads",
    ),
    Alert(
        name="NodeUnderPressure",
        expr="""
        max by (node, condition) (
          kube_node_status_condition{condition=~"MemoryPressure|DiskPressure|PIDPressure",status="true"}) == 1""",
        for_="5m",
        severity="warning",
        owner="platform-team",
        summary="{{ $labels.node }} tells of {{ $labels.condition }}",
        description="The kubelet of {{ $labels.node }} has reported {{ $labels.condition }} for five minutes and evicts pods.",
        dashboard="clusters",
        needs="workloads",
    ),
    Alert(
        name="NodeClockSkew",
        expr="""
        abs(node_timex_offset_seconds) > <clock_skew>
        or (node_timex_sync_status == 0 and node_timex_maxerror_seconds >= 16)""",
        for_="10m",
        severity="warning",
        owner="platform-team",
        summary="The clock of {{ $labels.instance }} is wrong",
        description="It is off by more than <clock_skew>, or has lost its time server. Tokens and certificates are refused, and "
        "logs cannot be put in order.",
        dashboard="clusters",
        needs="nodes",
    ),
)
_WHOLE: Final = (
    Alert(
        name="ClusterCpuAboveAverage",
        expr="cluster:node_cpu_used:ratio_rate5m > <cluster_cpu_average>",
        for_="6h",
        severity="info",
        owner="platform-team",
        summary="The nodes have been busier than planned for hours",
        description="All nodes together have used {{ $value | humanizePercentage }} of their processors for six hours; "
        "<cluster_cpu_average> is planned on average.",
        dashboard="clusters",
        needs="nodes",
    ),
    Alert(
        name="ClusterCpuAtPeak",
        expr="cluster:node_cpu_used:ratio_rate5m > <cluster_cpu_peak>",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="The nodes have no processor time left",
        description="All nodes together use {{ $value | humanizePercentage }}, above <cluster_cpu_peak>: the autoscaler did not "
        "add any, and a burst would find none.",
        dashboard="clusters",
        needs="nodes",
    ),
)
GROUP: Final = Group(
    name="nodes.rules",
    records=(
        Record(
            record="cluster:node_cpu_used:ratio_rate5m",
            expr='1 - avg(rate(node_cpu_seconds_total{mode="idle"}[5m]))',
            needs="nodes",
        ),
    ),
    alerts=(*_USED, *_STATE, *_WHOLE),
)
