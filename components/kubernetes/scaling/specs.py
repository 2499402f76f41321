"""What an environment decides about what makes room on its clusters."""

from pydantic import Field

from components.foundation.spec import Spec


class KedaSpec(Spec):
    """How patient KEDA is with what it asks."""

    answer_seconds: int = Field(
        default=3, ge=1, le=30, description="Seconds until a metric that does not answer has failed."
    )
