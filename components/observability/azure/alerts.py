"""What counts as wrong in Azure: thresholds on the metrics that its services report for nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pulumi import Output, ResourceOptions
from pulumi_azure_native import monitor

from components.foundation.azure.placement import AzurePlacement
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire


@dataclass(frozen=True, kw_only=True)
class MetricAlert:
    """One condition worth waking somebody for: a platform metric of Azure against a threshold, over fifteen minutes."""

    role: str
    metric: str
    namespace: str
    aggregation: Literal["Average", "Maximum", "Minimum", "Total"]
    above: float
    unit: str
    remedy: str
    severity: Literal[0, 1, 2, 3] = 2
    dimensions: Mapping[str, tuple[str, ...]] | None = None


CLUSTER_ALERTS: Final = (
    MetricAlert(
        role="node-cpu",
        metric="node_cpu_usage_percentage",
        namespace="Microsoft.ContainerService/managedClusters",
        aggregation="Average",
        above=95,
        unit="percent",
        remedy="Look for pods without limits; raise max of the pool",
    ),
    MetricAlert(
        role="node-memory",
        metric="node_memory_working_set_percentage",
        namespace="Microsoft.ContainerService/managedClusters",
        aggregation="Average",
        above=95,
        unit="percent",
        remedy="Pods are about to be evicted: look for leaks; raise max of the pool",
    ),
    MetricAlert(
        role="node-disk",
        metric="node_disk_usage_percentage",
        namespace="Microsoft.ContainerService/managedClusters",
        aggregation="Average",
        above=85,
        unit="percent",
        remedy="Images and logs fill the node: shorten the image cleaner's interval, or take a larger size",
    ),
    MetricAlert(
        role="nodes-not-ready",
        metric="kube_node_status_condition",
        namespace="Microsoft.ContainerService/managedClusters",
        aggregation="Average",
        above=0,
        unit="nodes",
        remedy="Look at the node's events; let the autoscaler replace it",
        severity=1,
        dimensions={"condition": ("Ready",), "status": ("false", "unknown")},
    ),
)
"""What Microsoft recommends to watch of a cluster (AKS, recommended alert rules), on free platform metrics."""

DATABASE_ALERTS: Final = (
    MetricAlert(
        role="cpu",
        metric="cpu_percent",
        namespace="Microsoft.DBforPostgreSQL/flexibleServers",
        aggregation="Average",
        above=80,
        unit="percent",
        remedy="Look for long queries; take a larger size",
    ),
    MetricAlert(
        role="disk",
        metric="storage_percent",
        namespace="Microsoft.DBforPostgreSQL/flexibleServers",
        aggregation="Maximum",
        above=80,
        unit="percent",
        remedy="The disk grows by itself; look for tables that should not",
        severity=1,
    ),
)
"""What Microsoft recommends to watch of a server (Azure Database for PostgreSQL, alerts on metrics)."""


@dataclass(frozen=True, kw_only=True)
class MetricAlertsArgs:
    """What is watched and who is told. ``subject`` is its name for people and for the alerts' own names."""

    placement: AzurePlacement
    labels: Labels
    group: Wire[str]
    subject: str
    target_id: Wire[str]
    action_group_id: Wire[str]
    alerts: Sequence[MetricAlert]


class MetricAlerts(Component):
    """Alerts on the metrics of one resource.

    Output: ``alert_ids`` by role.
    """

    urn_type = "platform:observability:MetricAlerts"

    alert_ids: Output[dict[str, str]]

    def __init__(self, name: str, args: MetricAlertsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        made = {alert.role: self._alert(f"{name}-{alert.role}", alert, args) for alert in args.alerts}
        self.alert_ids = Output.all(**{role: alert.id for role, alert in made.items()})
        self.publish()

    def _alert(self, name: str, alert: MetricAlert, args: MetricAlertsArgs) -> monitor.MetricAlert:
        return monitor.MetricAlert(
            name,
            resource_group_name=args.group,
            rule_name=f"{args.subject}-{alert.role}",
            location="global",
            description=f"{args.subject}: {alert.metric} above {alert.above:g} {alert.unit} for 15 min. {alert.remedy}",
            enabled=True,
            severity=alert.severity,
            auto_mitigate=True,
            scopes=[args.target_id],
            target_resource_type=alert.namespace,
            target_resource_region=args.placement.location,
            evaluation_frequency="PT5M",
            window_size="PT15M",
            criteria=monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
                odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                all_of=[_criterion(alert)],
            ),
            actions=[monitor.MetricAlertActionArgs(action_group_id=args.action_group_id)],
            tags=args.labels.azure(),
            opts=self.child(),
        )


def _criterion(alert: MetricAlert) -> monitor.MetricCriteriaArgs:
    return monitor.MetricCriteriaArgs(
        criterion_type="StaticThresholdCriterion",
        name=alert.role,
        metric_name=alert.metric,
        metric_namespace=alert.namespace,
        operator=monitor.Operator.GREATER_THAN,
        threshold=alert.above,
        time_aggregation=alert.aggregation,
        dimensions=[
            monitor.MetricDimensionArgs(name=dimension, operator="Include", values=list(values))
            for dimension, values in (alert.dimensions or {}).items()
        ],
    )
