"""What a container asks for and may take, and how its processes are asked whether they live."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.cluster.quantities import Quantity, amount
from components.foundation.spec import RefusalError, Spec

HttpPath = Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9/._~-]*$")]

STEADY_SECONDS = 30
"""How long a process that hangs may go unnoticed at least, so that one slow answer does not restart it."""


class Amounts(Spec):
    """Processor and memory, as Kubernetes writes them."""

    cpu: Quantity
    memory: Quantity


class Sizes(Spec):
    """What a container requests, by which it is placed, and what it may take.

    The defaults are those that the platform's owner set for a back end.
    """

    requests: Amounts = Amounts(cpu="250m", memory="512Mi")
    limits: Amounts = Amounts(cpu="1000m", memory="2Gi")

    @model_validator(mode="after")
    def _limits_hold_the_requests(self) -> Self:
        over = [
            f"requests.{kind} {getattr(self.requests, kind)} exceeds limits.{kind} {getattr(self.limits, kind)}, and "
            "the API server refuses such a pod: raise the limit or lower the request"
            for kind in ("cpu", "memory")
            if amount(getattr(self.requests, kind)) > amount(getattr(self.limits, kind))
        ]
        if over:
            raise RefusalError(*over)
        return self


class ProbeSpec(Spec):
    """One question that the kubelet asks over HTTP. Times are in seconds."""

    path: HttpPath
    every: int = Field(default=10, ge=1, le=300, description="Seconds between two questions.")
    patience: int = Field(default=2, ge=1, le=60, description="Seconds until no answer counts as a failure.")
    failures: int = Field(default=3, ge=1, le=60, description="Failures in a row until something is done.")

    @property
    def tolerated(self) -> int:
        """Seconds until something is done about a process that does not answer."""
        return self.every * self.failures

    def rendered(self, port: str) -> dict[str, object]:
        """Return the probe as Kubernetes writes it."""
        return {
            "httpGet": {"path": self.path, "port": port},
            "periodSeconds": self.every,
            "timeoutSeconds": self.patience,
            "failureThreshold": self.failures,
        }


class ProbesSpec(Spec):
    """What a process is asked: until it has started, whether it is ready for requests, whether it lives.

    ``/health`` is what the platform's owner names. What it answers may not depend on a database: liveness that does
    restarts every replica because of a fault that none of them has.
    """

    startup: ProbeSpec = ProbeSpec(path="/health", every=5, failures=24)
    ready: ProbeSpec = ProbeSpec(path="/health", every=5)
    live: ProbeSpec = ProbeSpec(path="/health", every=10, failures=6)

    @model_validator(mode="after")
    def _times_make_sense(self) -> Self:
        faults = [
            f"{role}.patience is {probe.patience}, longer than the {probe.every} seconds until the next question, so "
            "that two would be under way at once: lower it, or raise every"
            for role, probe in (("startup", self.startup), ("ready", self.ready), ("live", self.live))
            if probe.patience > probe.every
        ]
        if self.live.tolerated < STEADY_SECONDS:
            faults.append(
                f"live gives up after {self.live.tolerated} seconds, and a pause of the process would restart every "
                f"replica under load: let every x failures reach {STEADY_SECONDS}"
            )
        if self.live.tolerated <= self.ready.tolerated:
            faults.append(
                f"live gives up after {self.live.tolerated} seconds and ready after {self.ready.tolerated}, so a busy "
                "replica would be restarted before it is spared requests: let live take longer"
            )
        if faults:
            raise RefusalError(*faults)
        return self

    def rendered(self, port: str) -> dict[str, object]:
        """Return the three probes as Kubernetes writes them."""
        return {
            "startupProbe": self.startup.rendered(port),
            "readinessProbe": self.ready.rendered(port),
            "livenessProbe": self.live.rendered(port),
        }


class ShutdownSpec(Spec):
    """How a replica leaves. It goes on answering for ``drain`` seconds, until nobody sends it anything new.

    Then it is told to stop, and killed ``grace`` seconds after the beginning of it all.
    """

    drain: int = Field(default=10, ge=0, le=300)
    grace: int = Field(default=60, ge=1, le=3_600)

    @model_validator(mode="after")
    def _grace_holds_the_drain(self) -> Self:
        if self.grace <= self.drain:
            raise ValueError(
                f"grace is {self.grace} seconds and drain {self.drain} of them, so the process would be killed before "
                "it is told to stop: raise grace above drain"
            )
        return self
