"""staging: production's shape at a reduced scale, so that what is tested is what will run."""

from stacks.whole import compose

__all__ = ["compose"]
