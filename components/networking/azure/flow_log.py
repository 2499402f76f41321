"""The record of a virtual network's connections."""

from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_azure_native import managedidentity, network

from components.foundation.azure.placement import AzurePlacement
from components.foundation.azure.roles import Grant, assign
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire

WATCHER_GROUP = "NetworkWatcherRG"
"""Azure makes the region's one watcher by itself, in this group, with the first network of the region."""


@dataclass(frozen=True, kw_only=True)
class FlowLogArgs:
    """Which network is watched, where the record goes and for how many days."""

    placement: AzurePlacement
    labels: Labels
    stem: str
    group: Wire[str]
    vnet_id: Wire[str]
    storage_account_id: Wire[str]
    days: int


class FlowLog(Component):
    """A log of every flow of a network, accepted or refused, written to a storage account without its keys.

    Output: ``flow_log_id``.
    """

    urn_type = "platform:networking:FlowLog"

    flow_log_id: Output[str]

    def __init__(self, name: str, args: FlowLogArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        writer = managedidentity.UserAssignedIdentity(
            f"{name}-writer",
            resource_group_name=args.group,
            resource_name_=f"{args.stem}-flow-log",
            location=args.placement.location,
            tags=args.labels.azure(),
            opts=self.child(),
        )
        may_write = assign(
            f"{name}-writes",
            Grant(
                role="Storage Blob Data Contributor",
                scope=args.storage_account_id,
                principal_id=writer.principal_id,
            ),
            args.placement,
            self.child(),
        )
        log = network.FlowLog(
            name,
            resource_group_name=WATCHER_GROUP,
            network_watcher_name=f"NetworkWatcher_{args.placement.location}",
            flow_log_name=args.stem,
            location=args.placement.location,
            target_resource_id=args.vnet_id,
            storage_id=args.storage_account_id,
            enabled=True,
            format=network.FlowLogFormatParametersArgs(type="JSON", version=2),
            retention_policy=network.RetentionPolicyParametersArgs(days=args.days, enabled=True),
            identity=network.ManagedServiceIdentityArgs(
                type=network.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=[writer.id]
            ),
            tags=args.labels.azure(),
            opts=self.child(depends_on=[may_write]),
        )
        self.flow_log_id = log.id
        self.publish()
