"""Runs a Pulumi program in this process, against simulated clouds, and returns all that it registered."""

import runpy
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final

from pulumi.runtime import configure, register_stack_transformation, set_all_config
from pulumi.runtime.settings import Settings

from simulator.deployment import Deployment
from simulator.engine.changes import Change
from simulator.engine.monitor import Engine, Monitor
from simulator.failures import fault_of
from simulator.faults import Fault, Places, redacted, told
from simulator.host.cycles import declared_lightly
from simulator.host.loop import complete
from simulator.host.surroundings import surroundings
from simulator.host.tracking import tracked_lightly
from simulator.host.unknowns import searched_lightly
from simulator.host.witness import Witness
from simulator.project import Project, read_project
from simulator.resources import Resource, in_order
from simulator.state import State
from simulator.values import Secret, reveal

ORGANIZATION: Final = "organization"
"""The name that a backend without organizations, such as S3 or a folder, gives to the only one."""

_ONE_AT_A_TIME: Final = Lock()
"""A program changes the working directory and the import path, of which a process has one."""


@dataclass(frozen=True, slots=True)
class Log:
    """A message of the program through ``pulumi.log``. ``severity`` is info, warning or error."""

    severity: str
    message: str


@dataclass(frozen=True)
class Run:
    """What a program did. Where there are ``faults``, the rest is only what came before or beside them."""

    project: Project
    preview: bool
    baseline: State | None
    live: tuple[Resource, ...]
    changes: Mapping[str, Change]
    outputs: Mapping[str, Any]
    faults: tuple[Fault, ...]
    logs: tuple[Log, ...]

    @cached_property
    def resources(self) -> list[dict[str, Any]]:
        """The state entries, each after all that it needs, and by URN where that leaves a choice."""
        return [resource.entry() for resource in self.live]

    @property
    def state(self) -> State:
        """The state that the stack would be in, with the values of its secrets, which only memory holds."""
        return State(self.live)


def run(
    project: Path,
    stack: str,
    *,
    preview: bool,
    config: Mapping[str, str] | None = None,
    baseline: State | None = None,
) -> Run:
    """Run the program of a project folder for one stack and return once everything has landed.

    In a preview, what the clouds would only know afterwards is unknown; otherwise everything is known. ``config`` is
    laid over the stack's file, keys as ``namespace:key`` and structured values as JSON text.

    :raises ProjectError: if the project cannot be run at all. What is wrong with the program is in ``Run.faults``.
    """
    described = read_project(project, stack, config)
    outcome: Future[Run] = Future()

    def work() -> None:
        try:
            outcome.set_result(_run(described, preview, baseline))
        except BaseException as failure:  # noqa: BLE001 - it is raised where the outcome is awaited
            outcome.set_exception(failure)

    # A thread of its own gives the SDK fresh context variables, in which it keeps all of its settings; and a program
    # without an end can be left behind when someone interrupts
    with _ONE_AT_A_TIME:
        Thread(target=work, name="program", daemon=True).start()
        return outcome.result()


def _run(project: Project, preview: bool, baseline: State | None) -> Run:
    places = Places(project.folder)
    deployment = Deployment(project, preview=preview, baseline=baseline)
    witness = Witness(places, project.stack, project.name)
    monitor, engine = Monitor(deployment, places, witness.made), Engine()
    configure(
        Settings(
            project=project.name,
            stack=project.stack,
            monitor=monitor,
            engine=engine,
            dry_run=preview,
            organization=ORGANIZATION,
            root_directory=str(project.folder),
        )
    )
    set_all_config(dict(project.config), sorted(project.secret_keys))

    def program() -> None:
        register_stack_transformation(witness.see)
        runpy.run_path(str(project.main), run_name="__main__")

    with surroundings(project), _lightened(), witness.watching():
        raised = complete(program)
    found = [
        *monitor.faults,
        *witness.lost,
        *witness.threads,
        *(fault_of(failure, witness.raised, witness.made) for failure in raised),
    ]
    if not raised:
        found += monitor.unpublished()
    if witness.misused:
        # The very lines are known, so the resources that the warning texts ended up in need not be told
        found = [fault for fault in found if "warning that an Output" not in fault.sentence]
        found += witness.misused
    return _result(project, preview, baseline, deployment, monitor, engine, found)


@contextmanager
def _lightened() -> Iterator[None]:
    with searched_lightly(), declared_lightly(), tracked_lightly():
        yield


def _result(
    project: Project,
    preview: bool,
    baseline: State | None,
    deployment: Deployment,
    monitor: Monitor,
    engine: Engine,
    found: list[Fault],
) -> Run:
    live = tuple(in_order(deployment.resources.values()))
    if found or engine.logs:
        secrets = [text for item in live for text in _secrets_of(item.inputs, item.outputs)]
    else:
        secrets = []
    return Run(
        project=project,
        preview=preview,
        baseline=baseline,
        live=live,
        changes=dict(deployment.changes),
        outputs=monitor.outputs,
        faults=told(found, secrets),
        logs=tuple(Log(severity, redacted(message, secrets)) for severity, message in engine.logs),
    )


def _secrets_of(inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> Iterator[str]:
    """Yield every text of a resource that stands in a secret.

    What it was given in plain stays plain where a provider hands it back hidden, as Google's does with all labels.
    """
    plain = {text for text, hidden in _texts(inputs) if not hidden}
    for text, hidden in (*_texts(inputs), *_texts(outputs)):
        if hidden and text not in plain:
            yield text


def _texts(value: Any, *, hidden: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield every text, and whether it stands in a secret."""
    if isinstance(value, Secret):
        value, hidden = reveal(value), True
    if isinstance(value, str):
        yield value, hidden
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item, hidden=hidden)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, hidden=hidden)
