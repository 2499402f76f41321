"""`infra policy list`, `explain` and `test`, and the page that is made from the same data."""

import json
from pathlib import Path

import pytest

from operations.policy import page
from operations.policy.remedies import mends
from operations.policy.rulebook import policies
from policies.framework import standards
from policies.framework.standards import StandardsError
from tests.operations.commands import ROOT, Ended, infra
from tests.policies import fixtures
from tests.policies.framework.cases import fails
from tests.policies.framework.samples import put


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> Ended:
    return infra("policy", *arguments, capsys=capsys, project=None)


def test_every_policy_is_listed_with_its_levels(capsys: pytest.CaptureFixture[str]) -> None:
    ended = run("list", capsys=capsys)
    assert ended.code == 0
    *lines, last = ended.out.splitlines()
    assert [line.split()[0] for line in lines] == [one.name for one in policies()]
    assert lines[0].split(maxsplit=3)[1:3] == ["high", "advisory/mandatory/mandatory"]
    assert last.startswith(f"{len(policies())} policies")


def test_the_list_is_data_too(capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(run("list", "--pack", "cost", "--json", "-", capsys=capsys).out)
    assert [one["name"] for one in listed] == [one.name for one in policies() if one.pack.name == "cost"]
    assert set(listed[0]) == {
        "name", "title", "severity", "levels", "types", "remediation", "remedies", "url", "controls", "scanners",
    }  # fmt: skip


def test_the_page_is_what_the_rules_say() -> None:
    written = (ROOT / "docs" / "policies.md").read_text()
    assert written == page.render(policies()), "write it again: infra policy list --page docs/policies.md"


def test_the_page_lacks_nothing_of_any_policy() -> None:
    text = page.render(policies())
    for one in policies():
        entry = text.split(f"### {one.name}\n")[1].split("\n### ")[0].split("\n## ")[0]
        assert one.rule.severity in entry
        assert one.rule.remediation in entry
        assert page.standards(one)
        assert all(line in entry for line in page.standards(one))
        assert all(check in entry for ids in one.scanners.values() for check in ids)
        assert mends(one) in entry
        assert " fail" in entry
        assert page.source(one) in entry


def test_one_policy_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("rds-not-public", "security/rds-not-public"):
        ended = run("explain", name, capsys=capsys)
        assert ended.code == 0
        said = dict(line.strip().split(maxsplit=1) for line in ended.out.splitlines()[1:])
        assert said["severity"] == "critical"
        assert said["enforced"] == "mandatory in dev, mandatory in staging, mandatory in production"
        assert "CKV_AWS_17" in said["scanners"]
        assert "HIPAA 45 CFR 164 (2013): 164.312(a)(1)" in said["standards"]
        assert said["source"] == "policies/security/aws/databases.py"


@pytest.mark.parametrize("verb", ["explain", "test"])
def test_an_unknown_policy_is_refused_with_the_nearest(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    ended = run(verb, "rds-not-publik", capsys=capsys)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "rds-not-publik: is no policy; did you mean rds-not-public?; `infra policy list` names them all\n"
    )


def test_the_fixtures_of_a_policy_run(capsys: pytest.CaptureFixture[str]) -> None:
    ended = run("test", "rds-not-public", "cost/nat-single", capsys=capsys)
    count = sum(
        case.rule in {"rds-not-public", "nat-single"}
        for pack in fixtures.CASES
        for case in fixtures.cases(pack)
    )
    assert (ended.code, ended.out) == (0, f"2 policies, {count + 2} fixtures: all as they must be\n")


def test_a_fixture_that_goes_wrong_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = fails("rds-not-public", "not public at all", put("db", "publiclyAccessible", False))
    monkeypatch.setattr(fixtures, "CASES", {**fixtures.CASES, "security": [wrong]})
    ended = run("test", "rds-not-public", capsys=capsys)
    assert ended.code == 1
    assert ended.out.splitlines() == [
        "security/rds-not-public: fail: not public at all: spoke: []; had to: ['rds-not-public']",
        "1 policy, 2 fixtures: 1 went wrong",
    ]


def test_every_policy_serves_a_requirement_and_no_other_is_named() -> None:
    named = [name for subject in standards.read() for name in subject.policies]
    assert set(named) == {one.name for one in policies()}
    for subject in standards.read():
        assert len(set(subject.policies)) == len(subject.policies)
    frameworks = {control.framework for subject in standards.read() for control in subject.controls}
    assert frameworks == {"SOC 2", "HIPAA", "GDPR"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("subjects: [", "s.yaml cannot be read as YAML"),
        ("versions: {}\nsubjects: {a: {means: abc, controls: [], policies: []}, b: 1}", "s.yaml has 1 fault"),
        (
            "versions: {GDPR: '2016/679'}\nsubjects: {a: {means: abc, controls: [PCI 1], policies: [x/y]}}",
            "s.yaml: PCI 1 begins with no framework of its versions: GDPR",
        ),
    ],
)
def test_a_broken_table_of_standards_is_refused(text: str, fault: str, tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(text)
    with pytest.raises(StandardsError, match=fault):
        standards.read(file)
