"""The benchmarks that policies name: every number exists, agrees with another scanner, and is served or has a reason."""

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from operations.faults import CannotJudge
from operations.policy import page
from operations.policy.rulebook import Policy, policies
from policies.framework import unserved
from policies.framework.left_out import LeftOutError
from policies.framework.unserved import Benchmark, Unserved
from tests.policies.mutations.statements import ROOT
from tests.policies.places import home

HELD: dict[str, Any] = yaml.safe_load((ROOT / "tests/policies/benchmarks.yaml").read_text())
BENCHMARKS, MAPPED = HELD["benchmarks"], HELD["prowler"]
POLICIES = policies()
CLOUDS = {
    "CIS AWS Foundations": "aws",
    "CIS Azure": "azure",
    "CIS GCP": "gcp",
    "CIS Kubernetes": "kubernetes",
}
"""The cloud whose checks a benchmark's map speaks of: two clouds may have a check of the same name."""

DIFFERENT = {
    ("security/azure-flow-log", "7.5"): "it speaks of flow logs of packet filters, which Azure is retiring",
    ("security/azure-storage-cmek", "2.1.8"): "it speaks of Databricks",
    ("security/azure-storage-cmek", "9.3.1.1"): "it speaks of reminders to turn keys over",
}
"""Where Prowler maps a check that a policy names to a requirement that speaks of something else."""


def named(policy: Policy, framework: str) -> set[str]:
    return {one.reference for one in policy.controls if one.framework == framework}


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.name)
def test_every_requirement_that_a_policy_names_is_one_of_its_benchmark(policy: Policy) -> None:
    for control in policy.rule.controls:
        if control.framework.startswith("CIS "):
            benchmark = BENCHMARKS[control.framework]
            assert control.version == benchmark["version"]
            assert control.reference in benchmark["references"]
    assert len(policy.rule.controls) == len(set(policy.rule.controls))


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: one.name)
def test_a_policy_names_what_prowler_says_of_the_checks_that_it_names(policy: Policy) -> None:
    for framework, checks in MAPPED.items():
        if home(policy) not in (CLOUDS[framework], "rules"):
            continue
        said = {one for check in policy.rule.prowler for one in checks.get(check, ())}
        differing = {one for name, one in DIFFERENT if name == policy.name}
        assert said - differing <= named(policy, framework), framework
        assert differing & named(policy, framework) == set()


def test_every_difference_is_one() -> None:
    for name, reference in DIFFERENT:
        (policy,) = [one for one in POLICIES if one.name == name]
        said = {one for check in policy.rule.prowler for one in MAPPED["CIS Azure"].get(check, ())}
        assert reference in said


def test_what_prowler_maps_is_numbered_in_the_benchmark() -> None:
    assert list(MAPPED) == list(CLOUDS)
    for framework, checks in MAPPED.items():
        known = set(BENCHMARKS[framework]["references"])
        assert {one for references in checks.values() for one in references} <= known


def test_policies_serve_every_framework_that_is_promised() -> None:
    served = {control.framework for policy in POLICIES for control in policy.controls}
    assert served == {*BENCHMARKS, "Pod Security Standards", "SOC 2", "HIPAA", "GDPR"}
    for one in POLICIES:
        assert {"SOC 2", "HIPAA", "GDPR"} & {control.framework for control in one.controls}


REST = unserved.read()
ROWS = [row for one in REST for row in one.rest]


def test_every_requirement_is_served_by_a_policy_or_has_a_reason_and_never_both() -> None:
    assert [(one.benchmark, one.version) for one in REST] == [
        (name, one["version"]) for name, one in BENCHMARKS.items()
    ]
    for one in REST:
        served = {reference for policy in POLICIES for reference in named(policy, one.benchmark)}
        assert set(BENCHMARKS[one.benchmark]["references"]) - served == set(one.references)
        assert len(one.references) == len(set(one.references))


@pytest.mark.parametrize("benchmark", REST, ids=lambda one: one.benchmark)
def test_rows_are_sorted(benchmark: Benchmark) -> None:
    assert all(row.order == sorted(row.order) for row in benchmark.rest)
    firsts = [row.order[0] for row in benchmark.rest]
    assert firsts == sorted(firsts)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.about)
def test_the_evidence_of_a_row_exists(row: Unserved) -> None:
    spoken = re.findall(r"\b(?:security|kubernetes|cost)/[a-z0-9-]+", row.because)
    assert {*row.policies, *spoken} <= {one.name for one in POLICIES}
    assert row.policies == sorted(set(row.policies))
    assert row.held_by is None or (ROOT / row.held_by).is_file()


def test_the_page_has_every_row() -> None:
    text = page.render(POLICIES)
    for one in REST:
        part = text.split(f"### Not served of {one.benchmark}\n")[1].split("\n### ")[0].split("\n## ")[0]
        lines = part.splitlines()
        for row in one.rest:
            shown = f"{row.reason}: {row.evidence}" if row.evidence else row.reason
            assert f"| {', '.join(row.references)} | {row.about} | {shown} | {row.because} |" in lines
        served = len(BENCHMARKS[one.benchmark]["references"]) - len(one.references)
        assert f"| {one.benchmark} {one.version} | {served} | {len(one.references)} |" in text


ROW = {"about": "abc", "references": ["1.1"], "reason": "wanted", "because": "It is so."}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"references": []}, r"list\.yaml has 1 fault\(s\): benchmarks\.0\.rest\.0\.references"),
        ({"references": ["1"]}, r"benchmarks\.0\.rest\.0\.references\.0"),
        ({"reason": "superseded"}, "abc: `policies` goes with the reason superseded"),
        ({"held_by": "a.py"}, "abc: `held_by` goes with the reason construction"),
        ({"types": ["aws:a/b:B"]}, r"benchmarks\.0\.rest\.0\.types"),
    ],
)
def test_a_broken_row_is_refused(
    change: dict[str, Any], fault: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "list.yaml"
    listed = {"benchmark": "CIS AWS", "version": "5.0", "rest": [ROW | change]}
    file.write_text(yaml.safe_dump({"benchmarks": [listed]}))
    with pytest.raises(LeftOutError, match=fault):
        unserved.read(file)

    monkeypatch.setattr(unserved, "read", partial(unserved.read, file))
    with pytest.raises(CannotJudge, match=fault):
        page.render(POLICIES)
