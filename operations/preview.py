"""``infra preview``: judge a stack and report it wherever it is wanted."""

import os
import sys
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile

from rich.console import Console

from operations.faults import CannotJudge
from operations.judgement import Judgement, judge_stack
from operations.reports import document, markdown, terminal
from operations.streams import printing


def preview(
    project: Path,
    stack: str,
    *,
    base: str | None,
    json_file: Path | None,
    markdown_file: Path | None,
    full: bool,
    today: date,
) -> int:
    """Judge ``stack`` and return the exit code.

    :raises CannotJudge: if there is nothing to judge or a report cannot be written.
    """
    for file in (json_file, markdown_file):
        _require_writable(file)
    judgement = _judge(project, stack, base, today)
    with printing():
        if json_file:
            _write(json_file, document.render(judgement))
        if markdown_file:
            _write(markdown_file, markdown.render(judgement))
        if Path("-") not in (json_file, markdown_file):
            terminal.show(judgement, Console(), full=full)
    return judgement.exit_code


def _judge(project: Path, stack: str, base: str | None, today: date) -> Judgement:
    with Console(stderr=True).status(f"previewing {stack} on simulated clouds"):
        return judge_stack(project, stack, base, today)


def _require_writable(file: Path | None) -> None:
    if file is None or file == Path("-"):
        return
    folder = file.resolve().parent
    if file.is_dir():
        raise CannotJudge(f"{file}: is a folder; name a file in it")
    if not folder.is_dir():
        raise CannotJudge(f"{file}: its folder does not exist; make {folder} first")
    if not os.access(file if file.exists() else folder, os.W_OK):
        raise CannotJudge(f"{file}: may not be written by you; choose a folder that you may write to")


def _write(file: Path, text: str) -> None:
    """Write a report whole or not at all: a reader never finds half of it."""
    if file == Path("-"):
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
