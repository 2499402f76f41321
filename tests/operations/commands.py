"""Runs `infra` in this process, as its console script would."""

import gc
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from operations.cli import main

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def infra(*arguments: str, capsys: pytest.CaptureFixture[str], project: Path | None = ROOT) -> Ended:
    """Run one command and return its exit code and what it said."""
    place = [] if project is None else ["--project", str(project)]
    before, sys.argv = sys.argv, ["infra", *arguments, *place]
    try:
        main()
        code: int | str | None = 0
    except SystemExit as ended:
        code = ended.code
    finally:
        sys.argv = before
        # A command owns its process and leaves no time to collecting; this one goes on.
        gc.unfreeze()
        gc.enable()
    said = capsys.readouterr()
    return Ended(code if isinstance(code, int) else 0, said.out, said.err)
