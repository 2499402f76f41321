"""Judging a stack in this process: every rule of every pack over plain state entries, in linear time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from policies.framework.catalogue import all_packs
from policies.framework.evaluation import finding_of, gathered, spoken
from policies.framework.findings import GRAVEST, Finding, Judgement, Spoken, Tally
from policies.framework.index import Stack
from policies.framework.rehearsals import informed
from policies.framework.resources import Entry, Resource
from policies.framework.rules import (
    AnyRule,
    Context,
    Outcome,
    Pack,
    ResourceRule,
    Unresolved,
    environment_of,
)
from policies.framework.waivers import Ledger, Waiver, reviewed


def judge(
    resources: Sequence[Entry],
    *,
    stack: str,
    today: date,
    waivers: Sequence[Waiver] | None = None,
    packs: Sequence[Pack] | None = None,
    rehearsal: Sequence[Entry] = (),
) -> Judgement:
    """Judge the resources of one stack.

    :param resources: state entries, in any order; the result does not depend on it.
    :param stack: the stack's name, which decides the levels: an unknown one is held to production's.
    :param today: the day of the judgement, for version calendars and the expiry of waivers.
    :param waivers: the exemptions in force; the reviewed file of the repository if left out.
    :param packs: the packs to apply; all of the repository's if left out.
    :param rehearsal: the same stack with its outputs known, where there is one: it answers for values that
        ``resources`` do not know yet, so that documents assembled from identifiers are judged in a preview.
    :raises WaiverError: if the reviewed file cannot be read.
    """
    context = Context(environment_of(stack), today)
    entries = informed(resources, rehearsal) if rehearsal else resources
    chosen = all_packs() if packs is None else tuple(packs)
    panel = _Panel(context, Stack(entries), Ledger(stack, reviewed() if waivers is None else waivers, chosen))
    for pack in chosen:
        panel.hear(pack)
        panel.findings.extend(panel.ledger.audit(pack, today, panel.stack.urn))
    findings = sorted(set(panel.findings), key=lambda finding: finding.order)
    return Judgement(
        findings,
        {name: panel.tallies[name] for name in sorted(panel.tallies)},
        {name: dict(sorted(panel.verdicts[name].items())) for name in sorted(panel.verdicts)},
        {
            replace(finding, verdict="waived"): waiver.excuse
            for pack in chosen
            for finding, waiver in panel.ledger.waived(pack, today)
        },
    )


@dataclass
class _Panel:
    context: Context
    stack: Stack
    ledger: Ledger
    findings: list[Finding] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    verdicts: dict[str, dict[str, Spoken]] = field(default_factory=lambda: defaultdict(dict))

    def hear(self, pack: Pack) -> None:
        active = [rule for rule in pack.rules if rule.levels.of(self.context.environment) != "disabled"]
        by_type = _by_type(active)
        present: dict[str, int] = defaultdict(int)
        for entry in self.stack.entries:
            present[entry["type"]] += 1
            if concerned := by_type.get(entry["type"]):
                resource = Resource(entry)
                for one in concerned:
                    self._apply(pack, one, partial(one.check, resource, self.context), resource.urn)
        for rule in active:
            if isinstance(rule, ResourceRule):
                speaks_of = sum(present[kind] for kind in rule.types)
                self.tallies[f"{pack.name}/{rule.name}"].not_applicable += len(self.stack.entries) - speaks_of
            elif not rule.types or any(present[kind] for kind in rule.types):
                self._apply(pack, rule, partial(rule.check, self.stack, self.context), self.stack.urn)

    def _apply(self, pack: Pack, rule: AnyRule, check: Callable[[], Iterable[Outcome]], urn: str) -> None:
        name = f"{pack.name}/{rule.name}"
        tally, verdicts = self.tallies[name], self.verdicts[name]
        told = spoken(gathered(check))
        if not told:
            tally.not_applicable += told is None
            tally.passed += told is not None
            verdicts[urn] = "not-applicable" if told is None else "pass"
            return
        for outcome in told:
            finding = finding_of(pack, rule, outcome, urn, self.context)
            if self.ledger.covers(finding, self.context.today):
                finding = replace(finding, verdict="waived")
                tally.waived += 1
            elif isinstance(outcome, Unresolved):
                tally.unknown += 1
            else:
                tally.failed += 1
            if finding.level != "disabled":
                self.findings.append(finding)
            verdicts[finding.urn] = min(
                finding.verdict, verdicts.get(finding.urn, finding.verdict), key=GRAVEST.index
            )


def _by_type(rules: Iterable[AnyRule]) -> Mapping[str, Sequence[ResourceRule]]:
    found: dict[str, list[ResourceRule]] = defaultdict(list)
    for rule in rules:
        if isinstance(rule, ResourceRule):
            for kind in rule.types:
                found[kind].append(rule)
    return found
