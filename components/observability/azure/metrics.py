"""Managed Prometheus for a cluster on AKS."""

from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_azure_native import monitor

from components.foundation.azure.placement import AzurePlacement
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire


@dataclass(frozen=True, kw_only=True)
class ClusterMetricsArgs:
    """The cluster whose metrics are gathered, and where they go."""

    placement: AzurePlacement
    labels: Labels
    stem: str
    group: Wire[str]
    metrics_id: Wire[str]
    cluster_id: Wire[str]


class ClusterMetrics(Component):
    """Managed Prometheus for one cluster: a rule that says which metrics go where, and its bond to the cluster.

    Output: ``rule_id``.
    """

    urn_type = "platform:observability:ClusterMetrics"

    rule_id: Output[str]

    def __init__(self, name: str, args: ClusterMetricsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        endpoint = monitor.DataCollectionEndpoint(
            f"{name}-endpoint",
            resource_group_name=args.group,
            data_collection_endpoint_name=f"{args.stem}-metrics",
            location=args.placement.location,
            kind="Linux",
            tags=args.labels.azure(),
            opts=self.child(),
        )
        stream, destination = "Microsoft-PrometheusMetrics", "prometheus"
        rule = monitor.DataCollectionRule(
            f"{name}-rule",
            resource_group_name=args.group,
            data_collection_rule_name=f"{args.stem}-metrics",
            location=args.placement.location,
            kind="Linux",
            data_collection_endpoint_id=endpoint.id,
            data_sources=monitor.DataCollectionRuleDataSourcesArgs(
                prometheus_forwarder=[
                    monitor.PrometheusForwarderDataSourceArgs(name="cluster", streams=[stream])
                ]
            ),
            destinations=monitor.DataCollectionRuleDestinationsArgs(
                monitoring_accounts=[
                    monitor.MonitoringAccountDestinationArgs(
                        name=destination, account_resource_id=args.metrics_id
                    )
                ]
            ),
            data_flows=[monitor.DataFlowArgs(streams=[stream], destinations=[destination])],
            tags=args.labels.azure(),
            opts=self.child(),
        )
        monitor.DataCollectionRuleAssociation(
            f"{name}-bond",
            association_name="prometheus",
            resource_uri=args.cluster_id,
            data_collection_rule_id=rule.id,
            opts=self.child(),
        )
        self.rule_id = rule.id
        self.publish()
