"""Verbs that judge a stack, and run it."""

import gc
from pathlib import Path
from typing import Annotated

import typer

from operations.verbs.options import AsOf, Project, StackName, day


def preview(
    stack: StackName,
    base: Annotated[
        str | None,
        typer.Option(help="Compare with a `pulumi stack export`, an earlier --json, or a git revision."),
    ] = None,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the judgement as one JSON object ('-': stdout).")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(help="Write it as a pull-request comment ('-': stdout).")
    ] = None,
    sarif: Annotated[
        Path | None, typer.Option(help="Write the findings as SARIF 2.1.0 for code scanning ('-': stdout).")
    ] = None,
    junit: Annotated[
        Path | None, typer.Option(help="Write the findings as JUnit XML for a CI server ('-': stdout).")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Name every resource instead of grouping alike ones.")
    ] = False,
    as_of: AsOf = None,
    project: Project = Path(),
) -> None:
    """Say what a stack would change, cost and break, with no account and in seconds."""
    # One short burst of allocation: looking for cycles in it takes a sixth of its time and frees nothing.
    gc.disable()
    from operations.preview import preview as judge_and_report

    request = judge_and_report(
        project.resolve(),
        stack,
        base=base,
        json_file=json,
        markdown_file=markdown,
        sarif_file=sarif,
        junit_file=junit,
        full=full,
        today=day(as_of),
    )
    raise typer.Exit(request)


def cost(
    stack: StackName,
    base: Annotated[
        str | None,
        typer.Option(help="Compare with a `pulumi stack export`, a preview's --json, or a git revision."),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option("--json", help="Write it as one JSON object with exact amounts ('-': stdout)."),
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(help="Write it as a pull-request comment ('-': stdout).")
    ] = None,
    max_increase: Annotated[
        str | None,
        typer.Option(metavar="USD", help="Exit with 1 if the month's expected bill grows by more."),
    ] = None,
    max_increase_percent: Annotated[
        str | None, typer.Option(metavar="N", help="Exit with 1 if it grows by more than N percent.")
    ] = None,
    namespaces: Annotated[
        bool,
        typer.Option("--namespaces", help="Show what each namespace costs, and what of the nodes is idle."),
    ] = False,
    as_of: AsOf = None,
    project: Project = Path(),
) -> None:
    """Say what a stack costs a month, what drives it, what a change does to it, and what would cost less.

    Ends with 1 where a budget or a threshold is broken, or something has no price. Advice gives its arithmetic; what it
    would take other prices or measurements for, such as commitments or machines that are too large, it leaves out.
    """
    gc.disable()  # as in a preview
    from operations.cost.command import show

    request = show(
        project.resolve(),
        stack,
        base=base,
        json_file=json,
        markdown_file=markdown,
        max_increase=max_increase,
        max_increase_percent=max_increase_percent,
        today=day(as_of),
        namespaces=namespaces,
    )
    raise typer.Exit(request)


def report(
    stack: StackName,
    base: Annotated[
        str | None,
        typer.Option(help="Compare with a `pulumi stack export`, an earlier --json, or a git revision."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The file to write ('-': stdout); by default STACK-report.html here.")
    ] = None,
    as_of: AsOf = None,
    project: Project = Path(),
) -> None:
    """Write all that is known of a stack as one HTML page: graph, changes, findings, cost, addresses, recovery.

    The page fetches nothing and bears no time of its own, so that the same judgement makes the same bytes. Exit codes are
    those of a preview.
    """
    gc.disable()  # as in a preview
    from operations.html_report.command import report as write_report

    request = write_report(
        project.resolve(),
        stack,
        base=base,
        out=out or Path(f"{stack}-report.html"),
        today=day(as_of),
        day=f"{as_of:%Y-%m-%d}" if as_of else "",
    )
    raise typer.Exit(request)


def rehearse(stack: StackName, project: Project = Path()) -> None:
    """Run a stack's whole life on simulated clouds: up, an empty second up, refresh, destroy."""
    from operations.rehearse import rehearse as run_through

    raise typer.Exit(run_through(project.resolve(), stack))


def simulate(
    command: Annotated[
        list[str] | None, typer.Argument(help="The command, after `--`: `infra simulate -- pulumi up`.")
    ] = None,
    cluster: Annotated[
        bool,
        typer.Option(
            "--cluster", help="Send Kubernetes objects to real API servers on loopback; needs `make tools`."
        ),
    ] = False,
    project: Project = Path(),
) -> None:
    """Run any command with simulated provider plugins attached, such as the real `pulumi`."""
    from operations.simulate import simulate as attach

    raise typer.Exit(attach(command or [], project.resolve(), cluster=cluster))
