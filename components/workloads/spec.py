"""What a team decides about an application of theirs, and what is refused of it."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from components.foundation.spec import RefusalError, Spec
from components.workloads.scaling_spec import QueueKey, ScalingSpec, VerticalSpec
from components.workloads.sizes import HttpPath, ProbesSpec, ShutdownSpec, Sizes

WorkloadName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$")]
"""A DNS label, short enough for what is put behind it (`-service`, `-preview`, a hash of a replica set)."""

NamespaceName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]

Strategy = Literal["rolling", "blue-green", "canary"]

Priority = Literal["business-critical", "business-standard", "batch"]

Delivery = Literal["argo-cd", "pulumi"]

Reach = Literal["database", "cache", "internet"]

Client = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
"""Another workload, as namespace/name."""

Share = Annotated[str, StringConstraints(pattern=r"^\d{1,3}%?$")]
"""A number in quotes, or a share."""

IMAGE = re.compile(
    r"^(?P<name>[a-z0-9][a-z0-9._/:-]*?)(:(?P<tag>[\w][\w.-]{0,127}))?(@(?P<digest>sha256:[0-9a-f]{64}))?$"
)


HostName = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")]

SecretKey = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]


class RouteSpec(Spec):
    """Where people reach a workload: hosts of the zones, the first of which checks ask for, and what is below ``path``."""

    hosts: tuple[HostName, ...] = Field(min_length=1)
    path: HttpPath = "/"


class BudgetSpec(Spec):
    """How many replicas may be gone at once while nodes are drained: a number, or a share of all."""

    gone: Share = "25%"

    @field_validator("gone")
    @classmethod
    def _lets_a_node_be_drained(cls, gone: str) -> str:
        if gone in {"0", "0%"}:
            raise ValueError(
                f"gone is {gone}, which blocks every eviction, and no node could be drained or upgraded: allow 1 or more"
            )
        if gone.endswith("%") and int(gone.removesuffix("%")) > 50:
            raise ValueError(
                f"gone is {gone}, and a drain may take away more than half of what serves: allow 50% or less"
            )
        return gone


class WorkloadSpec(Spec):
    """An application of one container that serves HTTP on ``port`` and tells its metrics on ``metrics_port``."""

    namespace: NamespaceName = Field(description="The tenant's namespace that it runs in.")
    image: str = Field(
        description="A repository of the account's registry with a tag or digest, or an image of another registry."
    )
    scaling: ScalingSpec = Field(description="How many replicas there are, and by what that is decided.")
    vertical: VerticalSpec | None = Field(
        default=VerticalSpec(), description="What is proposed for each replica's size, where a VPA runs."
    )
    strategy: Strategy = Field(default="rolling", description="How a new version takes over.")
    delivery: Delivery = Field(
        default="pulumi",
        description="Who changes it once it stands: argo-cd from the application's repository, or this program.",
    )
    sizes: Sizes = Sizes()
    probes: ProbesSpec = ProbesSpec()
    shutdown: ShutdownSpec = ShutdownSpec()
    budget: BudgetSpec = BudgetSpec()
    priority: Priority = "business-standard"
    port: int = Field(default=3000, ge=1024, le=65535)
    metrics_port: int = Field(default=9464, ge=1024, le=65535)
    route: RouteSpec | None = Field(default=None, description="Where people reach it through the gateway.")
    clients: tuple[Client, ...] = Field(
        default=(), description="Workloads that may call it, as namespace/name."
    )
    calls: tuple[Client, ...] = Field(default=(), description="Workloads that it calls, as namespace/name.")
    reaches: tuple[Reach, ...] = Field(default=(), description="What it connects to outside of the cluster.")
    sends_to: tuple[QueueKey, ...] = Field(default=(), description="Queues of the region that it writes to.")
    takes_from: tuple[QueueKey, ...] = Field(
        default=(), description="Queues of the region that it reads from."
    )
    environment: dict[Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")], str] = Field(
        default_factory=dict, description="What its process is told; nothing secret."
    )
    secret: NamespaceName | None = Field(
        default=None, description="The Secret whose entries its process reads, made by External Secrets."
    )
    secret_keys: tuple[SecretKey, ...] = ()
    entries_as: Literal["files", "environment"] = Field(
        default="files",
        description="As files, whose paths it is told in KEY_FILE and which follow the Secret; or in its environment.",
    )
    reads_cluster: bool = Field(
        default=False,
        description="Whether it may read the pods, settings and its own Secret of its namespace.",
    )
    writable: tuple[HttpPath, ...] = Field(
        default=("/tmp",),  # noqa: S108 - a mount of its own
        description="Where it may write; what it writes goes with its pod.",
    )

    @property
    def peak_pods(self) -> int:
        """The most pods that stand at once, while a version takes over at the most replicas.

        Blue and green stand whole beside each other, and so do, at its last step, a canary and what it replaces; a
        rolling update has a quarter more.
        """
        most = self.scaling.max
        return most + -(-most // 4) if self.strategy == "rolling" else 2 * most

    @field_validator("image")
    @classmethod
    def _does_not_move(cls, image: str) -> str:
        found = IMAGE.fullmatch(image)
        if found is None:
            raise ValueError(f"{image!r} is no image: write repository:tag or repository@sha256:...")
        if found["digest"] is None and found["tag"] in (None, "latest"):
            raise ValueError(
                f"{image} may be another image tomorrow: write the tag of a release, or its digest"
            )
        return image

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        faults = [] if self.vertical is None else self.vertical.faults(self.scaling)
        if self.port == self.metrics_port:
            faults.append(
                f"port and metrics_port are both {self.port}, and what may scrape it could call it: give metrics one "
                "of their own"
            )
        if self.secret_keys and self.secret is None:
            faults.append("secret_keys name entries of no Secret: name the secret, or leave them out")
        if self.secret is not None and not self.secret_keys:
            faults.append("secret names a Secret of which no entry is used: name them in secret_keys")
        if self.budget.gone.isdigit() and 1 < self.scaling.min <= int(self.budget.gone):
            faults.append(
                f"budget.gone is {self.budget.gone} of at least {self.scaling.min} replicas, and a drain may take all of "
                "them at once: allow fewer"
            )
        faults += self._cannot_shift()
        if faults:
            raise RefusalError(*faults)
        return self

    def _cannot_shift(self) -> list[str]:
        if self.strategy != "canary":
            return []
        alone = "strategy is canary with a single replica, and a share of one is all of it: use rolling, or raise max"
        hidden = "strategy is canary, and without a route nothing weighs its requests: describe route, or use blue-green"
        return [said for said, so in ((alone, self.scaling.max < 2), (hidden, self.route is None)) if so]


def production_faults(spec: WorkloadSpec) -> list[str]:
    """Return what of a workload is too little for production, each with its consequence and way out."""
    alone = "scaling.min is 1: it is gone while its node is replaced; set 2 or more"
    return [alone] if spec.scaling.min < 2 else []
