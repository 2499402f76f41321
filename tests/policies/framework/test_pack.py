"""The packs as the engine runs them: processes that speak gRPC, with the verdicts of the judge."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import pytest

from operations.analyzers import LEVELS, ROOT, SEVERITIES, Analyzer, Diagnostic, running
from policies.framework import catalogue
from policies.framework.judge import judge
from policies.framework.values import SECRET_SIGNATURE, SIGNATURE
from policies.framework.waivers import AUDIT
from tests.policies.framework.samples import (
    TODAY,
    UNKNOWN,
    Entry,
    both,
    changed,
    entry,
    named,
    put,
    stack_entry,
)
from tests.policies.framework.stacks import faulty
from tests.policies.kubernetes import compliant as kubernetes
from tests.policies.security import compliant as security

COMPLIANT = {"security": security.compliant, "kubernetes": kubernetes.compliant}


def in_process(
    room: str, entries: Sequence[Entry], stack: str = "production"
) -> tuple[set[Diagnostic], set[str]]:
    """Return the findings that a pack reports one by one, and the policies whose unknowns are advice."""
    findings = judge(entries, stack=stack, today=TODAY, waivers=(), packs=[catalogue.pack(room)]).findings
    advice = {one.policy for one in findings if one.verdict == "unknown" and one.level == "advisory"}
    told: set[Diagnostic] = {
        (one.policy, one.level, one.urn, one.message)
        for one in findings
        if one.verdict == "fail" or one.level == "mandatory"
    }
    return told, advice


def split(said: set[Diagnostic]) -> tuple[set[Diagnostic], set[str]]:
    unrun = {one for one in said if one[3].startswith("can't run policy")}
    assert {one[1] for one in unrun} <= {"advisory"}
    return said - unrun, {one[0] for one in unrun}


UNKNOWNS = {
    "security": both(
        put("role", "assumeRolePolicy", UNKNOWN), put("db", "kmsKeyId", UNKNOWN), put("db", "storageEncrypted", UNKNOWN),
        put("db", "publiclyAccessible", UNKNOWN), put("flow-log", "vpcId", UNKNOWN), put("flow-log", "trafficType", UNKNOWN),
        put("cluster", "vpcConfig", UNKNOWN), put("template", "blockDeviceMappings[0].ebs", UNKNOWN),
    ),
    "kubernetes": both(
        put("web", "spec.template.spec.containers[0].image", UNKNOWN), put("denial", "metadata.namespace", UNKNOWN),
        put("binding", "subjects[0].name", UNKNOWN), put("app", "metadata.labels", UNKNOWN), put("pod", "spec.hostNetwork", UNKNOWN),
    ),
}  # fmt: skip


def test_nothing_is_said_about_a_compliant_stack(room: str, engine: Analyzer) -> None:
    assert engine.judge(COMPLIANT[room]()) == set()


def test_the_pack_says_what_the_judge_says(room: str, engine: Analyzer) -> None:
    told, advice = in_process(room, faulty(room))
    assert len(told) > 7
    assert split(engine.judge(faulty(room))) == (told, advice)


BESIDE_FAULTS = {
    "security": put("template", "blockDeviceMappings[0].ebs", UNKNOWN),
    "kubernetes": put("web", "spec.template.spec.containers[0].image", UNKNOWN),
}


def test_unknowns_are_judged_alike_and_hide_nothing(room: str, engine: Analyzer) -> None:
    for base, change in ((COMPLIANT[room](), UNKNOWNS[room]), (faulty(room), BESIDE_FAULTS[room])):
        entries = changed(base, change)
        told, advice = in_process(room, entries)
        assert advice
        assert split(engine.judge(entries)) == (told, advice)


@pytest.mark.parametrize("room", ["security"], indirect=True)
def test_what_a_provider_will_read_back_is_not_taken_for_what_was_asked(engine: Analyzer) -> None:
    entries = security.compliant()
    for name, key in (
        ("firewall", "ingress"),
        ("role", "inlinePolicies"),
        ("secret", "policy"),
        ("default-group", "ingress"),
    ):
        named(entries, name)["outputs"][key] = UNKNOWN
    assert in_process("security", entries) == (set(), set())
    assert engine.judge(entries) == set()


def test_a_default_that_a_cloud_fills_in_leaves_no_price_out() -> None:
    """A preview knows no such output, and no rule of the pack looks at a key by itself."""
    google = entry("pulumi:providers:gcp", "gcp", {"region": "us-central1"})
    key = entry("gcp:kms/cryptoKey:CryptoKey", "key", {"keyRing": "ring"}, provider=f"{google['urn']}::id")
    key["outputs"]["versionTemplate"] = UNKNOWN
    unpriced = entry("gcp:made/up:Thing", "thing", {}, provider=key["provider"])
    with running("cost", "dev") as engine:
        said = {(one[0], one[2]) for one in engine.judge([stack_entry(), google, key, unpriced])}
    assert {urn for policy, urn in said if policy == "everything-priced"} == {unpriced["urn"]}


def test_the_pack_introduces_each_rule(room: str, engine: Analyzer) -> None:
    info = engine.info()
    rules = {rule.name: rule for rule in catalogue.pack(room).rules}
    published = {policy.name: policy for policy in info.policies}
    assert info.name == room
    assert set(published) - set(rules) == {AUDIT, "asked-for", "waived-findings"}
    assert set(rules) <= set(published)
    for name, rule in rules.items():
        policy: Any = published[name]
        assert LEVELS[policy.enforcementLevel] == rule.levels.production
        assert SEVERITIES[policy.severity] == rule.severity
        assert policy.displayName == rule.title
        assert policy.remediation_steps == rule.remediation
        assert policy.url == rule.url
        assert list(policy.tags) == list(rule.tags)
        assert policy.framework.reference == (rule.controls[0].reference if rule.controls else "")
        schema = policy.configSchema.properties
        if rule.severity == "critical":
            assert LEVELS[policy.enforcementLevel] == "mandatory"
            assert list(schema["unknowns"]["enum"]) == ["fail"], "production has no choice"
        else:
            assert not schema.fields


@pytest.mark.parametrize("room", ["security"], indirect=True)
def test_configuration_cannot_soften_production(engine: Analyzer) -> None:
    entries = changed(security.compliant(), put("db", "publiclyAccessible", UNKNOWN))
    engine.configure({"rds-not-public": {"unknowns": "warn"}})
    told, _ = split(engine.judge(entries))
    assert {(one[0], one[1]) for one in told} == {("rds-not-public", "mandatory")}
    engine.configure({})


@pytest.mark.parametrize("room", ["security"], indirect=True)
def test_secrets_arrive_in_the_open_and_stay_untold(engine: Analyzer) -> None:
    sealed = {SIGNATURE: SECRET_SIGNATURE, "value": "hunter2"}
    entries = changed(
        faulty("security"),
        both(put("db", "password", sealed), put("db", "username", {**sealed, "value": "postgres"})),
    )
    said = engine.judge(entries)
    assert "rds-no-default-admin" in {one[0] for one in said}
    assert not [one for one in said if "hunter2" in one[3]]


@pytest.mark.parametrize("stack", ["dev", "staging"])
def test_levels_follow_the_stack(stack: str) -> None:
    entries = json.loads(json.dumps(faulty("security")).replace(":production::", f":{stack}::"))
    with running("security", stack) as engine:
        told, advice = in_process("security", entries, stack)
        assert split(engine.judge(entries)) == (told, advice)
        disabled = {
            policy.name for policy in engine.info().policies if LEVELS[policy.enforcementLevel] == "disabled"
        }
        assert ("rds-multi-az" in disabled) is True
        assert ("eks-control-plane-logs" in disabled) is (stack == "dev")


def test_no_module_of_a_pack_hides_one_of_the_standard_library(room: str) -> None:
    names = {path.stem for path in (ROOT / "policies" / room).glob("*.py")}
    assert not names & set(sys.stdlib_module_names)
