"""The record of an incident: one JSON file, the same that the workflow in the cluster leaves beside its evidence."""

import os
import re
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import AwareDatetime, Field, ValidationError

from components.delivery.incidents.severities import ResponseSpec, Severity
from components.foundation.spec import Spec
from operations.faults import CannotJudge

IDENTITY: Final = re.compile(r"inc-\d{8}-\d{4}-[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
EXAMPLE: Final = "inc-20261126-1432-backend-api"


class Entry(Spec):
    """What happened, and when."""

    at: AwareDatetime
    what: str = Field(min_length=1)


class Page(Spec):
    """Whether somebody was paged, and what PagerDuty said."""

    state: Literal["paged", "failed", "nobody"]
    detail: str
    url: str | None = None


class Action(Spec):
    """What is done so that it does not happen again, by whom and by when."""

    owner: str
    what: str
    due: str


class Record(Spec):
    """An incident, as far as it is known. Times are aware of their zone."""

    version: Literal[1] = 1
    id: str = Field(pattern=f"^{IDENTITY.pattern}$")
    severity: Severity
    service: str = Field(pattern=f"^{NAME.pattern}$")
    namespace: str | None = Field(default=None, pattern=f"^{NAME.pattern}$")
    summary: str
    declared_at: AwareDatetime
    targets: ResponseSpec
    page: Page
    timeline: tuple[Entry, ...] = ()
    diagnostics: tuple[str, ...] = ()
    status: Literal["open", "closed"] = "open"
    acknowledged_at: AwareDatetime | None = None
    responded_at: AwareDatetime | None = None
    mitigated_at: AwareDatetime | None = None
    resolved_at: AwareDatetime | None = None
    cause: str | None = None
    actions: tuple[Action, ...] = ()

    def also(self, at: datetime, what: str) -> "Record":
        """Return the record with one more entry, in the order of time."""
        entries = sorted((*self.timeline, Entry(at=at, what=what)), key=lambda entry: entry.at)
        return self.model_copy(update={"timeline": tuple(entries)})


def place_of(folder: Path, identity: str) -> Path:
    """Return where an incident's record stands.

    :raises CannotJudge: for what is no name of an incident, and might be a path.
    """
    if not IDENTITY.fullmatch(identity):
        raise CannotJudge(f"{identity!r}: is no name of an incident; write it as {EXAMPLE}")
    return folder / f"{identity}.json"


def read(folder: Path, identity: str) -> Record:
    """Return a record.

    :raises CannotJudge: if it is not there, or is none.
    """
    place = place_of(folder, identity)
    try:
        text = place.read_text(encoding="utf-8")
    except OSError as refusal:
        raise CannotJudge(
            f"{place}: cannot be read ({refusal.strerror}); name the folder of records with --dir, or copy the "
            "incident.json of the bucket there (docs/incidents.md)"
        ) from None
    except UnicodeDecodeError:
        raise CannotJudge(f"{place}: is no text; copy the record anew") from None
    try:
        found = Record.model_validate_json(text)
    except ValidationError as wrong:
        fault = wrong.errors()[0]
        where = ".".join(str(step) for step in fault["loc"]) or "the file"
        raise CannotJudge(
            f"{place}: is no record of an incident ({where}: {fault['msg']}); mend or copy it"
        ) from None
    if found.id != identity:
        raise CannotJudge(f"{place}: is the record of {found.id}; name the file after it")
    return found


def add(folder: Path, record: Record) -> Path:
    """Write a new record, whole or not at all, and over no other.

    :raises CannotJudge: if there is one of that name, or it cannot be written.
    """
    place = place_of(folder, record.id)
    publish(place, as_text(record), "declare nothing twice: gather for it, or close it")
    return place


def replace(folder: Path, record: Record) -> None:
    """Write a record in the place of its former state, whole or not at all.

    :raises CannotJudge: if it cannot be written; the former state stands.
    """
    place = place_of(folder, record.id)
    draft: Path | None = None
    try:
        draft = _draft(place, as_text(record).encode())
        draft.replace(place)
    except OSError as refusal:
        raise CannotJudge(f"{place}: cannot be written ({refusal.strerror}); it stays as it was") from None
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def as_text(record: Record) -> str:
    """Return a record as its file holds it."""
    return record.model_dump_json(indent=2) + "\n"


def publish(place: Path, content: str | bytes, way_out: str) -> None:
    """Write a new file, for its owner's eyes alone, whole or not at all.

    :param way_out: what to do where something stands there already.
    :raises CannotJudge: if something stands there, or it cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    draft: Path | None = None
    _make(place.parent)
    try:
        draft = _draft(place, data)
        # A link is refused where something stands; a rename would replace it.
        os.link(draft, place)
    except FileExistsError:
        raise CannotJudge(f"{place}: is there already, and nothing is written over it; {way_out}") from None
    except OSError as refusal:
        raise CannotJudge(f"{place}: cannot be written ({refusal.strerror}); name another folder") from None
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as refusal:
        raise CannotJudge(f"{folder}: cannot be made ({refusal.strerror}); name another folder") from None


def _draft(place: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{place.name}-", dir=place.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
    return Path(name)
