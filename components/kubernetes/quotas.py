"""A namespace's share of a cluster, and the bounds of what stands in it.

The defaults are those that the platform's owner set for a back end.
"""

from itertools import pairwise
from typing import Self

from pulumi_kubernetes.core.v1 import LimitRangeItemArgs
from pydantic import Field, model_validator

from components.foundation.cluster.quantities import Quantity, amount
from components.foundation.spec import Spec


class QuotaSpec(Spec):
    """The most that a namespace may hold at once. Quantities are written as Kubernetes writes them."""

    requests_cpu: Quantity = "10"
    requests_memory: Quantity = "20Gi"
    limits_cpu: Quantity = "20"
    limits_memory: Quantity = "40Gi"
    volume_claims: int = Field(default=10, ge=0)
    pods: int = Field(default=20, ge=1)
    services: int = Field(default=10, ge=0)
    secrets: int = Field(default=20, ge=0)
    config_maps: int = Field(default=20, ge=0)

    @model_validator(mode="after")
    def _limits_hold_the_requests(self) -> Self:
        for resource in ("cpu", "memory"):
            requested, limited = getattr(self, f"requests_{resource}"), getattr(self, f"limits_{resource}")
            if amount(requested) > amount(limited):
                raise ValueError(
                    f"requests_{resource} {requested} exceeds limits_{resource} {limited}, so the last of it could "
                    "never be requested: raise the limit or lower the request"
                )
        return self

    def hard(self) -> dict[str, str]:
        """Return the quota as Kubernetes writes it."""
        return {
            "requests.cpu": self.requests_cpu,
            "requests.memory": self.requests_memory,
            "limits.cpu": self.limits_cpu,
            "limits.memory": self.limits_memory,
            "persistentvolumeclaims": str(self.volume_claims),
            "pods": str(self.pods),
            "services": str(self.services),
            "secrets": str(self.secrets),
            "configmaps": str(self.config_maps),
        }


class Share(Spec):
    """An amount of processor and memory."""

    cpu: Quantity
    memory: Quantity


class LimitsSpec(Spec):
    """What a single container, pod or volume may have, and what a container gets that does not say."""

    container_default: Share = Share(cpu="500m", memory="512Mi")
    container_default_request: Share = Share(cpu="100m", memory="128Mi")
    container_max: Share = Share(cpu="2", memory="4Gi")
    container_min: Share = Share(cpu="50m", memory="64Mi")
    pod_max: Share = Share(cpu="4", memory="8Gi")
    volume_max: Quantity = "100Gi"
    volume_min: Quantity = "1Gi"

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> Self:
        chain = (
            "container_min",
            "container_default_request",
            "container_default",
            "container_max",
            "pod_max",
        )
        for smaller, larger in pairwise(chain):
            for resource in ("cpu", "memory"):
                low, high = (
                    getattr(getattr(self, smaller), resource),
                    getattr(getattr(self, larger), resource),
                )
                if amount(low) > amount(high):
                    raise ValueError(
                        f"{smaller}.{resource} {low} exceeds {larger}.{resource} {high}, and Kubernetes would refuse "
                        "the limits or every pod under them: put them in order"
                    )
        if amount(self.volume_min) > amount(self.volume_max):
            raise ValueError(
                f"volume_min {self.volume_min} exceeds volume_max {self.volume_max}, so no volume could be claimed: "
                "put them in order"
            )
        return self

    def rows(self) -> list[LimitRangeItemArgs]:
        """Return the limits as Kubernetes writes them."""
        return [
            LimitRangeItemArgs(
                type="Container",
                default=self.container_default.model_dump(),
                default_request=self.container_default_request.model_dump(),
                max=self.container_max.model_dump(),
                min=self.container_min.model_dump(),
            ),
            LimitRangeItemArgs(type="Pod", max=self.pod_max.model_dump()),
            LimitRangeItemArgs(
                type="PersistentVolumeClaim",
                max={"storage": self.volume_max},
                min={"storage": self.volume_min},
            ),
        ]
