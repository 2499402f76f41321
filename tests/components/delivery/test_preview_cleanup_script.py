"""The clean-up's script, against an API server that answers and an emulated account: old previews go, all else stays."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from components.delivery.preview_cleanup.cleanup import LABEL, NAME_PATTERN, PROTECTED, TAG
from tests.components.delivery.preview_api import TOKEN, Api, serving
from tests.components.resilience.jobs.shells import Done, run, stand_in
from tests.operations.emulation import CREDENTIALS, client, emulated_aws

CLEANUP = "components/delivery/preview_cleanup/scripts/cleanup.sh"

AWS = """
import json, os, sys
from datetime import datetime
import boto3

arguments = sys.argv[1:]
service, command = arguments[:2]
options = dict(zip(arguments[2::1], arguments[3::1]))
days = float(os.environ.get("ACCOUNT_DAYS", "0"))


def shown(answer):
    answer.pop("ResponseMetadata", None)
    print(json.dumps(answer, default=lambda one: one.isoformat()))


if service == "rds":
    rds = boto3.client("rds")
    if command == "describe-db-instances":
        found = rds.describe_db_instances()
        for one in found["DBInstances"]:
            one["InstanceCreateTime"] = datetime.fromisoformat(os.environ["MADE"])
        shown(found)
    else:
        assert "--skip-final-snapshot" in arguments and "--delete-automated-backups" in arguments
        rds.delete_db_instance(DBInstanceIdentifier=options["--db-instance-identifier"], SkipFinalSnapshot=True)
        print("{}")
else:
    s3 = boto3.client("s3")
    if command == "list-buckets":
        for one in s3.list_buckets()["Buckets"]:
            print(one["Name"], os.environ["MADE"], sep="\\t")
    elif command == "get-bucket-tagging":
        try:
            shown(s3.get_bucket_tagging(Bucket=options["--bucket"]))
        except s3.exceptions.ClientError:
            sys.exit(254)
    elif command == "list-object-versions":
        shown(s3.list_object_versions(Bucket=options["--bucket"], MaxKeys=2))
    elif command == "delete-objects":
        s3.delete_objects(Bucket=options["--bucket"], Delete=json.loads(options["--delete"]))
    elif command == "delete-bucket":
        s3.delete_bucket(Bucket=options["--bucket"])
    else:
        sys.exit(9)
"""


@pytest.fixture
def api() -> Iterator[Api]:
    for program in ("curl", "jq"):
        if shutil.which(program) is None:
            pytest.skip(f"needs {program}, which is not installed")
    with serving() as api:
        api.add("preview-7", days=8, type="preview")
        api.add("preview-shop-8", days=30, type="preview")
        api.add("preview-9", days=6.9, type="preview")
        api.add("preview-10", days=90, type="preview", kept="true")
        api.add("preview-11", days=90, type="something")
        api.add("preview-twelve", days=90, type="preview")
        api.add("backend", days=90, type="preview")
        api.add("preview", days=90)
        api.add("preview-13", days=90)
        yield api


@pytest.fixture
def account() -> Iterator[str]:
    with emulated_aws() as address:
        rds, s3 = client("rds", address), client("s3", address)
        for name, tags, protected in (
            ("preview-7", {TAG: "true"}, False),
            ("preview-8", {}, False),
            ("preview-9", {TAG: "true"}, True),
            ("preview-10", {TAG: "true", PROTECTED: "true"}, False),
            ("production-postgresql", {TAG: "true"}, False),
        ):
            rds.create_db_instance(
                DBInstanceIdentifier=name,
                Engine="postgres",
                DBInstanceClass="db.t4g.micro",
                DeletionProtection=protected,
                Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
            )
        for name, tags in (
            ("preview-7-uploads", {TAG: "true"}),
            ("preview-8", {}),
            ("uploads", {TAG: "true"}),
        ):
            s3.create_bucket(Bucket=name)
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
            for key in ("a", "b", "c", "a"):
                s3.put_object(Bucket=name, Key=key, Body=b"x")
            s3.delete_object(Bucket=name, Key="b")
            if tags:
                s3.put_bucket_tagging(
                    Bucket=name,
                    Tagging={"TagSet": [{"Key": key, "Value": value} for key, value in tags.items()]},
                )
        yield address


def cleaned(
    api: Api, desk: Path, *, account: str = "http://127.0.0.1:1", days_old: float = 8, **changes: str
) -> Done:
    (desk / "token").write_text(TOKEN)
    (desk / "ca.crt").write_text("")
    stand_in(desk / "programs", "aws", AWS)
    environment = {
        "API": api.address,
        "TOKEN_FILE": str(desk / "token"),
        "CA_FILE": str(desk / "ca.crt"),
        "LABEL": LABEL,
        "TAG": TAG,
        "PROTECTED": PROTECTED,
        "NAME_PATTERN": NAME_PATTERN,
        "DAYS": "7",
        "DRY_RUN": "false",
        "KINDS": "namespace",
        "HOME": str(desk),
        "MADE": (datetime.now(UTC) - timedelta(days=days_old)).isoformat(),
        "AWS_ENDPOINT_URL": account,
        "AWS_DEFAULT_REGION": "us-east-1",
        **{name.upper(): value for name, value in CREDENTIALS.items()},
        **changes,
    }
    return run(CLEANUP, environment, programs=desk / "programs", seconds=120)


def databases(account: str) -> set[str]:
    found = client("rds", account).describe_db_instances()["DBInstances"]
    return {one["DBInstanceIdentifier"] for one in found}


def buckets(account: str) -> set[str]:
    return {one["Name"] for one in client("s3", account).list_buckets()["Buckets"]}


def test_old_previews_go_and_nothing_else(api: Api, tmp_path: Path) -> None:
    done = cleaned(api, tmp_path)
    assert (done.code, done.err) == (0, "")
    assert set(api.namespaces) == {
        "preview-9", "preview-10", "preview-11", "preview-twelve", "backend", "preview", "preview-13",
    }  # fmt: skip
    assert done.out.splitlines() == [
        "cleanup: namespace preview-7 is removed",
        "cleanup: namespace preview-shop-8 is removed",
        "cleanup: namespace preview-9 stays: it is not old enough",
        "cleanup: namespace preview-10 stays: it is protected",
        "cleanup: namespace preview-11 stays: it does not carry the mark of a preview",
        "cleanup: namespace preview-twelve stays: it is not called like a preview",
        "cleanup: namespace backend stays: it is not called like a preview",
        "cleanup: 2 removed or told of, 0 failed",
    ]


def test_a_dry_run_tells_and_removes_nothing(api: Api, account: str, tmp_path: Path) -> None:
    before = set(api.namespaces), databases(account), buckets(account)
    done = cleaned(api, tmp_path, account=account, DRY_RUN="true", KINDS="namespace database bucket")
    assert done.code == 0, done.err
    assert (set(api.namespaces), databases(account), buckets(account)) == before
    assert [line for line in done.out.splitlines() if "would be" in line] == [
        "cleanup: namespace preview-7 would be removed",
        "cleanup: namespace preview-shop-8 would be removed",
        "cleanup: database preview-7 would be removed",
        "cleanup: bucket preview-7-uploads would be removed",
    ]


def test_databases_and_buckets_of_old_previews_go(api: Api, account: str, tmp_path: Path) -> None:
    done = cleaned(api, tmp_path, account=account, KINDS="database bucket")
    assert done.code == 0, done.err
    assert databases(account) == {"preview-8", "preview-9", "preview-10", "production-postgresql"}
    assert buckets(account) == {"preview-8", "uploads"}
    assert "preview-7" in api.namespaces


def test_young_ones_of_the_account_stay(api: Api, account: str, tmp_path: Path) -> None:
    before = databases(account), buckets(account)
    done = cleaned(api, tmp_path, account=account, KINDS="database bucket", days_old=6)
    assert (done.code, (databases(account), buckets(account))) == (0, before)


def test_a_namespace_that_was_made_anew_is_not_taken_for_the_old_one(api: Api, tmp_path: Path) -> None:
    listed = api.namespaces["preview-7"]["metadata"]
    real_items = dict(api.namespaces)

    class Renewed(dict[str, Any]):
        def values(self) -> Any:
            answer = [*real_items.values()]
            api.namespaces = {**real_items, "preview-7": {"metadata": {**listed, "uid": "another"}}}
            return answer

    api.namespaces = Renewed(real_items)
    done = cleaned(api, tmp_path)
    assert done.code == 75
    assert "preview-7" in api.namespaces
    assert "preview-shop-8" not in api.namespaces


def test_what_cannot_be_removed_does_not_keep_the_rest(api: Api, tmp_path: Path) -> None:
    api.refused = {"preview-7"}
    done = cleaned(api, tmp_path)
    assert done.code == 75
    assert "namespace preview-7 could not be removed" in done.err
    assert "preview-shop-8" not in api.namespaces


def test_a_cluster_that_does_not_answer_is_told(api: Api, tmp_path: Path) -> None:
    api.broken = True
    done = cleaned(api, tmp_path)
    assert done.code == 69
    assert "namespaces could not be listed" in done.err


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"DAYS": "0"}, "DAYS is 0, and no number of days above 0"),
        ({"DAYS": "soon"}, "DAYS is soon"),
        ({"DRY_RUN": "no"}, "DRY_RUN is no, and neither true nor false"),
        ({"KINDS": "namespace cluster"}, "KINDS names cluster"),
        ({"LABEL": ""}, "LABEL is not set"),
        ({"NAME_PATTERN": ""}, "NAME_PATTERN is not set"),
    ],
)
def test_senseless_settings_remove_nothing(changes: Any, said: str, api: Api, tmp_path: Path) -> None:
    before = set(api.namespaces)
    done = cleaned(api, tmp_path, **changes)
    assert (done.code, said in done.err, set(api.namespaces)) == (64, True, before)
