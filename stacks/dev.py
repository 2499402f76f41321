"""dev: one region, nothing that outlives it, destroyable without ceremony."""

from stacks.whole import compose

__all__ = ["compose"]
