"""How many replicas of a workload there are and by what that is decided, and what is refused of it."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from components.foundation.cluster.quantities import Quantity, amount
from components.foundation.spec import RefusalError, Spec

Percent = Annotated[int, Field(ge=1, le=100)]
MetricName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
QueueKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Resource = Literal["cpu", "memory"]

UTILISATIONS: tuple[Resource, ...] = ("cpu", "memory")
WINDOW_LIMIT = 3_600
PERIOD_LIMIT = 1_800
"""The longest window and period that the API server accepts (autoscaling/v2)."""


class Pace(Spec):
    """How fast replicas come or go: at most ``percent`` of them, or ``pods``, in ``period`` seconds.

    Where both are given, ``select`` says which of them counts. The decision is that of the last ``window`` seconds
    which goes least far.
    """

    window: int = Field(ge=0, le=WINDOW_LIMIT)
    percent: int | None = Field(default=None, ge=1, le=900)
    pods: int | None = Field(default=None, ge=1)
    period: int = Field(default=60, ge=1, le=PERIOD_LIMIT)
    select: Literal["Max", "Min"] = "Max"

    @model_validator(mode="after")
    def _moves(self) -> Self:
        if self.percent is None and self.pods is None:
            raise ValueError("a pace with neither percent nor pods stands still: give it one of them")
        return self

    def rendered(self) -> dict[str, object]:
        """Return the pace as Kubernetes writes it."""
        bounds = (("Percent", self.percent), ("Pods", self.pods))
        return {
            "stabilizationWindowSeconds": self.window,
            "selectPolicy": self.select,
            "policies": [
                {"type": kind, "value": value, "periodSeconds": self.period}
                for kind, value in bounds
                if value is not None
            ],
        }


class Gauge(Spec):
    """A number that each replica tells on its metrics port, and how much of it a replica is meant to carry."""

    per_replica: int = Field(ge=1)


class Query(Spec):
    """A figure that Prometheus computes, and how much of it a replica is meant to carry."""

    query: str = Field(min_length=1)
    per_replica: int = Field(ge=1)


class ScalingSpec(Spec):
    """From ``min`` to ``max`` replicas, as many as the neediest of the metrics asks for.

    ``cpu`` and ``memory`` are percent of what a replica requests. ``gauges`` are what replicas tell of themselves, by
    name; ``queues`` are messages that wait in a queue of the region for each replica; ``queries`` are asked of
    Prometheus. The defaults of the paces are those that the platform's owner set.
    """

    min: int = Field(ge=1, le=500)
    max: int = Field(ge=1, le=500)
    cpu: Percent | None = None
    memory: Percent | None = None
    gauges: dict[MetricName, Gauge] = Field(default_factory=dict)
    queues: dict[QueueKey, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    queries: dict[MetricName, Query] = Field(default_factory=dict)
    down: Pace = Pace(window=300, percent=10)
    up: Pace = Pace(window=60, percent=50)

    @property
    def utilisations(self) -> dict[Resource, int]:
        """The resources that are scaled by, with their percents."""
        return {kind: percent for kind in UTILISATIONS if (percent := getattr(self, kind)) is not None}

    @property
    def beyond_resources(self) -> bool:
        """Whether a metric is asked for that Kubernetes does not measure by itself."""
        return bool(self.gauges or self.queues or self.queries)

    @model_validator(mode="after")
    def _scales(self) -> Self:
        faults = []
        if self.min > self.max:
            faults.append(
                f"min is {self.min} and max {self.max}, and the API server refuses that: raise max or lower min"
            )
        if self.min == self.max and (self.utilisations or self.beyond_resources):
            faults.append(
                f"min and max are both {self.min}, so the metrics decide nothing: widen them, or take the metrics out"
            )
        if self.min < self.max and not self.utilisations and not self.beyond_resources:
            faults.append("no metric says how many replicas there are: name cpu, or set max to min")
        if faults:
            raise RefusalError(*faults)
        return self


def _no_auto(mode: object) -> object:
    if mode == "Auto":
        raise ValueError(
            "Auto is deprecated and evicts pods to resize them: write InPlaceOrRecreate, or Off where replicas are "
            "scaled by the same resource"
        )
    return mode


class VerticalSpec(Spec):
    """What is proposed for, or given to, each replica. ``Off`` proposes and changes nothing."""

    mode: Annotated[Literal["Off", "Initial", "InPlaceOrRecreate"], BeforeValidator(_no_auto)] = "Off"
    resources: tuple[Resource, ...] = Field(default=UTILISATIONS, min_length=1)
    least_cpu: Quantity = "100m"
    least_memory: Quantity = "128Mi"
    most_cpu: Quantity = "2"
    most_memory: Quantity = "4Gi"

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> Self:
        wrong = [
            f"least_{kind} {low} exceeds most_{kind} {high}, and nothing could be proposed: put them in order"
            for kind in UTILISATIONS
            if amount(low := getattr(self, f"least_{kind}")) > amount(high := getattr(self, f"most_{kind}"))
        ]
        if wrong:
            raise RefusalError(*wrong)
        return self

    def faults(self, scaling: ScalingSpec) -> list[str]:
        """Return what two scalers would take from each other."""
        both = [kind for kind in self.resources if kind in scaling.utilisations]
        if self.mode == "Off" or not both:
            return []
        names = " and ".join(both)
        said = (
            f"vertical.mode is {self.mode}, and replicas are scaled by {names} as well: each would answer what the other "
            f"did; set it to Off, or take {names} out of vertical.resources"
        )
        return [said]
