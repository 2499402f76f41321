"""The dashboards as they are shipped: one file of Grafana's JSON for each, which ``infra dashboards`` writes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

GENERATED: Final = "generated"
"""The folder of the files, beside this module."""


@dataclass(frozen=True)
class Shipped:
    """A dashboard: its title, the folder of Grafana that it stands in, and the text of its file."""

    title: str
    folder: str
    text: str


@cache
def shipped() -> Mapping[str, Shipped]:
    """Return every dashboard by its uid, under which Grafana shows it at ``/d/<uid>``."""
    folder = files(__package__) / GENERATED
    found = sorted(one.name for one in folder.iterdir() if one.name.endswith(".json"))
    return {name.removesuffix(".json"): _read((folder / name).read_text(encoding="utf-8")) for name in found}


def _read(text: str) -> Shipped:
    """Return a file with what it says of itself: its second tag is its folder, the first is that of all."""
    said = json.loads(text)
    return Shipped(said["title"], said["tags"][1].replace("-", " ").capitalize(), text)
