"""production: every region and cloud that the settings name, with recovery in another region and other clouds."""

from stacks.whole import compose

__all__ = ["compose"]
