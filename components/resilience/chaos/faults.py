"""Experiments as objects of the cluster: those of Chaos Mesh, and the job that fills a disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from components.foundation.cluster.containers import share
from components.resilience.chaos.experiments import (
    AnyExperiment,
    ConnectionFailureSpec,
    DiskFillSpec,
    NetworkLatencySpec,
    PodExperiment,
    PodFailureSpec,
)
from components.resilience.chaos.pods import CONFINED, POD, PROGRAM, program_volumes

API: Final = "chaos-mesh.org/v1alpha1"
KINDS: Final = {"PodChaos": "podchaos", "NetworkChaos": "networkchaos"}
"""The kinds that are used, and their resources. The account of the experiments may make no others."""

INJECTED: Final = "AllInjected"
"""The condition of Chaos Mesh that every chosen pod has the fault, and that there is one (controllers/common/condition)."""

READY: Final = "ready"
"""What a Job's status counts its ready pods under: those whose disk is full."""

FILLER: Final = "chaos-disk-fill"
FILL: Final = "/fill"


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What experiments are made in: where jobs run, what they run, and where the database is.

    ``databases`` are its addresses with their ports, by name. ``pool_label`` is the label of nodes that names their pool.
    """

    home: str
    image: str
    program: str
    databases: Sequence[Any]
    pool_label: str
    labels: Mapping[str, str]


def fault(spec: AnyExperiment, around: Surroundings) -> dict[str, Any]:
    """Return what the program makes for an experiment: ``path``, ``body`` and by what it ``began``.

    It ends by itself after its time, whether or not anybody is left to take it back.
    """
    if isinstance(spec, DiskFillSpec):
        path = f"/apis/batch/v1/namespaces/{around.home}/jobs"
        return {"path": path, "body": _disk_fill(spec, around), "began": READY}
    body = {
        "apiVersion": API,
        "kind": "PodChaos" if isinstance(spec, PodFailureSpec) else "NetworkChaos",
        "metadata": {"namespace": spec.namespace, "labels": dict(around.labels)},
        "spec": {
            **_chosen(spec),
            "duration": f"{spec.minutes * 60}s",
            **_action(spec, around),
        },
    }
    return {"path": collection(str(body["kind"]), spec.namespace), "body": body, "began": INJECTED}


def collection(kind: str, namespace: str) -> str:
    """Return the path below which objects of a kind of Chaos Mesh stand."""
    return f"/apis/{API}/namespaces/{namespace}/{KINDS[kind]}"


def collections(specs: Mapping[str, AnyExperiment], home: str) -> list[str]:
    """Return every path below which one of some experiments may leave something."""
    places = sorted({one.namespace for one in specs.values() if isinstance(one, PodExperiment)})
    found = [collection(kind, place) for place in places for kind in sorted(KINDS)]
    if any(isinstance(one, DiskFillSpec) for one in specs.values()):
        found.append(f"/apis/batch/v1/namespaces/{home}/jobs")
    return found


def _chosen(spec: PodExperiment) -> dict[str, Any]:
    selector = {"namespaces": [spec.namespace], "labelSelectors": dict(spec.labels)}
    if spec.percent is None:
        return {"selector": selector, "mode": "one"}
    return {"selector": selector, "mode": "fixed-percent", "value": str(spec.percent)}


def _action(
    spec: PodFailureSpec | NetworkLatencySpec | ConnectionFailureSpec, around: Surroundings
) -> dict[str, Any]:
    if isinstance(spec, PodFailureSpec):
        return {"action": "pod-failure"}
    if isinstance(spec, NetworkLatencySpec):
        return {"action": "delay", "delay": {"latency": f"{spec.latency_ms}ms"}, "direction": "to"}
    if not around.databases:
        raise ValueError(
            "connection-failure: there is no database to cut off, and Chaos Mesh takes no target for all targets; leave it out"
        )
    return {"action": "partition", "direction": "to", "externalTargets": list(around.databases)}


def _disk_fill(spec: DiskFillSpec, around: Surroundings) -> dict[str, Any]:
    """Return the job that fills the disk of the node that it is given.

    Chaos Mesh has no such fault for Kubernetes: its IOChaos acts on a pod's own volume, its StressChaos on memory and
    processor, and its disk-fill on machines outside of clusters. The pod writes into a volume of its own, which is on the
    node's disk and goes with it; it asks for no room, so that it is the first that the kubelet evicts.
    """
    seconds = spec.minutes * 60
    full = ["python", "-c", f"import os; os.stat('{FILL}/filled')"]
    container = {
        "name": "fill",
        "image": around.image,
        "command": ["python", "-m", PROGRAM, "fill"],
        "env": [
            {"name": "FOLDER", "value": FILL},
            {"name": "PERCENT", "value": str(spec.percent)},
            {"name": "SECONDS", "value": str(seconds)},
            {"name": "PYTHONPATH", "value": "/program"},
            {"name": "PYTHONDONTWRITEBYTECODE", "value": "1"},
        ],
        "readinessProbe": {"exec": {"command": full}, "periodSeconds": 5},
        "resources": share("20m", "64Mi", "128Mi"),
        "securityContext": CONFINED,
        "volumeMounts": [
            {"name": "fill", "mountPath": FILL},
            {"name": "program", "mountPath": f"/program/{PROGRAM}", "readOnly": True},
        ],
    }
    labels = {**around.labels, "app.kubernetes.io/name": FILLER}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"namespace": around.home, "labels": labels},
        "spec": {
            "backoffLimit": 0,
            "activeDeadlineSeconds": seconds + 60,
            "ttlSecondsAfterFinished": 0,
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    "restartPolicy": "Never",
                    "automountServiceAccountToken": False,
                    "enableServiceLinks": False,
                    "terminationGracePeriodSeconds": 10,
                    "nodeSelector": {around.pool_label: spec.pool},
                    "securityContext": POD,
                    "containers": [container],
                    "volumes": [
                        {"name": "fill", "emptyDir": {}},
                        *program_volumes(around.program),
                    ],
                },
            },
        },
    }
