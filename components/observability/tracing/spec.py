"""What an environment decides about its traces: which are kept, for how long, and who else gets them."""

from typing import Literal

from pydantic import Field

from components.foundation.spec import Spec
from components.observability.destinations import DatadogSpec, Destination, NewRelicSpec, SentrySpec


class TraceDestinationsSpec(Spec):
    """Outside services that get the traces that are kept; each is off without its key."""

    datadog: DatadogSpec | None = Field(default=None, description="DataDog.")
    new_relic: NewRelicSpec | None = Field(default=None, description="New Relic.")
    sentry: SentrySpec | None = Field(default=None, description="Sentry.")

    @property
    def all(self) -> tuple[Destination, ...]:
        """Those that are on."""
        return tuple(one for one in (self.datadog, self.new_relic, self.sentry) if one is not None)


class TracingSpec(Spec):
    """Traces of the cluster's applications. Every error and every slow request is kept, and a share of the rest.

    ``storage`` is the region's search domain, or the memory of one pod, which forgets all traces when it is replaced.
    """

    storage: Literal["search", "memory"] = Field(
        default="search",
        description="The region's search domain, or `memory`: one pod that forgets them when it is replaced.",
    )
    keep_days: int = Field(default=7, ge=1, le=90, description="Days after which the domain deletes a trace.")
    slow_milliseconds: int = Field(
        default=500, ge=1, le=600_000, description="From how long on a request is slow, and always kept."
    )
    percent: float = Field(
        default=5.0,
        ge=0,
        le=100,
        description="How many of the requests that are neither slow nor wrong are kept.",
    )
    new_traces_a_second: int = Field(
        default=200,
        ge=1,
        le=10_000,
        description="Traces that begin in a second on the whole cluster, which the gateways hold until they decide.",
    )
    destinations: TraceDestinationsSpec = Field(
        default=TraceDestinationsSpec(), description="Outside services that get what is kept."
    )


def production_faults(spec: TracingSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    if spec.storage == "memory":
        fault = (
            "storage is memory: traces of an incident would be gone with the pod that holds them; set it to search, in a "
            "region that describes `search`, or take tracing out"
        )
        return [fault]
    return []
