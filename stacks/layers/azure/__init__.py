"""Recovery in Azure: a warm cluster, and places for backup copies, a database and images.

Nothing here takes anything from the layers of AWS: what AWS's writers are known by stands in the settings.
"""

from stacks.layers.azure.recovery import Azure, build

__all__ = ["Azure", "build"]
