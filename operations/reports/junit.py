"""Findings as JUnit XML, which every CI server shows: a test case for each policy."""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from policies.framework.findings import Finding, Judgement, Tally

NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def render(verdicts: Judgement, *, stack: str) -> str:
    """Return the report: a suite for each pack, in it a case for each policy that was in force.

    A policy with a finding that blocks has failed; one that found no resource to speak of was skipped; what only
    advises, is undecided or waived is printed with its case.
    """
    root = Element("testsuites", name=f"policies of {stack}")
    for pack, names in _packs(verdicts).items():
        suite = SubElement(root, "testsuite", name=pack)
        for name in names:
            found = [one for one in verdicts.findings if f"{one.pack}/{one.policy}" == name]
            _case(suite, name, found, verdicts.tallies.get(name))
        _count(suite)
    _count(root)
    indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _packs(verdicts: Judgement) -> dict[str, list[str]]:
    names = sorted({*verdicts.tallies, *(f"{one.pack}/{one.policy}" for one in verdicts.findings)})
    packs: dict[str, list[str]] = {}
    for name in names:
        packs.setdefault(name.partition("/")[0], []).append(name)
    return packs


def _case(suite: Element, name: str, found: Sequence[Finding], tally: Tally | None) -> None:
    case = SubElement(suite, "testcase", classname=suite.attrib["name"], name=name.partition("/")[2])
    blocking = [one for one in found if one.blocks]
    rest = [one for one in found if not one.blocks]
    if blocking:
        failure = SubElement(
            case, "failure", type=blocking[0].severity, message=f"{len(blocking)} finding(s)"
        )
        failure.text = _told(blocking)
    elif not found and tally is not None and not tally.passed:
        SubElement(case, "skipped", message="no resource that it speaks of")
    if rest:
        SubElement(case, "system-out").text = _told(rest)


def _told(findings: Iterable[Finding]) -> str:
    lines = (f"{one.verdict}, {one.level}: {one.urn}: {one.message}" for one in findings)
    return NO_XML.sub("\ufffd", "\n".join(lines))


def _count(holder: Element) -> None:
    holder.set("tests", str(len(list(holder.iter("testcase")))))
    for outcome, key in (("failure", "failures"), ("skipped", "skipped")):
        holder.set(key, str(len(list(holder.iter(outcome)))))
    holder.set("errors", "0")
