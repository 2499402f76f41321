import pytest

from policies.framework.judge import judge
from policies.framework.rules import ResourceRule
from policies.security.catalogue import PACK
from tests.policies.framework.cases import Case, assert_noticed
from tests.policies.framework.samples import TODAY, changed, put
from tests.policies.security.cases import CASES, WITHOUT_PROPERTIES
from tests.policies.security.compliant import compliant


def test_nothing_is_said_about_a_compliant_stack_and_every_rule_looked_at_it() -> None:
    judgement = judge(compliant(), stack="production", today=TODAY, waivers=(), packs=[PACK])
    assert judgement.findings == []
    silent = {rule.name for rule in PACK.rules if not judgement.tallies[f"security/{rule.name}"].passed}
    assert silent == WITHOUT_PROPERTIES


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_change_is_noticed_by_its_rule_and_by_no_other(case: Case) -> None:
    assert_noticed(case, PACK, compliant())


@pytest.mark.parametrize("kind", ["fail", "absent", "unknown"])
def test_every_rule_has_a_case_of_each_kind(kind: str) -> None:
    covered = {case.rule for case in CASES if case.kind == kind}
    exempt = frozenset() if kind == "fail" else WITHOUT_PROPERTIES
    assert {rule.name for rule in PACK.rules} - exempt == covered


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.name)
def test_a_rule_says_nothing_about_other_types(rule: ResourceRule) -> None:
    others = [one for one in compliant() if one["type"] not in rule.types]
    judgement = judge(others, stack="production", today=TODAY, waivers=(), packs=[PACK])
    tally = judgement.tallies.get(f"security/{rule.name}")
    if isinstance(rule, ResourceRule):
        assert tally is not None
        assert (tally.not_applicable, tally.passed, tally.failed) == (len(others), 0, 0)
    else:
        assert tally is None


@pytest.mark.parametrize(
    ("member", "said"),
    [
        ("user:Somebody@GMail.com", "somebody's private account"),
        ("user:somebody@outlook.com", "somebody's private account"),
        ("user:somebody@yahoo.co.uk", "somebody's private account"),
        ("user:somebody@gmx.net", "somebody's private account"),
        ("user:somebody@proton.me", "somebody's private account"),
        ("user:somebody@example.com", "a single person"),
        ("user:somebody@me.example.com", "a single person"),
        ("user:somebody@they-live.com", "a single person"),
    ],
)
def test_a_private_mailbox_is_told_from_a_person_of_the_organization(member: str, said: str) -> None:
    entries = changed(compliant(), put("g-encrypter", "member", member))
    judgement = judge(entries, stack="production", today=TODAY, waivers=(), packs=[PACK])
    assert [one.message.split(":")[0] for one in judgement.findings] == [f"it is {said}"]
