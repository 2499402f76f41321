"""Plain facts and wiring: what a component is configured with and what it is connected to."""

from collections.abc import Mapping
from typing import ClassVar, TypeAlias, TypeVar

from pulumi import Output
from pydantic import BaseModel, ConfigDict

T = TypeVar("T")

Wire: TypeAlias = T | Output[T]
"""A value that another resource may still have to produce."""


class Spec(BaseModel):
    """Plain, immutable, strict facts that an environment decides.

    A spec sizes a thing and refuses what a cloud is known to refuse; it cannot weaken the thing's
    security. Unknown keys are errors, and nothing is coerced: ``"3"`` is not a number.

    ``refused_keys`` is what is said of unknown keys that people know from the cloud itself, and why they do not stand
    here, with the way out.
    """

    refused_keys: ClassVar[Mapping[str, str]] = {}

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class RefusalError(ValueError):
    """Several faults of one spec at once, a sentence each, so that none waits for another to be mended."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = sentences
