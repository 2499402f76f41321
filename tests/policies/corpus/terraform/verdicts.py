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
from tests.policies.corpus.terraform.example import Example, cloud_of
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
        if (chosen := tuple(rule for rule in pack.rules if check in (*rule.checkov, *rule.trivy)))
    )


@cache
def mapped() -> frozenset[str]:
    """Return the ids of the two scanners that a policy about one of the three clouds names."""
    named = {check for pack in all_packs() for rule in pack.rules for check in (*rule.checkov, *rule.trivy)}
    return frozenset(check for check in named if cloud_of(check))


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
    if example.address and example.address not in resources:
        return Verdict("not converted", NO_RESOURCE)
    chosen = _connected(resources, example.address, others) if example.address else resources
    why = _out_of_reach(example, chosen)
    if why:
        return Verdict("not converted", why)
    findings = _said(example, chosen)
    told = [one for one in findings if meant(example.check, one)]
    if example.good:
        return Verdict("wrong" if told else "quiet", "", findings)
    return Verdict("noticed" if told else "missed", "", findings)


NO_RESOURCE = "it is no resource of its program: it is read, stands in a module or is never made"


def _out_of_reach(example: Example, chosen: Mapping[str, Converted]) -> str:
    """Return why nothing can be said: the policies read none of these types, or a property has no place."""
    judged = [example.address] if example.address else sorted(chosen)
    spoken = {kind for _, rules in policies_of(example.check) for rule in rules for kind in rule.types}
    known = any(chosen[one].token for one in judged)
    if not known or not (example.address or spoken & {chosen[one].token for one in judged}):
        kinds = sorted({one.split(".")[0] for one in judged})
        return f"no policy of ours speaks of {', '.join(kinds)}"
    strange = sorted({name for one in chosen.values() for name in one.strange})
    return f"the SDK does not have {', '.join(strange)}" if strange else ""


def _said(example: Example, chosen: Mapping[str, Converted]) -> list[Finding]:
    """Return the findings about an example: its own, and those of resources of other types beside it."""
    preview, rehearsal = stack_of(chosen.values())
    packs = [
        Pack(name=name, description="of one check", rules=rules) for name, rules in policies_of(example.check)
    ]
    judged = judge(preview, stack="production", today=TODAY, waivers=(), packs=packs, rehearsal=rehearsal)
    failed = [one for one in judged.findings if one.verdict == "fail"]
    if not example.address:
        return failed
    own = chosen[example.address]
    kinds = {entry["urn"]: entry["type"] for entry in preview}
    return [one for one in failed if one.urn == own.urn or kinds.get(one.urn) != own.token]


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
