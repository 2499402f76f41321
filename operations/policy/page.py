"""The catalogue page, ``docs/policies.md``: every policy from the same data that judges."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from operations.faults import CannotJudge
from operations.policy import fixtures
from operations.policy.rulebook import Policy
from policies.framework import left_out, unserved
from policies.framework import standards as table
from policies.framework.findings import SEVERITIES

FOLDER: Final = "docs"
HEAD: Final = """\
# Policies
<!-- Written by `infra policy list --page docs/policies.md`; a test holds it to the rules. Do not edit it. -->

Every policy judges each preview, each deployment and any exported state: `infra preview STACK`, the policy packs of
`pulumi preview` and `pulumi up`, and `infra policy check FILE`, which says what `pulumi policy analyze --file FILE` with
the packs says and needs no CLI. `infra policy explain NAME` says what stands here of one policy, and `infra policy
test NAME` runs its fixtures. An exemption is a reviewed entry of
[policies/waivers.yaml](../policies/waivers.yaml) with owner, reason, ticket and an end within 90 days.

A policy says of each resource of its types: pass, fail, unknown (a value is not known before deployment), not
applicable, or waived. Unknown blocks a deployment where the policy is critical and mandatory, unless the value is a
document of which the dependency edges show that nothing but identifiers of other resources went into it.
"""


def render(policies: Sequence[Policy]) -> str:
    """Return the page.

    :raises CannotJudge: without the fixtures of a checkout, which the page counts, or with a list of what is left out that is malformed.
    """
    return (
        "\n".join(
            [HEAD, *_summary(policies), *_subjects(policies), *_policies(policies), *_rest(policies)]
        ).rstrip()
        + "\n"
    )


def _summary(policies: Sequence[Policy]) -> Iterator[str]:
    yield f"| pack | policies | {' | '.join(SEVERITIES)} |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    packs = list(dict.fromkeys(one.pack.name for one in policies))
    for pack in packs:
        held = [one.rule.severity for one in policies if one.pack.name == pack]
        yield f"| [{pack}](#{pack}) | {len(held)} | {' | '.join(str(held.count(one)) for one in SEVERITIES)} |"
    yield ""


def _subjects(policies: Sequence[Policy]) -> Iterator[str]:
    shown = {one.name for one in policies}
    yield "## What standards ask"
    yield ""
    yield "A policy serves a requirement; it does not alone fulfil it. The table is policies/standards.yaml."
    yield ""
    yield "| subject | what it means | requirements | policies |"
    yield "| --- | --- | --- | ---: |"
    for subject in table.read():
        asked = ", ".join(f"{one.framework} {one.reference}" for one in subject.controls)
        count = len(shown.intersection(subject.policies))
        yield f"| {subject.name} | {subject.means} | {asked} | {count} |"
    yield ""


def _policies(policies: Sequence[Policy]) -> Iterator[str]:
    pack = ""
    for one in policies:
        if one.pack.name != pack:
            pack = one.pack.name
            yield f"## {pack}"
            yield ""
            yield one.pack.description
            yield ""
        yield from _entry(one)


def _rest(policies: Sequence[Policy]) -> Iterator[str]:
    try:
        scanners, benchmarks = left_out.read(), unserved.read()
    except left_out.LeftOutError as fault:
        raise CannotJudge(str(fault)) from None
    yield from _unserved(policies, benchmarks)
    yield from _left_out(scanners)


def _unserved(policies: Sequence[Policy], held: Sequence[unserved.Benchmark]) -> Iterator[str]:
    yield "## Requirements of benchmarks that no policy serves"
    yield ""
    yield "The list is [policies/unserved.yaml](../policies/unserved.yaml); reasons mean what they mean of checks, below."
    yield ""
    yield "| benchmark | requirements that policies serve | others |"
    yield "| --- | ---: | ---: |"
    for one in held:
        served = {
            control.reference
            for policy in policies
            for control in policy.controls
            if control.framework == one.benchmark
        }
        yield f"| {one.benchmark} {one.version} | {len(served)} | {len(one.references)} |"
    yield ""
    for one in held:
        yield f"### Not served of {one.benchmark}"
        yield ""
        yield "| requirements | ask for | reason | because |"
        yield "| --- | --- | --- | --- |"
        for row in one.rest:
            yield f"| {', '.join(row.references)} | {_why(row)} |"
        yield ""


def _left_out(held: Sequence[left_out.Scanner]) -> Iterator[str]:
    yield "## Checks of other scanners that are left out"
    yield ""
    *first, last = (f"{one.scanner} {one.version}" for one in held)
    scanners = f"{', '.join(first)} and {last}"
    yield (
        f"Every check of {scanners} that reads a type of ours is named by a policy or stands here with the reason. The "
        "list is [policies/left_out](../policies/left_out)."
    )
    yield ""
    yield f"| reason | what it means | {' | '.join(one.scanner for one in held)} |"
    yield f"| --- | --- |{' ---: |' * len(held)}"
    for reason, meaning in left_out.REASONS.items():
        counts = (str(sum(row.reason == reason for row in one.all)) for one in held)
        yield f"| {reason} | {meaning} | {' | '.join(counts)} |"
    yield ""
    for one in held:
        for cloud, rows in one.checks.items():
            yield f"### Left out of {one.scanner}: {cloud}"
            yield ""
            yield "| check | looks for | reason | because |"
            yield "| --- | --- | --- | --- |"
            yield from (f"| {row.id} | {_why(row)} |" for row in rows)
            yield ""


def _why(row: left_out.Row) -> str:
    reason = f"{row.reason}: {row.evidence}" if row.evidence else row.reason
    return f"{row.about} | {reason} | {row.because}"


def _entry(one: Policy) -> Iterator[str]:
    rule = one.rule
    levels = rule.levels
    yield f"### {one.name}"
    yield ""
    yield f"**{rule.title}.** {reason(one)}"
    yield ""
    yield f"- {rule.severity}; dev {levels.dev}, staging {levels.staging}, production {levels.production}"
    yield f"- judges {', '.join(f'`{kind}`' for kind in rule.types) or 'the whole stack'}"
    yield f"- mend: {rule.remediation}"
    if named := standards(one):
        yield f"- standards: {'; '.join(named)}"
    if one.scanners:
        yield f"- scanners: {scanners(one)}"
    yield f"- fixtures: {counted(fixtures.kinds(one))}"
    place = source(one)
    yield f"- [{place}](../{place})" + (f", [reference]({rule.url})" if rule.url else "")
    yield ""


def reason(one: Policy) -> str:
    """Return what the rule's own text says that it does."""
    text = inspect.getdoc(one.rule.check) or ""
    return " ".join(text.split("\n\n", 1)[0].split()).replace("``", "`")


def standards(one: Policy) -> list[str]:
    """Return the requirements that a policy serves, each framework's together."""
    together: dict[str, list[str]] = {}
    for control in one.controls:
        references = together.setdefault(f"{control.framework} {control.version}", [])
        if control.reference not in references:
            references.append(control.reference)
    return [f"{framework}: {', '.join(references)}" for framework, references in together.items()]


def scanners(one: Policy) -> str:
    """Return the corresponding checks of other scanners in words."""
    return "; ".join(f"{name} {', '.join(ids)}" for name, ids in one.scanners.items())


def counted(kinds: Mapping[str, int]) -> str:
    """Return the numbers of fixtures in words, those of the compliant stack without their number, which often grows."""
    cases = ", ".join(f"{kinds[kind]} {kind}" for kind in ("fail", "absent", "unknown") if kind in kinds)
    quiet = " and ".join(kind for kind in ("pass", "not-applicable") if kind in kinds)
    return f"{cases or 'none'}; {quiet or 'nothing'} in the compliant stack"


def source(one: Policy) -> str:
    """Return the file of the rule, relative to the repository."""
    return Path(inspect.getfile(one.rule.check)).resolve().relative_to(fixtures.ROOT).as_posix()
