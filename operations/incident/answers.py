"""Questions that are asked side by side, and what became of each: an answer, or the reason why there is none."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from components.delivery.incidents.redaction import redact

AT_ONCE: Final = 6


class Refused(Exception):  # noqa: N818 (it is an answer too)
    """A question that was not answered, or not to its end. ``partly`` is what came until then."""

    def __init__(self, why: str, partly: bytes = b"") -> None:
        super().__init__(why)
        self.why, self.partly = why, partly


@dataclass(frozen=True)
class Answer:
    """A question: the file that its answer becomes, and how it is asked."""

    name: str
    ask: Callable[[], bytes]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What became of a question. ``content`` is without secrets, and None where nothing came."""

    name: str
    seconds: float
    content: bytes | None
    why_not: str | None = None

    def line(self) -> dict[str, object]:
        """Return what the list of all questions says of it."""
        said: dict[str, object] = {"what": self.name, "seconds": round(self.seconds, 1)}
        if self.why_not is not None:
            said |= {"why_not": self.why_not, "partly": self.content is not None}
        return said


def ask(questions: Iterable[Answer]) -> list[Found]:
    """Ask all of them, a few at once, and return what became of each, in their order."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(_asked, questions))


def _asked(question: Answer) -> Found:
    began = time.monotonic()
    why: str | None = None
    try:
        content: bytes | None = question.ask()
    except Refused as refusal:
        content, why = refusal.partly or None, redact(refusal.why)
    except OSError as refusal:
        content, why = None, f"cannot be asked ({refusal.strerror or type(refusal).__name__})"
    clean = None if content is None else redact(content.decode(errors="replace")).encode()
    return Found(name=question.name, seconds=time.monotonic() - began, content=clean, why_not=why)
