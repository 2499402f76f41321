"""What one pod requests: as the scheduler adds it up from its containers."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from components.foundation.cluster.quantities import amount
from policies.cost.amounts import ZERO
from policies.framework.values import Value

GIB: Final = Decimal(2**30)
RESOURCES: Final = ("cpu", "memory")

Defaults = Mapping[str, Decimal]
"""What a namespace's LimitRange gives a container that requests nothing, by resource."""


@dataclass(frozen=True, slots=True)
class Pod:
    """Cores and GiB of one pod.

    ``silent``: a container requests nothing of one of them. ``unknown``: it cannot be read before a deployment.
    """

    cores: Decimal
    gib: Decimal
    silent: bool = False
    unknown: bool = False


class UnreadRequestError(Exception):
    """A request that is not known yet."""


def requested(spec: Value, defaults: Defaults) -> Pod:
    """Return what a pod of this spec requests.

    Sidecars (init containers that restart always) run beside the containers; other init containers run one by one before
    them, so that the larger of both counts, and the pod's overhead on top (Kubernetes documentation, sidecar containers).
    """
    try:
        sums = {name: _sum(spec, name, defaults) for name in RESOURCES}
    except UnreadRequestError:
        return Pod(ZERO, ZERO, unknown=True)
    silent = any(missing for _, missing in sums.values())
    return Pod(sums["cpu"][0], sums["memory"][0] / GIB, silent=silent)


def quantity(value: Value) -> Decimal | None:
    """Return a quantity in its base unit, None where it is absent.

    :raises ValueError: if it is not known or is no quantity.
    """
    if value.absent:
        return None
    if not value.known:
        raise ValueError(f"{value.where} is not known")
    return amount(str(value.raw))


def _sum(spec: Value, name: str, defaults: Defaults) -> tuple[Decimal, bool]:
    silent, beside, before = False, ZERO, ZERO
    for container in spec["initContainers"].items():
        own = _container(container, name, defaults)
        if container["restartPolicy"].known and container["restartPolicy"].raw == "Always":
            silent |= own is None
            beside += own or ZERO
        else:
            before = max(before, beside + (own or ZERO))
    for container in spec["containers"].items():
        own = _container(container, name, defaults)
        silent |= own is None
        beside += own or ZERO
    return max(before, beside) + (_read(spec["overhead"][name]) or ZERO), silent


def _container(container: Value, name: str, defaults: Defaults) -> Decimal | None:
    """Return a container's request: its own, else its limit, else the namespace's default."""
    resources = container["resources"]
    for kind in ("requests", "limits"):
        found = _read(resources[kind][name])
        if found is not None:
            return found
    return defaults.get(name)


def _read(value: Value) -> Decimal | None:
    try:
        return quantity(value)
    except ValueError as error:
        raise UnreadRequestError from error
