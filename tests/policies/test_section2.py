"""Every row of what was studied has the policies that ask it, or says why a clause of it has none."""

from typing import Any

import pytest
import yaml

from operations.policy.rulebook import policies
from tests.policies.mutations.statements import ROOT
from tests.policies.test_left_out import registered

TABLE: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(
    (ROOT / "tests/policies/section2.yaml").read_text()
)
ROWS = [(section, name, row) for section, rows in TABLE.items() for name, row in rows.items()]
NAMES = {one.name for one in policies()}
STUDIED = {
    "2.1": 14,
    "2.2": 12,
    "2.3": 20,
    "2.4": 20,
    "2.5": 21,
    "2.6": 13,
    "2.7": 8,
    "2.8": 18,
    "2.9": 12,
    "2.10": 12,
}
"""How many rows each part has; the last two were sentences, whose clauses stand for rows."""


def test_every_part_has_every_row() -> None:
    assert {section.split()[0]: len(rows) for section, rows in TABLE.items()} == STUDIED


@pytest.mark.parametrize(
    ("section", "name", "row"), ROWS, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_row_is_asked_by_policies_that_exist(section: str, name: str, row: dict[str, Any]) -> None:
    assert set(row) <= {"policies", "lacks", "absent"}
    assert set(row["policies"]) <= NAMES, f"{section}: {name}"
    assert len(set(row["policies"])) == len(row["policies"])
    assert row["policies"] or row.get("absent"), (
        "a row without policies is about types that no stack registers"
    )
    assert len(row.get("lacks", "because")) > 3


def test_what_is_said_to_be_absent_is_registered_by_no_stack() -> None:
    absent = {kind for _, _, row in ROWS for kind in row.get("absent", ())}
    assert absent & registered() == set()
    assert all(kind.count(":") == 2 for kind in absent)
