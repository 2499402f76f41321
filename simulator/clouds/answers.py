"""What a simulated cloud answers."""

from dataclasses import dataclass, field
from typing import Any

from simulator.values import Unknown


@dataclass(frozen=True, slots=True)
class Failure:
    """A refusal: the property's path as the engine writes it (``vpcConfig.subnetIds[0]``), and one sentence.

    The path is empty where the fault is not of one property.
    """

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Inputs with the provider's defaults and names filled in, and what is wrong with them."""

    inputs: dict[str, Any]
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Created:
    """A resource as the cloud would hold it. In a preview of a new resource the id is unknown."""

    id: str | Unknown
    outputs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """The paths that changed, and those of them that cannot change in place, each sorted.

    ``delete_first`` says that a replacement must delete before it creates, because two cannot exist at once.
    """

    changed: tuple[str, ...] = ()
    replacing: tuple[str, ...] = ()
    delete_first: bool = False


@dataclass(frozen=True, slots=True)
class Invoked:
    """What a provider function returned, or why it could not."""

    result: dict[str, Any] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()
