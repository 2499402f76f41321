"""Set-up on a fresh machine: what it says when it cannot be done, and that it leaves nothing half-made."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import operations.install

ROOT = Path(__file__).resolve().parents[2]

NOWHERE = "http://127.0.0.1:9/simple"
"""Nothing listens on the discard port of this machine."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "operations").mkdir()
    for name in ("operations/install.py", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def install(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    isolated = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "VIRTUAL_ENV"))
    }
    offline = {
        "PIP_INDEX_URL": NOWHERE,
        "PIP_RETRIES": "0",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_CONFIG_FILE": os.devnull,
    }
    return subprocess.run(
        [getattr(sys, "_base_executable", sys.executable), "operations/install.py"],
        cwd=checkout,
        env=isolated | offline | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_network_it_says_so_in_one_sentence_and_leaves_nothing(checkout: Path) -> None:
    done = install(checkout)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "set-up: the package index cannot be reached, so nothing was installed; connect to a network "
        "(or point pip at your mirror) and run make again"
    )
    assert "Traceback" not in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_package_that_differs_from_the_lock_is_not_installed(checkout: Path, tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    wheel = wheels / "impostor-1.0-py3-none-any.whl"
    wheel.write_bytes(b"PK\x05\x06" + bytes(18))
    (checkout / "requirements.lock").write_text(f"impostor==1.0 --hash=sha256:{'0' * 64}\n")

    done = install(checkout, PIP_FIND_LINKS=str(wheels), PIP_NO_INDEX="1")

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(
        "set-up: a package differs from the hash in requirements.lock"
    )
    assert not (checkout / ".venv").exists()


def test_a_folder_without_write_permission_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Asked of the function, because a test that runs as root may write anywhere."""
    monkeypatch.setattr(operations.install, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(operations.install, "MARKER", tmp_path / ".venv" / "marker")
    monkeypatch.setattr(os, "access", lambda *_: False)

    assert operations.install.main() == 2
    assert "is not writable, so .venv cannot be made in it" in capsys.readouterr().err
    assert not (tmp_path / ".venv").exists()


def test_what_is_installed_is_not_installed_again(checkout: Path) -> None:
    """An empty lock needs no network; the editable install needs setuptools, so the marker is set by hand."""
    environment = checkout / ".venv"
    environment.mkdir()
    script = "import install; install.MARKER.write_text(install._digest())"
    base = getattr(sys, "_base_executable", sys.executable)
    subprocess.run([base, "-c", script], cwd=checkout / "operations", check=True)

    done = install(checkout)

    assert (done.returncode, done.stderr) == (0, "")
    (checkout / "requirements.lock").write_text("# changed\n")
    assert install(checkout).returncode == 2
