"""Findings as SARIF 2.1.0, which code scanning reads: the same bytes for the same findings."""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from operations.policy.rulebook import Policy
from operations.reports.summary import name_of
from policies.framework.findings import Finding, Severity
from policies.framework.waivers import AUDIT

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

GRADES: Final[Mapping[Severity, str]] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0"}
"""What code scanning sorts by: a number of CVSS's range for each severity (GitHub, ``security-severity``)."""


def render(
    findings: Sequence[Finding],
    policies: Sequence[Policy],
    *,
    stack: str,
    file: str,
    lines: Mapping[str, int],
) -> str:
    """Return the log of one run.

    :param file: what was judged, as a path relative to the repository; every finding is shown there.
    :param lines: the line of ``file`` that names a URN; a finding of another one is shown at the first.
    """
    descriptors = [*map(_descriptor, policies), *_audits(findings, policies)]
    positions = {one["id"]: position for position, one in enumerate(descriptors)}
    run = {
        "tool": {"driver": {"name": "infra", "rules": descriptors}},
        "automationDetails": {"id": f"infra-policy/{stack}/"},
        "columnKind": "utf16CodeUnits",
        "results": [_result(one, positions, file, lines) for one in findings],
    }
    return (
        json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False)
        + "\n"
    )


def _descriptor(policy: Policy) -> dict[str, Any]:
    rule = policy.rule
    tags = [f"{one.framework} {one.version} {one.reference}" for one in policy.controls]
    tags += [f"{scanner} {check}" for scanner, checks in policy.scanners.items() for check in checks]
    described: dict[str, Any] = {
        "id": policy.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": f"{rule.title}."},
        "help": {"text": rule.remediation},
        "defaultConfiguration": {"level": "error" if rule.levels.production == "mandatory" else "warning"},
        "properties": {"security-severity": GRADES[rule.severity], "tags": list(dict.fromkeys(tags))},
    }
    return described | ({"helpUri": rule.url} if rule.url else {})


def _audits(findings: Iterable[Finding], policies: Sequence[Policy]) -> list[dict[str, Any]]:
    """Return what describes the audits of waivers that found something: they are no rules of a catalogue."""
    packs = {one.pack for one in findings if one.policy == AUDIT}
    return [
        {
            "id": f"{pack}/{AUDIT}",
            "name": "WaiversInOrder",
            "shortDescription": {"text": "Waivers are current, used, narrow and approved."},
            "help": {"text": "Mend policies/waivers.yaml, or what the waiver excused."},
            "defaultConfiguration": {"level": "error"},
            "properties": {"security-severity": GRADES["medium"], "tags": []},
        }
        for pack in sorted(packs - {one.pack.name for one in policies if one.rule.name == AUDIT})
    ]


def _result(
    finding: Finding, positions: Mapping[str, int], file: str, lines: Mapping[str, int]
) -> dict[str, Any]:
    name = f"{finding.pack}/{finding.policy}"
    told: dict[str, Any] = {
        "ruleId": name,
        "ruleIndex": positions[name],
        "message": {"text": _literal(f"{finding.message} ({name_of(finding.urn) or 'the stack'})")},
        "locations": [_location(finding.urn, file, lines)],
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
    }
    if finding.verdict == "unknown" and not finding.blocks:
        return told | {"kind": "open", "level": "none"}  # SARIF's word for: too little is known to decide
    if finding.verdict == "waived":
        told["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": "see policies/waivers.yaml"}
        ]
    return told | {"kind": "fail", "level": "error" if finding.level == "mandatory" else "warning"}


def _literal(text: str) -> str:
    """Return a text in which no brace stands for an argument (SARIF 2.1.0, 3.11.5)."""
    return text.replace("{", "{{").replace("}", "}}")


def _location(urn: str, file: str, lines: Mapping[str, int]) -> dict[str, Any]:
    place: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": file},
            "region": {"startLine": lines.get(urn, 1)},
        }
    }
    if urn:
        place["logicalLocations"] = [{"name": name_of(urn), "fullyQualifiedName": urn, "kind": "resource"}]
    return place


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same for the same finding wherever its line moves to."""
    parts = (finding.pack, finding.policy, finding.urn, finding.message)
    return sha256("\0".join(parts).encode()).hexdigest()
