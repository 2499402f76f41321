"""A real PostgreSQL on loopback, with TLS, for scripts that speak with one."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

USER, PASSWORD = "platform_owner", "correct-horse"
PROGRAMS = ("initdb", "postgres", "pg_ctl", "psql", "pg_dump", "pg_isready", "openssl")


@dataclass(frozen=True)
class Server:
    port: int

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Return what a statement answers, unaligned."""
        done = subprocess.run(
            [
                "psql",
                "--no-psqlrc",
                "--tuples-only",
                "--no-align",
                "--set",
                "ON_ERROR_STOP=1",
                "-c",
                statement,
            ],
            env={**os.environ, **self.environment, "PGDATABASE": database},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": USER,
            "PGPASSWORD": PASSWORD,
            "PGSSLMODE": "require",
        }


@contextmanager
def running_postgres() -> Iterator[Server]:
    """Start a server of whichever major is installed, as a user who may run one, and stop it."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.skip(f"needs a PostgreSQL server: {', '.join(missing)} not found (apt: postgresql, openssl)")
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    folder = Path(tempfile.mkdtemp(prefix="platform-postgres-"))
    try:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        yield from _served(folder, owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _served(folder: Path, owner: pwd.struct_passwd) -> Iterator[Server]:
    def run(*command: str) -> None:
        subprocess.run(
            command, user=owner.pw_uid, group=owner.pw_gid, cwd=folder, check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**os.environ, "HOME": str(folder)},
        )  # fmt: skip

    data, port = folder / "data", _free_port()
    words = folder / "words"
    words.write_text(PASSWORD)
    words.chmod(0o644)
    run(
        "initdb",
        "--pgdata",
        str(data),
        "--username",
        USER,
        "--auth=scram-sha-256",
        f"--pwfile={words}",
        "--no-sync",
    )
    run(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
        "-keyout", str(data / "server.key"), "-out", str(data / "server.crt"),
    )  # fmt: skip
    options = f"-c port={port} -c listen_addresses=127.0.0.1 -c ssl=on -c fsync=off -c unix_socket_directories={folder}"
    run(
        "pg_ctl", "--pgdata", str(data), "--wait", "--log", str(folder / "log"), "--options", options, "start"
    )
    try:
        yield Server(port)
    finally:
        run("pg_ctl", "--pgdata", str(data), "--wait", "--mode", "immediate", "stop")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
