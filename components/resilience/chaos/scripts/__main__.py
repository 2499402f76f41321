"""Runs an experiment, takes back what is left of any, or fills a disk: ``python -m chaos run``, ``clean`` and ``fill``."""

import os
import signal
import sys
from pathlib import Path

from .fill import fill
from .kube import Cluster
from .run import FINE, FOUND_WANTING, StoppedError, clean, run, stop
from .told import ToldWrongError, collections, experiment, place

SETTING_MISSING = 64


def main(words: list[str]) -> int:
    """Do what is asked and return the exit code; 64 is for settings that are missing or senseless."""
    signal.signal(signal.SIGTERM, stop)
    try:
        if words == ["run"]:
            here = place()
            return run(experiment(), here, Cluster(here))
        if words == ["clean"]:
            here = place()
            return clean(here, Cluster(here), collections())
        if words == ["fill"]:
            return _fill()
        return _fail(SETTING_MISSING, "say run, clean or fill")
    except ToldWrongError as fault:
        return _fail(SETTING_MISSING, str(fault))
    except StoppedError:
        return _fail(FOUND_WANTING, "stopped before anything was made")


def _fill() -> int:
    try:
        folder, percent = Path(os.environ["FOLDER"]), int(os.environ["PERCENT"])
        seconds = float(os.environ["SECONDS"])
    except (KeyError, ValueError) as fault:
        raise ToldWrongError(f"FOLDER, PERCENT and SECONDS are not all set ({fault})") from None
    if not 0 < percent < 100 or seconds <= 0 or not folder.is_dir():
        raise ToldWrongError("PERCENT, SECONDS or FOLDER is senseless")
    fill(folder, percent, seconds)
    return FINE


def _fail(code: int, sentence: str) -> int:
    sys.stderr.write(f"chaos: {sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
