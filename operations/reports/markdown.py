"""A judgement as a pull-request comment: short at the top, whole below the fold, the same bytes each time."""

from collections.abc import Iterator, Sequence

from operations.judgement import Judgement
from operations.reports.summary import (
    OPERATIONS,
    SIMULATED,
    cost_change,
    counts,
    danger,
    money,
    name_of,
    refusal,
    remarks,
    short_type,
    type_of,
    verdict,
)
from policies.framework.findings import Judgement as Verdicts

LARGEST_COMMENT = 65_000
"""Characters; GitHub refuses a comment of more than 65,536."""

MOST_ROWS = 200
STACK = "pulumi:pulumi:Stack"


def marker(stack: str) -> str:
    """Return the hidden line by which a later run finds this stack's comment, to update it in place."""
    return f"<!-- infra preview {stack} -->"


def render(judgement: Judgement) -> str:
    """Return the comment; it never exceeds what GitHub accepts."""
    return whole_or_cut("\n".join(_lines(judgement)) + "\n")


def whole_or_cut(text: str) -> str:
    """Return a comment, cut at a line's end if GitHub would refuse it for its length."""
    if len(text) <= LARGEST_COMMENT:
        return text
    note = "\n\n… cut here: the whole judgement is in the artifact of this run.\n"
    return text[: LARGEST_COMMENT - len(note)].rsplit("\n", 1)[0] + note


def _lines(judgement: Judgement) -> Iterator[str]:
    sign = "✅" if judgement.exit_code == 0 else "❌"
    yield marker(judgement.stack)
    yield f"### {sign} `{judgement.stack}`: {counts(judgement.steps)}"
    yield ""
    yield f"{verdict(judgement)} {SIMULATED}"
    warnings = [*map(danger, judgement.guarded), *map(refusal, judgement.refused)]
    if warnings:
        yield ""
        yield "> [!CAUTION]"
        for warning in warnings:
            yield f"> {escaped(warning)}"
    for log in judgement.said:
        yield ""
        yield f"The program says: {log.severity}: {escaped(log.message)}"
    yield from _bill(judgement)
    yield from rules(judgement.verdicts)
    yield from _changes(judgement)


def _bill(judgement: Judgement) -> Iterator[str]:
    cost = judgement.cost.as_json()
    yield ""
    yield f"**Cost: {money(cost['expected'])} USD a month** (from {money(cost['min'])} to {money(cost['max'])})"
    if judgement.change:
        yield ""
        yield escaped(cost_change(judgement.change))
    yield ""
    yield "| category | min | expected | max | budget | headroom |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for name, row in cost["categories"].items():
        figures = " | ".join(
            money(row[column]) for column in ("min", "expected", "max", "budget", "headroom")
        )
        yield f"| {name} | {figures} |"
    for note in judgement.cost.unpriced:
        yield f"- no price: `{name_of(note.urn)}`: {escaped(note.reason)}"


def rules(verdicts: Verdicts) -> Iterator[str]:
    """Yield what the rules found, as a table with alike findings together."""
    findings = verdicts.findings
    yield ""
    if not findings:
        yield f"**Rules:** {verdicts.evaluated} checks, no finding."
        return
    yield f"**Rules:** {verdicts.evaluated} checks, {len(findings)} finding(s)"
    yield ""
    yield "| severity | level | policy | what is wrong | resources |"
    yield "| --- | --- | --- | --- | --- |"
    found = remarks(verdicts)
    for remark in found[:MOST_ROWS]:
        cells = (
            remark.severity,
            escaped(remark.standing),
            f"`{remark.policy}`",
            escaped(remark.message),
            escaped(remark.about()),
        )
        yield f"| {' | '.join(cells)} |"
    yield from _rest(found)


def _changes(judgement: Judgement) -> Iterator[str]:
    changes = [step for step in judgement.steps if step.op != "same" and type_of(step.urn) != STACK]
    if not changes:
        return
    yield ""
    yield f"<details><summary>{len(changes)} changes</summary>"
    yield ""
    yield "| | type | name | paths |"
    yield "| --- | --- | --- | --- |"
    for step in changes[:MOST_ROWS]:
        paths = ", ".join(f"`{path}`" for path in step.replacing or step.changed)
        yield f"| `{OPERATIONS[step.op]}` | {short_type(type_of(step.urn))} | `{name_of(step.urn)}` | {paths} |"
    yield from _rest(changes)
    yield ""
    yield "</details>"


def _rest(rows: Sequence[object]) -> Iterator[str]:
    if len(rows) > MOST_ROWS:
        yield ""
        yield f"and {len(rows) - MOST_ROWS} more"


def escaped(text: str) -> str:
    """Return text in which nothing breaks out of a table cell or becomes a mention or markup."""
    for character in "\\`*_|<>[]@":
        text = text.replace(character, f"\\{character}" if character != "<" else "&lt;")
    return text.replace("\n", " ")
