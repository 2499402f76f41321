"""Holds a resource's inputs against its declaration."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from simulator.schema.declaration import Declaration, Fields, Shape, Sort
from simulator.schema.reading import declaration_of
from simulator.values import ARCHIVE, ASSET, SIGNATURE, UNKNOWN, Secret, reveal

LONGEST_SHOWN: Final = 60
"""Characters of a text that a message repeats."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What the SDK does not allow: the property's path and one sentence."""

    path: str
    reason: str


def judge(token: str, inputs: Mapping[str, Any]) -> list[Fault]:
    """Return every fault of the inputs. An unknown passes anywhere, a secret is looked into."""
    declared = declaration_of(token)
    if declared is None:
        return [Fault("", f"the SDK declares no type {token}")]
    return list(_object(declared.inputs, inputs, "", declared))


def judge_outputs(token: str, outputs: Mapping[str, Any]) -> list[Fault]:
    """Return every output that the SDK does not declare, or declares otherwise: a program could not read it."""
    declared = declaration_of(token)
    if declared is None:
        return [Fault("", f"the SDK declares no type {token}")]
    faults: list[Fault] = []
    for name, value in outputs.items():
        shape = declared.outputs.get(name)
        if shape is None:
            faults.append(Fault(name, f"{token} has no output {name}{nearest(name, declared.outputs)}"))
        else:
            faults += _value(shape, value, name, declared)
    return faults


def nearest(name: str, names: Mapping[str, Any]) -> str:
    """Return a hint at the known name that is most like this one, or nothing."""
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


def _object(fields: Fields, given: Mapping[str, Any], path: str, declared: Declaration) -> Iterator[Fault]:
    shapes = fields.shapes
    for name, value in given.items():
        place = f"{path}.{name}" if path else name
        shape = shapes.get(name)
        if shape is not None:
            if value is not UNKNOWN and value is not None:
                yield from _value(shape, value, place, declared)
        elif not name.startswith("__"):
            yield Fault(place, f"{declared.token} has no property {name}{nearest(name, shapes)}")
    for name in fields.required:
        if given.get(name) is None:
            yield Fault(
                f"{path}.{name}" if path else name, f"{declared.token} requires {name}, which is missing"
            )


def _value(shape: Shape, value: Any, path: str, declared: Declaration) -> Iterator[Fault]:
    hidden = isinstance(value, Secret)
    value = reveal(value)
    if value is UNKNOWN or value is None:
        return
    if declared.provider and isinstance(value, str) and shape.sort is not Sort.TEXT:
        value = _decoded(value)
    match shape.sort:
        case Sort.LIST if isinstance(value, list | tuple):
            yield from _items(
                shape.item, ((f"[{index}]", item) for index, item in enumerate(value)), path, declared
            )
        case Sort.MAP if isinstance(value, Mapping):
            yield from _items(shape.item, ((f".{key}", item) for key, item in value.items()), path, declared)
        case Sort.OBJECT if isinstance(value, Mapping):
            yield from _object(shape.fields, value, path, declared)
        case Sort.UNION:
            yield from _member(shape, value, path, declared, hidden=hidden)
        case _ if not _fits(shape, value):
            yield Fault(
                path, f"{declared.token} takes {wanted(shape)} for {path}, not {shown(value, hidden=hidden)}"
            )


def _items(
    item: Shape | None, values: Iterable[tuple[str, Any]], path: str, declared: Declaration
) -> Iterator[Fault]:
    if item is not None:
        for step, value in values:
            yield from _value(item, value, f"{path}{step}", declared)


def _member(shape: Shape, value: Any, path: str, declared: Declaration, *, hidden: bool) -> Iterator[Fault]:
    """Yield the faults of a union's value: none if any member takes it, else those of the only member of its kind."""
    attempts = [list(_value(member, value, path, declared)) for member in shape.members]
    if all(attempts):
        alike = [faults for faults in attempts if all(fault.path != path for fault in faults)]
        if len(alike) == 1:
            yield from alike[0]
        else:
            yield Fault(
                path, f"{declared.token} takes {wanted(shape)} for {path}, not {shown(value, hidden=hidden)}"
            )


def _fits(shape: Shape, value: Any) -> bool:  # noqa: PLR0911 - one return for each sort
    match shape.sort:
        case Sort.TEXT:
            return isinstance(value, str)
        case Sort.BOOLEAN:
            return isinstance(value, bool)
        case Sort.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Sort.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Sort.ENUM:
            return value in shape.choices
        case Sort.ASSET:
            return isinstance(value, Mapping) and value.get(SIGNATURE) in {ASSET, ARCHIVE}
        case _:
            return shape.sort is Sort.ANY


def wanted(shape: Shape) -> str:
    """Return in words what a shape takes."""
    if shape.sort is Sort.ENUM:
        return "one of " + ", ".join(map(repr, shape.choices))
    if shape.sort is Sort.UNION:
        return " or ".join(wanted(member) for member in shape.members)
    return str(shape.sort.value)


def shown(value: Any, *, hidden: bool = False) -> str:
    """Return a value for a message: a scalar as it is, the rest by its sort, a secret not at all."""
    if hidden:
        return "this secret"
    if isinstance(value, str):
        return f"the text {value[:LONGEST_SHOWN]!r}"
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list | tuple) else json.dumps(value, default=str)


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
