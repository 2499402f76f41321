"""Fills the disk below a folder up to a share of it, holds it, and gives it back: what a disk-fill does on its node."""

import os
import time
from contextlib import suppress
from pathlib import Path

from .run import StoppedError
from .telling import log

STEP = 1 << 30
"""What is taken at once, in bytes. In between it is measured again: others write on this disk, too."""

FILL, FILLED = "fill", "filled"


def taken(folder: Path) -> tuple[int, int]:
    """Return the bytes that are no longer to be had and those of the whole, as the kubelet counts them."""
    found = os.statvfs(folder)
    return (found.f_blocks - found.f_bavail) * found.f_frsize, found.f_blocks * found.f_frsize


def fill(folder: Path, percent: int, seconds: float) -> None:
    """Fill the disk and hold it. However it ends, the file goes; what is there already is left alone."""
    until = time.monotonic() + seconds
    file = folder / FILL
    try:
        with suppress(StoppedError):
            _take(file, percent)
            (folder / FILLED).touch()
            used, whole = taken(folder)
            log(f"the disk is {used / whole:.1%} full")
            while (left := until - time.monotonic()) > 0:
                time.sleep(left)
    finally:
        file.unlink(missing_ok=True)
        (folder / FILLED).unlink(missing_ok=True)


def _take(file: Path, percent: int) -> None:
    size = 0
    with file.open("wb") as kept:
        while True:
            used, whole = taken(file.parent)
            missing = whole * percent // 100 - used
            if missing < 1 << 20:
                return
            step = min(STEP, missing)
            # Blocks are taken without being written: the disk gets full, not busy.
            os.posix_fallocate(kept.fileno(), size, step)
            size += step
