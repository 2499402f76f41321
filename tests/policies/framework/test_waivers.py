from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from policies.framework import catalogue, waivers
from policies.framework.findings import Excuse
from policies.framework.judge import judge
from policies.framework.pack import policies_of
from policies.framework.waivers import AUDIT, Waiver, WaiverError, reviewed
from tests.policies.framework.samples import STACK_URN, TODAY, Entry, add, both, changed, entry, put, urn
from tests.policies.security.compliant import TAGS, compliant

DB = "urn:pulumi:production::platform::aws:rds/instance:Instance::db"
VPC = "aws:ec2/vpc:Vpc"


def waiver(**facts: Any) -> Waiver:
    held = {
        "policy": "security/rds-multi-az", "urn": DB, "owner": "data team", "ticket": "OPS-12",
        "reason": "The standby arrives with the next maintenance window.", "expires": TODAY + timedelta(days=30),
    }  # fmt: skip
    return Waiver.model_validate(held | facts)


def findings(entries: list[Entry], *held: Waiver, stack: str = "production") -> list[tuple[str, str, str]]:
    judgement = judge(entries, stack=stack, today=TODAY, waivers=held, packs=[catalogue.pack("security")])
    return [(one.policy, one.verdict, one.message) for one in judgement.findings]


ONE_ZONE = changed(compliant(), put("db", "multiAz", False))
SAID = "one zone's failure stops it: set multiAz"


def test_a_waived_finding_is_marked_and_not_silenced() -> None:
    judgement = judge(
        ONE_ZONE, stack="production", today=TODAY, waivers=[waiver()], packs=[catalogue.pack("security")]
    )
    assert [(one.policy, one.verdict, one.message) for one in judgement.findings] == [
        ("rds-multi-az", "waived", SAID)
    ]
    assert judgement.passes
    assert judgement.tallies["security/rds-multi-az"].waived == 1
    (finding,) = judgement.findings
    assert judgement.excuses == {finding: Excuse(TODAY + timedelta(days=30), "data team", "OPS-12")}


def test_an_excuse_says_until_when_by_whom_and_where_it_is_mended() -> None:
    alone, agreed = waiver().excuse, waiver(approver="security team").excuse
    day = TODAY + timedelta(days=30)

    assert str(alone) == f"until {day} by data team, OPS-12"
    assert str(agreed) == f"until {day} by data team, approved by security team, OPS-12"


def test_what_has_expired_excuses_nothing() -> None:
    late = waiver(expires=TODAY - timedelta(days=1))
    judgement = judge(
        ONE_ZONE, stack="production", today=TODAY, waivers=[late], packs=[catalogue.pack("security")]
    )

    assert judgement.excuses == {}


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"expires": TODAY - timedelta(days=1)}, "has expired"),
        ({"expires": TODAY + timedelta(days=91)}, "runs for more than 90 days"),
    ],
)
def test_a_waiver_out_of_time_waives_nothing_and_is_a_finding(facts: dict[str, Any], fault: str) -> None:
    said = findings(ONE_ZONE, waiver(**facts))
    assert [one[:2] for one in said] == [("rds-multi-az", "fail"), (AUDIT, "fail")]
    assert said[1][2].startswith(f"the waiver of security/rds-multi-az for {DB} {fault}")


@pytest.mark.parametrize("day", [TODAY, TODAY + timedelta(days=90)])
def test_the_first_and_the_last_day_count(day: date) -> None:
    assert [one[1] for one in findings(ONE_ZONE, waiver(expires=day))] == ["waived"]


def test_a_waiver_that_covers_nothing_is_a_finding_of_its_own_stack_alone() -> None:
    assert [one[0] for one in findings(compliant(), waiver())] == [AUDIT]
    assert findings(compliant(), waiver(urn=DB.replace("production", "staging"))) == []


def test_a_waiver_of_no_rule_is_a_finding() -> None:
    said = findings(ONE_ZONE, waiver(policy="security/rds-multi-zone"))
    assert [one[0] for one in said] == ["rds-multi-az", AUDIT]
    assert "names a rule that does not exist" in said[1][2]


def test_a_critical_rule_needs_a_second_person() -> None:
    entries = changed(compliant(), put("db", "publiclyAccessible", True))
    critical = {"policy": "security/rds-not-public"}
    for alone in ({}, {"approver": "data team"}):
        said = findings(entries, waiver(**critical, **alone))
        assert [one[:2] for one in said] == [("rds-not-public", "fail"), (AUDIT, "fail")]
        assert "name an approver who is not its owner" in said[1][2]
    assert [one[1] for one in findings(entries, waiver(**critical, approver="security team"))] == ["waived"]


def test_a_waiver_that_covers_a_crowd_is_a_finding() -> None:
    crowd = both(*(add(entry(VPC, f"net-{number}", {"tags": {**TAGS, "owner": ""}})) for number in range(11)))
    wide = waiver(policy="security/required-tags", urn=urn(VPC, "net-*"))
    said = findings(changed(compliant(), crowd), wide)
    assert next(one for one in said if one[0] == AUDIT)[2].endswith(
        "covers more than 10 findings: narrow its URN or change the rule"
    )
    assert sum(one[1] == "waived" for one in said) == 11


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("*", "write urn:pulumi:<stack>"),
        ("urn:pulumi:*::platform::aws:ec2/vpc:Vpc::network", "write urn:pulumi:<stack>"),
        ("urn:pulumi:production::platform::aws:ec2/*::network", "write urn:pulumi:<stack>"),
        ("urn:pulumi:production::platform::aws:ec2/vpc:Vpc::*", "too open"),
        ("urn:pulumi:production::platform::aws:ec2/vpc:Vpc::a*", "too open"),
        ("urn:pulumi:production::platform::aws:ec2/vpc:Vpc::*a*b*", "write urn:pulumi:<stack>"),
    ],
)
def test_a_broad_pattern_is_refused(pattern: str, fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        waiver(urn=pattern)


def test_a_pattern_means_what_it_says_and_no_more() -> None:
    pattern = waiver(urn="urn:pulumi:dev::platform::*$aws:ec2/vpc:Vpc::net-*").pattern
    assert pattern.fullmatch(
        "urn:pulumi:dev::platform::platform:networking:Network$aws:ec2/vpc:Vpc::net-east"
    )
    assert not pattern.fullmatch("urn:pulumi:dev::platform::aws:ec2/vpc:Vpc::net-east")
    assert not pattern.fullmatch("urn:pulumi:dev::platform::a$aws:ec2/vpcXVpc::net-east")


def test_the_reviewed_file_is_sound_today() -> None:
    assert isinstance(reviewed(), tuple)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("waivers: [", r"^w.yaml is not YAML near line \d+: mend the indentation or quotes there$"),
        ("[]", r"^w.yaml has 1 fault\(s\): the file: "),
        ("waivers: []\nother: 1", r"^w.yaml has 1 fault\(s\): other: Extra inputs are not permitted$"),
        (
            "waivers:\n- policy: x",
            r"^w.yaml has 6 fault\(s\): waivers.0.policy: .*; waivers.0.urn: Field required; ",
        ),
    ],
)
def test_a_broken_file_is_refused_with_all_its_faults(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "w.yaml"
    path.write_text(text)
    with pytest.raises(WaiverError, match=fault):
        reviewed(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WaiverError, match=r"^w.yaml cannot be read: .*; put the file back"):
        reviewed(tmp_path / "w.yaml")


class Args:
    """As much of the SDK's arguments as a pack's callbacks read."""

    def __init__(self, one: Entry) -> None:
        self.resource_type = one["type"]
        self.urn = one["urn"]
        self.props = one.get("inputs", {})
        self.opts = type("Options", (), {"protect": False, "parent": None})
        self.provider = None
        self.parent = None
        self.dependencies: list[Any] = []
        self.property_dependencies: dict[str, Any] = {}
        self.resources: list[Any] = []


def test_a_pack_does_not_report_what_is_waived_but_lists_it() -> None:
    policies: dict[str, Any] = {
        policy.name: policy
        for policy in policies_of(catalogue.pack("security"), "production", TODAY, [waiver()])
    }
    said: list[tuple[str, str]] = []
    database = Args(next(one for one in ONE_ZONE if one["urn"] == DB))
    policies["rds-multi-az"].validate(database, lambda message, urn: said.append((message, urn)))
    assert said == []
    stack = Args({"type": "pulumi:pulumi:Stack", "urn": STACK_URN})
    stack.resources = [stack]
    policies[waivers.AUDIT].validate(stack, lambda message, urn: said.append((message, urn)))
    assert said == []
    policies["waived-findings"].validate(stack, lambda message, urn: said.append((message, urn)))
    assert said == [(f"rds-multi-az: waived until {TODAY + timedelta(days=30)} by data team, OPS-12", DB)]
