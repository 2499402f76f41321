"""The verbs of ``infra devenv`` and their options."""

from typing import Annotated

import typer

devenv = typer.Typer(
    no_args_is_help=True,
    help="Environments of developers in a cluster of kind: a namespace each, with its share, PostgreSQL and a cache.\n\n"
    "kubectl and kind are your own. A cluster that is not kind's is touched only where --context names it.",
)
Developer = Annotated[str, typer.Argument(help="Whose environment, such as ada; the namespace is dev-NAME.")]
Context = Annotated[
    str | None,
    typer.Option("--context", help="A context of your kubeconfig; by default the current one of kind."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only print what would be done.")]


@devenv.command("cluster")
def devenv_cluster(dry_run: DryRun = False) -> None:
    """Make the cluster of kind: one control plane, two workers. --dry-run prints its configuration."""
    from operations.devenv.command import cluster

    raise typer.Exit(cluster(dry_run=dry_run))


@devenv.command("create")
def devenv_create(
    name: Developer,
    context: Context = None,
    expose: Annotated[
        bool, typer.Option("--expose", help="Reach its databases at localhost:5432 and :6379.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Make a developer's environment; safe to run again."""
    from operations.devenv.command import create

    raise typer.Exit(create(name, context=context, exposed=expose, dry_run=dry_run))


@devenv.command("destroy")
def devenv_destroy(name: Developer, context: Context = None, dry_run: DryRun = False) -> None:
    """Remove a developer's environment, and nothing that is not one."""
    from operations.devenv.command import destroy

    raise typer.Exit(destroy(name, context=context, dry_run=dry_run))


@devenv.command("list")
def devenv_list(
    context: Context = None,
    json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table.")] = False,
) -> None:
    """List the environments of a cluster."""
    from operations.devenv.command import show

    raise typer.Exit(show(context=context, as_json=json))
