"""What was found before the policies were, and is let be: a list that may only shrink."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from operations.faults import CannotJudge
from operations.reports.summary import name_of
from policies.framework.findings import Finding, Judgement

Known = frozenset[tuple[str, str]]
"""Findings by the full name of their policy and the URN that they name."""


def read(file: Path) -> Known:
    """Read the findings of an earlier ``infra policy check --json``.

    :raises CannotJudge: if the file is no such report.
    """
    try:
        findings = json.loads(file.read_text(encoding="utf-8"))["findings"]
        return frozenset((f"{one['pack']}/{one['policy']}", str(one["urn"])) for one in findings)
    except OSError as refusal:
        raise CannotJudge(f"--baseline {file}: cannot be read ({refusal.strerror}); check the path") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise CannotJudge(
            f"--baseline {file}: is no --json of an earlier `infra policy check`; write one with it"
        ) from None


def settled(verdicts: Judgement, known: Known) -> Judgement:
    """Return the judgement in which what is known already advises, and no longer blocks."""
    findings = [
        replace(one, level="advisory") if one.blocks and _key(one) in known else one
        for one in verdicts.findings
    ]
    return replace(verdicts, findings=sorted(findings, key=lambda one: one.order))


def gone(findings: Sequence[Finding], known: Known) -> list[str]:
    """Return a sentence for each known finding that is none any more, in a stable order."""
    standing = {_key(one) for one in findings}
    return [
        f"{policy} of {name_of(urn)} is mended: write the baseline again, so that it does not come back"
        for policy, urn in sorted(known - standing)
    ]


def _key(finding: Finding) -> tuple[str, str]:
    return f"{finding.pack}/{finding.policy}", finding.urn
