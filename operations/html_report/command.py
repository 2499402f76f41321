"""``infra report``: judge a stack and write the page."""

from datetime import date
from pathlib import Path

from rich.console import Console

from operations.files import STDOUT, require_writable, write
from operations.html_report.page import page_of
from operations.html_report.render import render
from operations.judgement import PROJECT, Judgement, judge_stack
from operations.network.ranges import NetworkMap
from operations.network.registered import network_map
from operations.streams import printing
from stacks.settings.document import read


def report(project: Path, stack: str, *, base: str | None, out: Path, today: date, day: str) -> int:
    """Write the page of a stack and return the exit code of its judgement.

    :param day: what the page says of the day as of which it was judged; nothing if the user named none.
    :raises CannotJudge: if there is nothing to judge or the page cannot be written.
    """
    require_writable(out)
    with Console(stderr=True).status(f"judging {stack} on simulated clouds"):
        judgement = judge_stack(project, stack, base, today)
    with printing():
        write(out, render(page_of(judgement, _network(project, judgement), base=base or "", day=day)))
    if out != STDOUT:
        Console(stderr=True).print(f"{stack}: written to {out}", highlight=False, soft_wrap=True)
    return judgement.exit_code


def _network(project: Path, judgement: Judgement) -> NetworkMap | None:
    """Return the addresses; every range is in the settings, so that a preview knows them all."""
    if judgement.run.project.name != PROJECT:
        return None
    return network_map(judgement.stack, judgement.run.resources, read(project, judgement.stack))
