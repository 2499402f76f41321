"""The peak of a process is its own, whoever started it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEAK = "from operations.peak_memory import peak_memory; print(peak_memory())"
LARGE = f"""
held = bytearray(400 * 2**20)
import subprocess, sys
subprocess.run([sys.executable, "-c", {PEAK!r}], check=True)
"""
MIB = 2**20


def peak_of(program: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_a_small_program_started_by_a_large_one_is_small() -> None:
    assert 4 * MIB < peak_of(LARGE) < 100 * MIB


def test_what_a_program_holds_counts_after_it_let_go() -> None:
    assert peak_of(f"held = bytearray(200 * {MIB}); del held; {PEAK}") > 200 * MIB
