"""The three stacks, recorded once each, and what the packs say when one resource of one of them is wrong."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from policies.framework.catalogue import all_packs
from policies.framework.judge import judge
from policies.framework.rules import Environment, Pack, ResourceRule, StackRule, environment_of
from tests.policies.framework.samples import Entry
from tests.policies.mutations.faults import FAULTS, Fault
from tests.shipped import brought_up

TODAY = date(2026, 11, 26)
STACKS: tuple[Environment, ...] = ("dev", "staging", "production")
SHARES = {"dev": 20, "staging": 35, "production": 45}
"""How many of the hundred faults each stack is given."""

Said = frozenset[tuple[str, str]]
"""What was said, as policies with the URN that each names."""


@dataclass(frozen=True)
class Mutation:
    """One fault in one resource of one stack."""

    stack: Environment
    fault: Fault
    urn: str

    def __str__(self) -> str:
        return f"{self.stack}: {self.fault}: {self.urn.rsplit('::', 1)[1]}"


@cache
def recorded(stack: Environment) -> dict[str, Entry]:
    """Return the resources of a stack that stands on simulated clouds, by URN."""
    return {str(entry["urn"]): dict(entry) for entry in brought_up(stack).resources}


def in_force(policy: str, stack: Environment) -> bool:
    pack, _, name = policy.partition("/")
    (rule,) = (rule for one in all_packs() if one.name == pack for rule in one.rules if rule.name == name)
    return rule.levels.of(environment_of(stack)) != "disabled"


def drawn(seed: int) -> list[Mutation]:
    """Return a hundred mutations: every fault that a stack can have before any comes twice, then as chance has it."""
    chance = random.Random(seed)  # noqa: S311 - a draw that can be drawn again, not a secret
    found: list[Mutation] = []
    for stack in STACKS:
        fitting = {
            fault: urns
            for fault in FAULTS
            if in_force(fault.policy, stack)
            and (urns := sorted(urn for urn, entry in recorded(stack).items() if fault.fits(entry)))
        }
        order = list(_rounds(list(fitting), chance, SHARES[stack]))
        found += [Mutation(stack, fault, chance.choice(fitting[fault])) for fault in order]
    return found


def _rounds(faults: Sequence[Fault], chance: random.Random, count: int) -> Iterator[Fault]:
    left: list[Fault] = []
    for _ in range(count):
        if not left:
            left = chance.sample(faults, len(faults))
        yield left.pop()


@cache
def _halves() -> tuple[list[Pack], list[Pack]]:
    """Return the packs with rules about one resource alone, and with those about the whole stack alone."""
    of_one, of_all = list[Pack](), list[Pack]()
    for pack in all_packs():
        of_one.append(
            replace(pack, rules=tuple(rule for rule in pack.rules if isinstance(rule, ResourceRule)))
        )
        of_all.append(replace(pack, rules=tuple(rule for rule in pack.rules if isinstance(rule, StackRule))))
    return of_one, of_all


def _said(entries: Sequence[Entry], stack: Environment, packs: Sequence[Pack]) -> Said:
    findings = judge(entries, stack=stack, today=TODAY, waivers=(), packs=packs).findings
    return frozenset((f"{one.pack}/{one.policy}", one.urn) for one in findings)


@cache
def _before(stack: Environment) -> Said:
    return _said(list(recorded(stack).values()), stack, all_packs())


def difference(mutation: Mutation) -> tuple[Said, Said]:
    """Return what is said of the faulty stack and not of the recorded one, and the other way round.

    A rule about one resource sees the changed one alone, for it has seen the others before.
    """
    of_one, of_all = _halves()
    entries = dict(recorded(mutation.stack))
    changed = mutation.fault.made(entries.pop(mutation.urn))
    if changed is not None:
        entries[mutation.urn] = changed
    alone = [changed] if changed is not None else []
    after = _said(alone, mutation.stack, of_one) | _said(list(entries.values()), mutation.stack, of_all)
    whole = {f"{pack.name}/{rule.name}" for pack in of_all for rule in pack.rules}
    before = frozenset(one for one in _before(mutation.stack) if one[0] in whole or one[1] == mutation.urn)
    return after - before, before - after
