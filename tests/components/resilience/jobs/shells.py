"""Runs a job's script as its container would: with what it mounts, and with stand-ins for programs where a test has some."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


def script(path: str) -> Path:
    """Return a script of the repository."""
    found = ROOT / path
    assert found.is_file(), found
    return found


def run(
    path: str,
    environment: Mapping[str, str],
    *,
    programs: Path | None = None,
    interpreter: str = "bash",
    seconds: int = 60,
) -> Done:
    """Run a script with nothing in its environment but what is given."""
    if shutil.which(interpreter) is None:
        pytest.skip(f"needs {interpreter}, which is not installed")
    search = os.environ["PATH"] if programs is None else f"{programs}:{os.environ['PATH']}"
    done = subprocess.run(
        [interpreter, str(script(path))],
        env={"PATH": search, **environment},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def stand_in(folder: Path, program: str, text: str) -> None:
    """Put a program into a folder of programs: a shell script, or Python where it begins with ``import``."""
    folder.mkdir(exist_ok=True)
    place = folder / program
    first = sys.executable if text.lstrip().startswith(("import", "from")) else "/bin/sh"
    place.write_text(f"#!{first}\n{text}")
    place.chmod(place.stat().st_mode | stat.S_IXUSR)
