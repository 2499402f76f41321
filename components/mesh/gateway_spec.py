"""What an environment decides about the way into a cluster, and which of its hosts no zone of ours answers for."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import Spec

HostName = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+$")]


class GatewaySpec(Spec):
    """Gateways of Istio behind the cloud's own way in, which take routes of namespaces that are marked as routed.

    ``min`` and ``max`` count pods. ``hosts`` are names that the certificate bears beside the zone and what lies one label
    below it.
    """

    min: int = Field(default=2, ge=1, le=50)
    max: int = Field(default=10, ge=1, le=50)
    hosts: tuple[HostName, ...] = Field(
        default=(),
        description="Further names, more than one label below the zone, such as a.b.aws.example.com.",
    )
    cpu: Annotated[str, StringConstraints(pattern=r"^[1-9]\d*m?$")] = "100m"
    memory: Annotated[str, StringConstraints(pattern=r"^[1-9]\d*(Mi|Gi)$")] = "128Mi"
    memory_limit: Annotated[str, StringConstraints(pattern=r"^[1-9]\d*(Mi|Gi)$")] = "512Mi"

    @model_validator(mode="after")
    def _sizes_are_in_order(self) -> Self:
        if self.min > self.max:
            raise ValueError(
                f"min {self.min} is above max {self.max}, and no autoscaler takes that: keep min <= max"
            )
        return self


Ingress = Literal["gateway", "nginx"]


def outside_zone(hosts: tuple[str, ...], zone: str) -> list[str]:
    """Return the hosts that do not lie in a zone."""
    return [host for host in hosts if host != zone and not host.endswith(f".{zone}")]


def production_faults(gateway: GatewaySpec) -> list[str]:
    """Return what is too little for production, each with its consequence and way out."""
    if gateway.min >= 2:
        return []
    return [
        "gateway.min: 1 gateway leaves the cluster without a way in while its node is replaced: set 2 or more"
    ]
