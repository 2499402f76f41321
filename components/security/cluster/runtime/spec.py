"""What an environment decides about the watch over what pods do."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import Spec

DnsLabel = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]

Priority = Literal["emergency", "alert", "critical", "error", "warning", "notice", "informational"]
PRIORITIES: Final[tuple[Priority, ...]] = (
    "emergency", "alert", "critical", "error", "warning", "notice", "informational",
)  # fmt: skip
"""Falco's priorities, the gravest first."""


class SecretKeySpec(Spec):
    """A key of a Secret in Falco's namespace, which External Secrets or a sealed one brings there."""

    secret: DnsLabel = Field(description="Name of the Secret.")
    key: str = Field(min_length=1, description="Key within it.")


class RuntimeDetectionSpec(Spec):
    """Falco: what is recorded, and from which priority on people hear of it."""

    records: Priority = Field(default="notice", description="The least grave that is recorded at all.")
    tells: Priority = Field(default="warning", description="The least grave that people are told of.")
    slack: SecretKeySpec | None = Field(
        default=None, description="Where the address of a Slack webhook is kept; absent tells nobody there."
    )
    pagerduty: SecretKeySpec | None = Field(
        default=None, description="Where a routing key of PagerDuty is kept; absent tells nobody there."
    )

    @model_validator(mode="after")
    def _what_is_told_is_recorded(self) -> Self:
        if PRIORITIES.index(self.tells) > PRIORITIES.index(self.records):
            raise ValueError(
                f"tells: {self.tells} is less grave than {self.records}, below which nothing is recorded, so it would never "
                f"be told: set tells to {self.records} or graver, or records to {self.tells}"
            )
        return self
