"""``infra tools``: builds what is missing, each program once a version, and says what it built and how long it took."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter

from operations.faults import FINE, CannotJudge
from operations.tools.found import ELSEWHERE, find
from operations.tools.table import BUILT, GROUPS, Group

MEGABYTE = 1_000_000


def build(names: Sequence[str] = (), environment: Mapping[str, str] = os.environ) -> int:
    """Build the programs of the named groups (by default, of all) that are not there, and return the exit code.

    :raises CannotJudge: for an unknown group, without ``go``, or if a build fails.
    """
    groups = _chosen(names)
    missing = [(group, name) for group in groups for name in group.programs if not find(name, environment)]
    for name in _present(groups, missing):
        _say(f"{name}: there already")
    if not missing:
        return FINE
    go = shutil.which("go", path=environment.get("PATH", os.defpath))
    if go is None:
        raise CannotJudge(
            f"go: there is no such command, and {', '.join(name for _, name in missing)} must be built with it; install Go "
            f"1.26 or newer, or name the folder of programs that you have in {ELSEWHERE}"
        )
    start = perf_counter()
    for group, name in missing:
        _build(go, group, name, environment)
    _say(f"{len(missing)} built in {perf_counter() - start:.0f} s")
    return FINE


def _chosen(names: Sequence[str]) -> list[Group]:
    known = {group.name: group for group in GROUPS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise CannotJudge(f"{', '.join(unknown)}: no such tools; there are {', '.join(known)}")
    return [group for group in GROUPS if not names or group.name in names]


def _present(groups: Iterable[Group], missing: Sequence[tuple[Group, str]]) -> list[str]:
    absent = {name for _, name in missing}
    return [f"{name} {group.version}" for group in groups for name in group.programs if name not in absent]


def _build(go: str, group: Group, name: str, environment: Mapping[str, str]) -> None:
    """Build one program beside its place and move it there whole: an interrupted build leaves none behind."""
    _say(f"{name} {group.version}: building ...")
    start = perf_counter()
    group.built.mkdir(parents=True, exist_ok=True)
    unfinished = group.built / f".{name}.{os.getpid()}"
    try:
        done = subprocess.run(
            [go, "build", "-trimpath", "-ldflags", group.linked_with, "-o", unfinished, group.programs[name]],
            cwd=group.folder,
            # Without C a program runs wherever it is carried; a workspace of the user's would change what is pinned
            env={**environment, "CGO_ENABLED": "0", "GOWORK": "off"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CannotJudge(f"{name} {group.version} could not be built: {_reason(done.stderr)}")
        unfinished.replace(group.built / name)
    finally:
        unfinished.unlink(missing_ok=True)
    size = (group.built / name).stat().st_size / MEGABYTE
    _say(f"{name} {group.version}: built in {perf_counter() - start:.0f} s, {size:.0f} MB, {_shown(group)}")


def _reason(output: str) -> str:
    """Return what the compiler said last: before that it tells of downloads and of packages."""
    said = [
        line for line in output.splitlines() if line.strip() and not line.startswith(("#", "go: downloading"))
    ]
    return said[-1].strip() if said else "go said nothing"


def _shown(group: Group) -> Path:
    return group.built.relative_to(BUILT.parent)


def _say(line: str) -> None:
    sys.stderr.write(f"tools: {line}\n")
    sys.stderr.flush()
