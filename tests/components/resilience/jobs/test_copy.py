"""Copies of backups: what is copied, what is left alone, and that nothing is called done which is not there.

rclone itself copies between two folders where it is installed; a stand-in fails where rclone would.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.components.resilience.jobs.shells import Done, run, stand_in

COPY = "components/resilience/backup_copies/scripts/copy.sh"
IDENTITY = "components/resilience/backup_copies/scripts/identity.sh"
HOUR = 3600


def needs_rclone() -> None:
    if shutil.which("rclone") is None:
        pytest.skip("needs rclone, which is not installed (apt: rclone)")


def put(place: Path, text: str, *, hours_old: float = 0) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    made = place.stat().st_mtime - hours_old * HOUR
    os.utime(place, (made, made))
    return place


def copied(desk: Path, *, programs: Path | None = None, without: str = "") -> Done:
    put(desk / "identity" / "aws.env", "export AWS_ACCESS_KEY_ID=of-the-pod\n")
    environment = {
        "SOURCE": str(desk / "source"),
        "TARGET": str(desk / "target"),
        "FOLDERS": "postgresql:0s main/backups:5h",
        "IDENTITY": str(desk / "identity"),
        "HOME": str(desk),
    }
    environment.pop(without, None)
    return run(COPY, environment, programs=programs, interpreter="sh")


def there(desk: Path) -> dict[str, str]:
    target = desk / "target"
    return {
        str(file.relative_to(target)): file.read_text()
        for file in sorted(target.rglob("*"))
        if file.is_file()
    }


def test_dumps_are_copied_at_once_and_clusters_once_they_have_settled(tmp_path: Path) -> None:
    needs_rclone()
    put(tmp_path / "source/postgresql/one", "dump")
    put(tmp_path / "source/main/backups/old/record", "settled", hours_old=6)
    put(tmp_path / "source/main/backups/new/record", "still written", hours_old=1)
    put(tmp_path / "source/main/kopia/pack", "of volumes", hours_old=9)
    done = copied(tmp_path)
    assert (done.code, there(tmp_path)) == (
        0,
        {"postgresql/one": "dump", "main/backups/old/record": "settled"},
    ), done.err


def test_what_is_there_is_never_written_again(tmp_path: Path) -> None:
    needs_rclone()
    put(tmp_path / "source/main/backups/one", "rewritten!", hours_old=6)
    put(tmp_path / "source/postgresql/one", "dump")
    kept = put(tmp_path / "target/main/backups/one", "as it was.", hours_old=20)
    before = kept.stat().st_mtime
    assert copied(tmp_path).code == 0
    assert (kept.read_text(), kept.stat().st_mtime) == ("as it was.", before)


def test_a_copy_that_is_shorter_is_told(tmp_path: Path) -> None:
    needs_rclone()
    put(tmp_path / "source/postgresql/one", "the whole dump")
    put(tmp_path / "target/postgresql/one", "half")
    done = copied(tmp_path)
    assert done.code == 76
    assert "missing or shorter" in done.err


def test_a_folder_that_cannot_be_copied_stops_the_run(tmp_path: Path) -> None:
    stand_in(tmp_path / "programs", "rclone", 'echo "$1 $2" >>"$HOME/asked"; [ "$1" != copy ]')
    done = copied(tmp_path, programs=tmp_path / "programs")
    assert (done.code, (tmp_path / "asked").read_text()) == (75, f"copy {tmp_path}/source/postgresql\n")


def test_rclone_acts_as_the_pod(tmp_path: Path) -> None:
    stand_in(tmp_path / "programs", "rclone", 'echo "$AWS_ACCESS_KEY_ID" >>"$HOME/who"')
    assert copied(tmp_path, programs=tmp_path / "programs").code == 0
    assert set((tmp_path / "who").read_text().split()) == {"of-the-pod"}


@pytest.mark.parametrize("missing", ["SOURCE", "TARGET", "FOLDERS", "IDENTITY"])
def test_a_missing_setting_is_not_tried_again(missing: str, tmp_path: Path) -> None:
    done = copied(tmp_path, without=missing)
    assert done.code == 64
    assert missing in done.err or "no identity" in done.err


AWS = """
case "$1 $2" in
  "configure export-credentials") echo "export AWS_ACCESS_KEY_ID=fresh" ;;
  "sts get-web-identity-token") echo "$*" >"$HOME/asked"; echo a-token ;;
  *) exit 9 ;;
esac
"""


def introduced(desk: Path, **environment: str) -> Done:
    stand_in(desk / "programs", "aws", AWS)
    (desk / "identity").mkdir()
    given = {
        "IDENTITY": str(desk / "identity"),
        "AWS_REGION": "us-east-1",
        "HOME": str(desk),
        "ONCE": "1",
        **environment,
    }
    return run(IDENTITY, given, programs=desk / "programs")


def test_a_pod_introduces_itself_to_one_audience_for_a_quarter_of_an_hour(tmp_path: Path) -> None:
    assert introduced(tmp_path, AUDIENCE="api://AzureADTokenExchange").code == 0
    assert {file.name: file.read_text() for file in (tmp_path / "identity").iterdir()} == {
        "aws.env": "export AWS_ACCESS_KEY_ID=fresh\n",
        "token": "a-token\n",
    }
    asked = (tmp_path / "asked").read_text().split()
    assert asked[asked.index("--audience") + 1] == "api://AzureADTokenExchange"
    assert asked[asked.index("--signing-algorithm") + 1] == "RS256"
    assert asked[asked.index("--duration-seconds") + 1] == "900"
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "identity").iterdir()} == {0o600}


def test_where_no_token_is_asked_for_none_is_made(tmp_path: Path) -> None:
    assert introduced(tmp_path).code == 0
    assert [file.name for file in (tmp_path / "identity").iterdir()] == ["aws.env"]


@pytest.mark.parametrize("missing", ["IDENTITY", "AWS_REGION"])
def test_an_identity_needs_its_settings(missing: str, tmp_path: Path) -> None:
    done = introduced(tmp_path, **{missing: ""})
    assert (done.code, done.err) == (64, f"identity: {missing} is not set\n")
