"""Nodes that are played: their objects, with the labels and taints by which pods choose them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

CAPACITY: Final[Mapping[str, str]] = {
    "cpu": "64",
    "memory": "256Gi",
    "ephemeral-storage": "1Ti",
    "pods": "250",
}
"""What every node has: enough. Which pods may run where is asked here; what instances can carry is not."""

ZONE: Final = "topology.kubernetes.io/zone"
REGION: Final = "topology.kubernetes.io/region"


@dataclass(frozen=True)
class Pool:
    """Alike nodes. ``taints`` are as Kubernetes writes them: key, value, effect. One node a zone is enough."""

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    taints: tuple[Mapping[str, str], ...] = ()
    region: str = ""
    zones: tuple[str, ...] = ()
    instance_type: str = ""
    architecture: str = "amd64"

    def nodes(self) -> list[dict[str, Any]]:
        """Return the Node objects, one in each zone."""
        return [self._node(zone) for zone in self.zones or ("",)]

    def _node(self, zone: str) -> dict[str, Any]:
        name = f"{self.name}-{zone}" if zone else self.name
        labels = {
            **self.labels,
            "kubernetes.io/arch": self.architecture,
            "kubernetes.io/hostname": name,
            "kubernetes.io/os": "linux",
        }
        if zone:
            labels[ZONE] = zone
        if self.region:
            labels[REGION] = self.region
        if self.instance_type:
            labels["node.kubernetes.io/instance-type"] = self.instance_type
        return {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": name, "labels": labels},
            "spec": {"taints": [dict(taint) for taint in self.taints]},
            "status": {
                "allocatable": dict(CAPACITY),
                "capacity": dict(CAPACITY),
                "nodeInfo": {"architecture": self.architecture, "operatingSystem": "linux"},
            },
        }


ANY: Final = (Pool("any"),)
"""A node that takes every pod, for when it does not matter which."""


def nodes_of(pools: Iterable[Pool]) -> list[dict[str, Any]]:
    """Return the Node objects of all pools."""
    return [node for pool in pools for node in pool.nodes()]


def is_ready(node: Mapping[str, Any]) -> bool:
    """Say whether a node is ready and free of the taint that it has until its controller has seen that."""
    conditions = (node.get("status") or {}).get("conditions") or ()
    taints = (node.get("spec") or {}).get("taints") or ()
    return any(
        condition["type"] == "Ready" and condition["status"] == "True" for condition in conditions
    ) and not any(taint["key"] == "node.kubernetes.io/not-ready" for taint in taints)
