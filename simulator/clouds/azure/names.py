"""How Azure's provider names what the program does not name."""

from typing import Literal

from simulator.clouds.kind import Autoname


def named(name: str, *, limit: int = 255, by: Literal["random", "copy", "uuid"] = "random") -> Autoname:
    """Return how a type's name (its last path parameter, as ``virtualNetworkName``) is made.

    ``random`` is the resource's name and eight hexadecimal digits, without anything between; ``copy`` the name as it is,
    which is how children such as subnets are named; ``uuid`` is for role assignments and their like. Which a type has is
    ``autoname`` in the provider's metadata. Source: pulumi-azure-native ``provider/pkg/provider/provider.go``
    (getDefaultName).
    """
    return Autoname(
        name, separator="", digits=8 if by == "random" else 0, limit=limit, sticky=True, uuid=by == "uuid"
    )
