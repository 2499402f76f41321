"""The faults that can be made, each with what it is made to, how often, how strong and for how long."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from components.foundation.spec import Spec

ExperimentName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,36}[a-z0-9])?$")]
"""Up to 38 characters: the name of the object that is made also holds the run that made it."""

Namespace = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
LabelKey = Annotated[
    str, StringConstraints(pattern=r"^([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$")
]
LabelValue = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$")]

EVICTS: Final = 85
"""Percent of a node's disk from which on the kubelet removes images and evicts pods (Kubernetes, "Node-pressure Eviction":
``imagefs.available<15%``; "Garbage Collection": ``imageGCHighThresholdPercent`` 85)."""


class Experiment(Spec):
    """What every experiment has: how likely it is on a day on which it is due, and how long it lasts."""

    probability: float = Field(
        gt=0, le=1, description="Share of the due days on which it is made: above 0, and 1 is each of them."
    )
    minutes: int = Field(ge=1, le=60, description="How long it lasts.")


class PodExperiment(Experiment):
    """An experiment with pods of one namespace, chosen by their labels."""

    namespace: Namespace = Field(description="Where the pods are: a tenant's, or one before the data stores.")
    labels: dict[LabelKey, LabelValue] = Field(
        min_length=1, description="Labels of the pods; without any it would be the whole namespace."
    )
    percent: int | None = Field(
        default=None,
        ge=1,
        le=100,
        description="Share of those pods that it is made to; one pod unless given.",
    )


class PodFailureSpec(PodExperiment):
    """Pods stop serving, and are there again when it ends: their containers are replaced by one that does nothing."""

    kind: Literal["pod-failure"] = "pod-failure"


class NetworkLatencySpec(PodExperiment):
    """What pods send arrives later."""

    kind: Literal["network-latency"] = "network-latency"
    latency_ms: int = Field(ge=1, le=10_000, description="By how much, in milliseconds.")


class ConnectionFailureSpec(PodExperiment):
    """Pods reach the region's database no more: what they send there is dropped."""

    kind: Literal["connection-failure"] = "connection-failure"


class DiskFillSpec(Experiment):
    """The disk of one node of a pool is filled up to a share of it."""

    kind: Literal["disk-fill"] = "disk-fill"
    pool: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,18}[a-z0-9]$")] = Field(
        default="application", description="The pool of nodes, of which the scheduler takes one."
    )
    percent: int = Field(
        default=EVICTS,
        ge=50,
        le=EVICTS,
        description="How full it gets. From 85 on the kubelet evicts pods, so that more would be another experiment.",
    )


AnyExperiment = Annotated[
    PodFailureSpec | NetworkLatencySpec | ConnectionFailureSpec | DiskFillSpec, Field(discriminator="kind")
]

ASKED: Final[dict[str, AnyExperiment]] = {
    "backend-api-pod-failure": PodFailureSpec(
        probability=0.1, minutes=5, namespace="backend", labels={"app": "backend-api"}
    ),
    "backend-api-network-latency": NetworkLatencySpec(
        probability=0.05, minutes=10, namespace="backend", labels={"app": "backend-api"}, latency_ms=100
    ),
    "database-connection-failure": ConnectionFailureSpec(
        probability=0.02, minutes=2, namespace="database", labels={"app": "pgbouncer"}
    ),
    "disk-pressure": DiskFillSpec(probability=0.01, minutes=5),
}
"""What the requirements ask for (10.3). Connections to the database fail where they are made, in the pods of its pool:
the database itself is a service of the cloud, with no pods."""
