"""What an environment decides about its registry in Azure."""

from pydantic import Field

from components.foundation.spec import Spec


class ContainerRegistrySpec(Spec):
    """What an environment decides about its registry. The rest is the Premium tier, which alone can be private.

    ``untagged_days`` is how long a layer that no tag names any more is kept.
    """

    untagged_days: int = Field(default=30, ge=1, le=365)
