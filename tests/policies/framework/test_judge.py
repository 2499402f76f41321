import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

import pytest

from policies.framework import catalogue, tokens
from policies.framework.findings import Finding, Judgement
from policies.framework.judge import judge
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    ALWAYS,
    PROMOTED,
    Context,
    Levels,
    Outcomes,
    Pack,
    StackRule,
    Violation,
    environment_of,
    require,
    resource_rule,
)
from tests.policies.framework.samples import TODAY, UNKNOWN, Entry, changed, entry, put, stack_entry
from tests.policies.framework.stacks import compliant, faulty, packs
from tests.policies.security.compliant import allow, document


def judged(entries: Sequence[Entry], stack: str = "production") -> Judgement:
    return judge(entries, stack=stack, today=TODAY, waivers=(), packs=packs())


def paths_of(held: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every property, and of every property inside it."""
    members = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ()
    for key, value in members:
        yield (*path, key)
        yield from paths_of(value, (*path, key))


def written(path: Sequence[str | int]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def with_unknown(entries: Sequence[Entry], position: int, path: Sequence[str | int]) -> list[Entry]:
    subject = deepcopy(entries[position])
    for part in ("inputs", "outputs"):
        place = subject[part]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = UNKNOWN
    return [*entries[:position], subject, *entries[position + 1 :]]


RISKY_WHEN_UNKNOWN = {
    "unknown-documents-traceable",
    "sg-no-world-by-parts",
    "sg-no-mixed-rule-styles",
    "ng-no-open-ssh",
}
"""Rules that take an unknown for the worse, or whose very subject is the unknown."""


ALIKE = {"store", "agent", "set", "controller", "job", "template"}
"""Workloads with the very pod of another one of the same stack."""

SUBJECTS = [
    (pack.name, position)
    for pack in packs()
    for position, one in enumerate(faulty(pack.name))
    if one["urn"].rsplit("::", 1)[1] not in ALIKE
]


@pytest.mark.parametrize(
    ("room", "position"),
    SUBJECTS,
    ids=[faulty(room)[place]["urn"].rsplit("::", 1)[1] for room, place in SUBJECTS],
)
def test_an_unknown_anywhere_changes_nothing_but_the_findings_that_need_its_value(
    room: str, position: int
) -> None:
    entries, pack = faulty(room), catalogue.pack(room)
    relational = {rule.name for rule in pack.rules if isinstance(rule, StackRule)}

    def findings(resources: Sequence[Entry]) -> set[Finding]:
        return set(judge(resources, stack="production", today=TODAY, waivers=(), packs=[pack]).findings)

    before = findings(entries)
    for path in paths_of(entries[position]["inputs"]):
        after = findings(with_unknown(entries, position, path))
        place = written(path)
        undecided = {
            one.policy for one in after - before if one.verdict == "unknown" and place in one.message
        }
        excused = undecided | RISKY_WHEN_UNKNOWN
        lost = {one.policy for one in before - after} - excused
        new = {one.policy for one in after - before} - excused
        assert not lost, f"{place} hides them"
        assert not new, f"{place} invents them"
        elsewhere = {one.urn for one in before ^ after if one.policy not in relational} - {
            entries[position]["urn"]
        }
        assert not elsewhere, f"{place} reaches other resources"


def test_the_order_of_the_resources_does_not_matter() -> None:
    entries = faulty()
    expected = [finding.to_json() for finding in judged(entries).findings]
    assert len(expected) > 30
    for seed in range(10):
        shuffled = entries.copy()
        random.Random(seed).shuffle(shuffled)  # noqa: S311 - an order, not a secret
        assert [finding.to_json() for finding in judged(shuffled).findings] == expected


def test_findings_come_gravest_first_and_block_in_production() -> None:
    judgement = judged(faulty())
    graded = [(not one.blocks, one.severity) for one in judgement.findings]
    order = ["critical", "high", "medium", "low"]
    assert graded == sorted(graded, key=lambda pair: (pair[0], order.index(pair[1])))
    assert not judgement.passes
    assert judged(compliant()).passes


SENTINEL = "hunter2-sentinel"


def salted(held: Any) -> Any:
    """Return a tree with the sentinel in every text, also inside texts that are documents."""
    if isinstance(held, dict):
        return {key: salted(value) for key, value in held.items()}
    if isinstance(held, list):
        return [salted(value) for value in held]
    return f"{held} {SENTINEL}" if isinstance(held, str) else held


def test_no_message_holds_a_value_of_a_resource() -> None:
    entries = [
        {**one, "inputs": salted(one.get("inputs")), "outputs": salted(one.get("outputs"))}
        for one in faulty()
    ]
    at_once = judged(entries).findings
    one_by_one = [
        finding
        for position in range(len(entries))
        for finding in judged([*faulty()[:position], entries[position], *faulty()[position + 1 :]]).findings
    ]
    documented = judged(
        changed(faulty(), put("policy", "policy", document(allow(SENTINEL, "*", condition=SENTINEL))))
    ).findings
    assert len({one.policy for one in at_once}) >= 30
    for finding in (*at_once, *one_by_one, *documented):
        assert SENTINEL not in finding.message


@resource_rule(
    name="breaks", title="Breaks", types=(tokens.VPC,), severity="low", levels=ALWAYS, remediation="None."
)
def breaks(vpc: Resource, _: Context) -> Outcomes:
    yield Violation("said before")
    raise ValueError(f"secret {vpc['cidrBlock'].raw}")


@resource_rule(
    name="works",
    title="Works",
    types=(tokens.VPC,),
    severity="critical",
    levels=PROMOTED,
    remediation="None.",
)
def works(vpc: Resource, _: Context) -> Outcomes:
    yield from require(vpc["flag"].is_true(), "off")


PROBE = Pack(name="probe", description="Probe.", rules=(breaks, works))
VPC = entry(tokens.VPC, "vpc", {"cidrBlock": SENTINEL, "flag": UNKNOWN})


def test_a_rule_that_raises_fails_by_itself_and_quotes_nothing() -> None:
    findings = judge(
        [stack_entry(), VPC], stack="production", today=TODAY, waivers=(), packs=[PROBE]
    ).findings
    told = [(one.policy, one.verdict, one.level) for one in findings]
    assert told == [
        ("works", "unknown", "mandatory"),
        ("breaks", "fail", "mandatory"),
        ("breaks", "fail", "mandatory"),
    ]
    messages = sorted(one.message for one in findings if one.policy == "breaks")
    assert messages[0] == "said before"
    assert messages[1].startswith("the rule itself failed with ValueError at line ")
    assert SENTINEL not in "".join(messages)


@pytest.mark.parametrize(
    ("stack", "level"),
    [("dev", "advisory"), ("staging", "mandatory"), ("production", "mandatory"), ("prod-2", "mandatory")],
)
def test_a_critical_unknown_is_as_grave_as_a_failure(stack: str, level: str) -> None:
    findings = judge([VPC], stack=stack, today=TODAY, waivers=(), packs=[PROBE]).findings
    assert [(one.level, one.verdict) for one in findings if one.policy == "works"] == [(level, "unknown")]


def test_an_unknown_of_a_lesser_rule_is_advice() -> None:
    findings = judged(changed(compliant(), put("db", "storageEncrypted", UNKNOWN))).findings
    assert [(one.policy, one.level, one.verdict, one.message) for one in findings] == [
        (
            "rds-encrypted",
            "advisory",
            "unknown",
            "undecided until deployment: storageEncrypted cannot be read",
        )
    ]


def test_a_rehearsal_answers_for_what_a_preview_does_not_know() -> None:
    bad = changed(
        compliant(), put("role", "assumeRolePolicy", document(allow("sts:AssumeRole", principal="*")))
    )
    previewed = changed(compliant(), put("role", "assumeRolePolicy", UNKNOWN))
    alone = judged(previewed).findings
    assert {one.verdict for one in alone if one.policy == "iam-trust-named"} == {"unknown"}
    told = judge(
        previewed, stack="production", today=TODAY, waivers=(), packs=packs(), rehearsal=bad
    ).findings
    assert [(one.policy, one.verdict) for one in told] == [("iam-trust-named", "fail")]
    assert (
        judge(
            previewed, stack="production", today=TODAY, waivers=(), packs=packs(), rehearsal=compliant()
        ).findings
        == []
    )


def test_a_critical_rule_cannot_be_switched_off_in_production() -> None:
    for levels in (ADVICE, Levels("mandatory", "mandatory", "disabled")):
        with pytest.raises(ValueError, match=r"^lax is critical, so production cannot do without it"):
            resource_rule(
                name="lax",
                title="Lax",
                types=(tokens.VPC,),
                severity="critical",
                levels=levels,
                remediation="None.",
            )(lambda *_: [])
    critical = [rule for pack in packs() for rule in pack.rules if rule.severity == "critical"]
    assert len(critical) > 10
    assert {
        rule.levels.of(environment_of(stack)) for rule in critical for stack in ("production", "any", "")
    } == {"mandatory"}


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^the pack probe has two rules named works"):
        Pack(name="probe", description="Probe.", rules=(works, works))


@pytest.mark.parametrize(
    "rule", [rule for pack in packs() for rule in pack.rules], ids=lambda rule: rule.name
)
def test_a_rule_says_all_there_is_to_say_about_itself(rule: Any) -> None:
    assert rule.title
    assert not rule.title.endswith(".")
    assert rule.remediation.endswith(".")
    assert rule.url.startswith("https://")
    assert rule.check.__doc__ or rule.name == "unknown-documents-traceable"
    assert all(word.count(" ") >= 1 for word in rule.tags)


def test_judging_needs_neither_the_policy_sdk_nor_a_provider_sdk() -> None:
    program = (
        "import sys\nfrom datetime import date\nfrom policies.framework import catalogue\nfrom policies.framework.judge import judge\n"
        "judge([], stack='dev', today=date(2026, 1, 1), packs=[catalogue.pack('security'), catalogue.pack('kubernetes')])\n"
        "print([name for name in ('pulumi_policy', 'pulumi_aws', 'pulumi_kubernetes') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_work_grows_with_the_resources_and_no_faster() -> None:
    def calls(copies: int) -> float:
        """Return the functions that a judgement calls, by resource: its work, whatever else the machine does."""
        entries = [stack_entry()]
        for number in range(copies):
            renamed = str(compliant()[1:]).replace("::platform::", f"::platform{number}::")
            entries += eval(renamed)  # noqa: S307 - the test's own literal
        counted = 0

        def count(_: object, event: str, __: object) -> None:
            nonlocal counted
            counted += event == "call"

        sys.setprofile(count)
        try:
            judged(entries)
        finally:
            sys.setprofile(None)
        return counted / len(entries)

    calls(1)  # what is made once and kept, such as the packs
    assert calls(12) < 1.25 * calls(3)


def test_a_finding_is_the_json_of_the_contract() -> None:
    finding = Finding(pack="p", policy="q", level="advisory", severity="low", urn="u", message="m")
    assert finding.to_json() == {
        "pack": "p", "policy": "q", "level": "advisory", "severity": "low", "urn": "u", "message": "m", "verdict": "fail",
    }  # fmt: skip
