"""``infra preview``: judge a stack and report it wherever it is wanted."""

from datetime import date
from pathlib import Path

from rich.console import Console

from operations.files import STDOUT, require_writable, write
from operations.judgement import Judgement, judge_stack
from operations.policy.rulebook import policies
from operations.reports import document, junit, markdown, sarif, terminal
from operations.streams import printing


def preview(
    project: Path,
    stack: str,
    *,
    base: str | None,
    json_file: Path | None,
    markdown_file: Path | None,
    sarif_file: Path | None = None,
    junit_file: Path | None = None,
    full: bool,
    today: date,
) -> int:
    """Judge ``stack`` and return the exit code.

    :raises CannotJudge: if there is nothing to judge or a report cannot be written.
    """
    wanted = (json_file, markdown_file, sarif_file, junit_file)
    for file in wanted:
        require_writable(file)
    judgement = _judge(project, stack, base, today)
    with printing():
        if json_file:
            write(json_file, document.render(judgement))
        if markdown_file:
            write(markdown_file, markdown.render(judgement))
        if sarif_file:
            write(sarif_file, _code_scanning(judgement))
        if junit_file:
            write(junit_file, junit.render(judgement.verdicts, stack=stack))
        if STDOUT not in wanted:
            terminal.show(judgement, Console(), full=full)
    return judgement.exit_code


def _code_scanning(judgement: Judgement) -> str:
    """Return the findings as SARIF, shown at the stack's file: what a preview registers has no file of its own."""
    file = f"Pulumi.{judgement.stack}.yaml"
    findings = judgement.verdicts.findings
    return sarif.render(findings, policies(), stack=judgement.stack, file=file, lines={})


def _judge(project: Path, stack: str, base: str | None, today: date) -> Judgement:
    with Console(stderr=True).status(f"previewing {stack} on simulated clouds"):
        return judge_stack(project, stack, base, today)
