"""What stands behind a workload's pods, and under which names its versions are called."""

from collections.abc import Mapping
from typing import Any, Final

from components.workloads.pods import selector
from components.workloads.spec import WorkloadSpec

KEPT_REVISIONS: Final = 5
"""How many earlier versions can be gone back to with one command."""

PROGRESS_SECONDS: Final = 600


def controlled_by(spec: WorkloadSpec) -> tuple[str, str]:
    """Return the API version and kind of what stands behind the pods."""
    return ("apps/v1", "Deployment") if spec.strategy == "rolling" else ("argoproj.io/v1alpha1", "Rollout")


def service_name(name: str) -> str:
    """Return the name under which a workload is called."""
    return f"{name}-service"


def preview_name(name: str) -> str:
    """Return the name under which a version is called that has not yet taken over."""
    return f"{name}-preview"


def controller_spec(
    name: str, spec: WorkloadSpec, template: Mapping[str, Any], takeover: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the spec of the Deployment or Rollout.

    The number of replicas is left out where a scaler decides it: whoever applies this again would undo the scaler.

    :param takeover: the fields of a Rollout that say how a version takes over; a Deployment replaces pod by pod.
    """
    fixed = spec.scaling.min == spec.scaling.max
    rolling = {
        "progressDeadlineSeconds": PROGRESS_SECONDS,
        "revisionHistoryLimit": KEPT_REVISIONS,
        "strategy": {
            "type": "RollingUpdate",
            "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0},
        },
    }
    return {
        **({"replicas": spec.scaling.min} if fixed else {}),
        "minReadySeconds": 10,
        "selector": {"matchLabels": selector(name)},
        "template": dict(template),
        **(rolling if spec.strategy == "rolling" else takeover),
    }
