"""The values of Velero's chart, and how its node agents move data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.resilience.cluster_backups.spec import ClusterBackupsSpec

SERVICE_ACCOUNT: Final = "velero"

AGENT_CONFIG: Final = "node-agent-config"

MOVER_MEMORY: Final = "2Gi"
"""The most that a pod gets that moves a volume's data; kopia holds the index of a repository in memory."""

METRICS: Final = 8085

SCRATCH: Final = "/scratch"
"""A folder that the chart mounts. Kopia keeps what it knows of a repository at home, and the image's home is read-only."""


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """The image by which Velero speaks with a cloud, and what its containers are told of it."""

    name: str
    image: str
    environment: Mapping[str, Wire[str]] = field(default_factory=dict)


def agent_config(spec: ClusterBackupsSpec) -> str:
    """Return what node agents are told: how many volumes at once, and how large the pods are that move them."""
    return json.dumps(
        {
            "loadConcurrency": {"globalConfig": spec.parallel_volumes},
            "podResources": {
                "cpuRequest": "100m",
                "cpuLimit": "1",
                "memoryRequest": "256Mi",
                "memoryLimit": MOVER_MEMORY,
            },
        },
        sort_keys=True,
    )


def values(
    site: ClusterSite,
    plugin: Plugin,
    *,
    keep_hours: int,
    annotations: Wire[dict[str, str]],
    pod_labels: Mapping[str, str],
    monitored: bool,
) -> dict[str, Any]:
    """Return the chart's values: a server on the system's nodes and an agent on every node.

    Locations, the schedule and the class of snapshots are objects of their own beside the release. Credentials come
    from the pod's identity, so that there is no Secret of them. The jobs that the chart would run as hooks are off: the
    definitions come with the release (reference, "Helm hooks").
    """
    told = {"HOME": SCRATCH, **plugin.environment}
    environment = [{"name": name, "value": value} for name, value in told.items()]
    return {
        "fullnameOverride": "velero",
        "initContainers": [
            {
                "name": plugin.name,
                "image": site.refuse_foreign(plugin.image, "Velero"),
                "imagePullPolicy": "IfNotPresent",
                "volumeMounts": [{"mountPath": "/target", "name": "plugins"}],
                "securityContext": confined(),
                "resources": share("10m", "32Mi", "128Mi"),
            }
        ],
        "upgradeCRDs": False,
        "cleanUpCRDs": False,
        "backupsEnabled": False,
        "snapshotsEnabled": False,
        "credentials": {"useSecret": False},
        "serviceAccount": {"server": {"name": SERVICE_ACCOUNT, "annotations": annotations}},
        "configuration": {
            "features": "EnableCSI",
            "defaultSnapshotMoveData": True,
            "uploaderType": "kopia",
            "defaultBackupTTL": f"{keep_hours}h",
            "logFormat": "json",
            "extraEnvVars": environment,
        },
        "podLabels": dict(pod_labels),
        "podSecurityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
        "containerSecurityContext": confined(),
        "resources": share("50m", "128Mi", "512Mi"),
        "deployNodeAgent": True,
        "nodeAgent": {
            # Volumes are read from snapshots of them, so that no agent looks into the folders of a node's pods: the
            # namespace needs no privilege for it.
            "disableHostPath": True,
            "tolerations": [{"operator": "Exists"}],
            "resources": share("20m", "64Mi", "512Mi"),
            "podLabels": dict(pod_labels),
            "podSecurityContext": {"runAsUser": 0, "seccompProfile": {"type": "RuntimeDefault"}},
            "containerSecurityContext": confined(),
            "extraEnvVars": environment,
            "extraArgs": [f"--node-agent-configmap={AGENT_CONFIG}"],
            # The chart gives a server with a read-only disk a folder for what it writes on the way, and an agent none.
            "extraVolumes": [{"name": "tmpdir", "emptyDir": {}}],
            "extraVolumeMounts": [{"name": "tmpdir", "mountPath": "/tmp"}],  # noqa: S108 - a path of the container
        },
        "metrics": {
            "enabled": True,
            "serviceMonitor": {"enabled": monitored, "autodetect": False},
            "nodeAgentPodMonitor": {"enabled": monitored, "autodetect": False},
            "prometheusRule": {"enabled": False, "autodetect": False},
        },
        **site.on_system_nodes(),
    }
