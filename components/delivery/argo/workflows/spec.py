"""What an environment decides about jobs of several steps."""

from pydantic import Field

from components.foundation.cluster.sign_on import Host, SignOnSpec
from components.foundation.spec import Spec


class ArgoWorkflowsSpec(Spec):
    """Argo Workflows: how many run at once, for how long, and for how long it is seen what they did."""

    host: Host = Field(description="The full name of its web page, below the zone.")
    sign_on: SignOnSpec
    parallelism: int = Field(default=10, ge=1, le=200, description="How many workflows run at once.")
    hours: int = Field(default=4, ge=1, le=72, description="After how long a workflow is given up.")
    days_kept: int = Field(
        default=7, ge=1, le=90, description="For how long a workflow that ended can be looked at."
    )
