"""Reading a file to be judged: an exported state or an earlier judgement, of whichever stack it names."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from operations.faults import CannotJudge
from simulator.state import State, StateError
from simulator.urns import is_urn, project_of, stack_of

MOST_BYTES: Final = 1 << 30
"""The largest file that is read; states of ten thousand resources stay below a tenth of it."""

DEEPEST: Final = 100
"""Levels of nesting of one resource's properties. The deepest known, a CRD's schema, has about thirty."""

LONGEST: Final = 16 << 20
"""Letters of one text of a resource; the largest that a cloud or a cluster takes is a tenth of it."""


@dataclass(frozen=True)
class StateFile:
    """What stands in a file: resources of one stack, each with the line that names it, as far as that is known."""

    file: Path
    stack: str
    resources: Sequence[Mapping[str, Any]]
    lines: Mapping[str, int]


def read(file: Path) -> StateFile:
    """Read a ``pulumi stack export``, or what ``infra preview --json`` wrote.

    :raises CannotJudge: if it is neither, only half a file, of another version, empty, or beyond all measure.
    """
    text = _text(file)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise CannotJudge(
            f"{file}: is not JSON, or only half a file; export it again with `pulumi stack export --file FILE`"
        ) from None
    resources, stack = _resources(file, content)
    for entry in resources:
        _require_measure(file, entry)
    return StateFile(file, stack, resources, _lines(text))


def _text(file: Path) -> str:
    try:
        if not file.is_file():
            reason = "is a folder; name the file in it" if file.is_dir() else "does not exist"
            raise CannotJudge(f"{file}: {reason}; write one with `pulumi stack export --file FILE`")
        if file.stat().st_size > MOST_BYTES:
            raise CannotJudge(
                f"{file}: is larger than {MOST_BYTES >> 30} GiB, which no state is; is it another file?"
            )
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CannotJudge(
            f"{file}: is not text in UTF-8; write it with `pulumi stack export --file FILE`"
        ) from None
    except OSError as refusal:
        raise CannotJudge(f"{file}: cannot be read ({refusal.strerror}); check its permissions") from None


def _resources(file: Path, content: Any) -> tuple[Sequence[Mapping[str, Any]], str]:
    exported = isinstance(content, dict) and ("deployment" in content or "version" in content)
    judged = isinstance(content, dict) and {"stack", "resources", "steps"} <= content.keys()
    if not exported and not judged:
        raise CannotJudge(
            f"{file}: is neither a `pulumi stack export` nor the --json of `infra preview`; make one of the two"
        )
    try:
        urn = _first_urn(content)
        names = {"stack": stack_of(urn), "project": project_of(urn)} if urn else {"stack": ""}
        state = State.of_export(content, **names) if exported else State.of_judgement(content, **names)
    except StateError as fault:
        raise CannotJudge(f"{file}: {fault}") from None
    if not state.resources:
        raise CannotJudge(
            f"{file}: holds no resources, so there is nothing to judge; export a stack that stands"
        )
    return state.resources, names["stack"]


def _first_urn(content: Mapping[str, Any]) -> str | None:
    holder = content.get("deployment", content)
    entries = holder.get("resources") if isinstance(holder, Mapping) else None
    first = entries[0] if isinstance(entries, list) and entries else None
    urn = first.get("urn") if isinstance(first, Mapping) else None
    return urn if is_urn(urn) else None


def _require_measure(file: Path, entry: Mapping[str, Any]) -> None:
    """Refuse properties that are deeper or longer than any resource's, level by level so that depth costs no stack."""
    level: list[Any] = [entry.get("inputs"), entry.get("outputs")]
    for _ in range(DEEPEST):
        if any(isinstance(one, str) and len(one) > LONGEST for one in level):
            raise CannotJudge(
                f"{file}: a property of {entry['urn']} is longer than {LONGEST >> 20} million letters, which no cloud takes; "
                "correct it in the program"
            )
        level = list(chain.from_iterable(_members(one) for one in level))
        if not level:
            return
    raise CannotJudge(
        f"{file}: the properties of {entry['urn']} are nested more than {DEEPEST} levels deep, which no resource's are; "
        "correct them in the program"
    )


def _members(held: Any) -> Sequence[Any]:
    return list(held.values()) if isinstance(held, dict) else held if isinstance(held, list) else ()


def _lines(text: str) -> dict[str, int]:
    """Return the line on which each URN is first named as a resource's own."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith('"urn": "'):
            found.setdefault(stripped[8:].rstrip(",").rstrip('"'), number)
    return found
