"""What each environment consists of, by type: a change of scope shows as a change of these files."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parent / "inventories"
REGENERATE = "WRITE_INVENTORIES=1 .venv/bin/pytest tests/stacks/test_inventories.py"


def test_an_environment_consists_of_what_its_inventory_says(live: Any) -> None:
    counted = dict(sorted(Counter(entry["type"] for entry in live.entries.values()).items()))
    file = FOLDER / f"{live.stack}.yaml"
    if os.environ.get("WRITE_INVENTORIES"):
        head = f"# What {live.stack} consists of. Written by: {REGENERATE}\n"
        file.write_text(head + yaml.safe_dump({"total": sum(counted.values()), "types": counted}))
        pytest.skip(f"{file.name} is written; look at its difference")
    expected = yaml.safe_load(file.read_text())
    assert counted == expected["types"], f"if this is meant, run: {REGENERATE}"
    assert sum(counted.values()) == expected["total"]


def test_there_is_an_inventory_of_each_environment_and_of_nothing_else() -> None:
    assert sorted(file.stem for file in FOLDER.iterdir()) == ["dev", "production", "staging"]


def test_staging_has_productions_shape(up: Any) -> None:
    """The same components, and nothing that production does not have: what is tested there is what will run."""
    staging, production = (
        {entry["type"] for entry in up(stack).entries.values()} for stack in ("staging", "production")
    )
    assert staging == production


def test_a_preview_registers_what_an_up_does(live: Any, changed: Any, tree: Any) -> None:
    preview = changed(live.stack, tree(live.stack), preview=True)
    assert {entry["urn"] for entry in preview.resources} == set(live.entries)
