"""Findings by severity: what a rule says, what it says it about, and whether it blocks, is waived or is not known."""

from dataclasses import dataclass

from operations.reports.summary import excuse
from policies.framework.findings import SEVERITIES, Finding, Judgement


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a rule says, with the URNs that it says it of.

    ``standing`` is how much it matters; ``excuse`` is until when and by whom it is waived, nothing if it is not.
    """

    policy: str
    standing: str
    message: str
    excuse: str
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


def groups(verdicts: Judgement) -> tuple[Group, ...]:
    """Return the findings by severity, the gravest first; alike ones are one remark."""
    found = []
    for severity in SEVERITIES:
        alike: dict[tuple[str, str, str, str], list[str]] = {}
        for finding in verdicts.findings:
            if finding.severity == severity:
                name, reason = f"{finding.pack}/{finding.policy}", excuse(verdicts, finding)
                alike.setdefault((name, standing(finding), finding.message, reason), []).append(finding.urn)
        if alike:
            found.append(Group(severity, tuple(Remark(*key, tuple(urns)) for key, urns in alike.items())))
    return tuple(found)


def standing(finding: Finding) -> str:
    """Return how a finding stands, in the words of the page."""
    if finding.verdict == "waived":
        return f"waived ({finding.level})"
    stops = "blocks" if finding.blocks else finding.level
    return f"not known, {stops}" if finding.verdict == "unknown" else stops
