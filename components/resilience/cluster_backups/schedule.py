"""The schedule of backups: what is in one, and what runs in a pod before and after."""

from typing import Any, Final

from components.resilience.cluster_backups.spec import ClusterBackupsSpec

LEFT_OUT: Final = ("secrets", "events")
"""Secrets come from the secret store again; events say what happened and can be restored into nothing."""

HOOK_SECONDS: Final = 1800


def schedule(spec: ClusterBackupsSpec, location: str, snapshots: str) -> dict[str, Any]:
    """Return the spec of a Schedule.

    :param location: name of the place that backups go to.
    :param snapshots: name of the place that snapshots go to.
    """
    return {
        "schedule": spec.schedule,
        # A schedule that somebody deletes by mistake does not take its backups along.
        "useOwnerReferencesInBackup": False,
        "template": {
            "includedNamespaces": list(spec.namespaces),
            "excludedResources": list(LEFT_OUT),
            "storageLocation": location,
            "volumeSnapshotLocations": [snapshots],
            "ttl": f"{spec.keep_hours}h0m0s",
            "snapshotVolumes": True,
            "snapshotMoveData": True,
            "hooks": {"resources": [_postgres_hook()]},
        },
    }


def _postgres_hook() -> dict[str, Any]:
    """Return the hook of a PostgreSQL that runs in the cluster: a dump lies beside its files while they are copied."""
    return {
        "name": "postgres-backup-hook",
        "includedNamespaces": ["database"],
        "includedResources": ["pods"],
        "labelSelector": {"matchLabels": {"app": "postgresql"}},
        "pre": [
            {
                "exec": {
                    **_bash("pg_dump -h localhost -U postgres -d appdb > /backup/pre-backup.sql"),
                    "onError": "Fail",
                    "timeout": f"{HOOK_SECONDS}s",
                }
            }
        ],
        "post": [
            {
                "exec": {
                    **_bash("rm -f /backup/pre-backup.sql"),
                    "onError": "Continue",
                    "timeout": "60s",
                }
            }
        ],
    }


def _bash(line: str) -> dict[str, Any]:
    return {"container": "postgresql", "command": ["/bin/bash", "-c", line]}
