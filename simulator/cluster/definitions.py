"""Definitions of custom resources from a folder of YAML, found by what they define and installed as they are written."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from simulator.cluster.client import Client, Object
from simulator.cluster.control_plane import ControlPlane
from simulator.cluster.faults import UnknownKind

MANAGER: Final = "definitions"
VERSION: Final = "apiextensions.k8s.io/v1"
KIND: Final = "CustomResourceDefinition"
PLACES: Final = (("spec", "group"), ("spec", "names", "kind"), ("metadata", "name"))
"""What is read of a definition."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition: its name, which is ``<plural>.<group>``, the kind that it defines, and its text.

    The text is sent as it is. The definitions of a platform are 26 MB, which Python would read for ten seconds.
    """

    name: str
    group: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """What a folder holds, by name."""

    by_name: Mapping[str, Definition]

    @classmethod
    def of_folder(cls, folder: Path) -> Self:
        """Read every definition in the folder's YAML files.

        :raises ValueError: for a definition that is laid out as no generator does, and for two of one name.
        """
        found: dict[str, Definition] = {}
        for file in sorted(folder.glob("*.yaml")):
            for definition in _read(file):
                if found.setdefault(definition.name, definition).text.strip() != definition.text.strip():
                    raise ValueError(
                        f"{file.name} defines {definition.name}, which another file defines otherwise"
                    )
        return cls(found)

    def of(self, api_version: str, kind: str) -> Definition | None:
        """Return the definition of a kind, or nothing."""
        group = api_version.rpartition("/")[0]
        found = (item for item in self.by_name.values() if (item.group, item.kind) == (group, kind))
        return next(found, None)


def install(plane: ControlPlane, definitions: Iterable[Definition]) -> int:
    """Apply definitions, wait until the server serves them all, and return how many.

    :raises Denied: if the server refuses one.
    :raises ClusterError: if it does not serve them in time.
    """
    installed, kinds = 0, set[tuple[str, str]]()
    for definition in definitions:
        spec = plane.settled(lambda: _apply(plane.client, definition))["spec"]  # noqa: B023 - called at once
        kinds |= {
            (f"{definition.group}/{version['name']}", definition.kind)
            for version in spec["versions"]
            if version["served"]
        }
        installed += 1
    plane.wait(
        "the definitions are not served", lambda: all(is_served(plane.client, *kind) for kind in kinds)
    )
    return installed


def _apply(client: Client, definition: Definition) -> Object:
    named = {"apiVersion": VERSION, "kind": KIND, "metadata": {"name": definition.name}}
    return client.apply(named, text=definition.text, manager=MANAGER)


def is_served(client: Client, api_version: str, kind: str) -> bool:
    """Say whether the server tells of a kind yet: it takes a definition a moment before it does."""
    try:
        client.served(api_version, kind)
    except UnknownKind:
        return False
    return True


def _read(file: Path) -> Iterator[Definition]:
    for text in re.split(r"^---.*$", file.read_text(encoding="utf-8"), flags=re.MULTILINE):
        if re.search(rf"^kind: {KIND}$", text, re.MULTILINE):
            group, kind, name = (_field(file, text, *place) for place in PLACES)
            yield Definition(name, group, kind, text)


def _field(file: Path, text: str, *steps: str) -> str:
    """Return a text field, found by the indentation that every generator of definitions writes: two spaces a level."""
    for depth, step in enumerate(steps):
        found = re.search(rf"^{'  ' * depth}{step}:(.*)$", text, re.MULTILINE)
        if found is None:
            raise ValueError(
                f"{file.name}: a definition without {'.'.join(steps)}, or not indented by two spaces"
            )
        # Within the field alone: up to the next line that is indented as little
        value, rest = found[1].strip(), text[found.end() :]
        text = re.split(rf"^ {{0,{2 * depth}}}\S", rest, maxsplit=1, flags=re.MULTILINE)[0]
    return value.strip("\"'")
