"""Published definitions of third-party systems, which lie beside the repository and not in it.

A folder holds ``crd-yaml``, ``crd-catalog`` and ``chart-values``, each unpacked or as ``.tar.xz``: see docs/render.md.
"""

import os
import tarfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from operations.tools.data import BESIDE, DATA

ARCHIVES: Final = ("crd-yaml", "crd-catalog", "chart-values")


def folder() -> Path:
    """Return where published definitions are looked for."""
    return Path(os.environ.get(DATA) or BESIDE)


def needed() -> Path:
    """Return the folder, or skip the test with a sentence where it is not there.

    A folder that somebody named, and that lacks something, is a fault rather than a reason to skip.
    """
    place = folder()
    missing = [
        name for name in ARCHIVES if not (place / name).is_dir() and not (place / f"{name}.tar.xz").is_file()
    ]
    if not missing:
        return place
    said = f"{place} lacks {', '.join(missing)}, against which custom resources and values of charts are validated"
    if os.environ.get(DATA):
        pytest.fail(f"{said}: set {DATA} to a folder that has them, or to nothing")
    pytest.skip(f"{said}: set {DATA} to a folder that has them")


@cache
def texts(place: Path, archive: str) -> Mapping[str, str]:
    """Return every file of an archive by its path within it."""
    unpacked = place / archive
    if unpacked.is_dir():
        return {
            path.relative_to(unpacked).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(unpacked.rglob("*"))
            if path.is_file()
        }
    found: dict[str, str] = {}
    with tarfile.open(place / f"{archive}.tar.xz") as packed:
        for member in packed:
            content = packed.extractfile(member) if member.isfile() else None
            if content is not None:
                found[member.name.removeprefix("./")] = content.read().decode()
    return found
