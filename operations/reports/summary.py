"""What every report says first: the counts, the dangers and the verdict, in the same words everywhere."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from operations.judgement import Judgement
from policies.cost.amounts import cents
from policies.cost.difference import Difference
from policies.framework.findings import Finding
from policies.framework.findings import Judgement as Verdicts
from simulator.plan import Step

SIMULATED = "The clouds are simulated: no account was asked, nothing was changed, and ids are made up."

OPERATIONS = {"create": "+", "update": "~", "replace": "+-", "delete": "-", "same": "="}
"""Each operation and the sign that Pulumi itself prints for it."""


def name_of(urn: str) -> str:
    """Return the resource's own name, the last part of its URN."""
    return urn.rsplit("::", 1)[-1]


def type_of(urn: str) -> str:
    """Return the resource's type, the last in the chain that its URN carries."""
    return urn.split("::")[2].rsplit("$", 1)[-1]


def short_type(token: str) -> str:
    """Return a type the way people say it: ``aws:ec2/vpc:Vpc`` is ``aws Vpc``."""
    package, _, rest = token.partition(":")
    return f"{package} {rest.rsplit(':', 1)[-1]}" if rest else token


def counts(steps: Sequence[Step]) -> str:
    """Return how many of each operation there are, such as ``12 to create, 1 to replace``."""
    tally = Counter(step.op for step in steps)
    parts = [f"{tally[op]} to {op}" for op in ("create", "update", "replace", "delete") if tally[op]]
    if tally["same"]:
        parts.append(f"{tally['same']} unchanged")
    return ", ".join(parts) or "nothing registered"


def danger(step: Step) -> str:
    """Return the sentence that a guarded step is called out with."""
    why = f" because {', '.join(step.replacing)} cannot change in place" if step.replacing else ""
    verb = "replaces" if step.op == "replace" else "deletes"
    return f"{verb} {short_type(type_of(step.urn))} {name_of(step.urn)}{why}: what it holds would be lost"


def refusal(step: Step) -> str:
    """Return the sentence that says why the engine would stop at a step."""
    return f"Pulumi stops at {short_type(type_of(step.urn))} {name_of(step.urn)}: it {step.refused}"


@dataclass(frozen=True)
class Remark:
    """One thing that a rule says, with all the resources that it says it about; ``excuse`` is why it is waived."""

    level: str
    severity: str
    policy: str
    message: str
    excuse: str
    names: tuple[str, ...]

    @property
    def standing(self) -> str:
        """How much it matters: its level, and why it is waived if it is."""
        return f"{self.level} {self.excuse}".rstrip()

    def about(self, most: int = 3) -> str:
        """Return the names, or the first of them and how many more there are."""
        return about(self.names, most)


def about(names: Sequence[str], most: int = 3) -> str:
    """Return names, or the first of them and how many more there are."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def remarks(verdicts: Verdicts) -> list[Remark]:
    """Return the findings with alike ones together, in the order of the first of each."""
    together: dict[tuple[str, str, str, str, str], list[str]] = {}
    for finding in verdicts.findings:
        level = finding.level if finding.verdict == "fail" else f"{finding.verdict}, {finding.level}"
        key = (level, finding.severity, finding.policy, finding.message, excuse(verdicts, finding))
        together.setdefault(key, []).append(name_of(finding.urn))
    return [Remark(*key, tuple(names)) for key, names in together.items()]


def excuse(verdicts: Verdicts, finding: Finding) -> str:
    """Return until when a finding is waived, by whom and where it is being mended; nothing if it is not waived."""
    found = verdicts.excuses.get(finding)
    return "" if found is None else str(found)


def verdict(judgement: Judgement) -> str:
    """Return the judgement in one sentence."""
    against = []
    if judgement.guarded:
        against.append(f"{len(judgement.guarded)} guarded replacement(s) or deletion(s)")
    if judgement.refused:
        against.append(f"{len(judgement.refused)} step(s) that Pulumi refuses")
    if judgement.blocking:
        against.append(f"{len(judgement.blocking)} mandatory finding(s)")
    if judgement.cost.unpriced:
        against.append(f"{len(judgement.cost.unpriced)} resource(s) without a price")
    against += judgement.cost.budget.exceeded()
    return (
        f"Found wanting: {'; '.join(against)}."
        if against
        else "Passes: no mandatory finding, inside every budget."
    )


def counted(number: int, noun: str) -> str:
    """Return a number of things, such as ``1 resource`` or ``3,036 resources``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def money(amount: Decimal | float) -> str:
    """Return an amount in US dollars, with thousands separated, rounded to cents, half a cent upwards."""
    return f"{_rounded(amount):,.2f}"


def signed(amount: Decimal | float) -> str:
    """Return a difference as :func:`money` does, with its sign."""
    return f"{_rounded(amount):+,.2f}"


def _rounded(amount: Decimal | float) -> float:
    return cents(amount) if isinstance(amount, Decimal) else amount


def cost_change(change: Difference) -> str:
    """Return what a change does to the bill, in one sentence."""
    percent = "" if change.percent is None else f" ({change.percent:+}%)"
    return f"This change: {money(change.before)} to {money(change.after)} USD a month, {signed(change.delta)}{percent}."
