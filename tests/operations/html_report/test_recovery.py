"""Recovery: what each kind of store says that it keeps, how far apart runs are, and what may be deleted."""

from typing import Any

import pytest

from operations.html_report.recovery.posture import posture
from operations.html_report.recovery.schedules import longest_gap, schedules
from operations.html_report.recovery.stores import stores
from operations.judgement import Judgement
from tests.operations.html_report.conftest import entry

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
URN = "urn:pulumi:dev::platform::"


def resource(token: str, name: str, edges: dict[str, str] | None = None, **inputs: Any) -> dict[str, Any]:
    urn = f"{URN}{token}::{name}"
    towards = {key: [target] for key, target in (edges or {}).items()}
    return entry(urn, token, inputs=inputs, propertyDependencies=towards)


@pytest.mark.parametrize(
    ("token", "inputs", "expected"),
    [
        ("aws:rds/instance:Instance", {"backupRetentionPeriod": 30, "multiAz": True},
         ("in another zone", "any second of 30 days", "5 minutes")),
        ("aws:rds/instance:Instance", {"replicateSourceDb": "origin"}, ("", "its source's", "")),
        ("aws:rds/instance:Instance", {}, ("", "", "")),
        ("aws:rds/instance:Instance", {"backupRetentionPeriod": UNKNOWN, "multiAz": UNKNOWN}, ("", "", "")),
        ("aws:elasticache/replicationGroup:ReplicationGroup", {"snapshotRetentionLimit": 7, "multiAzEnabled": True},
         ("replicas in other zones", "a snapshot a day, 7 days", "24 hours")),
        ("aws:redshift/cluster:Cluster", {"automatedSnapshotRetentionPeriod": 7,
                                          "availabilityZoneRelocationEnabled": True},
         ("moves to another zone", "snapshots, 7 days", "8 hours")),
        ("aws:opensearch/domain:Domain", {"clusterConfig": {"zoneAwarenessEnabled": True}},
         ("copies of each index in other zones", "hourly, by the service, 14 days", "1 hour")),
        ("aws:kinesis/stream:Stream", {"retentionPeriod": 48},
         ("three zones, by the service", "can be read again for 48 hours", "")),
        ("gcp:sql/databaseInstance:DatabaseInstance",
         {"settings": {"availabilityType": "REGIONAL", "backupConfiguration": {
             "enabled": True, "pointInTimeRecoveryEnabled": True, "transactionLogRetentionDays": 3}}},
         ("in another zone", "any second of 3 days", "5 minutes")),
        ("gcp:sql/databaseInstance:DatabaseInstance",
         {"settings": {"backupConfiguration": {"enabled": True}}}, ("", "a backup a day", "24 hours")),
        ("gcp:sql/databaseInstance:DatabaseInstance", {"settings": UNKNOWN}, ("", "", "")),
        ("azure-native:dbforpostgresql:Server", {"backup": {"backupRetentionDays": 14},
                                                 "highAvailability": {"mode": "ZoneRedundant"}},
         ("in another zone", "any second of 14 days", "5 minutes")),
    ],
)  # fmt: skip
def test_a_store_says_what_it_keeps(
    token: str, inputs: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    (found,) = stores([resource(token, "store", **inputs)])
    assert (found.kept.standby, found.kept.backups, found.kept.loss) == expected


def test_a_place_that_is_not_known_yet_is_left_out() -> None:
    every = [
        resource("aws:s3/bucket:Bucket", "a", region=UNKNOWN),
        resource("gcp:storage/bucket:Bucket", "b", location="US-CENTRAL1"),
    ]
    assert [store.place for store in stores(every)] == ["", "us-central1"]


def test_copies_are_told_of_the_store_that_they_are_of() -> None:
    bucket = resource("aws:s3/bucket:Bucket", "bucket", region="us-east-1")
    origin = resource("aws:rds/instance:Instance", "origin", region="us-east-1", backupRetentionPeriod=7)
    rule = {"destination": {"bucket": "arn:aws:s3:::far", "replicationTime": {"time": {"minutes": 15}}}}
    every = [
        bucket,
        origin,
        resource("aws:s3/bucketVersioning:BucketVersioning", "v", {"bucket": bucket["urn"]},
                 versioningConfiguration={"status": "Enabled"}),
        resource("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "r", {"bucket": bucket["urn"]}, rules=[rule]),
        resource("aws:rds/instance:Instance", "west", {"replicateSourceDb": origin["urn"]}, region="us-west-2",
                 replicateSourceDb=UNKNOWN),
        resource("aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication", "b",
                 {"sourceDbInstanceArn": origin["urn"]}, region="us-west-2", retentionPeriod=30),
    ]  # fmt: skip
    found = {store.name: store for store in stores(every)}
    assert found["bucket"].copies == ("objects in far, within 15 minutes",)
    assert found["bucket"].kept.backups == "earlier versions"
    assert found["origin"].copies == ("backups of 30 days in us-west-2", "replica west in us-west-2")
    assert found["west"].copies == ()


@pytest.mark.parametrize(
    ("sku", "geo", "expected"),
    [("Standard_GRS", "Enabled", ("objects in the paired region", "backups in the paired region")),
     ("Standard_RAGZRS", "Enabled", ("objects in the paired region", "backups in the paired region")),
     ("Standard_ZRS", "Disabled", (None, None))],
)  # fmt: skip
def test_azure_says_itself_what_it_copies(
    sku: str, geo: str, expected: tuple[str | None, str | None]
) -> None:
    account = resource("azure-native:storage:StorageAccount", "account", location="eastus", sku={"name": sku})
    server = resource("azure-native:dbforpostgresql:Server", "server", backup={"geoRedundantBackup": geo})
    blobs = resource("azure-native:storage:BlobServiceProperties", "blobs", {"accountName": account["urn"]},
                     isVersioningEnabled=geo == "Enabled")  # fmt: skip
    every = stores([account, server, blobs])
    assert every[-1].kept.backups == ("earlier versions" if geo == "Enabled" else "")
    found = {store.name: store.copies for store in every}
    assert found == {
        name: (text,) if text else () for name, text in zip(("account", "server"), expected, strict=True)
    }


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0 3 * * *", "24 hours"),
        ("15 */6 * * *", "6 hours"),
        ("15 */5 * * *", "5 hours"),
        ("0 8,20 * * *", "12 hours"),
        ("0 8,10 * * *", "22 hours"),
        ("30 * * * *", "1 hour"),
        ("0 3 * * 0", "7 days"),
        ("0 3 1 * *", "31 days"),
        ("0 0 1 1 *", "a year"),
        ("cron(0 5 * * ? *)", "24 hours"),
        ("cron(0 9 2 * ? *)", "31 days"),
        ("cron(0 0/4 * * ? *)", "4 hours"),
        ("rate(1 day)", ""),
        ("0 A-B * * *", ""),
        ("", ""),
    ],
)
def test_how_far_apart_two_runs_are(expression: str, expected: str) -> None:
    assert longest_gap(expression) == expected


def test_a_suspended_job_is_started_by_hand() -> None:
    urn = f"{URN}platform:resilience:Restore$kubernetes:batch/v1:CronJob::restore"
    elsewhere = f"{URN}platform:security:Scan$kubernetes:batch/v1:CronJob::scan"
    spec = {"schedule": "0 0 1 1 *", "suspend": True}
    found = schedules(
        [entry(name, "kubernetes:batch/v1:CronJob", inputs={"spec": spec}) for name in (urn, elsewhere)]
    )
    assert [(one.name, one.expression, one.gap) for one in found] == [("restore", "", "started by hand")]


def test_plans_say_when_they_run_and_what_they_keep() -> None:
    rule = {
        "ruleName": "daily",
        "schedule": "cron(0 5 * * ? *)",
        "lifecycle": {"deleteAfter": 35},
        "copyActions": [{}],
    }
    found = schedules(
        [
            resource("aws:backup/plan:Plan", "plan", rules=[rule]),
            resource("kubernetes:velero.io/v1:Schedule", "daily",
                     spec={"schedule": "0 3 * * *", "template": {"ttl": "720h0m0s"}}),
        ]
    )  # fmt: skip
    assert [(one.name, one.gap, one.kept) for one in found] == [
        ("plan, daily", "24 hours", "35 days, copied to another vault"),
        ("daily", "24 hours", "720h long"),
    ]


def test_what_is_not_protected_is_named(dev: Judgement) -> None:
    found = posture(dev)
    counted = sum(one.count for one in found.protections)
    assert counted == sum(one.protected + len(one.open) for one in found.protections)
    databases = next(one for one in found.protections if one.kind == "aws Instance")
    assert databases.loss == "data store"
    assert {place.name for place in found.places} == {"us-east-1"}
    assert "15 minutes" in found.aims
