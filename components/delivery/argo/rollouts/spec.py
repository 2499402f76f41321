"""What an environment decides about judging new versions."""

from pydantic import Field

from components.foundation.spec import Spec


class RolloutsSpec(Spec):
    """The bounds within which a new version is kept. What is beyond them is taken back by itself.

    The defaults are those of the platform's owner: the rate of errors at which an alert goes off, and the latency that
    is promised.
    """

    error_percent: float = Field(
        default=5.0, gt=0, lt=100, description="Percent of answers that may be errors of the server."
    )
    latency_seconds: float = Field(
        default=0.5, gt=0, le=60, description="Within how many seconds 95 of 100 requests are answered."
    )
    frozen_below_percent: float = Field(
        default=10.0,
        ge=0,
        lt=100,
        description="Percent of an error budget below which no new version of its service begins.",
    )
