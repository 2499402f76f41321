"""Where Azure's logs and metrics go, and who is told when something is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_azure_native import monitor, operationalinsights

from components.foundation.azure.placement import AzurePlacement
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire
from components.observability.azure.logs_spec import AzureLogsSpec


@dataclass(frozen=True, kw_only=True)
class AzureLogsArgs:
    """A spec, where it stands, and the people who are told. ``stem`` begins physical names."""

    spec: AzureLogsSpec
    placement: AzurePlacement
    labels: Labels
    stem: str
    group: Wire[str]
    emails: Sequence[str]


class AzureLogs(Component):
    """A workspace for logs, one for Prometheus' metrics, and the people whom alerts reach.

    Outputs: ``workspace_id``, ``metrics_id`` (of the Azure Monitor workspace), ``action_group_id``.
    """

    urn_type = "platform:observability:AzureLogs"

    workspace_id: Output[str]
    metrics_id: Output[str]
    action_group_id: Output[str]

    def __init__(self, name: str, args: AzureLogsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        workspace = operationalinsights.Workspace(
            name,
            resource_group_name=args.group,
            workspace_name=args.stem,
            location=args.placement.location,
            sku=operationalinsights.WorkspaceSkuArgs(
                name=operationalinsights.WorkspaceSkuNameEnum.PER_GB2018
            ),
            retention_in_days=args.spec.days,
            workspace_capping=operationalinsights.WorkspaceCappingArgs(daily_quota_gb=args.spec.daily_gib),
            features=operationalinsights.WorkspaceFeaturesArgs(
                disable_local_auth=True, enable_log_access_using_only_resource_permissions=True
            ),
            tags=args.labels.azure(),
            opts=self.child(),
        )
        metrics = monitor.AzureMonitorWorkspace(
            f"{name}-metrics",
            resource_group_name=args.group,
            azure_monitor_workspace_name=f"{args.stem}-metrics",
            location=args.placement.location,
            tags=args.labels.azure(),
            opts=self.child(),
        )
        people = monitor.ActionGroup(
            f"{name}-people",
            resource_group_name=args.group,
            action_group_name=f"{args.stem}-people",
            group_short_name="platform",
            location="Global",
            enabled=True,
            email_receivers=[
                monitor.MicrosoftCommonEmailReceiverArgs(
                    name=email.replace("@", "-at-"), email_address=email, use_common_alert_schema=True
                )
                for email in args.emails
            ],
            tags=args.labels.azure(),
            opts=self.child(),
        )
        self.workspace_id, self.metrics_id, self.action_group_id = workspace.id, metrics.id, people.id
        self.publish()
