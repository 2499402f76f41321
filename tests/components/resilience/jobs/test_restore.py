"""A dump, made by the dump's script, fetched and restored by the restore's, against a real server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.components.resilience.jobs.postgres import PASSWORD, Server, running_postgres
from tests.components.resilience.jobs.shells import Done, run, stand_in
from tests.components.resilience.jobs.test_dump import PASSPHRASE, dumped, dumps

FETCH = "components/resilience/database_restore/scripts/fetch.sh"
RESTORE = "components/resilience/database_restore/scripts/restore.sh"
COUNT = "SELECT count(*) FROM orders"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_postgres() as server:
        server.sql("CREATE DATABASE platform")
        server.sql("CREATE TABLE orders (id int PRIMARY KEY, said text)", "platform")
        server.sql("INSERT INTO orders SELECT i, 'order ' || i FROM generate_series(1, 500) i", "platform")
        yield server


@pytest.fixture
def desk(server: Server, tmp_path: Path) -> Path:
    """A folder as the pod has it, with a whole dump of the database in its present state."""
    assert dumped(tmp_path, server.port).code == 0
    return tmp_path


def restored(desk: Path, port: int, **changes: str) -> Done:
    environment = {
        "CREDENTIALS": str(desk / "credentials"),
        "PASSPHRASE_FILE": str(desk / "keys" / "passphrase"),
        "WORK": str(desk / "backups"),
        "OVERWRITE": "false",
        "PGPORT": str(port),
        "CONNECT_TRIES": "2",
        "CONNECT_PAUSE": "0",
        **changes,
    }
    return run(RESTORE, environment)


def test_an_empty_database_is_filled(desk: Path, server: Server) -> None:
    server.sql("DROP DATABASE platform")
    server.sql("CREATE DATABASE platform")
    done = restored(desk, server.port)
    assert (done.code, done.out.splitlines()[-1]) == (0, "restore: 1 tables"), done.err
    assert server.sql(COUNT, "platform") == "500"


def test_a_database_that_is_gone_comes_back(desk: Path, server: Server) -> None:
    server.sql("DROP DATABASE platform")
    assert restored(desk, server.port).code == 0
    assert server.sql(COUNT, "platform") == "500"


def test_a_database_that_holds_tables_is_left_alone_unless_somebody_says_so(
    desk: Path, server: Server
) -> None:
    server.sql("DELETE FROM orders WHERE id > 400", "platform")
    done = restored(desk, server.port)
    assert (done.code, server.sql(COUNT, "platform")) == (73, "400")
    assert "platform holds 1 tables" in done.err
    assert restored(desk, server.port, OVERWRITE="true").code == 0
    assert server.sql(COUNT, "platform") == "500"


def test_a_dump_that_changed_on_its_way_is_not_restored(desk: Path, server: Server) -> None:
    dump, _ = dumps(desk)
    dump.write_bytes(dump.read_bytes()[:-1])
    done = restored(desk, server.port, OVERWRITE="true")
    assert (done.code, server.sql(COUNT, "platform")) == (66, "500")


def test_another_passphrase_restores_nothing(desk: Path, server: Server) -> None:
    (desk / "keys" / "passphrase").write_text("another one")
    done = restored(desk, server.port, OVERWRITE="true")
    assert (done.code, server.sql(COUNT, "platform")) == (70, "500")
    assert PASSWORD not in done.err + done.out
    assert PASSPHRASE not in done.err + done.out


def test_a_database_that_does_not_answer_is_told(desk: Path) -> None:
    assert restored(desk, 1).code == 69


@pytest.mark.parametrize("missing", ["CREDENTIALS", "PASSPHRASE_FILE", "WORK", "OVERWRITE"])
def test_a_missing_setting_is_not_tried_again(missing: str, desk: Path, server: Server) -> None:
    done = restored(desk, server.port, **{missing: ""})
    assert (done.code, done.err) == (64, f"restore: {missing} is not set\n")


def fetched(desk: Path, *, programs: Path | None = None, **changes: str) -> Done:
    work = desk / "work"
    work.mkdir(exist_ok=True)
    environment = {"SOURCE": str(desk / "copies"), "WORK": str(work), "HOME": str(desk), **changes}
    return run(FETCH, environment, programs=programs, interpreter="sh")


def copies(desk: Path, *names: str) -> None:
    (desk / "copies").mkdir()
    for name in names:
        (desk / "copies" / name).write_text(name)


OLD, NEW, HALF = (f"2026112{day}_020000_full_backup.sql.gz.gpg" for day in (4, 5, 6))


@pytest.mark.parametrize(("dump", "expected"), [("", NEW), (OLD, OLD)])
def test_the_newest_whole_dump_is_fetched_or_the_one_that_is_named(
    dump: str, expected: str, tmp_path: Path
) -> None:
    if shutil.which("rclone") is None:
        pytest.skip("needs rclone, which is not installed (apt: rclone)")
    copies(tmp_path, OLD, f"{OLD}.sha256", NEW, f"{NEW}.sha256", HALF, "notes.txt")
    done = fetched(tmp_path, DUMP=dump) if dump else fetched(tmp_path)
    assert (done.code, done.out) == (0, f"fetch: {expected}\n"), done.err
    assert {file.name for file in (tmp_path / "work").iterdir()} == {expected, f"{expected}.sha256"}


RCLONE = """
case "$1" in
  lsf) [ -z "${BROKEN:-}" ] || exit 3; ls "$2" ;;
  copyto) [ -z "${FULL:-}" ] || exit 4; cp "$2" "$3" ;;
esac
"""


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"DUMP": HALF}, 66, "holds no"),
        ({"BROKEN": "1"}, 75, "cannot be listed"),
        ({"FULL": "1"}, 75, "was not fetched"),
        ({"SOURCE": ""}, 64, "SOURCE is not set"),
        ({"WORK": ""}, 64, "WORK is not set"),
    ],
)
def test_what_cannot_be_fetched_is_told(
    changes: dict[str, str], code: int, said: str, tmp_path: Path
) -> None:
    copies(tmp_path, NEW, f"{NEW}.sha256", HALF)
    stand_in(tmp_path / "programs", "rclone", RCLONE)
    done = fetched(tmp_path, programs=tmp_path / "programs", **changes)
    assert (done.code, said in done.err) == (code, True), done.err


def test_nothing_is_fetched_where_no_dump_is_whole(tmp_path: Path) -> None:
    copies(tmp_path, HALF)
    stand_in(tmp_path / "programs", "rclone", RCLONE)
    assert fetched(tmp_path, programs=tmp_path / "programs").code == 66
