"""The environments as they are shipped, each brought up once in a process for all tests that look at what stands."""

from functools import cache
from pathlib import Path

from simulator.program import Run, run

ROOT = Path(__file__).resolve().parents[1]


@cache
def brought_up(stack: str) -> Run:
    """Return the run that brings a stack up on simulated clouds. It is shared: what looks at it may not change it."""
    done = run(ROOT, stack, preview=False)
    assert [str(fault) for fault in done.faults] == []
    return done
