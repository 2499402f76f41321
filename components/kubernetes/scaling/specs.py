"""What an environment decides about what makes room on its clusters."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.cluster.quantities import Quantity
from components.foundation.spec import RefusalError, Spec
from components.kubernetes.node_pools import Taint

CronSchedule = Annotated[str, StringConstraints(pattern=r"^(\S+ ){4}\S+$")]
"""Minute, hour, day of the month, month and day of the week, as cron reads them."""

TimeZone = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z_]*(/[A-Z][A-Za-z_-]*)*$")]
"""A name of the time zone database, as ``America/New_York``; a CronJob without one runs by its control plane's clock."""


class KedaSpec(Spec):
    """How patient KEDA is with what it asks."""

    answer_seconds: int = Field(
        default=3, ge=1, le=30, description="Seconds until a metric that does not answer has failed."
    )


class VerticalAutoscalerSpec(Spec):
    """The vertical pod autoscaler. It proposes sizes; with ``applies`` it also gives them, where a workload asks for it."""

    applies: bool = Field(
        default=False, description="Whether sizes are given and not only proposed; needs certificates."
    )
    history_days: int = Field(
        default=8, ge=1, le=30, description="Days of use that a proposal looks back on."
    )


class KarpenterPoolSpec(Spec):
    """Nodes that Karpenter makes as pods need them.

    ``categories`` and ``least_generation`` say which instances it may choose from, ``cpu`` and ``memory`` how much of
    them there may be in all: without such a bound a mistake in a deployment is a bill.
    """

    categories: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{1,3}$")], ...] = Field(
        default=("c", "m"), min_length=1
    )
    least_generation: int = Field(default=5, ge=4, le=9)
    capacity: tuple[Literal["on-demand", "spot"], ...] = Field(default=("on-demand",), min_length=1)
    architectures: tuple[Literal["amd64", "arm64"], ...] = Field(default=("amd64",), min_length=1)
    cpu: int = Field(ge=1, le=10_000, description="Cores of all its nodes together, at the most.")
    memory: Quantity = Field(description="Memory of all its nodes together, at the most.")
    taints: tuple[Taint, ...] = ()
    replaced_after_days: int = Field(
        default=30, ge=1, le=90, description="Age at which a node is replaced, so that patches arrive."
    )


class NodeAutoscalerSpec(Spec):
    """What adds and removes nodes inside the cluster: the half beside the one in AWS that the cluster's settings choose.

    ``pools`` and ``image`` are Karpenter's. ``image`` names the machine image as ``family@version``: with a version, nodes
    are replaced when that is raised, and at no other time.
    """

    pools: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,29}$")], KarpenterPoolSpec] = (
        Field(default_factory=dict)
    )
    image: Annotated[str, StringConstraints(pattern=r"^(al2023|bottlerocket)@(latest|v[0-9.]+)$")] = (
        "al2023@latest"
    )
    disk_gib: int = Field(default=50, ge=20, le=16_384)


class DeschedulerSpec(Spec):
    """Moves pods to where they would be placed today, at hours at which nobody notices.

    ``spread`` evens out what a lost node or zone has crowded together. ``compact`` empties nodes that are hardly used, so
    that the node autoscaler takes them away.
    """

    purpose: Literal["spread", "compact"] = "spread"
    schedule: CronSchedule = "0 3 * * *"
    time_zone: TimeZone = "America/New_York"
    used_percent: int = Field(
        default=30, ge=5, le=60, description="For compact: a node of which less is requested is emptied."
    )
    evictions: int = Field(default=20, ge=1, le=200, description="The most pods that one run moves.")

    @model_validator(mode="after")
    def _off_hours(self) -> Self:
        minutes, hours = self.schedule.split(" ")[:2]
        faults = [
            f"schedule {self.schedule} runs every {what}, and pods would be moved all day: name one"
            for what, field in (("minute", minutes), ("hour", hours))
            if field.startswith("*")
        ]
        if faults:
            raise RefusalError(*faults)
        return self
