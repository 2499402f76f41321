"""``infra preview``: judge a stack and report it wherever it is wanted."""

from datetime import date
from pathlib import Path

from rich.console import Console

from operations.judgement import Judgement, judge_stack
from operations.report_files import STDOUT, require_writable, write
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
        require_writable(file)
    judgement = _judge(project, stack, base, today)
    with printing():
        if json_file:
            write(json_file, document.render(judgement))
        if markdown_file:
            write(markdown_file, markdown.render(judgement))
        if STDOUT not in (json_file, markdown_file):
            terminal.show(judgement, Console(), full=full)
    return judgement.exit_code


def _judge(project: Path, stack: str, base: str | None, today: date) -> Judgement:
    with Console(stderr=True).status(f"previewing {stack} on simulated clouds"):
        return judge_stack(project, stack, base, today)
