"""Findings by severity: what a rule says, what it says it about, and whether it blocks, is waived or is not known."""

from collections.abc import Sequence
from dataclasses import dataclass

from policies.framework.findings import SEVERITIES, Finding


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a rule says, with the URNs that it says it of. ``standing`` is how much it matters."""

    policy: str
    standing: str
    message: str
    urns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The remarks of one severity."""

    severity: str
    remarks: tuple[Remark, ...]

    @property
    def count(self) -> int:
        """How many findings they are."""
        return sum(len(remark.urns) for remark in self.remarks)


def groups(findings: Sequence[Finding]) -> tuple[Group, ...]:
    """Return the findings by severity, the gravest first; alike ones are one remark."""
    found = []
    for severity in SEVERITIES:
        alike: dict[tuple[str, str, str], list[str]] = {}
        for finding in findings:
            if finding.severity == severity:
                key = (f"{finding.pack}/{finding.policy}", standing(finding), finding.message)
                alike.setdefault(key, []).append(finding.urn)
        if alike:
            found.append(Group(severity, tuple(Remark(*key, tuple(urns)) for key, urns in alike.items())))
    return tuple(found)


def standing(finding: Finding) -> str:
    """Return how a finding stands, in the words of the page."""
    if finding.verdict == "waived":
        return f"waived ({finding.level})"
    stops = "blocks" if finding.blocks else finding.level
    return f"not known, {stops}" if finding.verdict == "unknown" else stops
