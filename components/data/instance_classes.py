"""RDS instance classes: what they are made of, and how many connections they can serve."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

GIB_PER_VCPU = {"m": 4, "r": 8, "x": 16}
"""Memory of a family by its letter (RDS user guide, DB instance classes)."""

BURSTABLE_GIB = {"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32}
"""Memory of the t3 and t4g classes by size (the same page)."""

BYTES_PER_CONNECTION = 9_531_392
MOST_CONNECTIONS = 5_000
"""RDS's own ceiling for PostgreSQL: LEAST(memory / 9531392, 5000) (RDS user guide, quotas and constraints)."""

_CLASS = re.compile(
    r"db\.(?P<family>t3|t4g|[mr][5-9]\w*|x2\w*)\.(?P<size>micro|small|medium|\d*xlarge|large)"
)


def memory_gib(instance_class: str) -> int:
    """Return the memory of an instance class in GiB.

    :raises ValueError: if it is not a class that PostgreSQL runs on today.
    """
    match = _CLASS.fullmatch(instance_class)
    if match is None:
        hint = "" if instance_class.startswith("db.") else f"; did you mean 'db.{instance_class}'?"
        raise ValueError(
            f"{instance_class!r} is not an RDS class that PostgreSQL runs on: write db.<family>.<size> of the "
            f"families t3, t4g, m5, r5, x2 or newer, such as db.r5.2xlarge{hint}"
        )
    family, size = match.group("family", "size")
    if family.startswith("t"):
        memory = BURSTABLE_GIB.get(size)
    elif size in ("micro", "small"):
        memory = None
    else:
        memory = GIB_PER_VCPU[family[0]] * _vcpus(size)
    if memory is None:
        raise ValueError(
            f"{instance_class!r} does not exist: family {family} has no size {size}; choose another size"
        )
    return memory


def burstable(instance_class: str) -> bool:
    """Tell whether a class earns its processor time in credits, and is slowed down without them."""
    return instance_class.startswith("db.t")


def connection_ceiling(instance_class: str) -> int:
    """Return how many connections RDS lets a class serve."""
    return min(memory_gib(instance_class) * 2**30 // BYTES_PER_CONNECTION, MOST_CONNECTIONS)


def _vcpus(size: str) -> int:
    if size in ("medium", "large"):
        return 1 if size == "medium" else 2
    return 4 * int(size.removesuffix("xlarge") or 1)


def _checked(instance_class: str) -> str:
    memory_gib(instance_class)
    return instance_class


InstanceClass = Annotated[
    str, AfterValidator(_checked), Field(description="An RDS instance class, such as db.r5.2xlarge.")
]
