"""What a cluster's cloud decides of its backups, and the plugins by which Velero speaks with each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pulumi import Resource

from components.foundation.spec import Wire
from components.resilience.cluster_backups.locations import (
    BackupLocation,
    SnapshotLocation,
    VolumeSnapshots,
)
from components.resilience.cluster_backups.values import Plugin

PLUGIN_VERSION: Final = "v1.14.0"
"""Goes with Velero 1.18 (Velero, "Upgrading to Velero 1.18"); all three plugins are released together."""


@dataclass(frozen=True, kw_only=True)
class BackupCloud:
    """Plugin, places, the driver of volumes, and the identity by which Velero acts."""

    plugin: Plugin
    locations: tuple[BackupLocation, ...]
    snapshot_location: SnapshotLocation
    volumes: VolumeSnapshots
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]
    pod_labels: Mapping[str, str] = field(default_factory=dict)


def plugin(cloud: str, environment: Mapping[str, Wire[str]]) -> Plugin:
    """Return the plugin of a cloud, with what its containers are told."""
    name = f"velero-plugin-for-{cloud}"
    return Plugin(name=name, image=f"docker.io/velero/{name}:{PLUGIN_VERSION}", environment=environment)
