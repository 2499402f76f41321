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
from policies.framework.left_out import LeftOut, LeftOutError, Scanner
from tests.policies.mutations.statements import ROOT

HELD = left_out.read()
ROWS = [row for one in HELD for row in one.all]
CHECKS: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (ROOT / "tests/policies/scanner_checks.yaml").read_text()
)
NAMES = {one.name for one in policies()}
FAMILIES = {
    "aws": {"CKV_AWS_", "CKV2_AWS_", "AWS-"},
    "azure": {"CKV_AZURE_", "CKV2_AZURE_", "AZU-"},
    "gcp": {"CKV_GCP_", "CKV2_GCP_", "GCP-"},
    "kubernetes": {"CKV_K8S_", "CKV2_K8S_", "KCV-", "KSV-"},
}


def registered() -> set[str]:
    files = (ROOT / "tests/stacks/inventories").glob("*.yaml")
    return {token for file in files for token in yaml.safe_load(file.read_text())["types"]}


def test_the_scanners_are_those_whose_checks_are_known() -> None:
    assert [one.scanner for one in HELD] == list(CHECKS)
    assert all(list(one.checks) == list(CHECKS[one.scanner]) == list(FAMILIES) for one in HELD)


@pytest.mark.parametrize("scanner", HELD, ids=lambda one: one.scanner)
def test_every_check_is_named_by_a_policy_or_left_out_and_never_both(scanner: Scanner) -> None:
    named = {check for one in policies() for check in one.scanners.get(scanner.scanner, ())}
    left = {row.id for row in scanner.all}
    assert {check for checks in CHECKS[scanner.scanner].values() for check in checks} - named - left == set()
    assert left & named == set()


@pytest.mark.parametrize("scanner", HELD, ids=lambda one: one.scanner)
def test_nothing_is_left_out_that_the_scanner_does_not_have(scanner: Scanner) -> None:
    for cloud, rows in scanner.checks.items():
        assert {row.id for row in rows} <= set(CHECKS[scanner.scanner][cloud])
        assert {row.id.rstrip("0123456789") for row in rows} <= FAMILIES[cloud]


@pytest.mark.parametrize("scanner", HELD, ids=lambda one: one.scanner)
def test_rows_are_sorted_and_none_stands_twice(scanner: Scanner) -> None:
    for rows in scanner.checks.values():
        order = [row.order for row in rows]
        assert order == sorted(set(order))


def test_every_type_is_one_that_a_stack_registers() -> None:
    known = registered() | {"pulumi:providers:aws"}
    assert {kind for row in ROWS for kind in row.types} - known == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_the_evidence_of_a_row_exists(row: LeftOut) -> None:
    spoken = re.findall(r"\b(?:security|kubernetes|cost)/[a-z0-9-]+", row.because)
    assert {*row.policies, *spoken} <= NAMES
    assert list(row.policies) == sorted(set(row.policies))
    if row.held_by:
        assert (ROOT / row.held_by).is_file()


def test_every_reason_is_explained_and_used() -> None:
    assert {row.reason for row in ROWS} == set(left_out.REASONS)


def test_the_page_has_every_row() -> None:
    text = page.render(policies()).split("## Checks of other scanners that are left out\n")[1]
    for row in ROWS:
        (line,) = [line for line in text.splitlines() if line.startswith(f"| {row.id} |")]
        assert all(
            said in line for said in (row.about, row.reason, row.because, *row.policies, row.held_by or "")
        )


ROW = {"id": "CKV_AWS_1", "about": "abc", "types": ["aws:a/b:B"], "reason": "wanted", "because": "It is so."}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"reason": "tired"}, r"scanners\.0\.checks\.aws\.0\.reason"),
        ({"id": "AWS_1"}, r"scanners\.0\.checks\.aws\.0\.id"),
        ({"types": []}, r"scanners\.0\.checks\.aws\.0\.types"),
        ({"because": "no sentence"}, r"scanners\.0\.checks\.aws\.0\.because"),
        ({"severity": "high"}, r"scanners\.0\.checks\.aws\.0\.severity"),
        ({"reason": "superseded"}, "CKV_AWS_1: `policies` goes with the reason superseded"),
        ({"policies": ["security/iam-no-admin"]}, "CKV_AWS_1: `policies` goes with the reason superseded"),
        ({"reason": "construction"}, "CKV_AWS_1: `held_by` goes with the reason construction"),
        ({"held_by": "a.py"}, "CKV_AWS_1: `held_by` goes with the reason construction"),
    ],
)
def test_a_broken_row_is_refused(change: dict[str, Any], fault: str, tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text(
        yaml.safe_dump(
            {"scanners": [{"scanner": "Trivy", "version": "1.2.3", "checks": {"aws": [ROW | change]}}]}
        )
    )
    with pytest.raises(LeftOutError, match=fault):
        left_out.read(file)


def test_a_list_that_cannot_be_read_makes_no_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text("checks: [")

    monkeypatch.setattr(left_out, "read", partial(left_out.read, file))
    with pytest.raises(CannotJudge, match=r"list\.yaml cannot be read as YAML"):
        page.render(policies())
