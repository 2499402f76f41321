"""What became of every check of the scanner: a policy names it, or the list of those left out says why none does."""

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from operations.faults import CannotJudge
from operations.policy import page
from operations.policy.rulebook import policies
from policies.framework import left_out
from policies.framework.left_out import LeftOut, LeftOutError
from tests.policies.mutations.statements import ROOT

HELD = left_out.read()
CHECKS: dict[str, list[str]] = yaml.safe_load((ROOT / "tests/policies/scanner_checks.yaml").read_text())
NAMES = {one.name for one in policies()}
NAMED = {check for one in policies() for check in one.scanners.get(HELD.scanner, ())}
CLOUDS = {"aws": "AWS", "azure": "AZURE", "gcp": "GCP", "kubernetes": "K8S"}


def registered() -> set[str]:
    files = (ROOT / "tests/stacks/inventories").glob("*.yaml")
    return {token for file in files for token in yaml.safe_load(file.read_text())["types"]}


def test_every_check_is_named_by_a_policy_or_left_out_and_never_both() -> None:
    left = {row.id for row in HELD.all}
    assert {check for checks in CHECKS.values() for check in checks} - NAMED - left == set()
    assert left & NAMED == set()


def test_nothing_is_left_out_that_the_scanner_does_not_have() -> None:
    assert list(HELD.checks) == list(CHECKS) == list(CLOUDS)
    for cloud, rows in HELD.checks.items():
        assert {row.id for row in rows} <= set(CHECKS[cloud])
        assert {row.id.split("_")[1] for row in rows} == {CLOUDS[cloud]}


def test_rows_are_sorted_and_none_stands_twice() -> None:
    for rows in HELD.checks.values():
        order = [row.order for row in rows]
        assert order == sorted(set(order))


def test_every_type_is_one_that_a_stack_registers() -> None:
    known = registered() | {"pulumi:providers:aws"}
    assert {kind for row in HELD.all for kind in row.types} - known == set()


@pytest.mark.parametrize("row", HELD.all, ids=lambda row: row.id)
def test_the_evidence_of_a_row_exists(row: LeftOut) -> None:
    spoken = re.findall(r"\b(?:security|kubernetes|cost)/[a-z0-9-]+", row.because)
    assert {*row.policies, *spoken} <= NAMES
    assert list(row.policies) == sorted(set(row.policies))
    if row.held_by:
        assert (ROOT / row.held_by).is_file()


def test_every_reason_is_explained_and_used() -> None:
    assert {row.reason for row in HELD.all} == set(left_out.REASONS)


def test_the_page_has_every_row() -> None:
    text = page.render(policies()).split("## Checks of other scanners that are left out\n")[1]
    for row in HELD.all:
        (line,) = [line for line in text.splitlines() if line.startswith(f"| {row.id} |")]
        assert all(
            said in line for said in (row.about, row.reason, row.because, *row.policies, row.held_by or "")
        )


ROW = {"id": "CKV_AWS_1", "about": "abc", "types": ["aws:a/b:B"], "reason": "wanted", "because": "It is so."}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"reason": "tired"}, r"checks\.aws\.0\.reason"),
        ({"id": "AWS_1"}, r"checks\.aws\.0\.id"),
        ({"types": []}, r"checks\.aws\.0\.types"),
        ({"because": "no sentence"}, r"checks\.aws\.0\.because"),
        ({"severity": "high"}, r"checks\.aws\.0\.severity"),
        ({"reason": "superseded"}, "CKV_AWS_1: `policies` goes with the reason superseded"),
        ({"policies": ["security/iam-no-admin"]}, "CKV_AWS_1: `policies` goes with the reason superseded"),
        ({"reason": "construction"}, "CKV_AWS_1: `held_by` goes with the reason construction"),
        ({"held_by": "a.py"}, "CKV_AWS_1: `held_by` goes with the reason construction"),
    ],
)
def test_a_broken_row_is_refused(change: dict[str, Any], fault: str, tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text(yaml.safe_dump({"scanner": "abc", "version": "1.2.3", "checks": {"aws": [ROW | change]}}))
    with pytest.raises(LeftOutError, match=fault):
        left_out.read(file)


def test_a_list_that_cannot_be_read_makes_no_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text("checks: [")

    monkeypatch.setattr(left_out, "read", partial(left_out.read, file))
    with pytest.raises(CannotJudge, match=r"list\.yaml cannot be read as YAML"):
        page.render(policies())
