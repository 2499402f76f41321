"""What the values of all of Argo's charts have in common."""

from typing import Any


def share(cpu: str, memory: str, limit: str) -> dict[str, Any]:
    """Return what a container is given: memory is bounded, processor is not, so that it is never throttled."""
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": limit}}
