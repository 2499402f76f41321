"""Pools of nodes: how many, of what kind, and which work they take. One spec for every cloud's cluster."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from components.foundation.placement import ZoneLetter
from components.foundation.spec import Spec

POOL_LABEL = "platform.internal/node-pool"
"""The label that tells pods which pool a node belongs to, in the platform's own domain."""

PoolName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,18}[a-z0-9]$")]
"""Two to twenty characters: a node group's name also holds its cluster, its zone and a random suffix."""

AmiType = Literal[
    "AL2023_x86_64_STANDARD", "AL2023_ARM_64_STANDARD", "BOTTLEROCKET_x86_64", "BOTTLEROCKET_ARM_64"
]

InstanceType = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*\.[a-z0-9-]+$")]

Effect = Literal["NoSchedule", "PreferNoSchedule", "NoExecute"]

KUBELET_LABEL_DOMAINS = ("kubelet.kubernetes.io", "node.kubernetes.io")
"""The only prefixes under kubernetes.io and k8s.io that a kubelet may give its own node, apart from a few
well-known labels that it sets by itself (Kubernetes admission plugin NodeRestriction)."""


class Taint(Spec):
    """What keeps pods off a node unless they tolerate it."""

    key: str = Field(min_length=1, max_length=63)
    value: str = Field(default="", max_length=63)
    effect: Effect = "NoSchedule"

    def toleration(self) -> dict[str, str]:
        """Return the toleration that lets a pod onto a node with this taint."""
        if self.value:
            return {"key": self.key, "operator": "Equal", "value": self.value, "effect": self.effect}
        return {"key": self.key, "operator": "Exists", "effect": self.effect}


SYSTEM_TAINT = Taint(key="node-role.kubernetes.io/system", value="true")
"""Keeps the nodes of the system pool for what runs the cluster. A kubelet may carry this key as a taint,
though not as a label."""

SYSTEM_TOLERATIONS: tuple[dict[str, str], ...] = (SYSTEM_TAINT.toleration(),)
"""What every part that runs the cluster tolerates, so that it can live in the system pool."""


class NodePoolSpec(Spec):
    """What an environment decides about one pool of nodes.

    ``min``, ``desired`` and ``max`` count nodes; with ``per_zone`` they count the nodes of each zone, so that
    adding a zone changes none that exists. ``zones`` are named by the pool itself: EKS cannot move a group to
    other subnets, so a pool that followed the network would be replaced when the network grows. ``disk_gib`` is
    the size of the volume that holds images and
    container logs; ``disk_iops`` and ``disk_throughput_mib`` (a second) default to what gp3 includes.
    """

    instance_types: tuple[InstanceType, ...] = Field(min_length=1, max_length=20)
    min: int = Field(ge=0, le=450)
    desired: int = Field(ge=0, le=450)
    max: int = Field(ge=1, le=450)
    zones: tuple[ZoneLetter, ...] = Field(min_length=1)
    system: bool = False
    labels: dict[str, str] = Field(default_factory=dict)
    taints: tuple[Taint, ...] = ()
    per_zone: bool = False
    autoscaled: bool = False
    capacity: Literal["on-demand", "spot"] = "on-demand"
    ami_type: AmiType = "AL2023_x86_64_STANDARD"
    disk_gib: int = Field(default=50, ge=20, le=16384)
    disk_iops: int = Field(default=3000, ge=3000, le=16000)
    disk_throughput_mib: int = Field(default=125, ge=125, le=1000)

    @property
    def all_taints(self) -> tuple[Taint, ...]:
        """The pool's own taints, after the one of a system pool."""
        return (SYSTEM_TAINT, *self.taints) if self.system else self.taints

    @property
    def takes_cluster_services(self) -> bool:
        """Whether DNS, metrics and storage controllers can be scheduled here."""
        return not any(taint.effect != "PreferNoSchedule" for taint in self.taints)

    @property
    def least_nodes(self) -> int:
        """How many nodes the pool has at the least, over all its zones."""
        return self.min * (len(self.zones) if self.per_zone else 1)

    @field_validator("zones")
    @classmethod
    def _each_zone_once(cls, zones: tuple[ZoneLetter, ...]) -> tuple[ZoneLetter, ...]:
        if len(set(zones)) != len(zones):
            raise ValueError(
                f"zones {', '.join(zones)} name one twice, and its subnet would be refused: name each once"
            )
        return zones

    @field_validator("labels")
    @classmethod
    def _labels_are_ours_to_set(cls, labels: dict[str, str]) -> dict[str, str]:
        for key in labels:
            if key == POOL_LABEL:
                raise ValueError(f"{key} is set to the pool's name by itself: leave it out")
            domain = key.rpartition("/")[0]
            if _within(domain, ("kubernetes.io", "k8s.io")) and not _within(domain, KUBELET_LABEL_DOMAINS):
                raise ValueError(
                    f"the kubelet refuses to label its node with {key}, and the node would not join: "
                    "use a key in a domain of your own, such as platform.internal/"
                )
        return labels

    @model_validator(mode="after")
    def _sizes_are_in_order(self) -> Self:
        if not self.min <= self.desired <= self.max:
            raise ValueError(
                f"min {self.min}, desired {self.desired} and max {self.max} are out of order, and EKS refuses such "
                "a group: keep min <= desired <= max"
            )
        if self.autoscaled and self.min == self.max:
            raise ValueError(
                f"autoscaled has nothing to do between min {self.min} and max {self.max}: widen them or leave it out"
            )
        return self

    @model_validator(mode="after")
    def _image_fits_the_processor(self) -> Self:
        wants_arm = "ARM_64" in self.ami_type
        for instance_type in self.instance_types:
            if _is_arm(instance_type) != wants_arm:
                processor = "ARM" if _is_arm(instance_type) else "x86"
                raise ValueError(
                    f"{instance_type} has {processor} processors and cannot boot {self.ami_type}: "
                    "choose an image and instance types of one architecture"
                )
        return self

    @model_validator(mode="after")
    def _disk_is_one_that_exists(self) -> Self:
        if self.disk_iops > 500 * self.disk_gib:
            raise ValueError(
                f"gp3 gives at most 500 IOPS a GiB, so {self.disk_gib} GiB cannot have {self.disk_iops}: raise "
                "disk_gib or lower disk_iops"
            )
        if self.disk_throughput_mib > self.disk_iops / 4:
            raise ValueError(
                f"gp3 gives at most 0.25 MiB/s an IOPS, so {self.disk_iops} IOPS cannot carry "
                f"{self.disk_throughput_mib} MiB/s: raise disk_iops or lower disk_throughput_mib"
            )
        return self


def label_faults(labels: Mapping[str, str], *, keeper: str, kept: tuple[str, ...]) -> list[str]:
    """Return what is wrong with the labels of a pool that a cloud manages.

    :param keeper: the service that makes the pool and refuses what it keeps for itself.
    :param kept: the domains whose keys, and those of their subdomains, it keeps.
    """
    faults = []
    for key in labels:
        if key == POOL_LABEL:
            faults.append(f"labels: {key} is set to the pool's name by itself: leave it out")
        elif _within(key.rpartition("/")[0], kept):
            faults.append(
                f"labels: {key} is kept by {keeper} and the kubelet, and the pool would be refused: use a domain of your "
                "own, such as platform.internal/"
            )
    return faults


def _within(domain: str, parents: tuple[str, ...]) -> bool:
    return any(domain == parent or domain.endswith(f".{parent}") for parent in parents)


def _is_arm(instance_type: str) -> bool:
    """Tell Graviton types by the letter g after the generation, as in m7g, c6gd or t4g; a1 came before that."""
    family = instance_type.partition(".")[0]
    return family == "a1" or re.match(r"^[a-z]+\d+[a-z]*g", family) is not None
