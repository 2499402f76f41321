"""``infra simulate -- COMMAND``: any command, with simulated clouds behind the provider plugins that Pulumi calls."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

import yaml

from operations.faults import CannotJudge
from operations.selected_backend import backend_for_simulation
from operations.tools.data import definitions
from operations.tools.found import find_all
from operations.tools.table import CONTROL_PLANE, KWOK
from simulator.cluster.planes import Planes
from simulator.cluster.programs import Programs
from simulator.plugins.packages import installed_packages
from simulator.plugins.servers import serving

ATTACHED: Final = "PULUMI_DEBUG_PROVIDERS"
"""Where Pulumi's engine finds plugins that run already: ``name:port``, comma-separated; on 127.0.0.1 only."""

SIGNALLED: Final = 128
"""A shell's exit code for a command that a signal ended is this and the signal's number."""


def simulate(command: Sequence[str], project: Path, *, cluster: bool = False) -> int:
    """Run a command in the project's folder and return its exit code.

    With ``cluster``, objects of Kubernetes go to real API servers on loopback, which live as long as the command.

    :raises CannotJudge: if there is nothing to run, the project has no Python environment, the selected state
        backend is one where simulated state could overwrite real state, or a control plane's programs are missing.
    """
    if not command:
        raise CannotJudge(
            "there is no command to run; name one after --, as in: infra simulate -- pulumi preview"
        )
    with ExitStack() as stack:
        planes = stack.enter_context(_planes()) if cluster else None
        environment = stack.enter_context(attached(os.environ, project, planes))
        executable = _executable(command[0], environment["PATH"], project)
        _announce(environment[ATTACHED], os.environ.get(ATTACHED, ""))
        return _run([executable, *command[1:]], environment, project)


@contextmanager
def attached(
    environment: Mapping[str, str], project: Path, planes: Planes | None = None
) -> Iterator[dict[str, str]]:
    """Serve the plugins until the block ends; yield the environment in which a command finds them.

    With ``planes``, objects of Kubernetes go there.

    :raises CannotJudge: as :func:`simulate` does, but for the command itself.
    """
    backend = backend_for_simulation(environment, project)
    programs = _programs(project)
    theirs = _plugins(environment.get(ATTACHED, ""))
    # Both would take precedence over the project's own Python
    kept = {
        name: value for name, value in environment.items() if name not in {"PULUMI_PYTHON_CMD", "PYTHONHOME"}
    }
    packages = [package for package in installed_packages() if package.name not in theirs]
    with serving(packages, planes) as ports:
        yield kept | {
            ATTACHED: ",".join(f"{name}:{port}" for name, port in {**ports, **theirs}.items()),
            "PATH": f"{programs}{os.pathsep}{environment.get('PATH', os.defpath)}",
            "PULUMI_BACKEND_URL": backend,
            # A plugin that is not attached must not be fetched: it would be a real one
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }


def _planes() -> Planes:
    """Return control planes for the command's clusters; none is started before an object comes."""
    places, missing = find_all(CONTROL_PLANE, KWOK)
    if missing is not None:
        raise CannotJudge(missing)
    found, said = definitions()
    _say(f"Kubernetes objects go to real API servers on loopback; {said}.")
    return Planes(Programs.of(places), found, _say)


def _programs(project: Path) -> Path:
    """Return the folder of programs of the virtual environment in which Pulumi will run the project."""
    file = project / "Pulumi.yaml"
    try:
        described = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CannotJudge(
            f"{project}: has no Pulumi.yaml; run this in a Pulumi project, or name one with --project"
        ) from None
    except (OSError, ValueError, yaml.YAMLError):
        raise CannotJudge(f"{file}: cannot be read as YAML; mend it") from None
    runtime = described.get("runtime") if isinstance(described, dict) else None
    options = runtime.get("options") if isinstance(runtime, dict) else None
    virtualenv = options.get("virtualenv") if isinstance(options, dict) else None
    if not virtualenv:
        raise CannotJudge(
            f"{file}: runtime.options.virtualenv is not set, so Pulumi would run another Python; set it to .venv"
        )
    programs = project / str(virtualenv) / ("Scripts" if os.name == "nt" else "bin")
    if not programs.is_dir():
        raise CannotJudge(f"{project / virtualenv}: there is no virtual environment; run `make setup` first")
    return programs


def _executable(name: str, path: str, project: Path) -> str:
    # A path is the project's, where the command will run; a bare name is looked up on PATH
    found = shutil.which(project / name if os.path.dirname(name) else name, path=path)  # noqa: PTH120
    if found is None:
        hint = "; install Pulumi's CLI: https://www.pulumi.com/docs/install" if name == "pulumi" else ""
        raise CannotJudge(f"{name}: there is no such command{hint or '; check its name and PATH'}")
    return str(found)


def _plugins(named: str) -> dict[str, str]:
    """Return the ports of attached plugins by package; those that the user attached are left alone."""
    pairs = (entry.strip().partition(":") for entry in named.split(",") if entry.strip())
    found = {name: port for name, _, port in pairs}
    for name, port in found.items():
        if not port.isdecimal():
            raise CannotJudge(f"{ATTACHED} names no port for {name}; write it as {name}:PORT, or unset it")
    return found


def _announce(every: str, before: str) -> None:
    theirs = _plugins(before)
    simulated = ", ".join(sorted(_plugins(every).keys() - theirs))
    but = f"; {', '.join(sorted(theirs))}: as {ATTACHED} says" if theirs else ""
    _say(f"Clouds are simulated ({simulated}{but}): nothing real is read, made or changed.")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _run(command: Sequence[str], environment: Mapping[str, str], project: Path) -> int:
    with _signals() as receivers:
        try:
            process = subprocess.Popen(command, env=environment, cwd=project)
        except OSError as refusal:
            raise CannotJudge(
                f"{command[0]}: cannot be run ({refusal.strerror}); check that it is a program"
            ) from None
        receivers.append(process)
        code = process.wait()
    return SIGNALLED - code if code < 0 else code


@contextmanager
def _signals() -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Hand SIGINT and SIGTERM on to the processes in the list, and outlive them, until the block ends."""
    receivers: list[subprocess.Popen[bytes]] = []

    def forward(number: int, _: FrameType | None) -> None:
        # Ctrl-C reaches the command from the terminal itself, and Pulumi takes a second one as "stop at once"
        if number == signal.SIGINT and _in_foreground():
            return
        for process in receivers:
            process.send_signal(number)

    before = {number: signal.signal(number, forward) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield receivers
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _in_foreground() -> bool:
    """Say whether this process is one of those that the terminal's keyboard speaks to."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
