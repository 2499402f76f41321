"""staging: production's shape at a reduced scale, so that what is tested is what will run."""

from stacks.production import compose

__all__ = ["compose"]
