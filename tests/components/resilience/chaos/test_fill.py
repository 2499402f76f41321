"""What fills a disk, run for real on a disk of this machine that is small enough, or for a share that takes nothing."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from components.resilience.chaos.scripts import fill
from components.resilience.chaos.scripts.run import StoppedError
from tests.components.resilience.chaos.runs import Surroundings


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A disk of 64 MiB, a quarter of it taken, as ``statvfs`` would tell: what is filled counts against it."""
    mib = 1 << 20

    def taken(folder: Path) -> tuple[int, int]:
        return 16 * mib + sum(one.stat().st_size for one in folder.iterdir()), 64 * mib

    monkeypatch.setattr(fill, "taken", taken)
    monkeypatch.setattr(fill, "STEP", 5 * mib)
    return tmp_path


def test_it_fills_up_to_the_share_holds_it_and_gives_it_back(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, bool]] = []

    def sleep(_: float) -> None:
        seen.append((fill.taken(disk)[0], (disk / fill.FILLED).exists()))
        raise StoppedError

    monkeypatch.setattr(time, "sleep", sleep)
    fill.fill(disk, 85, 60)
    ((used, ready),) = seen
    assert ready
    assert 0.83 < used / (64 << 20) <= 0.85
    assert list(disk.iterdir()) == []


def test_a_disk_that_is_fuller_already_is_left_alone(disk: Path) -> None:
    began = time.monotonic()
    fill.fill(disk, 20, 0.2)
    assert time.monotonic() - began >= 0.2
    assert list(disk.iterdir()) == []


def test_a_disk_that_has_no_room_left_is_given_back(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(OSError, match="No space left"):
        fill.fill(disk, 85, 60)
    assert list(disk.iterdir()) == []


def test_the_kubelet_counts_what_is_to_be_had(tmp_path: Path) -> None:
    used, whole = fill.taken(tmp_path)
    available = subprocess.run(
        ["df", "-B1", "--output=avail,size", str(tmp_path)], capture_output=True, text=True, check=True
    ).stdout.split()[-2:]
    assert whole == int(available[1])
    assert whole - used == pytest.approx(int(available[0]), rel=0.05)


def test_as_a_program_it_ends_when_it_is_told_to(tmp_path: Path) -> None:
    place = tmp_path / "fill"
    place.mkdir()
    told = {"FOLDER": str(place), "PERCENT": "1", "SECONDS": "60"}
    with Surroundings(tmp_path).started(["fill"], told) as (process, _, _):
        end = time.monotonic() + 20
        while not (place / "filled").exists():
            assert time.monotonic() < end
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
        assert process.returncode == 0
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    "told", [{"PERCENT": "150"}, {"PERCENT": "x"}, {"SECONDS": "0"}, {"FOLDER": "/absent"}]
)
def test_senseless_settings_are_a_sentence(tmp_path: Path, told: dict[str, str]) -> None:
    outcome = Surroundings(tmp_path).run(
        "fill", **{"FOLDER": str(tmp_path), "PERCENT": "85", "SECONDS": "1", **told}
    )
    assert (outcome.code, outcome.said.count("\n")) == (64, 1)
