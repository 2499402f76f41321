"""The pod of a workload: one container that may do nothing but its work."""

from collections.abc import Mapping
from typing import Any, Final

from components.foundation.cluster.containers import confined
from components.foundation.spec import Wire
from components.workloads.spec import WorkloadSpec

UID: Final = 10001
"""A user that is nobody on the node. Images that name another may not need it: files that they read are public."""

HTTP, METRICS = "http", "metrics"

SECRETS: Final = "/run/platform/secrets"
"""Where the entries of its Secret stand as files, one an entry, which follow the Secret as it changes."""

ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"

HASH: Final = "pod-template-hash"
"""The label that tells the pods of one version."""

ROLLOUTS_HASH: Final = f"rollouts-{HASH}"
"""The same where Argo Rollouts makes the pods. Prometheus writes it with underscores."""


def pod_labels(name: str, spec: WorkloadSpec, shared: Mapping[str, str]) -> dict[str, str]:
    """Return the labels of the pods. ``app`` is what policies and selectors know them by."""
    return {
        **shared,
        **selector(name),
        "app.kubernetes.io/name": name,
        "app.kubernetes.io/part-of": spec.namespace,
    }


def selector(name: str) -> dict[str, str]:
    """Return the labels that tell a workload's pods from all others, for ever: selectors cannot be changed."""
    return {"app": name}


def pod_template(
    name: str, spec: WorkloadSpec, image: Wire[str], labels: Mapping[str, str], environment: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the template of the pods, as Kubernetes writes it.

    :param environment: beside what the spec says, and after it.
    """
    return {
        "metadata": {
            "labels": pod_labels(name, spec, labels),
            "annotations": {
                "kubectl.kubernetes.io/default-container": name,
                "prometheus.io/scrape": "true",
                "prometheus.io/port": str(spec.metrics_port),
                "prometheus.io/path": "/metrics",
            },
        },
        "spec": {
            "serviceAccountName": name,
            "automountServiceAccountToken": spec.reads_cluster,
            "priorityClassName": spec.priority,
            "terminationGracePeriodSeconds": spec.shutdown.grace,
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": UID,
                "runAsGroup": UID,
                "fsGroup": UID,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "topologySpreadConstraints": [
                _spread(name, spec, ZONE),
                _spread(name, spec, HOST),
            ],
            "containers": [_container(name, spec, image, environment)],
            "volumes": _volumes(spec),
        },
    }


def _container(
    name: str, spec: WorkloadSpec, image: Wire[str], environment: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "name": name,
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "ports": [
            {"name": HTTP, "containerPort": spec.port, "protocol": "TCP"},
            {"name": METRICS, "containerPort": spec.metrics_port, "protocol": "TCP"},
        ],
        "env": _environment(spec, environment),
        "resources": {
            "requests": spec.sizes.requests.model_dump(),
            "limits": spec.sizes.limits.model_dump(),
        },
        **spec.probes.rendered(HTTP),
        # Endpoints and load balancers hear later than the pod that it is leaving: it answers on until they have.
        **(
            {"lifecycle": {"preStop": {"sleep": {"seconds": drain}}}}
            if (drain := spec.shutdown.drain)
            else {}
        ),
        "securityContext": {**confined(), "privileged": False, "runAsNonRoot": True},
        "volumeMounts": _mounts(spec),
    }


def _environment(spec: WorkloadSpec, others: Mapping[str, Any]) -> list[dict[str, Any]]:
    ports = {"PORT": str(spec.port), "METRICS_PORT": str(spec.metrics_port)}
    files = {f"{key}_FILE": f"{SECRETS}/{key}" for key in spec.secret_keys if spec.entries_as == "files"}
    plain = {**ports, **spec.environment, **others, **files}
    secret = [
        {"name": key, "valueFrom": {"secretKeyRef": {"name": spec.secret, "key": key}}}
        for key in spec.secret_keys
        if spec.entries_as == "environment"
    ]
    return [*({"name": key, "value": value} for key, value in plain.items()), *secret]


def _volumes(spec: WorkloadSpec) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = [
        {"name": _volume(path), "emptyDir": {"sizeLimit": "256Mi"}} for path in spec.writable
    ]
    if not _mounts_secret(spec):
        return written
    items = [{"key": key, "path": key} for key in spec.secret_keys]
    return [
        *written,
        {"name": "secrets", "secret": {"secretName": spec.secret, "items": items, "defaultMode": 0o440}},
    ]


def _mounts(spec: WorkloadSpec) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = [{"name": _volume(path), "mountPath": path} for path in spec.writable]
    secret = {"name": "secrets", "mountPath": SECRETS, "readOnly": True}
    return [*written, secret] if _mounts_secret(spec) else written


def _mounts_secret(spec: WorkloadSpec) -> bool:
    return spec.secret is not None and spec.entries_as == "files"


def _spread(name: str, spec: WorkloadSpec, topology: str) -> dict[str, Any]:
    """Return the wish for an even spread of each version.

    It is a wish: a lost zone must not keep replicas from standing elsewhere.
    """
    return {
        "maxSkew": 1,
        "topologyKey": topology,
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": selector(name)},
        "matchLabelKeys": [HASH if spec.strategy == "rolling" else ROLLOUTS_HASH],
    }


def _volume(path: str) -> str:
    return path.strip("/").replace("/", "-").replace(".", "-").replace("_", "-").lower()
