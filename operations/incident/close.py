"""``infra incident close``: the record is completed, and the post-incident page written from it."""

import re
import sys
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from components.delivery.incidents.redaction import redact
from operations.faults import FINE, CannotJudge
from operations.incident.moments import moment, now
from operations.incident.page import page
from operations.incident.record import Action, Entry, Record, place_of, publish, read, replace

ACTION: Final = re.compile(r"([^:]{1,80}): (.{1,500}) \(due (\d{4}-\d{2}-\d{2})\)")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody tells at the end, as it was written."""

    cause: str
    actions: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    acknowledged: str | None = None
    responded: str | None = None
    mitigated: str | None = None
    resolved: str | None = None


def close(identity: str, told: Told, *, folder: Path, at: datetime | None = None) -> int:
    """Complete the record, write the page beside it, and say where it is.

    :raises CannotJudge: for what makes no sense, for an incident that is closed, and for what cannot be written; then
        the record stays as it was and there is no page.
    """
    record = read(folder, identity)
    if record.status == "closed":
        raise CannotJudge(f"{identity}: is closed already; its page stands beside its record")
    closed = _completed(record, told, at or now())
    place = place_of(folder, identity).with_suffix(".md")
    publish(place, page(closed), "move it away, or add to it by hand")
    try:
        replace(folder, closed)
    except CannotJudge:
        place.unlink(missing_ok=True)
        raise
    sys.stdout.write(
        f"{identity}: closed\npage: {place}\n"
        "next: review it with everybody who was there, open its actions where work is tracked, and set the status page back\n"
    )
    return FINE


def _completed(record: Record, told: Told, at: datetime) -> Record:
    faults: list[str] = []
    if not told.cause.strip():
        faults.append("--cause: is empty; say what in systems or processes led to it")
    actions = _actions(told.actions, at.date(), faults)
    events = _events(told.events, record.declared_at, at, faults)
    moments = _moments(told, record.declared_at, at, faults)
    if faults:
        raise CannotJudge(*faults)
    for what, when in (*moments.items(), *((entry.what, entry.at) for entry in events)):
        if when is not None:
            record = record.also(when, what)
    changes = {
        **{f"{what}_at": when for what, when in moments.items()},
        "status": "closed",
        "cause": redact(told.cause.strip()),
        "actions": actions,
    }
    return record.model_copy(update=changes)


def _actions(given: tuple[str, ...], today: date, faults: list[str]) -> tuple[Action, ...]:
    made = []
    for text in given:
        found = ACTION.fullmatch(text.strip())
        if found is None:
            faults.append(
                f"--action: {text!r} lacks an owner or a due date, and nobody would do it; write it as "
                "'team-a: alarm on queue age (due 2026-12-10)'"
            )
            continue
        owner, what, due = (part.strip() for part in found.groups())
        try:
            past = date.fromisoformat(due) < today
        except ValueError:
            faults.append(f"--action: {due} is no day of the calendar; correct it")
            continue
        if past:
            faults.append(f"--action: {due} is over; name a day on which it can still be done")
        made.append(Action(owner=owner, what=redact(what), due=due))
    return tuple(made)


def _events(given: tuple[str, ...], declared: datetime, at: datetime, faults: list[str]) -> list[Entry]:
    made = []
    for text in given:
        when, _, what = text.strip().partition(" ")
        found = _moment("--event", when, declared, at, faults)
        if found is not None and not what.strip():
            faults.append(
                f"--event: {text!r} does not say what happened; write it as '14:50 rolled back to 1.4.2'"
            )
        elif found is not None:
            made.append(Entry(at=found, what=redact(what.strip())))
    return made


def _moments(told: Told, declared: datetime, at: datetime, faults: list[str]) -> dict[str, datetime | None]:
    """Return when it was acknowledged, responded to, mitigated and resolved, and note what does not follow on what."""
    given = {
        "acknowledged": told.acknowledged,
        "responded": told.responded,
        "mitigated": told.mitigated,
        "resolved": told.resolved,
    }
    moments = {what: _moment(f"--{what}", text, declared, at, faults) for what, text in given.items()}
    moments["resolved"] = moments["resolved"] or at
    known = [("declared", declared)]
    known += [(f"--{what}", when) for what, when in moments.items() if when is not None]
    for (before, earlier), (after, later) in pairwise(known):
        if later < earlier:
            faults.append(
                f"{after}: {later:%Y-%m-%dT%H:%MZ} lies before {before.lstrip('-')}, {earlier:%Y-%m-%dT%H:%MZ}; correct one"
            )
    return moments


def _moment(
    option: str, text: str | None, declared: datetime, at: datetime, faults: list[str]
) -> datetime | None:
    if text is None:
        return None
    try:
        found = moment(text, declared)
    except ValueError:
        faults.append(f"{option}: {text!r} is no time; write it as 14:35, which is UTC, or 2026-11-26T14:35Z")
        return None
    if found > at:
        faults.append(
            f"{option}: {found:%Y-%m-%dT%H:%MZ} is still to come; correct it, or close the incident then"
        )
        return None
    return found
