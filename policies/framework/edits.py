"""Changing one place of a resource's inputs and nothing else, past whatever cannot be read.

The inputs are plain values in which an unknown is its sentinel and a secret its envelope, as a state entry has them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from components.foundation.property_paths import ANY
from policies.framework.values import SIGNATURE, UNKNOWN_SENTINELS

DEFAULTED: Final = "__defaults"
"""Where a bridged provider notes the properties that it filled in; its next check would take those for its own again."""

Way = Sequence[str | int]


def written(held: Any, way: Way, next_value: Callable[[Any], Any]) -> Any:
    """Return ``held`` with ``next_value`` of what lies at the end of the way in its place.

    The result is the same object where nothing changed. Mappings that are missing on the way are made, lists are not;
    an unknown, a secret or a value of another shape on the way stays as it is.
    """
    if not way:
        return next_value(held)
    step, rest = way[0], way[1:]
    if step == ANY:
        return _each(held, rest, next_value)
    holder = {} if held is None else held
    if not isinstance(holder, dict) or SIGNATURE in holder:
        return held
    before = holder.get(step)
    after = written(before, rest, next_value)
    if after is before:
        return held
    changed = {**holder, step: after}
    if isinstance(filled := changed.get(DEFAULTED), list) and step in filled:
        changed[DEFAULTED] = [name for name in filled if name != step]
    return changed


def _each(held: Any, rest: Way, next_value: Callable[[Any], Any]) -> Any:
    if not isinstance(held, list):
        return held
    members = [written(one, rest, next_value) if isinstance(one, dict) else one for one in held]
    return held if all(new is old for new, old in zip(members, held, strict=True)) else members


def found(held: Any, way: Way) -> list[Any]:
    """Return the values at the end of a way; an unknown or a secret on the way stands for all beyond it."""
    if held is None:
        return []
    if not way or _marked(held):
        return [held]
    step, rest = way[0], way[1:]
    if step == ANY:
        return [one for member in held for one in found(member, rest)] if isinstance(held, list) else []
    return found(held.get(step), rest) if isinstance(held, dict) else []


def closed(held: Any) -> bool:
    """Return whether a value is, or holds, an unknown, a secret or another value that is not what it looks like."""
    if _marked(held):
        return True
    if isinstance(held, Mapping):
        return any(closed(member) for member in held.values())
    return isinstance(held, list) and any(closed(member) for member in held)


def _marked(held: Any) -> bool:
    if isinstance(held, str):
        return held in UNKNOWN_SENTINELS
    return isinstance(held, Mapping) and SIGNATURE in held
