"""What Azure's data stores and vaults are asked for, written down where the cluster's logs are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pulumi import Output, ResourceOptions
from pulumi_azure_native import monitor

from components.foundation.component import Component
from components.foundation.spec import Wire

VAULT_LOGS: Final = ("AuditEvent",)
BLOB_LOGS: Final = ("StorageRead", "StorageWrite", "StorageDelete")
"""Reads too: the copies are read in a recovery alone, so that each other one is somebody who takes them away."""

POSTGRES_LOGS: Final = ("PostgreSQLLogs",)
REGISTRY_LOGS: Final = ("ContainerRegistryLoginEvents", "ContainerRegistryRepositoryEvents")


@dataclass(frozen=True, kw_only=True)
class ActivityRecordArgs:
    """Whose record is kept, of which categories, and where."""

    target_id: Wire[str]
    workspace_id: Wire[str]
    categories: Sequence[str]


class ActivityRecord(Component):
    """The diagnostic setting of one resource.

    Output: ``setting_id``.
    """

    urn_type = "platform:observability:ActivityRecord"

    setting_id: Output[str]

    def __init__(self, name: str, args: ActivityRecordArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        setting = monitor.DiagnosticSetting(
            name,
            name="activity",
            resource_uri=args.target_id,
            workspace_id=args.workspace_id,
            logs=[
                monitor.DiagnosticsLogSettingsArgs(category=category, enabled=True)
                for category in args.categories
            ],
            opts=self.child(),
        )
        self.setting_id = setting.id
        self.publish()
