"""The mesh's authority in a cluster: an intermediate under a root that is made offline and never enters a cluster.

Source: Istio documentation, "Plug in CA certificates".
"""

from collections.abc import Mapping
from typing import Any, Final

SECRET: Final = "cacerts"  # noqa: S105 - the name of the Secret
"""Where a control plane looks for its authority when it starts. Without one it makes a root of its own, and keeps it."""

KEYS: Final[Mapping[str, str]] = {
    "ca-cert.pem": "ca-cert",
    "ca-key.pem": "ca-key",
    "cert-chain.pem": "cert-chain",
    "root-cert.pem": "root-cert",
}
"""Keys of the Secret -> properties of what the cloud's store keeps. These have no dots, which a store would read as a path."""

VOLUME: Final = "authority"


def required() -> dict[str, Any]:
    """Return values of the control plane's chart by which a pod does not start before the whole Secret is there.

    The chart mounts the Secret as well, and takes its absence for leave to make a root. This second mount, of which
    nothing is read, has the kubelet wait, whoever starts the pod and whenever.
    """
    items = [{"key": key, "path": key} for key in KEYS]
    secret = {"secretName": SECRET, "items": items, "optional": False, "defaultMode": 0o440}
    mount = {"name": VOLUME, "mountPath": "/run/platform/authority", "readOnly": True}
    return {"volumes": [{"name": VOLUME, "secret": secret}], "volumeMounts": [mount]}
