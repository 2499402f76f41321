"""One judgement of a stack: what would change, which rules it breaks, what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from operations.baselines import resolve
from operations.faults import FINE, FOUND_WANTING, CannotJudge
from operations.policy.rulebook import require_cost_data, require_unknowns, waivers_in_force
from operations.stack_settings import load_settings
from operations.stopwatch import Stopwatch
from policies.cost.difference import Difference, difference
from policies.cost.estimate import Estimate, estimate
from policies.framework.findings import Finding
from policies.framework.findings import Judgement as Verdicts
from policies.framework.judge import judge
from simulator.plan import Step, plan
from simulator.program import Log, Run, run
from simulator.project import ProjectError, read_project
from simulator.state import State
from stacks.settings.document import KEY

PROJECT, _, _ = KEY.partition(":")
"""The project whose stack files hold the settings that we know."""


@dataclass(frozen=True)
class Judgement:
    """Everything that is known about a stack without asking a cloud. ``seconds`` says what each phase of it took."""

    stack: str
    run: Run
    steps: Sequence[Step]
    verdicts: Verdicts
    cost: Estimate
    change: Difference | None
    seconds: Mapping[str, float]

    @property
    def blocking(self) -> list[Finding]:
        """The findings that stop a deployment."""
        return [finding for finding in self.verdicts.findings if finding.blocks]

    @property
    def evaluated(self) -> int:
        """How many checks were made: a rule on a resource is one."""
        return self.verdicts.evaluated

    @property
    def guarded(self) -> list[Step]:
        """The steps that would replace or delete a data store, a cluster or a key."""
        return [step for step in self.steps if step.guarded]

    @property
    def refused(self) -> list[Step]:
        """The steps at which the engine would stop: the loss of what is protected."""
        return [step for step in self.steps if step.refused]

    @property
    def said(self) -> list[Log]:
        """What the program warned of through ``pulumi.log``. As under Pulumi, it stops nothing."""
        return [log for log in self.run.logs if log.severity != "info"]

    @property
    def exit_code(self) -> int:
        """0 where nothing stands against deploying, 1 where something does."""
        wanting = (
            self.blocking or self.guarded or self.refused or self.cost.unpriced or not self.cost.budget.within
        )
        return FOUND_WANTING if wanting else FINE

    def as_json(self) -> dict[str, Any]:
        """Return the contract that other programs read; see the design of the ``infra`` command."""
        return {
            "stack": self.stack,
            "engine": "simulated",
            "resources": list(self.run.resources),
            "steps": [step.as_json() for step in self.steps],
            "findings": [finding.to_json() for finding in self.verdicts.findings],
            "cost": self.cost.as_json() | ({"change": self.change.as_json()} if self.change else {}),
        }


def judge_stack(project: Path, stack: str, base: str | None, today: date) -> Judgement:
    """Run the program of ``project`` in a preview and judge what it registers.

    A second run, with every output known, tells the rules what the first one cannot: the text of a document that
    names identifiers, above all.

    :param base: what to compare with, as :func:`operations.baselines.resolve` reads it; None compares with nothing.
    :raises CannotJudge: if the settings, the base, the program, the waivers or the prices are faulty.
    """
    watch = Stopwatch()
    with watch.phase("settings"):
        check_settings(project, stack)
        require_cost_data()
        require_unknowns()
        waivers = waivers_in_force()
    before = resolve(base, project, stack).state if base is not None else None
    with watch.phase("program"):
        outcome = run_program(project, stack, baseline=before, preview=True)
        steps = plan(before, outcome)
    with watch.phase("program, outputs known"):
        known = run_program(project, stack, preview=False)
    with watch.phase("policies"):
        verdicts = judge(
            outcome.resources,
            stack=stack,
            today=today,
            waivers=waivers,
            rehearsal=known.resources,
        )
    with watch.phase("cost"):
        cost = bill(outcome.resources, stack, today)
        cost_before = bill(before.resources, stack, today) if before is not None else None
    return Judgement(
        stack=stack,
        run=outcome,
        steps=steps,
        verdicts=verdicts,
        cost=cost,
        change=difference(cost_before.as_json(), cost.as_json()) if cost_before else None,
        seconds=watch.seconds,
    )


def run_program(project: Path, stack: str, *, preview: bool, baseline: State | None = None) -> Run:
    """Run the program and return what it registered.

    :raises CannotJudge: with every fault of the project and of the program.
    """
    try:
        outcome = run(project, stack, preview=preview, baseline=baseline)
    except ProjectError as unusable:
        raise CannotJudge(str(unusable)) from None
    if outcome.faults:
        raise CannotJudge(*(str(fault) for fault in outcome.faults))
    return outcome


def check_settings(project: Path, stack: str) -> None:
    """Check a stack's file before anything runs. Another project's program has settings of its own to check.

    :raises CannotJudge: with every fault of the file.
    """
    if not (project / "Pulumi.yaml").is_file():
        raise CannotJudge(f"{project}: holds no Pulumi.yaml; give --project the folder of a Pulumi project")
    if not _has_our_settings(project, stack):
        return
    load_settings(project, stack)


def _has_our_settings(project: Path, stack: str) -> bool:
    try:
        described = read_project(project, stack)
    except ProjectError:
        return True  # the settings' own faults say more
    return described.name == PROJECT or KEY in described.config


def bill(resources: Sequence[Mapping[str, Any]], stack: str, today: date) -> Estimate:
    """Return what resources cost a month in a stack of this name."""
    return estimate(resources, stack=stack, today=today)
