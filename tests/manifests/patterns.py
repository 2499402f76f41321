"""Patterns of Go, as Python reads them."""

import re
from typing import Any, Final

IGNORING_CASE: Final = "(?i)"
NO_CONTROL: Final = r"[^\x00-\x1f\x7f-\x9f]"
"""What ``\\PC`` stands for in Go: whatever is of no category of "others". Python's ``re`` has no categories."""


def readable(schema: Any) -> Any:
    """Return a schema with every ``pattern`` in it written for Python.

    :raises re.error: for one that cannot be.
    """
    if isinstance(schema, dict):
        return {
            key: for_python(value) if key == "pattern" and isinstance(value, str) else readable(value)
            for key, value in schema.items()
        }
    return [readable(one) for one in schema] if isinstance(schema, list) else schema


def for_python(pattern: str) -> str:
    """Return a pattern in which what only Go allows is said as Python says it.

    Go lets ``(?i)`` stand anywhere, for the rest of the group around it; Python wants that rest in a group of its own.
    """
    pattern = pattern.replace(r"\PC", NO_CONTROL)
    while (start := pattern.find(IGNORING_CASE)) >= 0:
        end = _end_of_group(pattern, start + len(IGNORING_CASE))
        inside = pattern[start + len(IGNORING_CASE) : end]
        pattern = f"{pattern[:start]}(?i:{inside}){pattern[end:]}"
    re.compile(pattern)
    return pattern


def _end_of_group(pattern: str, at: int) -> int:
    """Return where the group ends that ``at`` stands in: at its closing bracket, or at the end."""
    depth, in_set = 0, False
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            at += 1
        elif in_set:
            in_set = character != "]"
        elif character == "[":
            in_set = True
        elif character == "(":
            depth += 1
        elif character == ")":
            if depth == 0:
                return at
            depth -= 1
        at += 1
    return len(pattern)
