"""``infra rehearse``: a stack's whole life on simulated clouds, phase by phase."""

from pathlib import Path

from rich.console import Console

from operations.faults import FINE, FOUND_WANTING, CannotJudge
from operations.judgement import check_settings
from operations.reports.summary import SIMULATED
from operations.streams import printing
from simulator.rehearsal import rehearse as run_through


def rehearse(project: Path, stack: str) -> int:
    """Run ``stack`` through up, a second up, refresh and destroy, and return the exit code.

    :raises CannotJudge: if the settings or the program are faulty.
    """
    check_settings(project, stack)
    console = Console()
    with Console(stderr=True).status(f"rehearsing {stack} on simulated clouds"):
        result = run_through(project, stack)
    if result.faults:
        raise CannotJudge(*(str(fault) for fault in result.faults))
    with printing():
        for phase in result.phases:
            style = "green" if phase.clean else "bold red"
            console.print(
                f"{phase.name:<14} {phase.summary}  ({phase.seconds:.1f} s)", style=style, highlight=False
            )
            for offender in phase.offenders:
                console.print(f"  {offender}", style="red", highlight=False, markup=False)
        console.print(SIMULATED, style="dim", highlight=False, soft_wrap=True)
    return FINE if result.clean else FOUND_WANTING
