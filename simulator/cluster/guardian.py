"""A process that outlives its parent's crash, to end the servers that the parent started and to remove their folder.

It reads process ids from its standard input, one a line. The line ``done`` says that there is nothing left to do; an
end without it says that the parent is gone. It is run by path, without site-packages: it uses the standard library alone.
"""

import os
import shutil
import signal
import sys
from contextlib import suppress
from time import monotonic, sleep

PATIENCE = 5.0
"""Seconds that killed servers get to be gone before their folder is removed from under them."""


def main(folder: str) -> None:
    """Wait for the parent's word or its end."""
    servers: list[int] = []
    for line in sys.stdin:
        word = line.strip()
        if word == "done":
            return
        servers.append(int(word))
    # Last to start, first to go: a store that is gone would have its API server wait for it
    for server in reversed(servers):
        with suppress(ProcessLookupError):
            os.kill(server, signal.SIGKILL)
    until = monotonic() + PATIENCE
    while any(map(_stands, servers)) and monotonic() < until:
        sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


def _stands(server: int) -> bool:
    try:
        os.kill(server, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1])
