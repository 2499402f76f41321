"""The streams of a command: ready for any terminal, and for whoever reads only the first lines of what it prints."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper

from operations.faults import CannotJudge


def prepare() -> None:
    """Replace what is closed by nothing, and let no character that a terminal lacks end the command."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - open to the end
        stream = getattr(sys, name)
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


@contextmanager
def printing() -> Iterator[None]:
    """Print inside, to the last character. A reader that goes away, such as ``head``, changes no exit code.

    :raises CannotJudge: if stdout cannot take it, as on a full disk.
    """
    try:
        yield
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # rich ends the process where it meets the first
        _abandon()
    except OSError as refusal:
        _abandon()
        raise CannotJudge(f"stdout: cannot be written ({refusal.strerror}); print to another place") from None


def _abandon() -> None:
    """Send the rest of stdout nowhere, so that the interpreter does not fail on it when it ends."""
    with suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
