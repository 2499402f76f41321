"""What an expression is worth: plain values, and those that come from another resource."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from policies.framework.values import UNKNOWN_TEXT

NO_EDGES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wired:
    """A value out of other resources, ``known`` in a preview or not; a rehearsal knows ``value`` either way.

    ``edges`` are the addresses of the resources that it comes from.
    """

    value: Any
    edges: frozenset[str] = NO_EDGES
    known: bool = False


def edges_of(value: Any) -> frozenset[str]:
    """Return the addresses of all resources that went into a value."""
    if isinstance(value, Wired):
        return value.edges | edges_of(value.value)
    return frozenset(edge for one in _members(value) for edge in edges_of(one))


def known(value: Any) -> bool:
    """Return whether a preview knows all of a value."""
    if isinstance(value, Wired):
        return value.known and known(value.value)
    return all(known(one) for one in _members(value))


def rehearsed(value: Any) -> Any:
    """Return a value as it is when everything is known."""
    if isinstance(value, Wired):
        return rehearsed(value.value)
    return _mapped(value, rehearsed)


def previewed(value: Any) -> Any:
    """Return a value as a preview has it, with the sentinel where it knows nothing."""
    if isinstance(value, Wired):
        return previewed(value.value) if value.known else UNKNOWN_TEXT
    return _mapped(value, previewed)


def made_of(parts: Iterable[Any], value: Any) -> Any:
    """Return ``value``, which was made of ``parts``: unknown if one of them is, and with all their edges."""
    held = list(parts)
    edges = edges_of(held)
    return Wired(value, edges, known(held)) if edges or not known(held) else value


def as_text(value: Any) -> Any:
    """Return a value as the text of a document."""
    return made_of([value], json.dumps(rehearsed(value)))


def _members(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _mapped(value: Any, change: Any) -> Any:
    if isinstance(value, dict):
        return {key: change(one) for key, one in value.items()}
    return [change(one) for one in value] if isinstance(value, list) else value
