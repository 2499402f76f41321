"""What an environment decides about the reading of CloudWatch."""

from pydantic import Field

from components.foundation.spec import Spec


class CloudwatchExporterSpec(Spec):
    """How often CloudWatch is read. Each metric that is read costs 0.01 USD per thousand readings."""

    interval_seconds: int = Field(
        default=300,
        ge=60,
        le=900,
        description="Seconds between readings: five minutes cost a fifth of what every minute does.",
    )
