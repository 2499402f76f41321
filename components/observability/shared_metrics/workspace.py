"""The workspace that all clusters write to.

It judges no rules and tells nobody: each cluster's own Prometheus does, so that a lost region silences no alert of another.
That is also why it has no log group: all that the service would write there are faults of rules and of their routing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.observability.shared_metrics.spec import SharedMetricsSpec


@dataclass(frozen=True, kw_only=True)
class SharedMetricsArgs:
    """A spec, where the workspace stands, the key that encrypts it, and the clusters that write to it, by their names.

    The key cannot be changed later: another one makes another workspace.
    """

    spec: SharedMetricsSpec
    placement: AwsPlacement
    labels: Labels
    protected: bool
    key_arn: Wire[str]
    clusters: Sequence[str]


class SharedMetrics(Component):
    """Metrics of all clusters of an environment.

    Outputs: ``workspace_id``; ``arn``; ``endpoint``, the address that writing and asking begin with, with a slash at its
    end.
    """

    urn_type = "platform:observability:SharedMetrics"

    workspace_id: Output[str]
    arn: Output[str]
    endpoint: Output[str]

    def __init__(self, name: str, args: SharedMetricsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        alias = f"{args.labels.environment}-clusters"
        workspace = aws.amp.Workspace(
            f"{name}-workspace",
            region=args.placement.region,
            alias=alias,
            kms_key_arn=args.key_arn,
            tags=args.labels.aws(alias),
            opts=self.child(protect=args.protected or None),
        )
        aws.amp.WorkspaceConfiguration(
            f"{name}-limits",
            region=args.placement.region,
            workspace_id=workspace.id,
            retention_period_in_days=args.spec.retention_days,
            limits_per_label_sets=[
                aws.amp.WorkspaceConfigurationLimitsPerLabelSetArgs(
                    label_set={"cluster": cluster},
                    limits=aws.amp.WorkspaceConfigurationLimitsPerLabelSetLimitsArgs(
                        max_series=args.spec.series_per_cluster
                    ),
                )
                for cluster in sorted(args.clusters)
            ],
            opts=self.child(),
        )
        self.workspace_id = workspace.id
        self.arn = workspace.arn
        self.endpoint = workspace.prometheus_endpoint
        self.publish()
