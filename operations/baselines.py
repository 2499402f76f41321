"""What a preview is compared with: an exported state, an earlier judgement, or a git revision."""

import json
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from operations.faults import CANNOT_JUDGE, CannotJudge
from simulator.project import ProjectError, read_project
from simulator.state import State, StateError

OURS = Path(__file__).resolve().parents[1]
"""The folder that this command's own code is imported from."""


@dataclass(frozen=True)
class Baseline:
    """A stack as it was, and the words for where that is known from."""

    origin: str
    state: State


def resolve(base: str, project: Path, stack: str) -> Baseline:
    """Return the baseline that ``base`` names: a file if there is one of that name, else a git revision.

    :raises CannotJudge: if it is neither, or belongs to another stack, or is only half a file.
    """
    file = Path(base)
    if file.is_file():
        return from_file(file, project, stack)
    return _from_revision(base, project, stack)


def from_file(file: Path, project: Path, stack: str, option: str = "--base") -> Baseline:
    """Return the baseline of an exported state or an earlier judgement. ``option`` is what the file was given by.

    :raises CannotJudge: if it is neither, or belongs to another stack, or is only half a file.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as refusal:
        raise CannotJudge(
            f"{option} {file}: cannot be read ({refusal.strerror}); check its permissions"
        ) from None
    except (ValueError, RecursionError):
        raise CannotJudge(
            f"{option} {file}: is not JSON, or only half a file; export it again with `pulumi stack export --file FILE`"
        ) from None
    return Baseline(f"file {file}", _state(f"{option} {file}", content, project, stack))


def _state(place: str, content: Any, project: Path, stack: str) -> State:
    try:
        name = read_project(project, stack).name
        if isinstance(content, dict) and "deployment" in content:
            return State.of_export(content, stack=stack, project=name)
        if isinstance(content, dict) and {"stack", "resources", "steps"} <= content.keys():
            return State.of_judgement(content, stack=stack, project=name)
    except ProjectError as unusable:
        raise CannotJudge(str(unusable)) from None
    except StateError as fault:
        raise CannotJudge(f"{place}: {fault}") from None
    raise CannotJudge(
        f"{place}: is neither a `pulumi stack export` nor the --json of an earlier preview; make one of the two"
    )


def _from_revision(revision: str, project: Path, stack: str) -> Baseline:
    commit = _git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise CannotJudge(
            f"--base {revision}: is no file here and no revision of this git repository; give the path of an export "
            "or of an earlier --json, or a branch, tag or commit that `git rev-parse` knows"
        )
    name = commit.decode().strip()
    with TemporaryDirectory(prefix="infra-base-") as folder:
        _unpack(project, name, Path(folder))
        content = _preview_there(revision, Path(folder), stack)
    return Baseline(
        f"git revision {revision} ({name[:10]})", _state(f"--base {revision}", content, project, stack)
    )


def _git(project: Path, *arguments: str) -> bytes | None:
    command = ["git", "-C", str(project), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        raise CannotJudge(
            "--base with a revision needs git, which is not installed; give a file instead"
        ) from None
    return done.stdout if done.returncode == 0 else None


def _unpack(project: Path, commit: str, folder: Path) -> None:
    archive = _git(project, "archive", "--format=tar", commit)
    if archive is None:
        raise CannotJudge(f"--base {commit}: git cannot give its files; is this a partial clone?")
    try:
        with tarfile.open(fileobj=BytesIO(archive)) as files:
            files.extractall(folder, filter="data")
    except tarfile.TarError:
        raise CannotJudge(
            f"--base {commit}: holds no files that could be previewed; choose another revision"
        ) from None


def _preview_there(revision: str, folder: Path, stack: str) -> Any:
    """Judge the revision with its own command and rules, as it stood; only its findings are not asked for.

    A project that has no such command of its own is judged with this one.
    """
    if not (folder / "Pulumi.yaml").is_file():
        raise CannotJudge(
            f"--base {revision}: holds no Pulumi project, so it cannot be previewed; choose a later one"
        )
    out = folder / "base-preview.json"
    home = folder if (folder / "operations" / "cli.py").is_file() else OURS
    command = [sys.executable, "-m", "operations.cli", "preview", stack, "--json", str(out)]
    command += [] if home == folder else ["--project", str(folder)]
    environment = os.environ | {"PYTHONPATH": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
    if done.returncode >= CANNOT_JUDGE or not out.is_file():
        reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise CannotJudge(f"--base {revision}: cannot be previewed as it stood: {reason}")
    return json.loads(out.read_text(encoding="utf-8"))
