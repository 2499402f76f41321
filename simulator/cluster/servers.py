"""The processes of a control plane: started one after the other, ended the other way round, and never left behind."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from simulator.cluster import guardian
from simulator.cluster.faults import ClusterError

TAIL: Final = 3
"""Lines of a server's log that its fault quotes: the last words before it ended."""

LINE_LIMIT: Final = 400
"""Characters of each of them."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and its log."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def require(self) -> None:
        """Do nothing while it runs.

        :raises ClusterError: if it has ended, with its last words.
        """
        if (code := self.process.poll()) is not None:
            raise ClusterError(f"{self.name} ended with {code}: {self.last_words()}")

    def last_words(self) -> str:
        """Return the end of its log in one line."""
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        return " | ".join(line.strip()[:LINE_LIMIT] for line in lines[-TAIL:]) or "it said nothing"


@dataclass(frozen=True, slots=True)
class Servers:
    """The servers that share a folder; the folder goes when they go."""

    folder: Path
    guard: IO[bytes]
    started: list[Server] = field(default_factory=list)

    def start(self, name: str, command: Sequence[str | Path]) -> Server:
        """Start a server in the folder, with a log of its name.

        :raises ClusterError: if its program cannot be run.
        """
        log = self.folder / f"{name}.log"
        try:
            with log.open("ab") as sink:
                process = subprocess.Popen(  # noqa: S603 - the programs are those that our caller chose
                    list(map(str, command)),
                    cwd=self.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=sink,
                    stderr=sink,
                    # A Ctrl-C in the terminal is for the command; the servers end when we say so
                    process_group=0,
                )
        except OSError as refusal:
            raise ClusterError(f"{name}: {command[0]} cannot be run ({refusal.strerror})") from None
        self.guard.write(f"{process.pid}\n".encode())
        self.guard.flush()
        server = Server(name, process, log)
        self.started.append(server)
        return server

    def require(self) -> None:
        """Do nothing while all run.

        :raises ClusterError: if one has ended, with its last words.
        """
        for server in self.started:
            server.require()

    def end(self) -> None:
        """Kill all, the last first: an API server that stops in order waits for a store that may be gone, a minute."""
        while self.started:
            server = self.started.pop()
            server.process.kill()
            server.process.wait()


@contextmanager
def servers() -> Iterator[Servers]:
    """Yield a place for servers until the block ends; if this process is killed before, they and the folder still go."""
    with tempfile.TemporaryDirectory(prefix="infra-cluster-", ignore_cleanup_errors=True) as folder:
        guarding = subprocess.Popen(  # noqa: S603 - our own file
            [sys.executable, "-I", "-S", guardian.__file__, folder],
            stdin=subprocess.PIPE,
            process_group=0,
        )
        assert guarding.stdin is not None  # noqa: S101 - a pipe was asked for
        running = Servers(Path(folder), guarding.stdin)
        try:
            yield running
        finally:
            running.end()
            guarding.communicate(b"done\n")
