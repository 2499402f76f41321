"""Virtual machines that nodes of AKS may be: what their names say about them."""

import re
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import AfterValidator

_NAME: Final = re.compile(
    r"Standard_(?P<family>[A-Z]+)(?P<vcpus>\d+)(?P<features>[a-z]*)(_v(?P<generation>\d+))?"
)

LOCAL_GIB_PER_VCPU: Final = 37.5
"""Temporary disk that Ddsv5, Dldsv5 and Edsv5 have for each virtual CPU: 75 GiB with 2, 150 with 4 and so on."""

EXAMPLES: Final = "Standard_D4ds_v5, Standard_D4lds_v5 or Standard_E4ds_v5"


@dataclass(frozen=True)
class VmSize:
    """One size, taken apart."""

    family: str
    vcpus: int
    features: str
    generation: int

    @property
    def burstable(self) -> bool:
        """Whether it earns its speed by idling."""
        return self.family == "B"

    @property
    def local_gib(self) -> float:
        """The size of its temporary disk, on which an ephemeral system disk lives; none without a d in its name."""
        return LOCAL_GIB_PER_VCPU * self.vcpus if "d" in self.features else 0


def parsed(name: str) -> VmSize | None:
    """Return what the name of a size says, or nothing of what is no size."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    return VmSize(
        family=match["family"],
        vcpus=int(match["vcpus"]),
        features=match["features"],
        generation=int(match["generation"] or 1),
    )


def _node_size(name: str) -> str:
    size = parsed(name)
    if size is None:
        hint = "" if name.startswith("Standard_") else f"; did you mean Standard_{name}?"
        raise ValueError(f"{name!r} is not an Azure size: write one such as {EXAMPLES}{hint}")
    if size.burstable:
        raise ValueError(
            f"{name} is burstable, and slows to a fraction exactly when a recovery loads it: choose {EXAMPLES}"
        )
    if (
        size.family not in {"D", "E"}
        or size.generation != 5
        or "d" not in size.features
        or "s" not in size.features
    ):
        raise ValueError(
            f"{name} is not of a family that this platform starts nodes on: those of Ddsv5, Dldsv5 and Edsv5 have the "
            f"temporary disk for an ephemeral system disk, such as {EXAMPLES}"
        )
    return name


NodeSize = Annotated[str, AfterValidator(_node_size)]
"""The size of a node: current, not burstable, with a temporary disk that holds its system disk."""
