"""Remedies by the packs as the engine runs them: asked for by configuration, and by nothing else."""

import json
from typing import Any

import pytest

from operations.analyzers import LEVELS, Analyzer, running
from policies.framework.remedies import shipped
from policies.framework.values import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_SENTINELS
from tests.policies import fixtures
from tests.policies.framework.samples import Entry, changed, drop, entry, named, put
from tests.policies.framework.test_remedies import BROKEN, mend

SECRET = {SIGNATURE: SECRET_SIGNATURE, "value": "hunter2"}
KEY = "aws:kms/key:Key"


def remediable(room: str) -> list[str]:
    return [
        name for pack, _, name in (one.policy.partition("/") for one in shipped().remedies) if pack == room
    ]


def asked(room: str) -> dict[str, str]:
    return dict.fromkeys(remediable(room), "remediate")


@pytest.mark.parametrize("stack", ["dev", "staging", "production"])
def test_no_policy_mends_unasked_in_any_environment(room: str, stack: str) -> None:
    with running(room, stack) as engine:
        assert "remediate" not in {LEVELS[one.enforcementLevel] for one in engine.info().policies}
        ours = [one for one in BROKEN[::7] if one.name.startswith(f"{room}/")]
        assert ours
        assert all(engine.remediate(one.entry) == [] for one in ours)
        engine.configure({})
        assert all(engine.remediate(one.entry) == [] for one in ours)


def test_each_policy_mends_over_the_wire_as_it_does_in_process(room: str, engine: Analyzer) -> None:
    ours = [one for one in BROKEN if one.name.startswith(f"{room}/")]
    for name in dict.fromkeys(one.name for one in ours):
        short = name.partition("/")[2]
        engine.configure({}, {short: "remediate"})
        for subject in ours:
            if subject.name == name:
                after = mend(subject)
                assert engine.remediate(subject.entry) == ([] if after is None else [(short, after)])


def template() -> tuple[Entry, Entry]:
    """Return a launch template that two policies mend, and what becomes of it."""
    whole = named(fixtures.COMPLIANT["security"]("production"), "template")
    whole["inputs"]["userData"] = SECRET
    broken = json.loads(json.dumps(whole))
    broken["inputs"]["metadataOptions"].pop("httpTokens")
    broken["inputs"]["blockDeviceMappings"][0]["ebs"]["volumeType"] = "gp2"
    return broken, whole


def web() -> tuple[Entry, Entry]:
    """Return a Deployment that two policies mend, and what becomes of it."""
    broken = json.loads(json.dumps(named(fixtures.COMPLIANT["kubernetes"]("production"), "web")))
    pod = broken["inputs"]["spec"]["template"]["spec"]
    pod.pop("serviceAccountName", None)
    pod.pop("automountServiceAccountToken", None)
    pod["containers"][0]["env"] = [SECRET]
    pod["containers"][0]["securityContext"].pop("allowPrivilegeEscalation")
    whole = json.loads(json.dumps(broken))
    pod = whole["inputs"]["spec"]["template"]["spec"]
    pod["automountServiceAccountToken"] = False
    pod["containers"][0]["securityContext"]["allowPrivilegeEscalation"] = False
    return broken, whole


def test_the_policies_of_one_resource_mend_it_one_after_the_other(room: str, engine: Analyzer) -> None:
    engine.configure({}, asked(room))
    broken, whole = template() if room == "security" else web()
    said = engine.remediate(broken)
    both = ["lt-imdsv2", "ebs-gp3"] if room == "security" else ["pss-restricted", "service-account-own"]
    assert [policy for policy, _ in said] == both
    assert said[-1][1] == whole["inputs"]
    assert engine.remediate({**broken, "inputs": said[-1][1]}) == []


@pytest.mark.parametrize("room", ["security"], indirect=True)
def test_marks_go_through_the_wire_and_back(engine: Analyzer) -> None:
    engine.configure({}, asked("security"))
    for mark in (*sorted(UNKNOWN_SENTINELS), SECRET, {**SECRET, "value": min(UNKNOWN_SENTINELS)}):
        inputs: dict[str, Any] = {"description": mark, "tags": {"a": mark, "b": [mark, {"c": mark}]}}
        assert engine.remediate(entry(KEY, "key", inputs)) == [
            ("kms-rotation", {**inputs, "enableKeyRotation": True})
        ]
        assert engine.remediate(entry(KEY, "key", {"enableKeyRotation": mark})) == []
        assert engine.remediate(entry(KEY, "key", {"keyUsage": mark})) == []


@pytest.mark.parametrize("room", ["security"], indirect=True)
def test_what_the_program_ignores_is_left_over_the_wire_too(engine: Analyzer) -> None:
    engine.configure({}, asked("security"))
    assert engine.remediate(entry(KEY, "key", {}), ["enableKeyRotation"]) == []


def with_faults() -> list[Entry]:
    entries = fixtures.COMPLIANT["security"]("production")
    for change in (
        put("db", "publiclyAccessible", True),
        drop("db", "autoMinorVersionUpgrade"),
        put("template", "metadataOptions.httpPutResponseHopLimit", 2),
        put("template", "metadataOptions.httpTokens", "optional"),
    ):
        entries = changed(entries, change)
    return entries


@pytest.mark.parametrize("room", ["security"], indirect=True)
def test_what_cannot_be_mended_blocks_as_before_or_harder(engine: Analyzer) -> None:
    entries = with_faults()
    levels = {**asked("security"), "rds-not-public": "remediate"}
    engine.configure({})
    before = engine.judge(entries)
    engine.configure({}, levels)
    mended = []
    for one in entries:
        said = engine.remediate(one)
        mended.append({**one, "inputs": said[-1][1], "outputs": said[-1][1]} if said else one)
    after = engine.judge(mended)
    assert {(policy, level) for policy, level, _, _ in before} == {
        ("rds-not-public", "mandatory"),
        ("lt-imdsv2", "mandatory"),
    }
    assert {(policy, level, message) for policy, level, _, message in after} == {
        (policy, level, message) for policy, level, _, message in before if "httpTokens" not in message
    }
    assert ("rds-not-public", "mandatory") in {(policy, level) for policy, level, _, _ in after}
    engine.configure({})


@pytest.mark.parametrize("room", ["security"], indirect=True)
def test_advice_that_is_asked_to_mend_and_cannot_blocks(engine: Analyzer) -> None:
    entries = changed(
        fixtures.COMPLIANT["security"]("production"), put("db", "caCertIdentifier", "rds-ca-2019")
    )
    engine.configure({})
    assert {one[1] for one in engine.judge(entries)} == {"advisory"}
    engine.configure({}, {"rds-upkeep": "remediate"})
    assert engine.remediate(named(entries, "db")) == []
    assert {one[1] for one in engine.judge(entries)} == {"mandatory"}
    engine.configure({})
