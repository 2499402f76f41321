"""The table of what is claimed names proofs that exist, and says what it lacks where it lacks something."""

import ast
from functools import cache
from typing import Any

import pytest
import yaml
from typer.main import get_command

from operations.cli import app
from tests.policies.mutations.statements import ROOT

TABLE: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/policies/section6.yaml").read_text())
PROOFS = [(row["id"], proof) for row in TABLE for proof in row["proofs"]]


def test_every_requirement_has_a_row_with_a_proof() -> None:
    assert [row["id"] for row in TABLE] == list(range(1, 26))
    assert all(row["proofs"] for row in TABLE)
    assert {row["state"] for row in TABLE} == {"held", "partly"}
    assert [row["id"] for row in TABLE if ("lacks" in row) != (row["state"] == "partly")] == []


@cache
def written_in(file: str) -> frozenset[str]:
    return frozenset(
        node.name
        for node in ast.walk(ast.parse((ROOT / file).read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


@pytest.mark.parametrize(("row", "proof"), PROOFS)
def test_a_proof_exists(row: int, proof: str) -> None:
    if proof.startswith("infra "):
        command: Any = get_command(app)
        for word in proof.split()[1:]:
            if not hasattr(command, "commands"):
                break
            command = command.commands[word]
        return
    file, _, name = proof.partition("::")
    assert name in written_in(file), f"requirement {row} rests on a test that is not there"
