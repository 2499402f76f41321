"""Where a program lies: in the folders that the user names, or where ``make tools`` builds to."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from operations.tools.table import GROUPS, Group

ELSEWHERE: Final = "PLATFORM_TOOLS"
"""The variable that names folders with the user's own programs, as ``PATH`` does; ``PLATFORM_TOOLS=$PATH`` takes
whatever is installed. They go before what ``make tools`` builds, and their versions are the user's business."""


def find(name: str, environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the program, or nothing where there is none.

    :raises LookupError: for a name that no group has, which no ``make tools`` could mend.
    """
    group = _group(name)
    theirs = environment.get(ELSEWHERE, "")
    found = shutil.which(name, path=theirs) if theirs else None
    if found is None:
        found = shutil.which(name, path=str(group.built))
    return Path(found) if found else None


def find_all(
    *groups: Group, environment: Mapping[str, str] = os.environ
) -> tuple[dict[str, Path], str | None]:
    """Return the groups' programs by name, and why they cannot be used: a sentence, or nothing if all are there."""
    places = {name: find(name, environment) for group in groups for name in group.programs}
    missing = [name for name, place in places.items() if place is None]
    there = {name: place for name, place in places.items() if place is not None}
    if not missing:
        return there, None
    named = ", ".join(missing)
    builds = " ".join(group.name for group in groups if not group.programs.keys() <= there.keys())
    return there, (
        f"{named}: not built here; run `make tools` (or `infra tools {builds}`), or name the folder of yours in {ELSEWHERE}"
    )


def _group(name: str) -> Group:
    for group in GROUPS:
        if name in group.programs:
            return group
    raise LookupError(f"no group of tools/ has a program {name}")
