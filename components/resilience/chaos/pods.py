"""The pods of experiments: one container with Python and the program, and no more rights than it needs."""

from collections.abc import Mapping
from typing import Any, Final

from components.foundation.cluster.containers import share
from components.foundation.cluster.job_pods import USER

PROGRAM: Final = "chaos"
"""The name of the program's package in its pods."""

ACCOUNT: Final = "/var/run/secrets/kubernetes.io/serviceaccount"
EXPERIMENTS, SLACK, WORK = "/experiments", "/slack", "/work"
REPORT: Final = f"{WORK}/report.json"
WEBHOOK: Final = "webhook"
COLLECTIONS: Final = "collections.json"

POD: Final = {
    "runAsNonRoot": True,
    "runAsUser": USER,
    "runAsGroup": USER,
    "fsGroup": USER,
    "seccompProfile": {"type": "RuntimeDefault"},
}

CONFINED: Final = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "readOnlyRootFilesystem": True,
    "runAsNonRoot": True,
}


def program_volumes(config: str) -> list[dict[str, Any]]:
    """Return the volume that brings the program."""
    return [{"name": "program", "configMap": {"name": config, "defaultMode": 0o444}}]


def volumes(program: str, experiments: str, slack: str | None) -> list[dict[str, Any]]:
    """Return the volumes of a pod that runs experiments."""
    told: list[dict[str, Any]] = [
        *program_volumes(program),
        {"name": "experiments", "configMap": {"name": experiments, "defaultMode": 0o444}},
        {"name": "work", "emptyDir": {"sizeLimit": "64Mi"}},
    ]
    if slack is not None:
        told.append({"name": "slack", "secret": {"secretName": slack, "defaultMode": 0o440}})
    return told


def container(image: str, word: str, environment: Mapping[str, str], *, slack: bool) -> dict[str, Any]:
    """Return the container that does what ``word`` says: ``run`` or ``clean``."""
    told = {
        **environment,
        "API": "https://kubernetes.default.svc",
        "TOKEN_FILE": f"{ACCOUNT}/token",
        "CA_FILE": f"{ACCOUNT}/ca.crt",
        "PYTHONPATH": "/program",
        "PYTHONDONTWRITEBYTECODE": "1",
        **({"SLACK_FILE": f"{SLACK}/{WEBHOOK}"} if slack else {}),
    }
    mounts = [
        {"name": "program", "mountPath": f"/program/{PROGRAM}", "readOnly": True},
        {"name": "experiments", "mountPath": EXPERIMENTS, "readOnly": True},
        {"name": "work", "mountPath": WORK},
        *([{"name": "slack", "mountPath": SLACK, "readOnly": True}] if slack else []),
    ]
    return {
        "image": image,
        "command": ["python", "-m", PROGRAM],
        "args": [word],
        "env": [{"name": name, "value": value} for name, value in sorted(told.items())],
        "resources": share("20m", "64Mi", "128Mi"),
        "securityContext": CONFINED,
        "volumeMounts": mounts,
    }
