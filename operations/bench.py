"""``infra bench``: what a judgement costs, beside what the bare program costs, in one run.

Only ratios of one run mean anything: machines differ, and the same machine differs by the hour.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.console import Console
from rich.table import Table

from operations.faults import FINE, CannotJudge
from operations.judgement import check_settings
from operations.project_copy import project_copy

AIMS = "Aims: whole judgement at most 2.5x the bare program, a third of the engine's preview, under 500 MiB, policies under 2 ms a resource, the packs as processes under 5 s for 500 resources of which 200 are workloads."


PACKS = [
    word for pack in ("security", "kubernetes", "cost") for word in ("--policy-pack", f"policies/{pack}")
]  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """The medians of several runs of one thing."""

    seconds: float
    phases: dict[str, float]
    imports: dict[str, tuple[float, int]]
    """Seconds and modules of each SDK, dearest first."""
    peak_mib: float
    resources: int


def bench(project: Path, stack: str, rounds: int) -> int:
    """Measure ``stack`` in ``rounds`` interleaved rounds and print the table.

    :raises CannotJudge: if the stack cannot be judged at all.
    """
    check_settings(project, stack)
    kinds = ("judge", "bare", "packs", "growth-small", "growth-large")
    runs: dict[str, list[Measured]] = {kind: [] for kind in kinds}
    with Console(stderr=True).status("measuring") as status:
        for turn in range(rounds + 1):
            for kind in kinds:
                status.update(f"round {turn} of {rounds}: {kind}")
                measured = _run(kind, stack, project)
                if turn:  # round 0 warms the caches of the disk
                    runs[kind].append(measured)
        engine = _engine(project, stack)
    medians = {kind: _median(measured) for kind, measured in runs.items()}
    _report(stack, rounds, medians, engine)
    return FINE


def _run(kind: str, stack: str, project: Path) -> Measured:
    command = [sys.executable, "-m", "operations.measurement", kind, stack, str(project)]
    start = perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=project)
    seconds = perf_counter() - start
    if done.returncode:
        raise CannotJudge(
            f"{kind}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'failed'}"
        )
    result = json.loads(done.stdout.splitlines()[-1])
    imports = {package: (spent, modules) for package, (spent, modules) in result["imports"].items()}
    return Measured(seconds, result["phases"], imports, result["peak_mib"], result["resources"])


def _median(runs: list[Measured]) -> Measured:
    return Measured(
        seconds=median(run.seconds for run in runs),
        phases={phase: median(run.phases[phase] for run in runs) for phase in runs[0].phases},
        imports={
            package: (median(run.imports[package][0] for run in runs), modules)
            for package, (_, modules) in runs[0].imports.items()
        },
        peak_mib=median(run.peak_mib for run in runs),
        resources=runs[0].resources,
    )


def _engine(project: Path, stack: str) -> dict[str, float]:
    """Return the seconds of the real engine's preview on simulated providers; empty without the CLI."""
    if shutil.which("pulumi") is None:
        return {}
    with TemporaryDirectory() as home, project_copy(project) as copy:
        own = {
            "PULUMI_BACKEND_URL": f"file://{home}",
            "PULUMI_CONFIG_PASSPHRASE": "bench",
            "PULUMI_HOME": home,
        }
        environment = os.environ | own | {"PULUMI_SKIP_UPDATE_CHECK": "true"}
        _quietly(["pulumi", "stack", "init", stack], copy, environment)
        simulate = [sys.executable, "-m", "operations.cli", "simulate", "--"]
        preview = ["pulumi", "preview", "--stack", stack, "--non-interactive"]
        seconds = {}
        for name, packs in (("alone", []), ("with the packs", PACKS)):
            start = perf_counter()
            if _quietly([*simulate, *preview, *packs], copy, environment) == 0:
                seconds[name] = perf_counter() - start
        return seconds


def _quietly(command: list[str], project: Path, environment: dict[str, str]) -> int:
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, check=False).returncode


def _report(stack: str, rounds: int, medians: dict[str, Measured], engine: dict[str, float]) -> None:
    console = Console()
    console.print(_table(f"{stack}: medians of {rounds} runs, each a process of its own", medians, engine))
    console.print(AIMS, style="dim", highlight=False)
    if not engine:
        console.print(
            "The Pulumi CLI is not installed or could not preview: its figure is missing.", style="dim"
        )


def _table(title: str, medians: dict[str, Measured], engine: dict[str, float]) -> Table:
    judged, bare = medians["judge"], medians["bare"]
    small, large = medians["growth-small"], medians["growth-large"]
    table = Table(title=title, title_justify="left")
    table.add_column("figure")
    for column in ("judgement", "bare program", "ratio"):
        table.add_column(column, justify="right")
    for phase, seconds in judged.phases.items():
        table.add_row(
            f"{phase}, s", f"{seconds:.2f}", f"{bare.phases[phase]:.2f}" if phase in bare.phases else "", ""
        )
    for package, (seconds, modules) in judged.imports.items():
        table.add_row(f"  {package} ({modules} modules), s", f"{seconds:.2f}", _of(bare.imports, package), "")
    table.add_row(
        "whole process, s",
        f"{judged.seconds:.2f}",
        f"{bare.seconds:.2f}",
        f"{judged.seconds / bare.seconds:.2f}",
    )
    table.add_row(
        "peak memory, MiB",
        f"{judged.peak_mib:.0f}",
        f"{bare.peak_mib:.0f}",
        f"{judged.peak_mib / bare.peak_mib:.2f}",
    )
    table.add_row("resources", str(judged.resources), str(bare.resources), "")
    table.add_row(
        "resources a second",
        f"{judged.resources / judged.seconds:.0f}",
        f"{bare.resources / bare.seconds:.0f}",
        "",
    )
    table.add_row(
        "policies, ms a resource", f"{1000 * judged.phases['policies'] / judged.resources:.2f}", "", ""
    )
    packs = medians["packs"]
    for pack, seconds in packs.phases.items():
        table.add_row(f"  pack {pack}, processor s", f"{seconds:.2f}", "", "")
    table.add_row(
        f"packs as processes, {packs.resources} resources, processor s",
        f"{sum(packs.phases.values()):.2f}", "", "",
    )  # fmt: skip
    for name, seconds in engine.items():
        table.add_row(f"engine's preview {name}, s", f"{seconds:.2f}", "", f"{judged.seconds / seconds:.2f}")
    growth = _working(large) / _working(small) / (large.resources / small.resources)
    table.add_row(f"growth {small.resources} to {large.resources}", f"{growth:.2f}x of linear", "", "")
    return table


def _of(imports: dict[str, tuple[float, int]], package: str) -> str:
    return f"{imports[package][0]:.2f}" if package in imports else ""


def _working(measured: Measured) -> float:
    """Return the seconds that depend on the number of resources: all but imports."""
    return sum(seconds for phase, seconds in measured.phases.items() if phase != "imports")
