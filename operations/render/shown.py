"""What of a value may be shown, and what of it is only a stand-in."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from simulator.values import UNKNOWN, Secret, reveal

REDACTED: Final = "[redacted]"
"""Stands for a secret. No file holds anything else of it."""

Path = tuple[str | int, ...]


def without_secrets(value: Any) -> Any:
    """Return a value with :data:`REDACTED` in the place of each secret."""
    if isinstance(value, Secret):
        return REDACTED
    if isinstance(value, Mapping):
        return {str(key): without_secrets(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(item) for item in value]
    return value


def secret_paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield where the secrets of a value stand."""
    if isinstance(value, Secret):
        yield path
        return
    for step, item in _members(value):
        yield from secret_paths(item, (*path, step))


def unknown_paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield where a value holds what is not known, in secrets too."""
    value = reveal(value)
    if value is UNKNOWN:
        yield path
        return
    for step, item in _members(value):
        yield from unknown_paths(item, (*path, step))


def written(path: Path) -> str:
    """Return a path as people write it: ``spec.rules[0].host``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step.replace("_", "").replace("-", "").isalnum():
            text += f".{step}"
        else:
            text += f'["{step}"]'
    return text.removeprefix(".") or "the whole object"


def _members(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        yield from ((str(key), item) for key, item in value.items())
    elif isinstance(value, list | tuple):
        yield from enumerate(value)
