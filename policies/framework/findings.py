"""What a judgement says: findings in a stable order, and the tally of what was looked at."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Literal

Severity = Literal["critical", "high", "medium", "low"]
Level = Literal["mandatory", "advisory", "disabled"]
Verdict = Literal["fail", "unknown", "waived"]
Spoken = Literal["pass", "fail", "unknown", "waived", "not-applicable"]
"""Everything that a policy may say of a resource; what is not a :data:`Verdict` needs no finding."""

GRAVEST: tuple[Spoken, ...] = ("fail", "unknown", "waived", "pass", "not-applicable")
"""Which verdict stands for several of one policy about one resource: the first of these."""

SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a rule has to say about one resource, or about the stack as a whole.

    ``message`` names properties and settings, never a value of the resource, so that no secret can reach
    a log. ``urn`` is the resource's, or the stack's own where no single resource is at fault.
    """

    pack: str
    policy: str
    level: Level
    severity: Severity
    urn: str
    message: str
    verdict: Verdict = "fail"

    @property
    def blocks(self) -> bool:
        """Whether a deployment with this finding must not go ahead."""
        return self.level == "mandatory" and self.verdict != "waived"

    @property
    def order(self) -> tuple[int, int, str, str, str, str, str]:
        """The place of a finding among others: gravest first, then by name, whatever order they came in."""
        grave = 0 if self.blocks else 1
        return (
            grave, SEVERITIES.index(self.severity), self.pack, self.policy, self.urn, self.verdict, self.message,
        )  # fmt: skip

    def to_json(self) -> dict[str, str]:
        """Return the finding as the JSON object that ``infra preview --json`` writes."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why a waived finding blocks nothing: until when, who answers for it, who agreed, and where it is being mended."""

    expires: date
    owner: str
    ticket: str
    approver: str | None = None

    def __str__(self) -> str:
        approved = f", approved by {self.approver}" if self.approver else ""
        return f"until {self.expires} by {self.owner}{approved}, {self.ticket}"


@dataclass(slots=True)
class Tally:
    """How one rule fared over the resources of a stack."""

    passed: int = 0
    failed: int = 0
    unknown: int = 0
    waived: int = 0
    not_applicable: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """The findings of a stack, gravest first, and a tally of each policy, keyed ``pack/policy``.

    ``verdicts`` says what each policy said of each resource of its types, passes too: by policy, then by URN.
    ``excuses`` has one for each waived finding.
    """

    findings: list[Finding]
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    verdicts: Mapping[str, Mapping[str, Spoken]] = field(default_factory=dict)
    excuses: Mapping[Finding, Excuse] = field(default_factory=dict)

    @property
    def evaluated(self) -> int:
        """How many checks were made: a rule on a resource is one."""
        return sum(one.passed + one.failed + one.unknown + one.waived for one in self.tallies.values())

    @property
    def passes(self) -> bool:
        """Whether nothing in it blocks a deployment."""
        return not any(finding.blocks for finding in self.findings)
