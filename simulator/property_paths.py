"""What the resource option ``ignoreChanges`` does to inputs."""

from collections.abc import Mapping
from copy import copy
from typing import Any, Final

from components.foundation.property_paths import ANY, steps

_ABSENT: Final = object()


def with_ignored(new: Mapping[str, Any], old: Mapping[str, Any], ignored: list[str]) -> dict[str, Any]:
    """Return the new inputs with what the ignored paths name as it was: set back, or left out if it was not there.

    A path of which an earlier step is missing on either side changes nothing, as in the engine.
    """
    result = dict(new)
    for path in ignored:
        _restore(result, old, steps(path))
    return result


def _restore(new: Any, old: Any, path: tuple[str | int, ...]) -> None:
    """Set what lies at ``path`` in ``new``, which may be changed at its top level, to what lies there in ``old``."""
    if not path:
        return
    head, rest = path[0], path[1:]
    for step in _named(new, old) if head == ANY else (head,):
        before, after = _at(old, step), _at(new, step)
        if rest:
            if before is not _ABSENT and isinstance(after, dict | list):
                new[step] = copy(after)
                _restore(new[step], before, rest)
        elif before is not _ABSENT:
            if isinstance(new, dict) or after is not _ABSENT:
                new[step] = before
        elif isinstance(new, dict):
            new.pop(step, None)


def _named(new: Any, old: Any) -> list[Any]:
    if isinstance(new, dict) and isinstance(old, Mapping):
        return list(dict.fromkeys((*new, *old)))
    return list(range(len(new))) if isinstance(new, list) else []


def _at(container: Any, step: str | int) -> Any:
    if isinstance(container, Mapping):
        return container.get(step, _ABSENT)
    if isinstance(container, list) and isinstance(step, int) and step < len(container):
        return container[step]
    return _ABSENT
