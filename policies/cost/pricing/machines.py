"""What an instance type's name says about it: its family and its number of virtual CPUs."""

from typing import Final

from policies.cost.pricing.subject import UnpriceableError

_SMALL: Final = {"nano": 2, "micro": 2, "small": 2, "medium": 2, "large": 2, "xlarge": 4}
"""Of every family from T3, M5, C5 and R5 on; the medium size of Graviton's M, C and R has one."""

BURSTABLE: Final = frozenset({"t3", "t3a", "t4g"})


def family(instance_type: str) -> str:
    """Return the family of ``c5.xlarge``, ``db.r5.large`` or ``cache.r6g.large``: c5, r5, r6g."""
    return instance_type.split(".")[-2]


def vcpus(instance_type: str) -> int:
    """Return the number of virtual CPUs.

    :raises UnpriceableError: if the name follows no rule that we know.
    """
    name, size = family(instance_type), instance_type.rsplit(".", 1)[-1]
    if size == "medium" and name not in BURSTABLE:
        return 1
    if size in _SMALL:
        return _SMALL[size]
    factor = size.removesuffix("xlarge")
    if size.endswith("xlarge") and factor.isdigit():
        return 4 * int(factor)
    raise UnpriceableError(f"the number of virtual CPUs of {instance_type} is not known; name a listed size")
