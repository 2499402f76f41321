"""The ``infra`` command: its verbs, their options and their exit codes."""

import gc
import os
import sys
import traceback
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from operations.faults import CANNOT_JUDGE, CannotJudge
from operations.incident.verbs import incident
from operations.policy.verbs import policy
from operations.slo.verbs import slo
from operations.streams import prepare

TRACE = "INFRA_TRACEBACK"
"""The variable that shows where an unforeseen failure came from, to whoever may see what it quotes."""

app = typer.Typer(
    name="infra",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Judge, rehearse and simulate the platform's stacks. No command but `bootstrap` needs a cloud account.\n\n"
    "Exit codes: 0 fine; 1 judged and found wanting; 2 cannot judge.",
)

StackName = Annotated[
    str, typer.Argument(help="The stack, as in Pulumi.STACK.yaml: dev, staging or production.")
]
Project = Annotated[Path, typer.Option("--project", help="The folder of Pulumi.yaml.", file_okay=False)]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", formats=["%Y-%m-%d"], help="Judge as of this day: support calendars, waivers, prices."
    ),
]


@app.command()
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
        today=_day(as_of),
    )
    raise typer.Exit(request)


@app.command()
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
        today=_day(as_of),
        namespaces=namespaces,
    )
    raise typer.Exit(request)


@app.command()
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
        today=_day(as_of),
        day=f"{as_of:%Y-%m-%d}" if as_of else "",
    )
    raise typer.Exit(request)


@app.command()
def rehearse(stack: StackName, project: Project = Path()) -> None:
    """Run a stack's whole life on simulated clouds: up, an empty second up, refresh, destroy."""
    from operations.rehearse import rehearse as run_through

    raise typer.Exit(run_through(project.resolve(), stack))


@app.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
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


@app.command()
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


@app.command()
def schema(
    check: Annotated[bool, typer.Option("--check", help="Only tell whether the file is up to date.")] = False,
    project: Project = Path(),
) -> None:
    """Write the JSON schema of stack files, which editors complete and check with."""
    from operations.schema import write_or_check

    raise typer.Exit(write_or_check(project.resolve(), check=check))


@app.command()
def dashboards(
    check: Annotated[
        bool, typer.Option("--check", help="Only tell which files are out of date; exit code 1 if any is.")
    ] = False,
    project: Project = Path(),
) -> None:
    """Write the dashboards' JSON, which clusters are given, from what they are written in."""
    from operations.dashboards import write_or_check

    raise typer.Exit(write_or_check(project.resolve(), check=check))


@app.command()
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


@app.command()
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


@app.command()
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


@app.command("mesh-authority")
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


@app.command()
def bench(
    stack: StackName = "production",
    rounds: Annotated[int, typer.Option(min=1, help="Counted runs; figures are medians.")] = 3,
    project: Project = Path(),
) -> None:
    """Measure a judgement against a bare program on the SDK's stock mocks, in one run."""
    from operations.bench import bench as measure

    raise typer.Exit(measure(project.resolve(), stack, rounds))


app.add_typer(slo, name="slo")
app.add_typer(incident, name="incident")
app.add_typer(policy, name="policy")

devenv = typer.Typer(
    no_args_is_help=True,
    help="Environments of developers in a cluster of kind: a namespace each, with its share, PostgreSQL and a cache.\n\n"
    "kubectl and kind are your own. A cluster that is not kind's is touched only where --context names it.",
)
app.add_typer(devenv, name="devenv")

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


def _day(as_of: datetime | None) -> date:
    return as_of.date() if as_of else date.today()


def main() -> None:
    """Run the command; what cannot be judged ends in exit code 2 and one sentence a fault."""
    prepare()
    try:
        app()
    except CannotJudge as fault:
        for sentence in fault.sentences:
            sys.stderr.write(f"{sentence}\n")
        sys.exit(CANNOT_JUDGE)
    except Exception as defect:
        if os.environ.get(TRACE):
            raise
        # The text of an unforeseen exception may quote anything, a secret too; its kind and place may not.
        place = traceback.extract_tb(defect.__traceback__)[-1]
        sys.stderr.write(
            f"infra itself failed: {type(defect).__name__} at {Path(place.filename).name}:{place.lineno}; "
            f"this is a defect, please report it with what {TRACE}=1 prints\n"
        )
        sys.exit(CANNOT_JUDGE)
    finally:
        # The end of the process gives everything back; searching it for cycles first takes a fifth of a judgement.
        gc.freeze()


if __name__ == "__main__":
    main()
