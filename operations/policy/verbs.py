"""The verbs of ``infra policy`` and their options."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

policy = typer.Typer(
    no_args_is_help=True, help="The policies: what they ask, their fixtures, and a state file judged."
)

Packs = Annotated[
    list[str] | None,
    typer.Option("--pack", help="Only this pack: security, kubernetes or cost. May be repeated."),
]


@policy.command("list")
def list_policies(
    pack: Packs = None,
    json: Annotated[Path | None, typer.Option("--json", help="Write them as JSON ('-': stdout).")] = None,
    page: Annotated[
        Path | None, typer.Option("--page", help="Write the catalogue page, docs/policies.md ('-': stdout).")
    ] = None,
) -> None:
    """List every policy with its severity and how each environment is held to it."""
    from operations.policy.listing import show

    raise typer.Exit(show(pack or [], json, page))


@policy.command("explain")
def explain_policy(
    name: Annotated[str, typer.Argument(help="Such as security/rds-encrypted, or rds-encrypted.")],
) -> None:
    """Say what a policy asks, why, of what, how to mend it, and which standards and scanners know it."""
    from operations.policy.listing import explain

    raise typer.Exit(explain(name))


@policy.command("test")
def try_policies(
    names: Annotated[
        list[str] | None, typer.Argument(help="Policies, such as rds-encrypted; without any: all.")
    ] = None,
) -> None:
    """Run the policies' own fixtures: each says what it must, and no other policy joins in unasked."""
    from operations.policy.trial import run

    raise typer.Exit(run(names or []))


@policy.command("check")
def check_state(
    file: Annotated[
        Path, typer.Argument(help="A `pulumi stack export --file FILE`, or the --json of `infra preview`.")
    ],
    pack: Packs = None,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write every verdict as one JSON object ('-': stdout).")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(help="Write it as a pull-request comment ('-': stdout).")
    ] = None,
    sarif: Annotated[
        Path | None, typer.Option(help="Write SARIF 2.1.0 for code scanning ('-': stdout).")
    ] = None,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML for a CI server ('-': stdout).")] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(help="An earlier --json, whose findings no longer block; mended ones have to leave it."),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of", formats=["%Y-%m-%d"], help="Judge as of this day: support calendars, waivers, prices."
        ),
    ] = None,
) -> None:
    """Judge what stands, from a state file: every pack, in seconds, with no account and no program run.

    The stack that the file names decides the levels; one that is none of ours is held to production's.
    """
    from operations.policy.check import Reports, check

    reports = Reports(json=json, markdown=markdown, sarif=sarif, junit=junit)
    today = as_of.date() if as_of else date.today()
    raise typer.Exit(check(file, packs=pack or [], reports=reports, today=today, known_file=baseline))
