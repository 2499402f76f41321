"""Production's safekeeping as it stands: what is copied where, by whom, and what growing it leaves in place."""

import json
from typing import Any

import pytest

from simulator.plan import plan
from tests.stacks.growth import HOME, Grown, Growths, adds, lot, region, together, touched
from tests.stacks.systems import reduced

AWAY = "us-west-2"
SELECTION = "aws:backup/selection:Selection"
BUCKET, REPLICATION = "aws:s3/bucket:Bucket", "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
DATABASE, WAREHOUSE = "aws:rds/instance:Instance", "aws:redshift/cluster:Cluster"
SNAPSHOTS = "aws:redshift/snapshotCopy:SnapshotCopy"

SUPPORTED = {DATABASE, WAREHOUSE, BUCKET, "aws:dynamodb/table:Table", "aws:efs/fileSystem:FileSystem", "aws:ebs/volume:Volume"}  # fmt: skip
"""Stateful types that AWS Backup takes (AWS Backup developer guide, supported resources)."""

TRANSIENT = {"frontend", "incidents", "logs"}
"""Classes of buckets whose content is made anew, or read for a while and then deleted."""


def protected(live: Any) -> list[dict[str, Any]]:
    return [entry for entry in live.aws if entry["type"] in SUPPORTED and entry["protect"]]


def kept(live: Any, entry: dict[str, Any]) -> str:
    """Return by what a store outlives its region, read from the stack itself."""
    arn, inputs = entry["outputs"].get("arn"), entry["inputs"]
    if any(arn in chosen.get("resources", []) for chosen in live.of(SELECTION).values()):
        return "the plan"
    if inputs.get("replicateSourceDb"):
        return "its primary"
    if any(
        one["clusterIdentifier"] == inputs.get("clusterIdentifier") for one in live.of(SNAPSHOTS).values()
    ):
        return "its snapshots"
    copies = [rule for one in live.of(REPLICATION).values() for rule in one["rules"]]
    if any(one["bucket"] == inputs.get("bucket") for one in live.of(REPLICATION).values()) or any(
        rule["destination"]["bucket"] == arn for rule in copies
    ):
        return "its copy"
    if inputs.get("tags", {}).get("data-class") in TRANSIENT:
        return "nothing, on purpose"
    return "nothing"


def test_every_protected_store_outlives_its_region(production: Any) -> None:
    found = {entry["urn"].rsplit("::", 1)[-1]: kept(production, entry) for entry in protected(production)}
    assert {name: by for name, by in found.items() if by == "nothing"} == {}
    assert {name for name, by in found.items() if by == "the plan"} == {
        "us-east-1-artifacts-bucket",
        "us-east-1-audit-bucket",
        "us-east-1-postgres-instance",
    }
    assert {name for name, by in found.items() if by == "its copy"} == {
        "us-east-1-backups-bucket",
        "us-west-2-backups-bucket",
    }
    assert {name for name, by in found.items() if by == "its snapshots"} == {"us-east-1-warehouse-cluster"}


def test_every_copy_of_the_plan_goes_to_the_other_region(production: Any) -> None:
    (plan,) = production.of("aws:backup/plan:Plan").values()
    away = production.the("aws:backup/vault:Vault", f"{AWAY}-vault-vault")["name"]
    for rule in plan["rules"]:
        (copy,) = rule["copyActions"]
        assert copy["destinationVaultArn"] == f"arn:aws:backup:{AWAY}:333333333333:backup-vault:{away}"


def test_the_newest_copy_of_the_database_is_restored_each_month(production: Any) -> None:
    (test,) = production.of("aws:backup/restoreTestingSelection:RestoreTestingSelection").values()
    primary = next(
        entry["outputs"]["arn"]
        for entry in production.aws
        if entry["urn"].endswith("us-east-1-postgres-instance")
    )
    assert test["protectedResourceArns"] == [primary]
    (plan,) = production.of("aws:backup/restoreTestingPlan:RestoreTestingPlan").values()
    assert plan["scheduleExpression"] == "cron(0 9 2 * ? *)"


def test_configurations_are_recorded_in_both_regions_and_delivered_to_their_logs(production: Any) -> None:
    channels = production.of("aws:cfg/deliveryChannel:DeliveryChannel")
    assert {channel["region"]: channel["s3BucketName"] for channel in channels.values()} == {
        place: f"production-logs-333333333333-{place}" for place in (HOME, AWAY)
    }
    locked = {one["bucket"] for one in production.of(BUCKET).values() if one.get("objectLockEnabled")}
    assert locked.isdisjoint(channel["s3BucketName"] for channel in channels.values())
    assert {one["isEnabled"] for one in production.of("aws:cfg/recorderStatus:RecorderStatus").values()} == {
        True
    }


def test_one_role_is_let_in_by_both_other_clouds(production: Any) -> None:
    role = production.the("aws:iam/role:Role", "backup-copies-role")["name"]
    assert production.run.outputs["backup_copies"]["role"] == f"arn:aws:iam::333333333333:role/{role}"
    members = production.of("gcp:storage/bucketIAMMember:BucketIAMMember").values()
    assert any(member["member"].endswith(f"/attribute.aws_role/{role}") for member in members)
    federated = production.of("azure-native:managedidentity:FederatedIdentityCredential").values()
    assert f"arn:aws:iam::333333333333:role/{role}" in {one["subject"] for one in federated}


def test_it_reads_the_backups_of_home_and_no_other_bucket(production: Any) -> None:
    policy = json.loads(
        production.the("aws:iam/rolePolicy:RolePolicy", "backup-copies-read-backups")["policy"]
    )
    bucket = production.the(BUCKET, "us-east-1-backups-bucket")["bucket"]
    read = {arn for one in policy["Statement"] for arn in one["Resource"] if ":s3:" in arn}
    assert read == {f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"}


def add_repository(tree: Any) -> None:
    tree["aws"]["registry"]["repositories"].append("reports")


def add_rule(tree: Any) -> None:
    tree["aws"]["guard_rails"]["configuration_record"]["rules"] = ["required-tags", "volumes-encrypted"]


def restore_weekly(tree: Any) -> None:
    tree["aws"]["vault"]["restore_test"] = {"rhythm": "weekly", "hours": 4}


def keep_longer(tree: Any) -> None:
    tree["aws"]["vault"]["daily_days"] = 60


GROWTH: Growths = {
    "a repository": (add_repository, {"LifecyclePolicy", "Repository", "RepositoryPolicy"}, set()),
    "a rule of AWS Config": (add_rule, {"Rule"}, {"EventRule"}),
    "a restore every week": (restore_weekly, set(), {"RestoreTestingPlan", "RestoreTestingSelection"}),
    "copies that stay longer": (keep_longer, set(), {"Plan"}),
}


KEPT = ("aws.guard_rails.configuration_record", "aws.registry", "aws.regions.*.stores", "aws.vault")


@pytest.mark.parametrize("grows", together(GROWTH, reduced(*KEPT)), ids=", ".join)
def test_growing_safekeeping_replaces_nothing(grows: list[str], grown: Grown) -> None:
    grow, created, updated = lot(GROWTH, grows)
    adds(grown(grow, *KEPT), created, updated)


def test_a_store_more_replaces_nothing(standing: Any, changed: Any) -> None:
    """Seen from the other side: a stack that has every store but one, and then gets it."""
    settings = reduced(*KEPT)
    stores = region(settings)["stores"]
    artifacts = stores.pop("artifacts")
    before = standing(settings)
    stores["artifacts"] = artifacts
    after = changed("production", settings, before.state)
    steps = plan(after.baseline, after)
    assert touched(steps, "replace", "delete") == set()
    assert touched(steps, "update") == set()
    assert "Bucket" in touched(steps, "create")
    assert "Selection" in touched(steps, "create")
