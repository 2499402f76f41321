"""`infra policy check`: a state file judged by every pack, and reported in each form the same way."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from operations.reports.sarif import GRADES
from policies.framework.catalogue import all_packs
from tests.operations.commands import Ended, infra
from tests.policies.framework.samples import UNKNOWN, both, changed, named, put
from tests.policies.framework.stacks import faulty
from tests.policies.security import compliant as security

Export = Callable[..., Path]


def check(*arguments: str, capsys: pytest.CaptureFixture[str]) -> Ended:
    return infra("policy", "check", *arguments, "--as-of", "2026-11-23", capsys=capsys, project=None)


SECURITY = ("--pack", "security")


def test_what_stands_well_passes(exported: Export, capsys: pytest.CaptureFixture[str]) -> None:
    ended = check(str(exported(security.compliant())), *SECURITY, capsys=capsys)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[-1] == (
        f"production, {len(security.compliant())} resources: passes, no mandatory finding"
    )


def test_a_finding_that_blocks_is_the_exit_code_and_names_its_resource(
    exported: Export, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = changed(security.compliant(), put("db", "publiclyAccessible", True))
    ended = check(str(exported(entries)), *SECURITY, capsys=capsys)
    assert ended.code == 1
    assert "critical rds-not-public (mandatory): " in ended.out
    assert ended.out.splitlines()[-1].endswith("found wanting, 1 mandatory finding(s)")


FAULTY = changed(
    faulty(),
    both(
        put("role", "assumeRolePolicy", UNKNOWN),
        put("db", "kmsKeyId", UNKNOWN),
        put("binding", "subjects[0].name", UNKNOWN),
    ),
)
"""Failures of every severity, undecided ones that block and others that do not."""


def reports(
    entries: Any, exported: Export, folder: Path, capsys: pytest.CaptureFixture[str]
) -> dict[str, str]:
    names = {kind: folder / f"out.{kind}" for kind in ("json", "sarif", "junit", "markdown")}
    options = [word for kind, file in names.items() for word in (f"--{kind}", str(file))]
    ended = check(str(exported(entries)), *SECURITY, "--pack", "kubernetes", *options, capsys=capsys)
    assert ended.code == 1
    return {kind: file.read_text() for kind, file in names.items()}


def test_every_report_is_the_same_bytes_in_whichever_order_the_resources_come(
    exported: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def without_places(text: str) -> str:
        return "\n".join(line for line in text.splitlines() if '"startLine"' not in line)

    first = reports(FAULTY, exported, tmp_path, capsys)
    shuffled = FAULTY.copy()
    random.Random(7).shuffle(shuffled)  # noqa: S311 - an order, not a secret
    again = reports(shuffled, exported, tmp_path, capsys)
    assert {kind: without_places(text) for kind, text in again.items()} == {
        kind: without_places(text) for kind, text in first.items()
    }


def test_json_holds_every_verdict_of_every_policy_by_resource(
    exported: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(reports(FAULTY, exported, tmp_path, capsys)["json"])
    db = named(FAULTY, "db")["urn"]
    assert document["verdicts"]["security/rds-not-public"] == {"fail": [db]}
    assert document["verdicts"]["security/rds-backup-retention"]["pass"] == [db]
    assert document["verdicts"]["security/iam-trust-named"]["unknown"] == [named(FAULTY, "role")["urn"]]
    assert {verdict for kinds in document["verdicts"].values() for verdict in kinds} == {
        "pass", "fail", "unknown", "not-applicable",
    }  # fmt: skip
    assert not document["passes"]
    assert document["resources"] == len(FAULTY)


def log_of(text: str) -> Any:
    (run,) = json.loads(text)["runs"]
    return run


def test_sarif_says_what_the_findings_say(
    exported: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = reports(FAULTY, exported, tmp_path, capsys)
    findings, run = json.loads(told["json"])["findings"], log_of(told["sarif"])
    assert json.loads(told["sarif"])["version"] == "2.1.0"
    rules = run["tool"]["driver"]["rules"]
    known = {f"{pack.name}/{rule.name}" for pack in all_packs() if pack.name != "cost" for rule in pack.rules}
    assert {rule["id"] for rule in rules} == known
    assert len(run["results"]) == len(findings) > 30
    lines = (tmp_path / "state.json").read_text().splitlines()
    for finding, result in zip(findings, run["results"], strict=True):
        assert result["ruleId"] == f"{finding['pack']}/{finding['policy']}"
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert rule["properties"]["security-severity"] == GRADES[finding["severity"]]
        undecided = finding["verdict"] == "unknown" and finding["level"] == "advisory"
        level = "none" if undecided else "error" if finding["level"] == "mandatory" else "warning"
        assert (result["kind"], result["level"]) == ("open" if undecided else "fail", level)
        (location,) = result["locations"]
        assert location["logicalLocations"][0]["fullyQualifiedName"] == finding["urn"]
        line = lines[location["physicalLocation"]["region"]["startLine"] - 1]
        assert finding["urn"] in line
    kinds = {(one["verdict"], one["level"]) for one in findings}
    assert {("unknown", "mandatory"), ("unknown", "advisory")} <= kinds
    prints = [result["partialFingerprints"]["finding/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)


def test_junit_has_a_case_for_each_policy_in_force(
    exported: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = reports(FAULTY, exported, tmp_path, capsys)
    document = json.loads(told["json"])
    root = ET.fromstring(told["junit"])  # noqa: S314 - our own report
    cases = {f"{case.get('classname')}/{case.get('name')}": case for case in root.iter("testcase")}
    blocking = {
        f"{one['pack']}/{one['policy']}" for one in document["findings"] if one["level"] == "mandatory"
    }
    assert {name for name, case in cases.items() if case.find("failure") is not None} == blocking
    assert set(document["verdicts"]) <= set(cases)
    assert root.get("failures") == str(len(blocking))
    assert int(str(root.get("tests"))) == len(cases)
    failure = cases["security/rds-not-public"].find("failure")
    assert failure is not None
    assert failure.text
    assert named(FAULTY, "db")["urn"] in failure.text


def test_a_name_that_xml_or_sarif_would_read_as_its_own_is_told_whole(
    exported: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = changed(security.compliant(), put("db", "publiclyAccessible", True))
    odd = json.loads(json.dumps(entries).replace("::db", "::d{0}<b>\\u0001"))
    told = reports(odd, exported, tmp_path, capsys)
    ET.fromstring(told["junit"])  # noqa: S314 - our own report
    (result, *_) = log_of(told["sarif"])["results"]
    assert "d{{0}}<b>" in result["message"]["text"]


def test_what_an_earlier_preview_wrote_is_judged_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "preview.json"
    file.write_text(json.dumps({"stack": "production", "resources": security.compliant(), "steps": []}))
    assert check(str(file), *SECURITY, capsys=capsys).code == 0


def test_a_stack_that_is_none_of_ours_is_held_to_productions_levels(
    exported: Export, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = changed(security.compliant(), put("db", "multiAz", False))
    for stack, code in (("dev", 0), ("staging", 0), ("sandbox", 1)):
        renamed = json.loads(json.dumps(entries).replace(":production::", f":{stack}::"))
        assert check(str(exported(renamed)), *SECURITY, capsys=capsys).code == code


def refused(*arguments: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    ended = infra("policy", *arguments, capsys=capsys, project=None)
    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err
    return ended.err.splitlines()


def deep(levels: int) -> Any:
    held: Any = "end"
    for _ in range(levels):
        held = [held]
    return held


def of_version(version: Any) -> Callable[[Any], None]:
    return lambda content: content.update(version=version)


def drop_manifest(content: Any) -> None:
    del content["deployment"]["manifest"]


def another_stacks_resource(content: Any) -> None:
    content["deployment"]["resources"][1]["urn"] = "urn:pulumi:dev::platform::aws:ec2/vpc:Vpc::vpc"


BROKEN: dict[str, tuple[Callable[[Any], None], str]] = {
    "another version": (of_version(2), "is version 2 of the state format, not 3 or 4"),
    "no version": (of_version(None), "is no exported state: it has no version"),
    "half a state": (drop_manifest, "is only half a state: it has no deployment with a manifest"),
    "no resources": (lambda content: content["deployment"].update(resources=[]), "holds no resources, so there is nothing to judge"),
    "no list": (lambda content: content["deployment"].update(resources={"a": 1}), "is only half a state: its resources are no list"),
    "an entry without a URN": (lambda content: content["deployment"]["resources"].append({"type": "a"}), "is damaged: entry"),
    "two stacks": (another_stacks_resource, "is the state of stack dev of project platform, not of production"),
    "depth": (lambda content: content["deployment"]["resources"][1]["inputs"].update(a=deep(200)), "are nested more than 100 levels deep"),
    "length": (lambda content: content["deployment"]["resources"][1]["inputs"].update(a="x" * (17 << 20)), "is longer than 16 million letters"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_judged_is_refused_in_one_sentence(
    name: str, exported: Export, capsys: pytest.CaptureFixture[str]
) -> None:
    change, fault = BROKEN[name]
    (line,) = refused("check", str(exported(security.compliant(), change)), capsys=capsys)
    assert fault in line


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b'{"version": 3, "deployment": {"resources": [', "is not JSON, or only half a file"),
        (b"[" * 100_000, "is not JSON, or only half a file"),
        (b"\xff\xfe{}", "is not text in UTF-8"),
        (b'{"hello": 1}', "is neither a `pulumi stack export` nor the --json of `infra preview`"),
        (b"7", "is neither a `pulumi stack export` nor the --json of `infra preview`"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_one_sentence(
    content: bytes, fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "state.json"
    file.write_bytes(content)
    (line,) = refused("check", str(file), capsys=capsys)
    assert fault in line


def test_nothing_is_written_where_something_cannot_be(
    exported: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state, good = str(exported(security.compliant())), tmp_path / "good.json"
    (line,) = refused(
        "check", state, "--json", str(good), "--sarif", str(tmp_path / "no" / "x"), capsys=capsys
    )
    assert "its folder does not exist" in line
    (line,) = refused("check", state, "--json", "-", "--sarif", "-", capsys=capsys)
    assert line == "-: stdout can take one report; give the others a file"
    (line,) = refused("check", str(tmp_path / "none.json"), capsys=capsys)
    assert "does not exist" in line
    (line,) = refused("check", str(tmp_path), capsys=capsys)
    assert "is a folder" in line
    (line,) = refused("check", state, "--pack", "securty", capsys=capsys)
    assert line.startswith("--pack securty: is no pack; did you mean security?")
    assert not good.exists()


def test_prices_that_nobody_has_looked_at_for_half_a_year_judge_nothing(
    exported: Export, capsys: pytest.CaptureFixture[str]
) -> None:
    state = str(exported(security.compliant()))
    *stale, way_out = refused("check", state, "--as-of", "2028-01-01", capsys=capsys)
    assert stale
    assert all("more than 180 days ago; read its source again" in line for line in stale)
    assert way_out == "the bill cannot be judged by prices that old; leave it out with --pack"


def test_a_baseline_lets_be_what_it_knows_and_may_only_shrink(
    exported: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = tmp_path / "known.json"
    one = changed(security.compliant(), put("db", "multiAz", False))
    two = changed(one, put("db", "publiclyAccessible", True))
    assert check(str(exported(one)), *SECURITY, "--json", str(known), capsys=capsys).code == 1
    with_known = (*SECURITY, "--baseline", str(known))
    assert check(str(exported(one)), *with_known, capsys=capsys).code == 0
    ended = check(str(exported(two)), *with_known, capsys=capsys)
    assert (ended.code, ended.err) == (1, "")
    assert "found wanting, 1 mandatory finding(s)" in ended.out
    ended = check(str(exported(security.compliant())), *with_known, capsys=capsys)
    assert ended.code == 1
    assert ended.err == (
        "security/rds-multi-az of db is mended: write the baseline again, so that it does not come back\n"
    )
    for text in ("{", "[]", '{"findings": [1]}'):
        known.write_text(text)
        (line,) = refused("check", str(exported(one)), "--baseline", str(known), capsys=capsys)
        assert line.endswith("is no --json of an earlier `infra policy check`; write one with it")


def test_a_preview_reports_for_code_scanning_and_ci_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sarif, junit = tmp_path / "preview.sarif", tmp_path / "preview.xml"
    ended = infra("preview", "dev", "--sarif", str(sarif), "--junit", str(junit), capsys=capsys)
    assert ended.code == 0
    run = log_of(sarif.read_text())
    assert [result["ruleId"] for result in run["results"]] == ["kubernetes/ns-pss-not-privileged"]
    assert len(run["tool"]["driver"]["rules"]) == sum(len(pack.rules) for pack in all_packs())
    root = ET.fromstring(junit.read_text())  # noqa: S314 - our own report
    assert root.get("failures") == "0"
    assert int(str(root.get("tests"))) > 200
