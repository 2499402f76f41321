"""What becomes of a rule's word: gathered without loss, graded, put as a finding."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from policies.framework.findings import Finding, Level
from policies.framework.rules import (
    AnyRule,
    Context,
    NotApplicable,
    Outcome,
    Pack,
    ResourceRule,
    Unresolved,
    Violation,
)
from policies.framework.unknowns import Treatment, shipped


def gathered(check: Callable[[], Iterable[Outcome]]) -> list[Outcome]:
    """Run a check to its end and return what it said, with no repetitions.

    A check that raises is itself a violation, beside what it had said before: a broken rule must not pass.
    The error's text is left out, because it may quote a value.
    """
    said: dict[Outcome, None] = {}
    try:
        for outcome in check():
            said[outcome] = None
    except Exception as fault:  # noqa: BLE001 - whatever a rule raises is its own failure and nobody else's
        said[_broken(fault)] = None
    return list(said)


def _broken(fault: Exception) -> Violation:
    frame = fault.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    line = f" at line {frame.tb_lineno}" if frame else ""
    return Violation(
        f"the rule itself failed with {type(fault).__name__}{line}, so nothing is known: mend the rule"
    )


LEVELS: Final[Mapping[Treatment, Level]] = {"fail": "mandatory", "warn": "advisory", "ignore": "disabled"}


def level_of(rule: AnyRule, outcome: Outcome, context: Context) -> Level:
    """Return how an outcome is enforced.

    What a mandatory rule cannot decide is treated as ``policies/unknowns.yaml`` says for its severity; one that must
    not stay undecided may still be about a document whose origin ``unknown-documents-traceable`` vouches for.
    """
    level = rule.levels.of(context.environment)
    if isinstance(outcome, Unresolved) and level == "mandatory":
        treated = LEVELS[shipped().treatment(context.environment, rule.severity)]
        return "advisory" if treated == "mandatory" and _traceable(rule, outcome) else treated
    return level


def _traceable(rule: AnyRule, outcome: Unresolved) -> bool:
    documents = rule.traceable if isinstance(rule, ResourceRule) else ()
    return all(path.split(".", 1)[0].split("[", 1)[0] in documents for path in outcome.paths)


def finding_of(
    pack: Pack, rule: AnyRule, outcome: Violation | Unresolved, urn: str, context: Context
) -> Finding:
    """Return an outcome as a finding about the resource that it names, or else about ``urn``."""
    unresolved = isinstance(outcome, Unresolved)
    return Finding(
        pack=pack.name,
        policy=rule.name,
        level=level_of(rule, outcome, context),
        severity=rule.severity,
        urn=outcome.urn or urn,
        message=_undecided(outcome) if isinstance(outcome, Unresolved) else outcome.message,
        verdict="unknown" if unresolved else "fail",
    )


def _undecided(outcome: Unresolved) -> str:
    return f"undecided until deployment: {', '.join(outcome.paths)} cannot be read"


def spoken(said: Iterable[Outcome]) -> list[Violation | Unresolved] | None:
    """Return what needs telling, or None if the rule turned out not to apply."""
    told: list[Violation | Unresolved] = []
    for outcome in said:
        if isinstance(outcome, NotApplicable):
            return None
        told.append(outcome)
    return told
