"""Definitions of third-party systems: published data that the project uses where it is at hand, and does not hold."""

import os
import tarfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from operations.faults import CannotJudge
from operations.tools.table import ROOT
from simulator.cluster.definitions import Definitions

DATA: Final = "PLATFORM_DATA"
"""The variable that names a folder with ``crd-yaml`` in it, as a folder or as an archive, ``crd-yaml.tar.xz``."""

BESIDE: Final = ROOT.parent / "shared" / "data"
"""Where it lies if the variable names none."""

NAME: Final = "crd-yaml"


def definitions(environment: Mapping[str, str] = os.environ) -> tuple[Definitions | None, str]:
    """Return the definitions of custom resources, and a sentence: why there are none, or where they are from.

    :raises CannotJudge: for a folder that is named and is not there, or whose archive cannot be read.
    """
    named = environment.get(DATA)
    folder = Path(named) if named else BESIDE
    if (folder / NAME).is_dir():
        return _read(folder / NAME), f"definitions from {folder / NAME}"
    archive = folder / f"{NAME}.tar.xz"
    if archive.is_file():
        return _unpacked(archive), f"definitions from {archive}"
    if named:
        raise CannotJudge(
            f"{DATA}: {folder} holds neither {NAME} nor {archive.name}; name a folder that does, or unset it"
        )
    return None, f"no definitions of custom resources in {folder}; name the folder of yours in {DATA}"


def _unpacked(archive: Path) -> Definitions:
    with TemporaryDirectory(prefix="infra-definitions-") as folder:
        try:
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
        except (OSError, tarfile.TarError) as unreadable:
            raise CannotJudge(f"{archive}: cannot be unpacked ({unreadable})") from None
        inner = [place for place in (Path(folder) / NAME, Path(folder)) if any(place.glob("*.yaml"))]
        return _read(inner[0] if inner else Path(folder))


def _read(folder: Path) -> Definitions:
    try:
        found = Definitions.of_folder(folder)
    except (OSError, ValueError) as unreadable:
        raise CannotJudge(f"{folder}: {unreadable}") from None
    if not found.by_name:
        raise CannotJudge(f"{folder}: holds no definition of a custom resource")
    return found
