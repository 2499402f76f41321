"""A simulated cloud's comparison, as a plugin answers it."""

from collections.abc import Mapping
from typing import Any, Final

from pulumi.runtime.proto.provider_pb2 import DiffResponse, PropertyDiff

from components.foundation.property_paths import steps
from simulator.clouds import Difference
from simulator.values import reveal

KINDS: Final = {
    ("add", False): PropertyDiff.ADD,
    ("add", True): PropertyDiff.ADD_REPLACE,
    ("delete", False): PropertyDiff.DELETE,
    ("delete", True): PropertyDiff.DELETE_REPLACE,
    ("update", False): PropertyDiff.UPDATE,
    ("update", True): PropertyDiff.UPDATE_REPLACE,
}


def diff_response(difference: Difference, old: Mapping[str, Any], new: Mapping[str, Any]) -> DiffResponse:
    """Return the answer: every changed path, with whether it came, went or changed, and whether it can in place.

    ``old`` and ``new`` are the inputs that were compared.
    """
    if not difference.changed:
        return DiffResponse(changes=DiffResponse.DIFF_NONE)
    details = {
        path: _property(path, old, new, forced=path in difference.replacing) for path in difference.changed
    }
    return DiffResponse(
        changes=DiffResponse.DIFF_SOME,
        diffs=_properties(difference.changed),
        replaces=_properties(difference.replacing),
        detailedDiff=details,
        hasDetailedDiff=True,
        deleteBeforeReplace=difference.delete_first,
    )


def _property(path: str, old: Mapping[str, Any], new: Mapping[str, Any], *, forced: bool) -> PropertyDiff:
    """Return one path's difference; what stands in no inputs follows from the provider, and is among the outputs."""
    if _present(old, path) or _present(new, path):
        return PropertyDiff(kind=KINDS[_kind(path, old, new), forced], inputDiff=True)
    return PropertyDiff(kind=KINDS["update", forced])


def _properties(paths: tuple[str, ...]) -> list[str]:
    """Return the properties that the paths begin with, once each."""
    return list(dict.fromkeys(str(steps(path)[0]) for path in paths))


def _kind(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    if not _present(old, path):
        return "add"
    return "update" if _present(new, path) else "delete"


def _present(values: Any, path: str) -> bool:
    for step in steps(path):
        values = reveal(values)
        if isinstance(values, Mapping):
            values = values.get(str(step))
        elif isinstance(values, list) and isinstance(step, int) and step < len(values):
            values = values[step]
        else:
            return False
    return reveal(values) is not None
