"""The declaration of a resource type and the shapes of its values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any


class Sort(Enum):
    """The sorts of value that a property can hold."""

    ANY = "any value"
    TEXT = "text"
    INTEGER = "a whole number"
    NUMBER = "a number"
    BOOLEAN = "true or false"
    LIST = "a list"
    MAP = "a map"
    OBJECT = "an object"
    ASSET = "an asset or archive"
    ENUM = "one of a closed set"
    UNION = "one of several"


@dataclass(frozen=True)
class Shape:
    """What a value may be: its sort, and what it is made of.

    ``item`` is the shape of a list's items or a map's values, ``members`` those of a union, ``choices`` the values of a
    closed enum, ``reference`` the class of an object, whose :class:`Fields` are read when they are needed.
    """

    sort: Sort
    item: "Shape | None" = None
    members: tuple["Shape", ...] = ()
    choices: tuple[Any, ...] = ()
    reference: type | None = field(default=None, compare=False)

    @cached_property
    def fields(self) -> "Fields":
        """The fields of an object."""
        from simulator.schema.reading import fields_of  # noqa: PLC0415 - an object may hold objects of its own class

        if self.reference is None:
            raise TypeError(f"{self.sort.value} has no fields")
        return fields_of(self.reference)


@dataclass(frozen=True)
class Fields:
    """Named properties, by the name they have on the wire, with the required ones and their Python names."""

    shapes: Mapping[str, Shape]
    required: frozenset[str]
    python_names: Mapping[str, str]


@dataclass(frozen=True)
class Declaration:
    """A resource type as its SDK declares it. ``provider`` types take JSON text for what is not text."""

    token: str
    inputs: Fields
    outputs: Mapping[str, Shape]
    provider: bool = False
