"""What our policies say of an example, beside what its authors say of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from operations.policy.rulebook import Policy, policies
from policies.framework.findings import Finding
from policies.framework.judge import judge
from policies.framework.rules import Pack
from tests.policies.corpus.examples import Example, Scanner
from tests.policies.corpus.kubernetes_objects import as_asked
from tests.policies.framework.samples import TODAY, stack_entry

STATEMENTS: Final = Path(__file__).with_name("statements.yaml")


@dataclass(frozen=True)
class Answer:
    """What was said about an example's subject: by the statement that its check stands for, and by others beside it."""

    example: Example
    said: tuple[Finding, ...]
    beside: tuple[Finding, ...]

    @property
    def agrees(self) -> bool:
        """Whether a bad example was caught, or a good one left alone."""
        return self.example.good != bool(self.said)


@cache
def policies_of(scanner: Scanner, check: str) -> tuple[Policy, ...]:
    """Return the policies that name a check as theirs."""
    return tuple(one for one in policies() if check in one.scanners.get(scanner, ()))


def checks_of(scanner: Scanner, *packs: str) -> list[str]:
    """Return the checks of a scanner that policies of these packs name."""
    named = {check for one in policies() if one.pack.name in packs for check in one.scanners.get(scanner, ())}
    return sorted(named)


@cache
def statements() -> Mapping[str, re.Pattern[str]]:
    """Return for each check that stands for one statement of a policy what that statement's messages look like."""
    held: Mapping[str, Sequence[Mapping[str, Any]]] = yaml.safe_load(STATEMENTS.read_text(encoding="utf-8"))
    return {
        str(check): re.compile(row["says"])
        for rows in held.values()
        for row in rows
        for check in row["checks"]
    }


def answer(example: Example) -> Answer:
    """Judge an example by the policies that name its check, with production's demands."""
    held = policies_of(example.scanner, example.check)
    packs = [
        Pack(
            name=name,
            description="Those of one check.",
            rules=tuple(one.rule for one in held if one.pack.name == name),
        )
        for name in sorted({one.pack.name for one in held})
    ]
    types = {kind for one in held for kind in one.rule.types}
    entries = [as_asked(one, types) for one in example.entries]
    judgement = judge([stack_entry(), *entries], stack="production", today=TODAY, waivers=(), packs=packs)
    heard = [one for one in judgement.findings if one.verdict == "fail" and _about(example, one)]
    wanted = statements().get(example.check)
    own = [one for one in heard if wanted is None or wanted.search(one.message)]
    return Answer(example, tuple(own), tuple(one for one in heard if one not in own))


def _about(example: Example, finding: Finding) -> bool:
    return example.subject in ("", finding.urn)


@dataclass(frozen=True)
class Tally:
    """How many examples there were, and how many were judged as their authors do."""

    good: int
    bad: int
    false: int
    missed: int

    def __str__(self) -> str:
        return (
            f"{self.bad} bad examples: {self.bad - self.missed} caught, {self.missed} missed; "
            f"{self.good} good ones: {self.good - self.false} left alone, {self.false} spoken of"
        )


def tally(answers: Iterable[Answer]) -> Tally:
    """Return the counts of answers."""
    heard = list(answers)
    good = [one for one in heard if one.example.good]
    bad = [one for one in heard if not one.example.good]
    return Tally(len(good), len(bad), sum(not one.agrees for one in good), sum(not one.agrees for one in bad))
