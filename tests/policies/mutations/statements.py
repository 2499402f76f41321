"""Breaking one statement of one rule at a time, and seeing which fixtures notice.

A statement is a place in a rule that calls ``require`` or makes a ``Violation``. It is broken in two ways: ``inverted``
asks the opposite, ``silent`` asks nothing. Both are done in this process by standing in for the two names in every
module of the packs, so that a thousand broken rules are tried in the time of one test run.
"""

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from policies.framework import catalogue, judge, rules
from policies.framework.facts import Fact
from policies.framework.rules import AnyRule, Pack
from tests.policies import fixtures
from tests.policies.framework.cases import Case, complaint
from tests.policies.framework.samples import TODAY

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("security", "kubernetes", "cost")
NAMES = ("require", "Violation")

Way = Literal["inverted", "silent"]


@dataclass(frozen=True, order=True)
class Site:
    """A statement: its file, its line, by which of the names it is made, and whether its opposite is another one.

    What is always undecided is so in its opposite too, which therefore breaks nothing.
    """

    file: str
    line: int
    name: str
    opposable: bool = field(default=True, compare=False)

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways in which it can be broken."""
        return ("inverted", "silent") if self.name == "require" and self.opposable else ("silent",)

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.name}"


def sites() -> list[Site]:
    """Return every statement of every rule, as it is written."""
    found = {
        Site(path.relative_to(ROOT).as_posix(), node.lineno, node.func.id, not _undecided(node))
        for room in ROOMS
        for path in (ROOT / "policies" / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES
    }
    return sorted(found)


def _undecided(call: ast.Call) -> bool:
    asked = call.args[0] if call.args else None
    return (
        isinstance(asked, ast.Call)
        and isinstance(asked.func, ast.Attribute)
        and asked.func.attr == "undecided"
    )


class _Nothing:
    """What a silenced statement says."""


@dataclass
class Bench:
    """The statement that is broken, how, and those that were come by."""

    broken: Site | None = None
    way: Way = "silent"
    seen: set[Site] = field(default_factory=set)

    def require(self, fact: Fact, message: str, **more: Any) -> Iterable[Any]:
        site = _caller("require")
        self.seen.add(site)
        if site != self.broken:
            return rules.require(fact, message, **more)
        return rules.require(~fact, message, **more) if self.way == "inverted" else ()

    def violation(self, *arguments: Any, **more: Any) -> Any:
        site = _caller("Violation")
        self.seen.add(site)
        return _Nothing() if site == self.broken else rules.Violation(*arguments, **more)


def _caller(name: str) -> Site:
    frame = sys._getframe(2)
    return Site(Path(frame.f_code.co_filename).relative_to(ROOT).as_posix(), frame.f_lineno, name)


@contextmanager
def bench() -> Iterator[Bench]:
    """Put the stand-ins in place, and take them out again."""
    catalogue.all_packs()
    standing = Bench()
    modules = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith(tuple(f"policies.{room}." for room in ROOMS))
    ]
    stand_ins = {
        "require": (rules.require, standing.require),
        "Violation": (rules.Violation, standing.violation),
    }
    replaced: list[tuple[Any, str, Any]] = []
    gathered = vars(judge)["gathered"]
    for module in modules:
        for name, (original, stand_in) in stand_ins.items():
            if getattr(module, name, None) is original:
                replaced.append((module, name, original))
                setattr(module, name, stand_in)
    vars(judge)["gathered"] = lambda check: [one for one in gathered(check) if not isinstance(one, _Nothing)]
    try:
        yield standing
    finally:
        vars(judge)["gathered"] = gathered
        for module, name, original in replaced:
            setattr(module, name, original)


@dataclass(frozen=True)
class Trial:
    """One fixture of one rule, the compliant stack or a change of it, judged by that rule alone."""

    rule: AnyRule
    pack: str
    case: Case | None
    stack: str

    def complaint(self) -> str:
        entries = fixtures.COMPLIANT[self.pack](self.stack)
        alone = Pack(name=self.pack, description="One rule.", rules=(self.rule,))
        if self.case is not None:
            return complaint(_without_others(self.case), alone, entries)
        judgement = judge.judge(entries, stack=self.stack, today=TODAY, waivers=(), packs=[alone])
        return "spoke of the compliant stack" if judgement.findings else ""


def _without_others(case: Case) -> Case:
    return Case(case.rule, case.kind, case.name, case.change, case.verdict, (), case.today, case.stack)


def trials() -> list[Trial]:
    """Return every fixture of every rule."""
    found = []
    for room in ROOMS:
        by_name = {rule.name: rule for rule in catalogue.pack(room).rules}
        stacks = fixtures.STACKS if room == "cost" else ("production",)
        found += [Trial(rule, room, None, stack) for rule in by_name.values() for stack in stacks]
        found += [Trial(by_name[case.rule], room, case, case.stack) for case in fixtures.cases(room)]
        found += [
            Trial(by_name[other], room, _of_other(case, other), case.stack)
            for case in fixtures.cases(room)
            for other in case.also
            if other in by_name
        ]
    return found


def _of_other(case: Case, rule: str) -> Case:
    """Return the case as one of a rule that has to join in, which says whatever it said when nothing was broken."""
    return Case(rule, case.kind, f"{case.rule}: {case.name}", case.change, None, (), case.today, case.stack)


def survivors(statements: Sequence[Site]) -> list[str]:
    """Return the broken statements that no fixture noticed, each with how it was broken and why it went unnoticed."""
    left: list[str] = []
    passing_by: dict[Site, list[tuple[Trial, str]]] = {}
    for trial, before, seen in whole():
        for site in seen:
            passing_by.setdefault(site, []).append((trial, before))
    with bench() as standing:
        for site in statements:
            near = passing_by.get(site, [])
            for way in site.ways:
                standing.broken, standing.way = site, way
                if not any(trial.complaint() != before for trial, before in near):
                    left.append(f"{site} {way}: {'no fixture notices' if near else 'no fixture comes by'}")
    return left


def heard() -> set[str]:
    """Return the rules that made a statement in any of their fixtures."""
    return {f"{trial.pack}/{trial.rule.name}" for trial, _, seen in whole() if seen}


@cache
def whole() -> list[tuple[Trial, str, frozenset[Site]]]:
    """Try every fixture once with nothing broken, and return what each says and the statements that it comes by."""
    found = []
    with bench() as standing:
        for trial in trials():
            standing.seen = set()
            said = trial.complaint()
            found.append((trial, said, frozenset(standing.seen)))
    return found
