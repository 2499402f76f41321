"""What `infra` prints, where the terminal is poor, full, or gone."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.operations.commands import ROOT

PREVIEW = [str(ROOT / ".venv/bin/infra"), "preview", "dev", "--project"]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    tmp_path.joinpath("Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    tmp_path.joinpath("Pulumi.dev.yaml").write_text("config: {}\n")
    tmp_path.joinpath("__main__.py").write_text(
        "import pulumi_aws as aws\naws.ec2.Vpc('n\u00e9t', cidr_block='10.0.0.0/16', region='us-east-1')\n"
    )
    return tmp_path


def shell(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("option", ["", "--markdown -", "--json -"])
def test_a_terminal_without_the_characters_gets_others(shop: Path, option: str) -> None:
    done = shell(f"{' '.join(PREVIEW)} {shop} {option}", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("option", ["", "--markdown -", "--json -"])
def test_a_reader_that_goes_away_changes_no_exit_code(shop: Path, option: str) -> None:
    done = shell(f"{' '.join(PREVIEW)} {shop} {option} | true; exit ${{PIPESTATUS[0]}}")
    assert (done.returncode, done.stderr) == (0, "")


def test_closed_streams_change_no_exit_code(shop: Path) -> None:
    assert shell(f"{' '.join(PREVIEW)} {shop} >&-").returncode == 0
    assert shell(f"{' '.join(PREVIEW)} {shop} 2>&-").returncode == 0


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full here")
@pytest.mark.parametrize("option", ["", "--markdown -", "--json -"])
def test_a_full_disk_is_one_sentence(shop: Path, option: str) -> None:
    done = shell(f"{' '.join(PREVIEW)} {shop} {option} >/dev/full")
    assert done.returncode == 2
    assert done.stderr == "stdout: cannot be written (No space left on device); print to another place\n"


def test_a_pipe_is_written_to_and_a_link_followed(shop: Path) -> None:
    done = shell(f"{' '.join(PREVIEW)} {shop} --json >(cat >&2) >/dev/null; wait; sleep 0.2")
    assert done.stderr.startswith("{")
    target = shop / "target.json"
    target.write_text("old")
    link = shop / "link.json"
    link.symlink_to(target.name)
    assert shell(f"{' '.join(PREVIEW)} {shop} --json {link}").returncode == 0
    assert link.is_symlink()
    assert target.read_text().startswith("{")
