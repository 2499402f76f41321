"""What an environment decides about a stream, and what Kinesis is known to refuse of it."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec

MOST_SHARDS = 500
"""Shards of one account and region that every account is given (Kinesis quotas; large regions give more)."""

MOST_CONSUMERS = 20
"""Consumers with a throughput of their own on one stream (Kinesis quotas)."""

StreamName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
ConsumerName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]


class StreamSpec(Spec):
    """A stream of events, encrypted whatever this says.

    Kinesis scales shards by itself in on-demand mode alone; provisioned shards are a fixed, explicit bound.
    """

    mode: Literal["on-demand", "provisioned"] = "on-demand"
    shards: int | None = Field(
        default=None, ge=1, le=MOST_SHARDS, description="Shards of a provisioned stream; on demand has none."
    )
    retention_hours: int = Field(default=24, ge=24, le=8_760, description="How far back consumers can read.")
    consumers: tuple[ConsumerName, ...] = Field(
        default=(), description="Consumers that are each given a throughput of their own."
    )
    lag_seconds: int = Field(
        default=300, ge=1, description="Age of the last record read at which people are woken."
    )

    @model_validator(mode="after")
    def _creatable(self) -> Self:
        faults = []
        if self.mode == "provisioned" and self.shards is None:
            faults.append(
                "mode is provisioned and shards is not set, so nothing says how much may flow: set shards, or choose "
                "on-demand"
            )
        if self.mode == "on-demand" and self.shards is not None:
            faults.append(
                f"shards is {self.shards}, and Kinesis chooses them itself in mode on-demand: take shards out, or "
                "choose provisioned"
            )
        twice = sorted({one for one in self.consumers if self.consumers.count(one) > 1})
        if twice:
            faults.append(f"consumers names {', '.join(twice)} twice; name each once")
        if len(self.consumers) > MOST_CONSUMERS:
            faults.append(
                f"consumers holds {len(self.consumers)}, and Kinesis ends at {MOST_CONSUMERS}: let some share the "
                "stream's own throughput"
            )
        if self.lag_seconds >= self.retention_hours * 3_600:
            faults.append(
                f"lag_seconds is {self.lag_seconds}, and records are deleted after {self.retention_hours} hours, so "
                "that people would be woken after they are lost: lower it, or raise retention_hours"
            )
        if faults:
            raise RefusalError(*faults)
        return self
