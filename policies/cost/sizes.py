"""Which machines the platform runs on, and how large each may be in an environment."""

from decimal import Decimal
from functools import lru_cache
from typing import Annotated

from pydantic import Field, PositiveInt

from components.foundation.spec import Spec
from policies.cost.documents import HERE, checked, read
from policies.framework.rules import Environment

Names = Annotated[tuple[str, ...], Field(strict=False)]


class Limits(Spec):
    """The largest of each kind: virtual CPUs of one machine, nodes of one group, GiB that a database may grow to and that a pod's disk may have."""

    machine_vcpus: PositiveInt
    nodes: PositiveInt
    database_gib: PositiveInt
    claim_gib: PositiveInt


class Superseded(Spec):
    """What has a newer generation that does the same for less."""

    machines: Names
    disks: Names


class Memory(Spec):
    """GiB of machines: for each virtual CPU by group or class, for each machine by size (T3 and its kin) or by name."""

    groups: dict[str, PositiveInt]
    classes: dict[str, PositiveInt]
    burstable: dict[str, PositiveInt]
    machines: dict[str, PositiveInt]


class Split(Spec):
    """A core-hour's and a GiB-hour's price of the same machine, of which only the ratio counts."""

    core_hour: Annotated[Decimal, Field(strict=False, gt=0)]
    gib_hour: Annotated[Decimal, Field(strict=False, gt=0)]

    @property
    def ratio(self) -> Decimal:
        """How many GiB cost as much as a core."""
        return self.core_hour / self.gib_hour


class Sizes(Spec):
    """The file ``sizes.yaml``."""

    families: dict[str, Names]
    superseded: Superseded
    limits: dict[Environment, Limits]
    memory: Memory
    split: Split
    daemon_sets: dict[str, Names]

    def allows(self, family: str) -> bool:
        """Return whether the platform runs on machines of ``family``."""
        return any(family in names for names in self.families.values())


@lru_cache(maxsize=1)
def shipped_sizes() -> Sizes:
    """Return the sizes that come with this pack, read once in a process."""
    path = HERE / "sizes.yaml"
    return checked(Sizes, read(path), path.name)
