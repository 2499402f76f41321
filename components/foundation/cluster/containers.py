"""What every container is given and kept from, as charts and templates take it. Jobs have theirs in ``job_pods``, typed."""

from typing import Any


def share(cpu: str, memory: str, most: str | None = None) -> dict[str, Any]:
    """Return a container's resources: memory is bounded, processor is not, so that it is never throttled.

    :param most: the memory at which it is ended; what it requests, unless given.
    """
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": most or memory}}


def confined() -> dict[str, Any]:
    """Return a security context in which a container gains no rights and cannot rewrite its own programs."""
    return {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
    }
