"""What an environment decides about forwarding the audit logs of its clusters."""

from typing import Final, Self

from pydantic import Field, model_validator

from components.foundation.log_groups import retention_faults
from components.foundation.log_retention import LogDays
from components.foundation.spec import RefusalError, Spec

LATEST_IN_PRODUCTION: Final = 1_800
"""Seconds after which whoever took a cluster over has had the time to clear its own log group."""


class AuditForwardingSpec(Spec):
    """The way of a cluster's audit events out of the reach of those whom they tell of.

    Events are gathered for ``buffer_seconds`` or until there are ``buffer_mib`` of them, whichever is first, and then
    written as one object. People hear of it when the oldest event that is not yet written is older than ``late_seconds``.
    """

    buffer_seconds: int = Field(
        default=300, ge=60, le=900, description="Seconds that events are gathered for at most."
    )
    buffer_mib: int = Field(
        default=64, ge=5, le=128, description="MiB of events that are written at the latest."
    )
    late_seconds: int = Field(
        default=1_800, ge=900, le=86_400, description="Age of the oldest waiting event that wakes somebody."
    )
    log_days: LogDays = Field(description="How long Firehose's own log of failed deliveries is kept.")

    @model_validator(mode="after")
    def _lateness_is_news(self) -> Self:
        if self.late_seconds < 2 * self.buffer_seconds:
            raise RefusalError(
                f"late_seconds: {self.late_seconds} is less than twice the {self.buffer_seconds} seconds that events are "
                f"gathered for, and people would be woken although nothing is late; set it to {2 * self.buffer_seconds} or more"
            )
        return self


def production_faults(spec: AuditForwardingSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults = retention_faults(spec.log_days)
    if spec.late_seconds > LATEST_IN_PRODUCTION:
        faults.append(
            f"late_seconds is {spec.late_seconds}: whoever took a cluster over could clear its log before anybody hears that "
            f"nothing arrives; set it to {LATEST_IN_PRODUCTION} or less"
        )
    return faults
