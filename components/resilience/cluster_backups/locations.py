"""Where backups and snapshots go, as Velero and Kubernetes are told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from components.foundation.spec import Wire

LABEL: Final = "velero.io/csi-volumesnapshot-class"
"""What marks the one class of a driver that Velero takes snapshots with (Velero, CSI support)."""


@dataclass(frozen=True, kw_only=True)
class BackupLocation:
    """A folder of a bucket that backups are kept in; ``config`` is the provider's own.

    ``writable`` is False for what somebody else writes, from which can be restored and nothing else.
    """

    name: str
    provider: str
    bucket: Wire[str]
    prefix: str
    config: Mapping[str, Wire[str]]
    writable: bool = True

    def spec(self, *, default: bool) -> dict[str, Any]:
        """Return the spec of a BackupStorageLocation."""
        return {
            "provider": self.provider,
            "default": default,
            "accessMode": "ReadWrite" if self.writable else "ReadOnly",
            "objectStorage": {"bucket": self.bucket, "prefix": self.prefix},
            "config": dict(self.config),
        }


@dataclass(frozen=True, kw_only=True)
class SnapshotLocation:
    """Where snapshots of volumes that no CSI driver manages are kept."""

    name: str
    provider: str
    config: Mapping[str, Wire[str]]

    def spec(self) -> dict[str, Any]:
        """Return the spec of a VolumeSnapshotLocation."""
        return {"provider": self.provider, "config": dict(self.config)}


@dataclass(frozen=True, kw_only=True)
class VolumeSnapshots:
    """The driver whose volumes are backed up, and the parameters of its snapshots."""

    driver: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    def fields(self) -> dict[str, Any]:
        """Return the fields of a VolumeSnapshotClass.

        A snapshot lives only until its data is moved; whatever happens to its namespace meanwhile, it stays until then.
        """
        parameters = {"parameters": dict(self.parameters)} if self.parameters else {}
        return {"driver": self.driver, "deletionPolicy": "Retain", **parameters}
