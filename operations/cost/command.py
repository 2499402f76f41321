"""``infra cost``: run the program, price what it registers, and hold the bill to its budgets and thresholds."""

import json
from datetime import date
from pathlib import Path

from rich.console import Console

from operations.baselines import resolve
from operations.cost import markdown, terminal
from operations.cost.statement import Statement
from operations.cost.thresholds import Thresholds, thresholds
from operations.files import require_writable, write
from operations.judgement import bill, check_settings, run_program
from operations.streams import printing
from policies.cost.advice.advisers import advise
from policies.cost.namespaces.account import accounts


def show(
    project: Path,
    stack: str,
    *,
    base: str | None,
    json_file: Path | None,
    markdown_file: Path | None,
    max_increase: str | None,
    max_increase_percent: str | None,
    today: date,
    namespaces: bool = False,
) -> int:
    """Write or print the statement of a stack and return the exit code.

    :param namespaces: whether a person is shown the account of each namespace too; the JSON always has them.
    :raises CannotJudge: if there is nothing to price, an option is faulty or a file cannot be written.
    """
    for file in (json_file, markdown_file):
        require_writable(file)
    limits = thresholds(max_increase, max_increase_percent, base)
    with Console(stderr=True).status(f"pricing {stack} on simulated clouds"):
        statement = state(project, stack, base, limits, today)
    with printing():
        if json_file:
            write(
                json_file,
                json.dumps(statement.as_json(), indent=1, sort_keys=True, ensure_ascii=False) + "\n",
            )
        if markdown_file:
            write(markdown_file, markdown.render(statement, namespaces=namespaces))
        if json_file is None and markdown_file is None:
            terminal.show(statement, Console(), namespaces=namespaces)
    return statement.exit_code


def state(project: Path, stack: str, base: str | None, limits: Thresholds, today: date) -> Statement:
    """Return the statement of a stack; one run in a preview is enough for it.

    :raises CannotJudge: if the settings, the base or the program are faulty.
    """
    check_settings(project, stack)
    baseline = resolve(base, project, stack) if base is not None else None
    resources = run_program(project, stack, preview=True).resources
    cost = bill(resources, stack, today)
    return Statement(
        stack=stack,
        cost=cost,
        advice=advise(cost, resources),
        thresholds=limits,
        origin=baseline.origin if baseline else "",
        before=bill(baseline.state.resources, stack, today) if baseline else None,
        accounts=accounts(resources, cost.lines),
    )
