"""What policies may set by themselves when somebody asks for it: the reviewed list ``policies/remedies.yaml``.

A remedy belongs to one rule about one resource. It sets listed properties to a constant, or to the name of the
environment, and each of its types names the source in which it was read that these properties change in place: neither
the engine nor a policy can see that a change replaces a resource, so the list has to know.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from components.foundation.property_paths import overlaps, steps
from policies.framework.edits import closed, found, written
from policies.framework.reviewed_file import parsed
from policies.framework.rules import Environment
from policies.framework.values import Value

FILE: Final = Path(__file__).resolve().parents[1] / "remedies.yaml"

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
Sentence = Annotated[str, StringConstraints(pattern=r"^[A-Za-z].+\.$")]
Scalar = bool | int | str
Known = Scalar | None


class RemediesError(ValueError):
    """The list cannot be used; the text names each fault."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Change(_Strict):
    """One property and what it is set to.

    ``to`` is a constant, ``adds`` are members that a list must have, ``takes`` is the name of the environment. With
    ``instead_of`` only these values give way, of which null is an absent one.
    """

    path: Words
    to: Scalar | None = None
    adds: list[str] = []
    takes: Literal["environment"] | None = None
    instead_of: list[Known] = []

    @model_validator(mode="after")
    def one_aim(self) -> Self:
        """Require exactly one aim, and a path that names properties."""
        if sum((self.to is not None, bool(self.adds), self.takes is not None)) != 1:
            raise ValueError(f"{self.path}: say one of to, adds and takes")
        if not steps(self.path) or any(isinstance(step, int) for step in steps(self.path)):
            raise ValueError(f"{self.path}: is no path of property names and [*]")
        return self

    @property
    def aim(self) -> str:
        """What it does to its property, in words."""
        if self.adds:
            return f"adds {', '.join(self.adds)}"
        if self.takes:
            return f"sets the {self.takes}"
        return f"sets {str(self.to).lower() if isinstance(self.to, bool) else self.to}"

    def applied(self, inputs: Mapping[str, Any], stack: str) -> Mapping[str, Any]:
        """Return the inputs with the property set, or the same object where nothing gives way."""
        changed: Mapping[str, Any] = written(inputs, steps(self.path), lambda held: self._next(held, stack))
        return changed

    def _next(self, held: Any, stack: str) -> Any:
        if closed(held):
            return held
        if self.adds:
            there = held if isinstance(held, list) else []
            missing = [member for member in self.adds if member not in there]
            return [*there, *missing] if missing and isinstance(held, list | None) else held
        aim = self.to if self.takes is None else stack if stack in get_args(Environment) else None
        if aim is None or isinstance(held, list | dict) or Value(held).equals(aim).truth:
            return held
        gives_way = not self.instead_of or any(_same(held, one) for one in self.instead_of)
        return aim if gives_way else held


class Clash(_Strict):
    """Values beside which a remedy would do harm. One that is not known may be any of them."""

    path: Words
    one_of: Annotated[list[Scalar], Field(min_length=1)]

    def stands(self, inputs: Mapping[str, Any]) -> bool:
        """Return whether one of the values is there, or may be."""
        return any(
            closed(held) or any(_same(held, one) for one in self.one_of)
            for held in found(inputs, steps(self.path))
        )


class Remedy(_Strict):
    """What one rule sets, and for each type the source of its changing in place.

    The changes are tried one by one, or ``together`` where only all of them settle what the rule says.
    """

    policy: Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9-]+$")]
    types: Annotated[dict[Words, Words], Field(min_length=1)]
    sets: Annotated[list[Change], Field(min_length=1)]
    together: bool = False
    unless: list[Clash] = []

    def attempts(
        self, token: str, inputs: Mapping[str, Any], ignored: Sequence[str]
    ) -> list[Sequence[Change]]:
        """Return the changes to try on a resource of a type, in order.

        Those of a path that the program ignores are not: the engine puts ignored properties back before a remedy and
        ignores them again after it, so what it set would be written into the state and never into the cloud.
        """
        if token not in self.types or any(clash.stands(inputs) for clash in self.unless):
            return []
        steps_of = [self.sets] if self.together else [[change] for change in self.sets]
        return [
            changes
            for changes in steps_of
            if not any(overlaps(change.path, path) for change in changes for path in ignored)
        ]


class Remedies(_Strict):
    """The whole list, and the policies that could have a remedy and deliberately have none, with the reason."""

    remedies: list[Remedy]
    left_alone: dict[Words, Sentence]

    @model_validator(mode="after")
    def decided_once(self) -> Self:
        """Refuse a policy that is mended and left alone."""
        both = sorted({one.policy for one in self.remedies} & self.left_alone.keys())
        if both:
            raise ValueError(f"{', '.join(both)}: has a remedy and is left alone; decide")
        return self

    def of(self, policy: str) -> tuple[Remedy, ...]:
        """Return the remedies of a policy by its full name, in the order in which they are tried."""
        return tuple(one for one in self.remedies if one.policy == policy)


def read(path: Path = FILE) -> Remedies:
    """Return the list.

    :raises RemediesError: if the file is missing or malformed.
    """
    return parsed(Remedies, path, RemediesError)


@cache
def shipped() -> Remedies:
    """Return the list of the repository, read once."""
    return read()


def _same(held: Any, value: Known) -> bool:
    """Return whether two values are the same, booleans also as text; an absent one is null."""
    return held is None if value is None else Value(held).equals(value).truth is True
