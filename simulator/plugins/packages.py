"""Which packages there are plugins for: every provider whose SDK is installed here."""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """A provider package by the name its resource types begin with, and the version of its SDK."""

    name: str
    version: str


def installed_packages(folders: Iterable[str] | None = None) -> tuple[Package, ...]:
    """Return the packages whose SDKs lie in the folders (by default, the import path), by name.

    A package that the simulated clouds do not know is among them on purpose: its plugin refuses everything, where
    without one the engine would use a real plugin of the user's, and with it a real cloud. Every SDK that
    Pulumi generates says in ``pulumi-plugin.json`` which plugin it talks to.
    """
    found: dict[str, Package] = {}
    for folder in dict.fromkeys(map(Path, sys.path if folders is None else folders)):
        for file in sorted(folder.glob("pulumi_*/pulumi-plugin.json")):
            described = json.loads(file.read_text(encoding="utf-8"))
            if described.get("resource"):
                name = described.get("name") or file.parent.name.removeprefix("pulumi_").replace("_", "-")
                found.setdefault(name, Package(name, described.get("version", "")))
    return tuple(sorted(found.values()))
