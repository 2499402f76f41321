"""How an undecided policy is treated is data, which cannot be lenient where production must not be."""

from pathlib import Path

import pytest

from policies.framework import evaluation, tokens
from policies.framework.findings import SEVERITIES, Severity
from policies.framework.judge import judge
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, Context, Environment, Outcomes, Pack, require, resource_rule
from policies.framework.unknowns import Treatment, Unknowns, UnknownsError, read, shipped
from tests.policies.framework.samples import TODAY, UNKNOWN, entry

ENVIRONMENTS: tuple[Environment, ...] = ("dev", "staging", "production")
VPC = entry(tokens.VPC, "vpc", {"flag": UNKNOWN})


def undecided(severity: Severity) -> Pack:
    @resource_rule(
        name="flagged",
        title="Flagged",
        types=(tokens.VPC,),
        severity=severity,
        levels=ALWAYS,
        remediation="None.",
    )
    def flagged(vpc: Resource, _: Context) -> Outcomes:
        yield from require(vpc["flag"].is_true(), "off")

    return Pack(name="probe", description="Probe.", rules=(flagged,))


def table(**critical: Treatment) -> Unknowns:
    rows: dict[str, dict[str, str]] = {
        name: {"critical": "fail", "high": "fail", "medium": "warn", "low": "ignore"} for name in ENVIRONMENTS
    }
    for name, treatment in critical.items():
        rows[name]["critical"] = treatment
    return Unknowns.model_validate(rows)


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_an_undecided_policy_is_treated_as_the_table_says(
    stack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation, "shipped", table)
    levels = {}
    for severity in SEVERITIES:
        judgement = judge([VPC], stack=stack, today=TODAY, waivers=(), packs=[undecided(severity)])
        levels[severity] = [(one.level, one.verdict) for one in judgement.findings]
        assert judgement.tallies["probe/flagged"].unknown == 1
        assert judgement.verdicts["probe/flagged"] == {VPC["urn"]: "unknown"}
    assert levels == {
        "critical": [("mandatory", "unknown")], "high": [("mandatory", "unknown")],
        "medium": [("advisory", "unknown")], "low": [],
    }  # fmt: skip


def test_the_table_may_be_lenient_outside_production_alone() -> None:
    assert table(dev="ignore", staging="warn").treatment("dev", "critical") == "ignore"
    with pytest.raises(ValueError, match=r"production\.critical must be fail"):
        table(production="warn")
    assert shipped().treatment("production", "critical") == "fail"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("dev: {", "u.yaml cannot be read as YAML"),
        ("dev: {}", r"u.yaml has 6 fault\(s\): dev.critical: Field required"),
        ("x: 1", r"u.yaml has 4 fault\(s\)"),
    ],
)
def test_a_broken_table_is_refused(text: str, fault: str, tmp_path: Path) -> None:
    file = tmp_path / "u.yaml"
    file.write_text(text)
    with pytest.raises(UnknownsError, match=fault):
        read(file)
    with pytest.raises(UnknownsError, match=r"none\.yaml cannot be read"):
        read(tmp_path / "none.yaml")
