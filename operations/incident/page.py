"""The post-incident page: what happened, how soon it was answered, and what is done about it. It names no culprits.

Source: the requirements, 14.1, ``postmortem_process``.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from components.delivery.incidents.severities import FOLLOW_UP_DAYS, MEANINGS, POSTMORTEM_DAYS
from operations.incident.moments import acknowledge_by, length, respond_by, written
from operations.incident.record import Record

QUESTIONS = (
    "What went well: what kept it from being worse?",
    "What did not: what would have shown it earlier, and what slowed people down?",
    "Where were people lucky?",
    "What made each decision look right to whoever took it, with what was known then?",
)
"""What the review talks about. They ask for systems and processes, and of nobody why he did something."""


def page(record: Record) -> str:
    """Return the page of a closed incident as Markdown.

    :raises ValueError: for one that is not closed.
    """
    if record.resolved_at is None or record.cause is None:
        raise ValueError(f"{record.id} is not closed, and has no page")
    resolved = record.resolved_at
    due = resolved + timedelta(days=POSTMORTEM_DAYS)
    review = resolved + timedelta(days=FOLLOW_UP_DAYS)
    lines = [
        f"# {record.id}: {_cell(record.summary)}",
        "",
        "This page is about systems and processes, and about no person.",
        "",
        f"- Severity: {record.severity}, {MEANINGS[record.severity]}",
        f"- Service: {record.service}"
        + (f" in the namespace {record.namespace}" if record.namespace else ""),
        f"- Declared: {written(record.declared_at)}",
        f"- Page: {_cell(record.page.detail)}" + (f" ({record.page.url})" if record.page.url else ""),
        f"- This page is reviewed by {due:%Y-%m-%d}, its actions are looked at on {review:%Y-%m-%d}",
        "",
        "## How soon",
        "| | took | target | |",
        "| --- | --- | --- | --- |",
        *_times(record, resolved),
        "",
        "## What led to it",
        _block(record.cause),
        "",
        "## What happened",
        *(f"- {written(entry.at)}: {_cell(entry.what)}" for entry in record.timeline),
        "",
        "## What is done about it",
        *_actions(record),
        "",
        "## For the review",
        *(f"- {question}" for question in QUESTIONS),
        "",
        "## Evidence",
        *([f"- `{place}`" for place in record.diagnostics] or ["None was gathered."]),
    ]
    return "\n".join(lines) + "\n"


def _times(record: Record, resolved: datetime) -> Iterator[str]:
    declared, targets = record.declared_at, record.targets
    yield _judged("acknowledged", declared, record.acknowledged_at, acknowledge_by(declared, targets))
    yield _judged("responded to", declared, record.responded_at, respond_by(declared, targets))
    mitigated = record.mitigated_at
    yield f"| mitigated | {length(mitigated - declared) if mitigated else 'not recorded'} | none | |"
    yield f"| resolved | {length(resolved - declared)} | none | |"


def _judged(what: str, declared: datetime, when: datetime | None, by: datetime) -> str:
    """Return a row of what has a target. What nobody wrote down is not known, and neither met nor missed."""
    target = f"{length(by - declared)}, by {written(by)}"
    if when is None:
        return f"| {what} | not recorded | {target} | not known |"
    return f"| {what} | {length(when - declared)} | {target} | {'met' if when <= by else 'MISSED'} |"


def _actions(record: Record) -> Iterator[str]:
    if not record.actions:
        yield "No action was agreed on yet: the review agrees on some, or says why none is needed."
        return
    yield from ("| owner | what | due |", "| --- | --- | --- |")
    for action in record.actions:
        yield f"| {_cell(action.owner)} | {_cell(action.what)} | {action.due} |"


def _cell(text: str) -> str:
    """Return a text on one line that breaks no table."""
    return " ".join(text.split()).replace("|", "\\|")


def _block(text: str) -> str:
    """Return a text that makes no heading of its own."""
    return "\n".join(f"\\{line}" if line.startswith("#") else line for line in text.splitlines())
