"""All packs of the repository, each imported when it is first needed."""

from functools import cache
from importlib import import_module
from typing import Final

from policies.framework.rules import AnyRule, Pack

PACKS: Final = ("security", "kubernetes", "cost")
"""The rooms under ``policies`` that hold a pack; each has a module ``catalogue`` with its ``PACK``."""


@cache
def pack(name: str) -> Pack:
    """Return one pack.

    :raises TypeError: if the room's catalogue holds something else under that name.
    """
    found = import_module(f"policies.{name}.catalogue").PACK
    if not isinstance(found, Pack):
        raise TypeError(f"policies/{name}/catalogue.py must assign a Pack to PACK")
    return found


def all_packs() -> tuple[Pack, ...]:
    """Return every pack of the repository."""
    return tuple(pack(name) for name in PACKS)


def rule(name: str) -> AnyRule:
    """Return a rule by its full name, such as ``security/rds-encrypted``.

    :raises LookupError: if there is none of that name.
    """
    room, _, short = name.partition("/")
    for candidate in pack(room).rules if room in PACKS else ():
        if candidate.name == short:
            return candidate
    raise LookupError(
        f"there is no rule {name}; the full name is <pack>/<rule>, with a pack of {', '.join(PACKS)}"
    )
