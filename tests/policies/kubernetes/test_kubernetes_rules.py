import pytest

from policies.framework.judge import judge
from policies.framework.rules import ResourceRule
from policies.kubernetes.catalogue import PACK
from tests.policies.framework.cases import Case, assert_noticed
from tests.policies.framework.samples import TODAY
from tests.policies.kubernetes.cases import CASES, WITHOUT_PROPERTIES
from tests.policies.kubernetes.compliant import compliant


def test_nothing_is_said_about_a_compliant_stack_and_every_rule_looked_at_it() -> None:
    judgement = judge(compliant(), stack="production", today=TODAY, waivers=(), packs=[PACK])
    assert judgement.findings == []
    silent = {rule.name for rule in PACK.rules if not judgement.tallies[f"kubernetes/{rule.name}"].passed}
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
    tally = judgement.tallies.get(f"kubernetes/{rule.name}")
    if isinstance(rule, ResourceRule):
        assert tally is not None
        assert (tally.not_applicable, tally.passed, tally.failed) == (len(others), 0, 0)
    else:
        assert tally is None
