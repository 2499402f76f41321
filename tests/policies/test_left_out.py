"""What became of every check of the scanner: a policy names it, or the list of those left out says why none does."""

import re
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from operations.faults import CannotJudge
from operations.policy import page
from operations.policy.rulebook import Policy, policies
from policies.framework import left_out
from policies.framework.left_out import SCANNERS, LeftOut, LeftOutError, Name, Scanner
from tests.policies.mutations.statements import ROOT
from tests.policies.places import home

HELD = left_out.read()
ROWS = [(one, cloud, row) for one in HELD for cloud, rows in one.checks.items() for row in rows]
CHECKS: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (ROOT / "tests/policies/scanner_checks.yaml").read_text()
)
ELSEWHERE = CHECKS.pop("elsewhere")
POLICIES = policies()
FAMILIES = {
    "Checkov": {
        "aws": r"CKV2?_AWS_",
        "azure": r"CKV2?_AZURE_",
        "gcp": r"CKV2?_GCP_",
        "kubernetes": r"CKV2?_K8S_",
    },
    "Trivy": {"aws": r"AWS-", "azure": r"AZU-", "gcp": r"GCP-", "kubernetes": r"(KCV|KSV|KUBE)-"},
    "Prowler": {
        "aws": r"(accessanalyzer|acm|autoscaling|backup|bedrock|cloudfront|cloudtrail|cloudwatch|config|ec2|ecr|eks"
        r"|elasticache|elbv2|eventbridge|firehose|guardduty|iam|inspector2|kinesis|kms|macie|networkfirewall"
        r"|opensearch|rds|redshift|route53|s3|secretsmanager|securityhub|shield|sns|sqs|ssm|vpc|wafv2)_",
        "azure": r"(aks|containerregistry|iam|keyvault|monitor|network|postgresql|storage)_",
        "gcp": r"(artifacts|cloudsql|cloudstorage|compute|dns|gcr|gke|iam|kms|logging|secretmanager)_",
        "kubernetes": r"(apiserver|controllermanager|core|etcd|kubelet|rbac|scheduler)_",
        "cloudflare": r"(dns|zone)_",
    },
    "Kyverno": {"kubernetes": r""},
}
"""What the ids of a scanner begin with, by cloud."""


def registered() -> set[str]:
    files = (ROOT / "tests/stacks/inventories").glob("*.yaml")
    return {token for file in files for token in yaml.safe_load(file.read_text())["types"]}


def named(scanner: str, cloud: str) -> set[str]:
    """Return what policies of a cloud name of a scanner; a cost policy speaks of every cloud."""
    return {
        check
        for one in POLICIES
        if home(one) in (cloud, "rules")
        for check in one.scanners.get(scanner, ())
        if check in CHECKS[scanner][cloud]
    }


def test_the_scanners_are_those_whose_checks_are_known() -> None:
    assert (
        [one.scanner for one in HELD] == list(CHECKS) == list(FAMILIES) == list(ELSEWHERE) == list(SCANNERS)
    )
    for one in HELD:
        assert list(one.checks) == list(CHECKS[one.scanner]) == list(FAMILIES[one.scanner])


@pytest.mark.parametrize("scanner", FAMILIES)
def test_ids_have_the_shape_of_their_scanner_and_stand_once(scanner: str) -> None:
    for cloud, family in FAMILIES[scanner].items():
        known = CHECKS[scanner][cloud]
        assert [one for one in known if not SCANNERS[cast("Name", scanner)].fullmatch(one)] == []
        assert [one for one in known if not re.match(family, one)] == []
        assert len(known) == len(set(known))


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.name)
def test_every_id_that_a_policy_names_is_a_check_of_its_own_cloud(policy: Policy) -> None:
    for scanner, ids in policy.scanners.items():
        clouds = CHECKS[scanner]
        place = home(policy)
        known = clouds[place] if place in clouds else [one for ids_ in clouds.values() for one in ids_]
        assert [one for one in ids if one not in known and one not in ELSEWHERE[scanner]] == []
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("scanner", FAMILIES)
def test_nothing_stands_elsewhere_that_is_known_here_or_that_no_policy_names(scanner: str) -> None:
    spoken = {check for one in POLICIES for check in one.scanners.get(scanner, ())}
    here = {check for checks in CHECKS[scanner].values() for check in checks}
    assert set(ELSEWHERE[scanner]) <= spoken - here


@pytest.mark.parametrize("scanner", HELD, ids=lambda one: one.scanner)
def test_every_check_is_named_by_a_policy_or_left_out_and_never_both(scanner: Scanner) -> None:
    for cloud, rows in scanner.checks.items():
        left, spoken = {row.id for row in rows}, named(scanner.scanner, cloud)
        assert set(CHECKS[scanner.scanner][cloud]) - spoken - left == set(), cloud
        assert left & spoken == set(), cloud


@pytest.mark.parametrize("scanner", HELD, ids=lambda one: one.scanner)
def test_nothing_is_left_out_that_the_scanner_does_not_have(scanner: Scanner) -> None:
    for cloud, rows in scanner.checks.items():
        assert {row.id for row in rows} <= set(CHECKS[scanner.scanner][cloud])


@pytest.mark.parametrize("scanner", HELD, ids=lambda one: one.scanner)
def test_rows_are_sorted_and_none_stands_twice(scanner: Scanner) -> None:
    for rows in scanner.checks.values():
        order = [row.order for row in rows]
        assert order == sorted(set(order))


def test_every_type_is_one_that_a_stack_registers() -> None:
    known = registered() | {"pulumi:providers:aws"}
    assert {kind for *_, row in ROWS for kind in row.types} - known == set()


@pytest.mark.parametrize("row", [row for *_, row in ROWS], ids=lambda row: row.id)
def test_the_evidence_of_a_row_exists(row: LeftOut) -> None:
    spoken = re.findall(r"\b(?:security|kubernetes|cost)/[a-z0-9-]+", row.because)
    assert {*row.policies, *spoken} <= {one.name for one in POLICIES}
    assert list(row.policies) == sorted(set(row.policies))
    if row.held_by:
        assert (ROOT / row.held_by).is_file()


def test_every_reason_is_explained_and_used() -> None:
    assert {row.reason for *_, row in ROWS} == set(left_out.REASONS)


def test_the_page_has_every_row() -> None:
    text = page.render(POLICIES).split("## Checks of other scanners that are left out\n")[1]
    for scanner, cloud, row in ROWS:
        part = text.split(f"### Left out of {scanner.scanner}: {cloud}\n")[1].split("\n### ")[0]
        (line,) = [line for line in part.splitlines() if line.startswith(f"| {row.id} |")]
        assert all(
            said in line for said in (row.about, row.reason, row.because, *row.policies, row.held_by or "")
        )


def test_the_page_names_every_scanner_with_its_version() -> None:
    text = page.render(POLICIES)
    *first, last = [f"{one.scanner} {one.version}" for one in HELD]
    assert f"Every check of {', '.join(first)} and {last} that reads a type of ours is named" in text


ROW = {"id": "CKV_AWS_1", "about": "abc", "types": ["aws:a/b:B"], "reason": "wanted", "because": "It is so."}


def written(folder: Path, name: str, scanner: str, *rows: dict[str, Any]) -> None:
    listed = {"scanner": scanner, "version": "1.2.3", "checks": {"aws": list(rows)}}
    (folder / name).write_text(yaml.safe_dump({"scanners": [listed]}))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"reason": "tired"}, r"list\.yaml has 1 fault\(s\): scanners\.0\.checks\.aws\.0\.reason"),
        ({"id": "CKV AWS 1"}, r"scanners\.0\.checks\.aws\.0\.id"),
        ({"id": "AWS-0001"}, r"scanners\.0: AWS-0001: no check of Checkov has such an id"),
        ({"types": []}, "CKV_AWS_1: `types` is missing, and wanted speaks of something that is here"),
        ({"because": "no sentence"}, r"scanners\.0\.checks\.aws\.0\.because"),
        ({"severity": "high"}, r"scanners\.0\.checks\.aws\.0\.severity"),
        ({"reason": "superseded"}, "CKV_AWS_1: `policies` goes with the reason superseded"),
        ({"policies": ["security/iam-no-admin"]}, "CKV_AWS_1: `policies` goes with the reason superseded"),
        ({"reason": "construction"}, "CKV_AWS_1: `held_by` goes with the reason construction"),
        ({"held_by": "a.py"}, "CKV_AWS_1: `held_by` goes with the reason construction"),
    ],
)
def test_a_broken_row_is_refused(change: dict[str, Any], fault: str, tmp_path: Path) -> None:
    written(tmp_path, "list.yaml", "Checkov", ROW | change)
    with pytest.raises(LeftOutError, match=fault):
        left_out.read(tmp_path)


@pytest.mark.parametrize("reason", sorted(left_out.TYPELESS))
def test_what_is_not_here_has_no_types(reason: str, tmp_path: Path) -> None:
    written(tmp_path, "list.yaml", "Checkov", ROW | {"types": [], "reason": reason})
    (scanner,) = left_out.read(tmp_path)
    assert [row.types for row in scanner.all] == [[]]


@pytest.mark.parametrize(
    ("scanner", "good", "bad"),
    [
        ("Checkov", "CKV2_K8S_6", "CKV3_K8S_6"),
        ("Trivy", "KSV-01010", "KSV_01010"),
        ("Prowler", "core_minimize_hostIPC_containers", "eks-cluster-enabled"),
        ("Kyverno", "other/restrict-annotations", "require_pdb"),
    ],
)
def test_an_id_of_another_shape_is_refused(scanner: str, good: str, bad: str, tmp_path: Path) -> None:
    written(tmp_path, "list.yaml", scanner, ROW | {"id": good})
    assert [row.id for one in left_out.read(tmp_path) for row in one.all] == [good]
    written(tmp_path, "list.yaml", scanner, ROW | {"id": good}, ROW | {"id": bad})
    with pytest.raises(LeftOutError, match=f"{bad}: no check of {scanner} has such an id"):
        left_out.read(tmp_path)


def test_files_are_put_together_in_the_order_of_the_scanners(tmp_path: Path) -> None:
    written(tmp_path, "a.yaml", "Kyverno", ROW | {"id": "require-pdb"})
    written(tmp_path, "b.yaml", "Trivy", ROW | {"id": "AWS-0001"})
    assert [one.scanner for one in left_out.read(tmp_path)] == ["Trivy", "Kyverno"]


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    written(tmp_path, "a.yaml", "Checkov", ROW)
    written(tmp_path, "b.yaml", "Checkov", ROW)
    (tmp_path / "c.yaml").write_text("checks: [")
    with pytest.raises(
        LeftOutError, match=r"^b\.yaml lists Checkov again; c\.yaml cannot be read as YAML: restore it"
    ):
        left_out.read(tmp_path)


@pytest.mark.parametrize(
    ("name", "said"), [("list.yaml", r"list\.yaml cannot be read as YAML"), ("list.txt", "holds no list")]
)
def test_a_list_that_cannot_be_read_makes_no_page(
    name: str, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / name).write_text("checks: [")

    monkeypatch.setattr(left_out, "read", partial(left_out.read, tmp_path))
    with pytest.raises(CannotJudge, match=said):
        page.render(POLICIES)
