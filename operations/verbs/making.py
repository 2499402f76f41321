"""Verbs that make and show what a stack is made with: files, pages, programs, measurements."""

from pathlib import Path
from typing import Annotated

import typer

from operations.verbs.options import Project, StackName


def bootstrap(
    stack: StackName,
    endpoint: Annotated[
        str | None, typer.Option(help="An emulator's address, to try it without an account.")
    ] = None,
    project: Project = Path(),
) -> None:
    """Make the state bucket and key of a stack's account; safe to run again."""
    from operations.bootstrap_command import run_bootstrap

    raise typer.Exit(run_bootstrap(project.resolve(), stack, endpoint))


def schema(
    check: Annotated[bool, typer.Option("--check", help="Only tell whether the file is up to date.")] = False,
    project: Project = Path(),
) -> None:
    """Write the JSON schema of stack files, which editors complete and check with."""
    from operations.schema import write_or_check

    raise typer.Exit(write_or_check(project.resolve(), check=check))


def dashboards(
    check: Annotated[
        bool, typer.Option("--check", help="Only tell which files are out of date; exit code 1 if any is.")
    ] = False,
    project: Project = Path(),
) -> None:
    """Write the dashboards' JSON, which clusters are given, from what they are written in."""
    from operations.dashboards import write_or_check

    raise typer.Exit(write_or_check(project.resolve(), check=check))


def network(
    stack: StackName,
    html: Annotated[
        Path | None,
        typer.Option(help="Write one page that fetches nothing: picture, table, free space ('-': stdout)."),
    ] = None,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the map as one JSON object ('-': stdout).")
    ] = None,
    project: Project = Path(),
) -> None:
    """Show all address ranges of a stack: networks, subnets by zone and tier, pods, services, peerings, free space.

    The map is read from what the stack registers on simulated clouds and from the ranges that its settings set aside.
    Ranges that overlap end it with 1. The pages under docs/network are made with:
    infra network production --html docs/network/production.html
    """
    from operations.network.command import show

    raise typer.Exit(show(project.resolve(), stack, html, json))


def render(
    stack: StackName,
    out: Annotated[
        Path, typer.Option(help="The folder to write; what a former rendering left there is replaced.")
    ],
    cluster: Annotated[str | None, typer.Option(help="Only the objects of this cluster.")] = None,
    state: Annotated[
        str | None,
        typer.Option(
            help="A `pulumi stack export`, for what only the real clouds know, such as ids of keys."
        ),
    ] = None,
    project: Project = Path(),
) -> None:
    """Write every Kubernetes object of a stack as YAML, by cluster and namespace, for review and for Argo CD.

    Point Argo CD at OUT/CLUSTER. What it must not read stands under OUT/_review: patches of objects that somebody else
    makes, the values of charts, and objects with secrets, of which no file holds one.
    """
    from operations.render.command import render as write

    raise typer.Exit(write(project.resolve(), stack, cluster=cluster, state=state, out=out))


def tools(
    groups: Annotated[
        list[str] | None,
        typer.Argument(help="Which, of kubeconform, istioctl, kwok and control-plane; without any: all."),
    ] = None,
) -> None:
    """Build the programs that validate with real parts, from pinned Go modules; what is there already stays.

    Needs Go, and ten minutes the first time. Whoever has them elsewhere names the folders in PLATFORM_TOOLS.
    """
    from operations.tools.build import build

    raise typer.Exit(build(groups or []))


def mesh_authority(
    stack: StackName,
    out: Annotated[
        Path, typer.Option(help="A folder that does not exist yet, outside of any git repository.")
    ],
    cluster: Annotated[
        list[str] | None,
        typer.Option(
            "--cluster",
            help="The region of a cluster, such as us-east-1; without any: all that share their trust.",
        ),
    ] = None,
    root: Annotated[
        Path | None,
        typer.Option(help="The folder `root` of an earlier run, to renew authorities under the same root."),
    ] = None,
    days: Annotated[int, typer.Option(help="How long the clusters' authorities hold, 30 to 730 days.")] = 365,
    project: Project = Path(),
) -> None:
    """Make the root of a mesh and an authority for each of its clusters, on a machine that may be offline.

    Every file is for its owner's eyes alone, nothing is written over, and no key is printed. It ends with the commands
    that bring each authority to where its cluster fetches it.
    """
    from operations.mesh_authority.command import make

    raise typer.Exit(
        make(project.resolve(), stack, out=out, clusters=cluster or [], old_root=root, days=days)
    )


def bench(
    stack: StackName = "production",
    rounds: Annotated[int, typer.Option(min=1, help="Counted runs; figures are medians.")] = 3,
    project: Project = Path(),
) -> None:
    """Measure a judgement against a bare program on the SDK's stock mocks, in one run."""
    from operations.bench import bench as measure

    raise typer.Exit(measure(project.resolve(), stack, rounds))
