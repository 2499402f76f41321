"""Every policy's fixtures, by pack: what `infra policy test` runs and the catalogue page counts."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from policies.framework import catalogue
from policies.framework.judge import judge
from policies.framework.rules import ResourceRule
from tests.policies.cost import cases as cost_cases
from tests.policies.cost import compliant as cost
from tests.policies.framework import cases as frame
from tests.policies.framework.cases import Case
from tests.policies.framework.samples import TODAY, Entry
from tests.policies.kubernetes import cases as kubernetes_cases
from tests.policies.kubernetes import compliant as kubernetes
from tests.policies.security import cases as security_cases
from tests.policies.security import compliant as security

CASES: Mapping[str, Sequence[Case]] = {
    "security": security_cases.CASES,
    "kubernetes": kubernetes_cases.CASES,
    "cost": cost_cases.CASES,
}

COMPLIANT: Mapping[str, Callable[[str], list[Entry]]] = {
    "security": lambda _: security.compliant(),
    "kubernetes": lambda _: kubernetes.compliant(),
    "cost": cost.compliant,
}

WITHOUT_PROPERTIES = security_cases.WITHOUT_PROPERTIES | kubernetes_cases.WITHOUT_PROPERTIES
"""Rules that refuse a type as such, of which nothing can pass."""

STACKS = ("dev", "production")
"""The stacks whose levels the fixtures are judged by."""


def cases(pack: str) -> Sequence[Case]:
    """Return the cases of a pack."""
    return CASES[pack]


def complaint(pack: str, case: Case) -> str:
    """Run a case and return what is wrong with its answer, if anything is."""
    return frame.complaint(case, catalogue.pack(pack), COMPLIANT[pack](case.stack))


@cache
def passing(pack: str) -> Mapping[str, Mapping[str, int]]:
    """Return for each policy how many resources of the compliant stack it lets pass, and of how many it does not speak."""
    found: dict[str, dict[str, int]] = {}
    for stack in STACKS:
        entries = COMPLIANT[pack](stack)
        room = catalogue.pack(pack)
        judgement = judge(entries, stack=stack, today=TODAY, waivers=(), packs=[room])
        for rule in room.rules:
            tally = judgement.tallies.get(f"{pack}/{rule.name}")
            if tally is None or not (tally.passed or rule.name in WITHOUT_PROPERTIES):
                continue
            others = sum(one["type"] not in rule.types for one in entries) if rule.types else 0
            silent = tally.not_applicable if isinstance(rule, ResourceRule) else others
            counted = {"pass": tally.passed, "not-applicable": silent}
            found[rule.name] = {kind: number for kind, number in counted.items() if number}
    return found
