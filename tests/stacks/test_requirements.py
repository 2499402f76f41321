"""Every cloud system of the requirements, held to resource types and key inputs in a table beside this file."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.program import run
from tests.stacks.systems import ROOT

TABLE = Path(__file__).with_name("requirements.yaml")
ROWS: list[dict[str, Any]] = yaml.safe_load(TABLE.read_text())
CELLS = [(row, part) for row in ROWS for part in row["has"]]
IDS = [f"{row['row']}: {row['asks']} [{part['type'].rpartition(':')[2]}]" for row, part in CELLS]

Resource = dict[str, Any]


@pytest.fixture(scope="session")
def resources() -> list[Resource]:
    """Production as a preview registers it: the ``resources`` of ``infra preview production --json``."""
    done = run(ROOT, "production", preview=True)
    assert [str(fault) for fault in done.faults] == []
    return done.resources


def values(tree: Any, path: str) -> Iterator[Any]:
    """Yield what stands at a path such as ``rules.*.name``; an asterisk is every item or value."""
    found = [tree]
    for key in path.split("."):
        found = [below for holder in found for below in _below(holder, key)]
    yield from found


def _below(holder: Any, key: str) -> Iterable[Any]:
    if key == "*":
        return holder.values() if isinstance(holder, dict) else holder if isinstance(holder, list) else ()
    if isinstance(holder, list) and key.isdigit():
        return holder[int(key) : int(key) + 1]
    return (holder[key],) if isinstance(holder, dict) and key in holder else ()


def agrees(found: Any, wanted: Any) -> bool:
    """Return whether a value is the wanted one; a text may be a pattern, a list holds at least what is wanted."""
    if isinstance(wanted, str):
        return isinstance(found, str) and fnmatchcase(found, wanted)
    if isinstance(wanted, list):
        return isinstance(found, list) and all(any(agrees(item, one) for item in found) for one in wanted)
    return bool(found == wanted) and isinstance(found, bool) == isinstance(wanted, bool)


def satisfies(resource: Resource, part: dict[str, Any]) -> bool:
    if resource["type"] != part["type"]:
        return False
    if "named" in part and not fnmatchcase(resource["urn"].rpartition("::")[2], part["named"]):
        return False
    return all(
        any(agrees(value, wanted) for value in values(resource["inputs"], path))
        for path, wanted in part.get("inputs", {}).items()
    )


def met(resources: Iterable[Resource], part: dict[str, Any]) -> bool:
    count = sum(satisfies(resource, part) for resource in resources)
    return count == part["count"] if "count" in part else count > 0


@pytest.mark.parametrize(("row", "part"), CELLS, ids=IDS)
def test_production_holds_what_the_requirements_ask(
    row: dict[str, Any], part: dict[str, Any], resources: list[Resource]
) -> None:
    assert met(resources, part), f"row {row['row']} asks for {row['asks']}; nothing is like {part}"


@pytest.mark.parametrize(("row", "part"), CELLS, ids=IDS)
def test_the_table_notices_what_goes_missing(
    row: dict[str, Any], part: dict[str, Any], resources: list[Resource]
) -> None:
    rest = [resource for resource in resources if not satisfies(resource, part)]
    assert not met(rest, part), f"{row['asks']}: a table that is content without it proves nothing"
    for path in part.get("inputs", {}):
        others = deepcopy([resource for resource in resources if resource["type"] == part["type"]])
        for resource in others:
            resource["inputs"].pop(path.partition(".")[0], None)
        assert not met(others, part), f"{row['asks']}: {path} is not looked at"


def test_each_row_of_the_clouds_is_in_the_table() -> None:
    assert {row["row"] for row in ROWS} >= {2, 3, 9, 13}


def test_no_requirement_stands_twice() -> None:
    asked = [(row["row"], row["asks"]) for row in ROWS]
    assert len(asked) == len(set(asked))
