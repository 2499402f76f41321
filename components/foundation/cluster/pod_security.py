"""Pod Security Standards: how far the pods of a namespace may reach into their node."""

from typing import Literal

PodSecurity = Literal["restricted", "baseline", "privileged"]

PSS = "pod-security.kubernetes.io"
MODES = ("enforce", "audit", "warn")


def pod_security_labels(level: PodSecurity, version: str) -> dict[str, str]:
    """Return the labels by which the API server refuses, records and warns of pods below the standard.

    :param version: the standard's, as ``v1.35``; pinned, so that a cluster's upgrade does not tighten it unannounced.
    """
    return {f"{PSS}/{mode}": level for mode in MODES} | {f"{PSS}/{mode}-version": version for mode in MODES}
