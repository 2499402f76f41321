"""What Trivy's own documentation calls good and bad: texts of Terraform beside each of its checks."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from tests.policies.corpus.terraform.example import Example

CLOUDS = {"aws": "aws", "azure": "azure", "google": "gcp"}
"""The folders of its checks, and what the clouds are called here."""


@cache
def of_trivy(checkout: Path) -> tuple[Example, ...]:
    """Return the examples of a checkout, each a text of its own that is good or bad as a whole."""
    found = [one for folder in CLOUDS for one in _of_folder(checkout, checkout / "checks/cloud" / folder)]
    return tuple(sorted(found, key=str))


def _of_folder(checkout: Path, folder: Path) -> Iterator[Example]:
    for check in sorted(folder.rglob("*.rego")):
        text = check.read_text()
        named = re.search(r"^#\s+id:\s*((?:AWS|AZU|GCP)-\d+)", text, re.MULTILINE)
        told = re.search(r"^#\s+examples:\s*(\S+\.ya?ml)", text, re.MULTILINE)
        file = checkout / told[1] if told else None
        if named and file is not None and file.is_file():
            said = (yaml.safe_load(file.read_text()) or {}).get("terraform") or {}
            for kind in ("good", "bad"):
                for position, example in enumerate(said.get(kind) or ()):
                    yield Example(
                        named[1], f"{check.stem}.{kind}{position}", "", kind == "good", text=example
                    )
