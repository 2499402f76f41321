"""`infra simulate` and signals: each reaches the command once, and the end of the command is awaited."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "name: platform\nruntime: {name: python, options: {virtualenv: .venv}}\n"
COUNT_INTERRUPTS = """
import signal, sys, time
seen = []
signal.signal(signal.SIGINT, lambda *_: seen.append(1))
print("ready", flush=True)
deadline = time.monotonic() + 2
while not seen and time.monotonic() < deadline:
    time.sleep(0.01)
print("interrupts", len(seen), flush=True)
sys.exit(7)
"""
LEAVE_ON_TERM = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(9))
print("ready", flush=True)
time.sleep(20)
"""
TAKE_TERMINAL = "import os, sys; os.login_tty(int(sys.argv[1])); os.execv(sys.argv[2], sys.argv[2:])"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / "Pulumi.yaml").write_text(PROJECT)
    monkeypatch.setenv("PULUMI_BACKEND_URL", "file:///var/simulated")
    monkeypatch.delenv("PULUMI_DEBUG_PROVIDERS", raising=False)
    return tmp_path


def start(project: Path, program: str) -> "subprocess.Popen[str]":
    """Start `infra simulate` as a process of its own, away from any terminal, and wait for its command."""
    command = [
        sys.executable,
        "-m",
        "operations.cli",
        "simulate",
        "--project",
        str(project),
        "--",
        sys.executable,
    ]
    process = subprocess.Popen(
        [*command, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_an_interrupt_is_handed_on_and_the_end_awaited(project: Path) -> None:
    process = start(project, COUNT_INTERRUPTS)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert (output, process.returncode) == ("interrupts 1\n", 7)


def test_a_termination_is_handed_on(project: Path) -> None:
    process = start(project, LEAVE_ON_TERM)
    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 9


@pytest.mark.parametrize(
    ("beginning", "interrupts"),
    [("", b"1"), ("import os; os.setpgid(0, 0)", b"0")],
    ids=["the-terminal-reaches-it", "the-terminal-does-not"],
)
def test_ctrl_c_is_left_to_the_terminal(project: Path, beginning: str, interrupts: bytes) -> None:
    keyboard, terminal = os.openpty()
    infra = ["-m", "operations.cli", "simulate", "--project", str(project), "--", sys.executable, "-c"]
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            TAKE_TERMINAL,
            str(terminal),
            sys.executable,
            *infra,
            beginning + COUNT_INTERRUPTS,
        ],
        cwd=ROOT,
        pass_fds=[terminal],
    )
    os.close(terminal)
    read_until(keyboard, rb"ready")
    os.write(keyboard, b"\x03")
    assert read_until(keyboard, rb"interrupts (\d)") == interrupts
    assert process.wait(timeout=30) == 7
    os.close(keyboard)


def read_until(keyboard: int, pattern: bytes) -> bytes:
    """Return what the last group of the pattern, or the whole of it, found on the screen."""
    shown, deadline = b"", time.monotonic() + 30
    while not (found := re.search(pattern, shown)):
        assert time.monotonic() < deadline, shown
        shown += os.read(keyboard, 1024)
    return found[found.re.groups]
