"""A case of a rule: one change of a compliant stack, and what a pack then has to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from policies.framework.judge import judge
from policies.framework.rules import Pack
from tests.policies.framework.samples import TODAY, Change, Entry, changed

Kind = Literal["fail", "absent", "unknown"]
Verdict = Literal["fail", "unknown"]


@dataclass(frozen=True)
class Case:
    """A change, what kind of case it is, what the rule says to it, and which other rules have to join in."""

    rule: str
    kind: Kind
    name: str
    change: Change
    verdict: Verdict | None
    also: tuple[str, ...] = ()
    today: date = TODAY
    stack: str = "production"

    def __str__(self) -> str:
        return f"{self.rule}: {self.kind}: {self.name}"


def fails(rule: str, name: str, change: Change, *also: str, today: date = TODAY) -> Case:
    return Case(rule, "fail", name, change, "fail", also, today)


def absent(rule: str, name: str, change: Change, verdict: Verdict | None = "fail", *also: str) -> Case:
    return Case(rule, "absent", name, change, verdict, also)


def unknown(rule: str, name: str, change: Change, verdict: Verdict | None = "unknown", *also: str) -> Case:
    return Case(rule, "unknown", name, change, verdict, also)


def complaint(case: Case, pack: Pack, compliant: Sequence[Entry]) -> str:
    """Return what is wrong: the change must be noticed by its rule, by those that have to join in, and by no other."""
    judgement = judge(
        changed(compliant, case.change), stack=case.stack, today=case.today, waivers=(), packs=[pack]
    )
    said = {finding.policy for finding in judgement.findings}
    wanted = {*([case.rule] if case.verdict else []), *case.also}
    if said != wanted:
        return f"spoke: {sorted(said)}; had to: {sorted(wanted)}"
    verdicts = {finding.verdict for finding in judgement.findings if finding.policy == case.rule}
    asked = {case.verdict} if case.verdict else set()
    return "" if verdicts == asked else f"said {sorted(verdicts)}, not {case.verdict}"


def assert_noticed(case: Case, pack: Pack, compliant: Sequence[Entry]) -> None:
    """Assert that there is nothing to complain of."""
    assert complaint(case, pack, compliant) == ""
