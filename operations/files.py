"""The files that a command writes: checked before the work begins, written whole or not at all."""

import os
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from operations.faults import CannotJudge

STDOUT: Final = Path("-")


def require_writable(file: Path | None) -> None:
    """Refuse a file that could not be written, before anything is computed for it; None and ``-`` are fine.

    :raises CannotJudge: naming the file and the way out.
    """
    if file is None or file == STDOUT:
        return
    folder = file.resolve().parent
    if file.is_dir():
        raise CannotJudge(f"{file}: is a folder; name a file in it")
    if not folder.is_dir():
        raise CannotJudge(f"{file}: its folder does not exist; make {folder} first")
    if not os.access(file if file.exists() else folder, os.W_OK):
        raise CannotJudge(f"{file}: may not be written by you; choose a folder that you may write to")


def write(file: Path, text: str) -> None:
    """Write a report whole or not at all: a reader never finds half of it. ``-`` is stdout.

    :raises CannotJudge: if it cannot be written.
    """
    if file == STDOUT:
        sys.stdout.write(text)
        return
    try:
        if file.exists() and not file.is_file():  # a pipe or a device is written to, never replaced
            file.write_text(text, encoding="utf-8")
            return
        target = file.resolve()
        with NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as draft:
            draft.write(text)
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(target)
    except BrokenPipeError:
        raise
    except OSError as refusal:
        raise CannotJudge(f"{file}: cannot be written ({refusal.strerror}); choose another place") from None
