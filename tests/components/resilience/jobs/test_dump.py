"""The dump, run against a real server: what it leaves behind restores, and whatever goes wrong leaves nothing behind."""

import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.components.resilience.jobs.postgres import PASSWORD, USER, Server, running_postgres
from tests.components.resilience.jobs.shells import Done, run, stand_in

DUMP = "components/resilience/database_dumps/scripts/dump.sh"
PASSPHRASE = "a passphrase of the test"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_postgres() as server:
        server.sql("CREATE DATABASE platform")
        server.sql("CREATE TABLE orders (id int PRIMARY KEY, said text)", "platform")
        server.sql("INSERT INTO orders SELECT i, 'order ' || i FROM generate_series(1, 5000) i", "platform")
        yield server


def dumped(
    work: Path, port: int, *, programs: Path | None = None, without: str = "", **credentials: str
) -> Done:
    keys, mounted = work / "keys", work / "credentials"
    for folder in (keys, mounted):
        folder.mkdir(parents=True, exist_ok=True)
    (keys / "passphrase").write_text(PASSPHRASE)
    given = {
        "host": "127.0.0.1",
        "username": USER,
        "password": PASSWORD,
        "database": "platform",
        **credentials,
    }
    for name, value in given.items():
        (mounted / name).write_text(value)
    if without:
        (work / without).unlink()
    folder = work / "backups"
    folder.mkdir(exist_ok=True)
    environment = {
        "CREDENTIALS": str(mounted),
        "PASSPHRASE_FILE": str(keys / "passphrase"),
        "WORK": str(folder),
        "PGPORT": str(port),
        "CONNECT_TRIES": "2",
        "CONNECT_PAUSE": "0",
    }
    return run(DUMP, environment, programs=programs)


def dumps(work: Path) -> list[Path]:
    return sorted(one for one in (work / "backups").iterdir() if not one.name.startswith("."))


def decrypted(file: Path, home: Path) -> str:
    home.mkdir(mode=0o700)
    opened = subprocess.run(
        ["gpg", "--batch", "--quiet", "--homedir", str(home), "--pinentry-mode", "loopback", "--passphrase", PASSPHRASE,
         "--decrypt", str(file)],
        capture_output=True,
        check=True,
    )  # fmt: skip
    return subprocess.run(["gunzip"], input=opened.stdout, capture_output=True, check=True).stdout.decode()


def test_a_dump_restores_what_was_there(server: Server, tmp_path: Path) -> None:
    done = dumped(tmp_path, server.port)
    assert (done.code, done.out.splitlines()[0][:36]) == (0, "dump: platform on 127.0.0.1 into 202")
    dump, digest = dumps(tmp_path)
    assert dump.name.endswith("_full_backup.sql.gz.gpg")
    assert digest.name == f"{dump.name}.sha256"
    sql = decrypted(dump, tmp_path / "gnupg")
    assert "DROP DATABASE IF EXISTS platform;" in sql
    server.sql("DROP DATABASE platform")
    environment = {**server.environment, "PGDATABASE": "postgres", "PATH": "/usr/local/bin:/usr/bin:/bin"}
    subprocess.run(
        ["psql", "--quiet", "--set", "ON_ERROR_STOP=1"], input=sql, text=True, env=environment, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    assert server.sql("SELECT count(*), max(said) FROM orders", "platform") == "5000|order 999"


def test_nobody_else_reads_it(server: Server, tmp_path: Path) -> None:
    assert dumped(tmp_path, server.port).code == 0
    dump, _ = dumps(tmp_path)
    content = dump.read_bytes()
    assert b"orders" not in content
    assert not content.startswith(b"\x1f\x8b"), "compressed and no more"
    assert stat.S_IMODE(dump.stat().st_mode) == 0o600


def test_another_try_leaves_one_dump(server: Server, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "20200101_000000_full_backup.sql.gz.gpg").write_text("half of one")
    assert dumped(tmp_path, server.port).code == 0
    assert [one.name[:8] for one in dumps(tmp_path)] != ["20200101"]
    assert len(dumps(tmp_path)) == 2


@pytest.mark.parametrize(
    "missing",
    [
        "credentials/host",
        "credentials/username",
        "credentials/password",
        "credentials/database",
        "keys/passphrase",
    ],
)
def test_a_missing_secret_is_not_tried_again(missing: str, tmp_path: Path) -> None:
    done = dumped(tmp_path, 1, without=missing)
    assert done.code == 64
    assert f"{missing} is not there or empty" in done.err
    assert dumps(tmp_path) == []


def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    done = dumped(tmp_path, 1)
    assert (done.code, dumps(tmp_path)) == (69, [])
    assert "127.0.0.1:1 does not answer" in done.err


def test_a_wrong_password_leaves_nothing(server: Server, tmp_path: Path) -> None:
    done = dumped(tmp_path, server.port, password="wrong")
    assert done.code == 70
    assert "password authentication failed" in done.err
    assert [one.name for one in dumps(tmp_path)] in ([], ["part"])


def test_the_password_is_said_to_nobody(server: Server, tmp_path: Path) -> None:
    done = dumped(tmp_path, server.port)
    assert PASSWORD not in done.out + done.err
    assert PASSPHRASE not in done.out + done.err


@pytest.mark.parametrize(
    ("program", "text", "code", "said"),
    [
        ("pg_dump", "echo half; exit 1", 70, "the dump broke off"),
        ("pg_dump", "echo half", 74, "does not read back to its end"),
        ("gzip", '[ "$#" -gt 0 ] || exit 1; cat', 70, "the dump broke off"),
    ],
)
def test_half_a_dump_is_none(
    program: str, text: str, code: int, said: str, server: Server, tmp_path: Path
) -> None:
    stand_in(tmp_path / "programs", program, text)
    done = dumped(tmp_path, server.port, programs=tmp_path / "programs")
    assert (done.code, said in done.err) == (code, True)
    assert [one.name for one in dumps(tmp_path)] in ([], ["part"])
