"""The cluster of kind: one control plane and two workers, and the ports by which what runs in it is reached.

Source: kind, "Configuration" (v1alpha4); requirements, section 12.1.
"""

from typing import Any, Final

import yaml

CLUSTER: Final = "platform"

WEB_PORTS: Final = (80, 443)
POSTGRES_PORTS: Final = (30432, 5432)
REDIS_PORTS: Final = (30379, 6379)
"""The port of the node that a Service takes, and the one of the developer's machine that leads there."""

LOOPBACK: Final = "127.0.0.1"

PATCH: Final = """\
kind: InitConfiguration
nodeRegistration:
  kubeletExtraArgs:
    node-labels: "ingress-ready=true"
"""


def kind_config(*, workers: int = 2, data_ports: bool = True) -> dict[str, Any]:
    """Return the configuration of a cluster.

    :param data_ports: whether the databases of one developer are reached from outside of the cluster.
    """
    ports = [(port, port) for port in WEB_PORTS]
    ports += [POSTGRES_PORTS, REDIS_PORTS] if data_ports else []
    mappings = [
        # Loopback alone: a laptop in a café serves nobody else.
        {"containerPort": inside, "hostPort": outside, "listenAddress": LOOPBACK, "protocol": "TCP"}
        for inside, outside in ports
    ]
    control_plane = {
        "role": "control-plane",
        "kubeadmConfigPatches": [PATCH],
        "extraPortMappings": mappings,
    }
    return {
        "kind": "Cluster",
        "apiVersion": "kind.x-k8s.io/v1alpha4",
        "nodes": [control_plane, *({"role": "worker"} for _ in range(workers))],
    }


def as_yaml(document: dict[str, Any]) -> str:
    """Return a document as kind and kubectl read it."""
    text: str = yaml.safe_dump(document, sort_keys=False)
    return text
