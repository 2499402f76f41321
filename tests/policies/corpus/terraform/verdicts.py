"""What our policies say of an example, and what can be said about it at all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from policies.framework.catalogue import all_packs
from policies.framework.findings import Finding
from policies.framework.judge import judge
from policies.framework.rules import AnyRule, Pack
from tests.policies.corpus.terraform import entries
from tests.policies.corpus.terraform.entries import Converted, stack_of, urn_of
from tests.policies.corpus.terraform.example import Example
from tests.policies.corpus.terraform.program import Program
from tests.policies.corpus.terraform.reviewed import statements
from tests.policies.corpus.terraform.source import UnreadableError, read, read_directory
from tests.policies.framework.samples import TODAY

Outcome = Literal["noticed", "missed", "quiet", "wrong", "not converted"]


@dataclass(frozen=True)
class Verdict:
    """What came of an example; ``why`` is for what could not be converted, ``findings`` are what was said."""

    outcome: Outcome
    why: str = ""
    findings: Sequence[Finding] = field(default=())

    @property
    def blocks(self) -> bool:
        """Whether one of the findings would stop a deployment."""
        return any(one.blocks for one in self.findings)


@cache
def policies_of(check: str) -> tuple[tuple[str, tuple[AnyRule, ...]], ...]:
    """Return the policies that say that they correspond to a check, by pack."""
    return tuple(
        (pack.name, chosen)
        for pack in all_packs()
        if (chosen := tuple(rule for rule in pack.rules if check in rule.checkov))
    )


@cache
def mapped() -> frozenset[str]:
    """Return the ids of Checkov that a policy about one of the three clouds names."""
    named = {check for pack in all_packs() for rule in pack.rules for check in rule.checkov}
    return frozenset(check for check in named if check.split("_")[1] in {"AWS", "AZURE", "GCP"})


@cache
def program_of(directory: Path | None, text: str) -> Program:
    """Return the program of a directory or a text.

    :raises UnreadableError: if it cannot be parsed.
    """
    return Program(read_directory(directory) if directory else read(text))


@cache
def resources_of(directory: Path | None, text: str) -> Mapping[str, Converted]:
    """Return all resources of a directory or a text, converted."""
    return entries.resources_of(program_of(directory, text))


def verdict_of(example: Example, others: frozenset[str]) -> Verdict:
    """Judge an example with what it is connected to, by production's demands.

    :param others: the addresses of the other examples of the same check, which are programs of their own.
    """
    try:
        resources = resources_of(example.directory, example.text)
    except UnreadableError as fault:
        return Verdict("not converted", str(fault))
    own = resources.get(example.address)
    if own is None:
        return Verdict(
            "not converted",
            "it is no resource of its program: it is read, stands in a module or is never made",
        )
    if own.token is None:
        return Verdict("not converted", f"no policy of ours speaks of {example.address.split('.')[0]}")
    chosen = _connected(resources, example.address, others)
    strange = sorted({name for one in chosen.values() for name in one.strange})
    if strange:
        return Verdict("not converted", f"the SDK does not have {', '.join(strange)}")
    preview, rehearsal = stack_of(chosen.values())
    packs = [
        Pack(name=name, description="of one check", rules=rules) for name, rules in policies_of(example.check)
    ]
    judged = judge(preview, stack="production", today=TODAY, waivers=(), packs=packs, rehearsal=rehearsal)
    kinds = {entry["urn"]: entry["type"] for entry in preview}
    findings = [
        one
        for one in judged.findings
        if one.verdict == "fail" and (one.urn == own.urn or kinds.get(one.urn) != own.token)
    ]
    told = [one for one in findings if meant(example.check, one)]
    if example.good:
        return Verdict("wrong" if told else "quiet", "", findings)
    return Verdict("noticed" if told else "missed", "", findings)


def meant(check: str, finding: Finding) -> bool:
    """Return whether a finding is of a statement that the check stands for."""
    parts = statements().get(check)
    return parts is None or any(part in finding.message for part in parts)


def _connected(
    resources: Mapping[str, Converted], start: str, others: frozenset[str]
) -> dict[str, Converted]:
    """Return what refers to a resource or is referred to by it, however far, without the other examples."""
    neighbours: dict[str, set[str]] = {urn_of(address): set() for address in resources}
    for address, one in resources.items():
        for need in one.needs:
            neighbours.setdefault(need, set()).add(urn_of(address))
            neighbours[urn_of(address)].add(need)
    closed = {urn_of(other) for other in others if other != start}
    reached = {urn_of(start)}
    waiting = [urn_of(start)]
    while waiting:
        for further in sorted(neighbours.get(waiting.pop(), ())):
            if further not in reached and further not in closed:
                reached.add(further)
                waiting.append(further)
    return {address: one for address, one in resources.items() if urn_of(address) in reached}


def judged(examples: Sequence[Example]) -> Iterator[tuple[Example, Verdict]]:
    """Judge the examples of checks that a policy corresponds to; one that is called good and bad counts once."""
    beside: dict[tuple[str, str], set[str]] = {}
    for example in examples:
        beside.setdefault((example.check, example.place), set()).add(example.address)
    said: dict[tuple[str, str, str], set[bool]] = {}
    for example in examples:
        said.setdefault((example.check, example.name, example.text), set()).add(example.good)
    for example in (one for one in examples if policies_of(one.check)):
        if len(said[example.check, example.name, example.text]) > 1:
            if example.good:
                yield example, Verdict("not converted", "its authors call it good and bad")
        else:
            yield example, verdict_of(example, frozenset(beside[example.check, example.place]))
