"""Servers end with their block, the last first, and even when this process does not live to end them."""

import os
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from simulator.cluster.faults import ClusterError
from simulator.cluster.servers import Servers, servers

ROOT = Path(__file__).resolve().parents[3]
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]

CRASHING = """\
import os, signal, sys
from simulator.cluster.servers import servers

with servers() as running:
    pids = [running.start(name, [sys.executable, "-c", "import time; time.sleep(60)"]).process.pid for name in "ab"]
    print(running.folder, *pids, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_they_end_with_the_block_and_take_their_folder_along() -> None:
    with servers() as running:
        first, second = running.start("first", SLEEPER), running.start("second", SLEEPER)
        running.require()
        folder = running.folder
        assert (folder / "first.log").is_file()
    assert [first.process.returncode, second.process.returncode] == [-9, -9]
    assert not folder.exists()


def test_the_last_to_start_is_the_first_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    kill = subprocess.Popen.kill

    def noted(process: "subprocess.Popen[bytes]") -> None:
        ended.append(process.pid)
        kill(process)

    monkeypatch.setattr(subprocess.Popen, "kill", noted)
    with servers() as running:
        pids = [running.start(name, SLEEPER).process.pid for name in ("store", "server", "controllers")]
    assert ended == pids[::-1]


def test_a_fault_in_the_block_ends_them_too() -> None:
    with pytest.raises(ZeroDivisionError), servers() as running:  # noqa: PT012 - the block is what is tested
        server = running.start("server", SLEEPER)
        raise ZeroDivisionError
    assert server.process.returncode == -9


def test_a_killed_parent_leaves_no_server_and_no_folder() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASHING],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == -9, done.stderr
    folder, *pids = done.stdout.split()
    assert len(pids) == 2
    until = monotonic() + 20
    while (Path(folder).exists() or any(map(_runs, pids))) and monotonic() < until:
        sleep(0.05)
    assert not Path(folder).exists()
    assert not any(map(_runs, pids))


def _runs(pid: str) -> bool:
    """Say whether a process runs; one that nobody has asked about since its end does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _ended(running: Servers, script: str) -> str:
    server = running.start("kube-thing", [sys.executable, "-c", script])
    server.process.wait()
    with pytest.raises(ClusterError) as refusal:
        running.require()
    return str(refusal.value)


def test_one_that_ends_by_itself_is_told_with_its_last_words() -> None:
    with servers() as running:
        said = "import sys; print('a\\n\\nb\\nc\\nlisten tcp: address already in use', file=sys.stderr); sys.exit(3)"
        assert _ended(running, said) == "kube-thing ended with 3: b | c | listen tcp: address already in use"


def test_one_that_ends_without_a_word_is_told_so() -> None:
    with servers() as running:
        assert _ended(running, "raise SystemExit(1)") == "kube-thing ended with 1: it said nothing"


def test_a_program_that_cannot_be_run_is_told_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "etcd"
    file.write_text("no program")
    with servers() as running, pytest.raises(ClusterError) as refusal:
        running.start("etcd", [file])
    assert str(refusal.value) == f"etcd: {file} cannot be run (Permission denied)"
