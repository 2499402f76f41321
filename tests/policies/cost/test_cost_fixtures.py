"""The cost pack's fixtures, held like those of the other packs: by their rule and by no other."""

import pytest

from policies.cost.catalogue import PACK
from policies.framework.judge import judge
from policies.framework.rules import Environment
from tests.policies.cost.cases import CASES
from tests.policies.cost.compliant import compliant
from tests.policies.framework.cases import Case, assert_noticed
from tests.policies.framework.samples import TODAY

STACKS: tuple[Environment, ...] = ("dev", "production")


@pytest.mark.parametrize("stack", STACKS)
def test_nothing_is_said_about_a_compliant_stack(stack: Environment) -> None:
    judgement = judge(compliant(stack), stack=stack, today=TODAY, waivers=(), packs=[PACK])
    assert judgement.findings == []
    in_force = {rule.name for rule in PACK.rules if rule.levels.of(stack) != "disabled"}
    silent = {name for name in in_force if not judgement.tallies[f"cost/{name}"].passed}
    assert silent == ({"long-support-declined"} if stack == "dev" else set())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_change_is_noticed_by_its_rule_and_by_no_other(case: Case) -> None:
    assert_noticed(case, PACK, compliant(case.stack))


@pytest.mark.parametrize("kind", ["fail", "absent", "unknown"])
def test_every_rule_has_a_case_of_each_kind(kind: str) -> None:
    assert {rule.name for rule in PACK.rules} == {case.rule for case in CASES if case.kind == kind}
