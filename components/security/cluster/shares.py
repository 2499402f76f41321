"""What a controller is given: memory is bounded, processor is not, so that it is never throttled while it catches up."""


def share(cpu: str, memory: str, most: str | None = None) -> dict[str, dict[str, str]]:
    """Return the resources of a container as charts take them.

    :param most: the memory at which it is ended; what it requests, unless given.
    """
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": most or memory}}
