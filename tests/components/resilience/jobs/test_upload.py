"""The upload of a dump, into an emulated S3: whole or not at all."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.components.resilience.jobs.buckets import AWS
from tests.components.resilience.jobs.shells import Done, run, stand_in
from tests.operations.emulation import CREDENTIALS, client, emulated_aws

UPLOAD = "components/resilience/database_dumps/scripts/upload.sh"
NAME = "20261126_020000_full_backup.sql.gz.gpg"
CONTENT = b"encrypted" * 1000


@pytest.fixture
def endpoint() -> Iterator[str]:
    with emulated_aws() as address:
        client("s3", address).create_bucket(Bucket="backups")
        yield address


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / NAME).write_bytes(CONTENT)
    (folder / f"{NAME}.sha256").write_text(f"{hashlib.sha256(CONTENT).hexdigest()}  {NAME}\n")
    return folder


def uploaded(work: Path, endpoint: str, **environment: str) -> Done:
    programs = work.parent / "programs"
    stand_in(programs, "aws", AWS)
    given = {
        "BUCKET": "backups",
        "FOLDER": "postgresql",
        "WORK": str(work),
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_DEFAULT_REGION": "us-east-1",
        **{name.upper(): value for name, value in CREDENTIALS.items()},
        **environment,
    }
    return run(UPLOAD, given, programs=programs)


def kept(endpoint: str) -> dict[str, Any]:
    s3 = client("s3", endpoint)
    listed = s3.list_objects_v2(Bucket="backups").get("Contents", [])
    return {one["Key"]: s3.get_object(Bucket="backups", Key=one["Key"])["Body"].read() for one in listed}


def test_the_dump_and_then_its_digest_are_there(work: Path, endpoint: str) -> None:
    done = uploaded(work, endpoint)
    assert (done.code, done.err) == (0, "")
    assert kept(endpoint) == {
        f"postgresql/{NAME}": CONTENT,
        f"postgresql/{NAME}.sha256": f"{hashlib.sha256(CONTENT).hexdigest()}  {NAME}\n".encode(),
    }
    assert list(work.iterdir()) == []


def test_what_arrives_cut_short_gets_no_digest(work: Path, endpoint: str) -> None:
    done = uploaded(work, endpoint, CUT_SHORT="1")
    assert done.code == 74
    assert f"has {len(CONTENT) - 1} bytes and not {len(CONTENT)}" in done.err
    assert list(kept(endpoint)) == [f"postgresql/{NAME}"]


def test_a_refused_upload_fails(work: Path, endpoint: str) -> None:
    done = uploaded(work, endpoint, REFUSED="1")
    assert (done.code, kept(endpoint)) == (74, {})


def test_a_dump_that_changed_on_its_way_stays_here(work: Path, endpoint: str) -> None:
    (work / NAME).write_bytes(CONTENT[:-1])
    done = uploaded(work, endpoint)
    assert (done.code, kept(endpoint)) == (66, {})


@pytest.mark.parametrize("count", [0, 2])
def test_one_dump_and_no_other_is_uploaded(count: int, work: Path, endpoint: str) -> None:
    if count == 0:
        (work / NAME).unlink()
    else:
        (work / f"2{NAME}").write_bytes(CONTENT)
    done = uploaded(work, endpoint)
    assert (done.code, kept(endpoint)) == (66, {})
    assert f"there are {count} dumps" in done.err


@pytest.mark.parametrize("missing", ["BUCKET", "FOLDER", "WORK"])
def test_a_missing_setting_is_told(missing: str, work: Path, endpoint: str) -> None:
    done = uploaded(work, endpoint, **{missing: ""})
    assert (done.code, done.err) == (64, f"upload: {missing} is not set\n")
