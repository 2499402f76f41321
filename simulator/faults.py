"""What is wrong with a program: one sentence each, and the place in our code."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, TracebackType
from typing import Final
from urllib.parse import unquote, urlsplit

FOREIGN: Final = frozenset({"site-packages", "dist-packages", "node_modules", "__pycache__"})
LONGEST: Final = 600
"""Characters of a fault's sentence; what is longer repeats another's dump."""
REDACTED: Final = "[secret]"
SHORTEST_SECRET: Final = 4
"""Shorter texts are words that any message may hold; blotting them out would hide more than it protects."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong with a program. ``place`` is ``file:line`` in the project, or empty."""

    place: str
    urn: str
    sentence: str

    def __str__(self) -> str:
        about = self.urn.rsplit("::", 1)[-1]
        return ": ".join(part for part in (self.place, about, self.sentence) if part)


class Places:
    """Tells the frames of a project's own code from those of the libraries it uses."""

    def __init__(self, project: Path) -> None:
        self._root = project.resolve()
        self._known: dict[str, str | None] = {}

    def of_code(self, code: CodeType, line: int | None) -> str:
        """Return ``file:line`` of a piece of the project's code, or nothing for a library's."""
        file = self.file(code.co_filename)
        return f"{file}:{line or code.co_firstlineno}" if file else ""

    def of_frame(self, frame: FrameType | None) -> str:
        """Return the place of the nearest frame, from this one outwards, that is the project's."""
        while frame is not None:
            if place := self.of_code(frame.f_code, frame.f_lineno):
                return place
            frame = frame.f_back
        return ""

    def of_traceback(self, trace: TracebackType | None) -> str:
        """Return the place of the innermost frame of the project that an exception passed through."""
        place = ""
        while trace is not None:
            place = self.of_code(trace.tb_frame.f_code, trace.tb_lineno) or place
            trace = trace.tb_next
        return place

    def of_positions(self, positions: Iterable[tuple[str, int]]) -> str:
        """Return the first of these (file URI, line) that lies in the project."""
        for uri, line in positions:
            if file := self.file(unquote(urlsplit(uri).path)):
                return f"{file}:{line}"
        return ""

    def file(self, name: str) -> str | None:
        """Return a file's path within the project, or None if it is not the project's own code."""
        if name not in self._known:
            self._known[name] = self._within(name)
        return self._known[name]

    def _within(self, name: str) -> str | None:
        if not name or name.startswith("<"):
            return None
        file = Path(name).resolve()
        if not file.is_relative_to(self._root):
            return None
        inner = file.relative_to(self._root)
        if FOREIGN.intersection(inner.parts) or any(part.startswith(".") for part in inner.parts):
            return None
        return inner.as_posix()


def redacted(text: str, secrets: Iterable[str]) -> str:
    """Return the text with every one of the secrets blotted out, the longest first.

    A secret is also found with its line breaks folded, as a fault's sentence folds them.
    """
    written = {form for secret in secrets for form in (secret, " ".join(secret.split()))}
    for form in sorted(written, key=lambda item: (-len(item), item)):
        if len(form) >= SHORTEST_SECRET:
            text = text.replace(form, REDACTED)
    return text


def told(found: Iterable[Fault], secrets: Iterable[str]) -> tuple[Fault, ...]:
    """Return the faults as they may be shown: each once, without secrets, by file and line."""
    known = list(secrets)
    shown = set()
    for fault in found:
        sentence = redacted(fault.sentence, known)
        if len(sentence) > LONGEST:
            sentence = f"{sentence[:LONGEST]} …"
        shown.add(Fault(fault.place, fault.urn, sentence))
    return tuple(sorted(shown, key=_in_the_program))


def _in_the_program(fault: Fault) -> tuple[str, int, Fault]:
    file, _, line = fault.place.rpartition(":")
    return file, int(line or 0), fault
