"""The most memory that this process has held."""

import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_memory() -> int:
    """Return the peak of this program's resident memory, in bytes.

    Linux hands ``ru_maxrss`` on from the process that started this one (getrusage(2) counts what stood before
    execve), so a small program started by a large one would be told the large one's peak. ``VmHWM`` begins anew
    with each program (proc(5)). Elsewhere ``ru_maxrss`` is the program's own: bytes on macOS, KiB on the others.
    """
    if STATUS.exists():
        lines = STATUS.read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
