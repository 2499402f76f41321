"""Every script that a job runs: a shell can read it, and shellcheck finds nothing in it."""

import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.components.resilience.jobs.shells import ROOT

SCRIPTS = sorted(ROOT.glob("components/**/scripts/*.sh"))


def test_there_are_scripts() -> None:
    assert {"dump.sh", "upload.sh"} <= {script.name for script in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_shell_can_read_it(script: Path) -> None:
    shell = script.read_text().splitlines()[0].removeprefix("#!")
    assert shell in {"/bin/bash", "/bin/sh"}
    subprocess.run([shell, "-n", str(script)], check=True)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck_finds_nothing(script: Path) -> None:
    program = Path(sysconfig.get_path("scripts"), "shellcheck")
    done = subprocess.run([program, script], capture_output=True, text=True, check=False)
    assert done.stdout == ""
