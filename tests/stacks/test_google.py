"""Google Cloud as production has it: its sizes, what is closed about it, and that it grows without replacing."""

from typing import Any

import pytest

from tests.stacks.growth import Grown, Growths, adds, lot, together
from tests.stacks.systems import reduced

POOL, CLUSTER = "gcp:container/nodePool:NodePool", "gcp:container/cluster:Cluster"
SQL, KEY = "gcp:sql/databaseInstance:DatabaseInstance", "gcp:kms/cryptoKey:CryptoKey"
GRANT = "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember"


def cluster(tree: Any) -> Any:
    return tree["gcp"]["cluster"]


def add_zone(tree: Any) -> None:
    cluster(tree)["zones"].append("f")


def add_pool(tree: Any) -> None:
    cluster(tree)["pools"]["batch"] = {"machine_type": "e2-standard-4", "total_min": 0, "total_max": 4}


def grow_pool(tree: Any) -> None:
    cluster(tree)["pools"]["application"]["total_max"] = 30


def freeze(tree: Any) -> None:
    cluster(tree)["freezes"]["sale"] = {"start": "2026-11-27T00:00:00Z", "end": "2026-12-01T00:00:00Z"}


def add_standby(tree: Any) -> None:
    tree["gcp"]["database"]["regional"] = True


def enlarge(tree: Any) -> None:
    tree["gcp"]["database"]["tier"] = "db-custom-8-53248"


def add_identity(tree: Any) -> None:
    tree["gcp"]["identities"]["reports"] = {
        "namespace": "reports",
        "service_account": "reports",
        "roles": {"write": "roles/monitoring.metricWriter"},
    }


def add_recipient(tree: Any) -> None:
    tree["gcp"]["budget"]["emails"].append("finance@example.com")


GROWTH: Growths = {
    "a zone": (add_zone, set(), {"Cluster", "NodePool"}),
    "a pool": (add_pool, {"NodePool"}, set()),
    "a larger pool": (grow_pool, set(), {"NodePool"}),
    "a freeze": (freeze, set(), {"Cluster"}),
    "a standby": (add_standby, set(), {"DatabaseInstance"}),
    "a larger database": (enlarge, set(), {"DatabaseInstance"}),
    "an identity": (add_identity, {"Account", "GkeWorkloadIdentity", "IAMMember"}, set()),
    "a recipient": (add_recipient, {"NotificationChannel"}, {"Budget"}),
}


KEPT = ("gcp", "aws.pipelines", "aws.regions.*.stores")


@pytest.mark.parametrize("grows", together(GROWTH, reduced(*KEPT)), ids=", ".join)
def test_growing_replaces_nothing(grows: list[str], grown: Grown) -> None:
    grow, created, updated = lot(GROWTH, grows)
    adds(grown(grow, *KEPT), created, updated)


def test_another_region_would_replace_the_cluster_and_is_called_out(grown: Grown) -> None:
    """The counterpart: what growth never does is seen when it is done."""

    def move(settings: Any) -> None:
        settings["gcp"]["region"] = "us-east1"
        settings["gcp"]["cluster"]["zones"] = ["b", "c", "d"]

    steps = grown(move, *KEPT, preview=True)
    lost = {step.urn.split("::")[-2] for step in steps if step.guarded}
    assert any(kind.endswith(CLUSTER) for kind in lost)
    assert any(kind.endswith(SQL) for kind in lost)


def test_pools_have_the_required_sizes(production: Any) -> None:
    sizes = {
        name: (
            inputs["nodeConfig"]["machineType"],
            inputs["autoscaling"]["totalMinNodeCount"],
            inputs["autoscaling"]["totalMaxNodeCount"],
            inputs["upgradeSettings"]["strategy"],
        )
        for name, inputs in production.of(POOL).items()
    }
    assert sizes == {
        "production-us-central1-system": ("e2-standard-2", 3, 5, "SURGE"),
        "production-us-central1-application": ("c2-standard-4", 5, 20, "SURGE"),
        "production-us-central1-database": ("n2-highmem-4", 3, 3, "BLUE_GREEN"),
    }
    for inputs in production.of(POOL).values():
        assert "nodeCount" not in inputs
        assert "version" not in inputs
        assert inputs["nodeLocations"] == ["us-central1-a", "us-central1-b", "us-central1-c"]


def test_the_system_pool_is_kept_for_the_system(production: Any) -> None:
    taints = {name: inputs["nodeConfig"].get("taints") for name, inputs in production.of(POOL).items()}
    assert taints["production-us-central1-system"] == [
        {"key": "node-role.kubernetes.io/system", "value": "true", "effect": "NO_SCHEDULE"}
    ]
    assert not taints["production-us-central1-application"]


def test_the_cluster_is_closed(production: Any) -> None:
    (inputs,) = production.of(CLUSTER).values()
    assert inputs["privateClusterConfig"]["enablePrivateNodes"] is True
    assert inputs["controlPlaneEndpointsConfig"]["ipEndpointsConfig"] == {"enabled": False}
    assert inputs["datapathProvider"] == "ADVANCED_DATAPATH"
    assert "networkPolicy" not in inputs
    assert inputs["rbacBindingConfig"] == {
        "enableInsecureBindingSystemAuthenticated": False,
        "enableInsecureBindingSystemUnauthenticated": False,
    }
    assert inputs["deletionProtection"] is True
    assert inputs["binaryAuthorization"] == {"evaluationMode": "PROJECT_SINGLETON_POLICY_ENFORCE"}


def test_what_is_encrypted_waits_for_its_service_to_hold_the_key(production: Any) -> None:
    waits = {
        CLUSTER: "gke-gke",
        SQL: "sql-sql",
        "gcp:storage/bucket:Bucket": "storage-storage",
        "gcp:artifactregistry/repository:Repository": "registry-registry",
        "gcp:pubsub/topic:Topic": "messaging-pubsub",
        "gcp:secretmanager/secret:Secret": "secrets-secrets",
    }
    grants = {
        urn: urn.rsplit("-keys-", 1)[-1]
        for urn, entry in production.entries.items()
        if entry["type"] == GRANT
    }
    for entry in production.entries.values():
        if entry["type"] in waits:
            found = {grants[urn] for urn in entry["dependencies"] if urn in grants}
            assert waits[entry["type"]] in found, entry["urn"]


def test_keys_are_turned_over_and_left_behind(production: Any) -> None:
    keys = [entry for entry in production.entries.values() if entry["type"] == KEY]
    assert len(keys) == 7
    assert {entry["inputs"]["rotationPeriod"] for entry in keys} == {"7776000s"}
    assert {entry["protect"] for entry in keys} == {True}
    assert {entry.get("retainOnDelete") for entry in keys} == {True}


def test_the_database_is_reached_inside_alone(production: Any) -> None:
    (inputs,) = production.of(SQL).values()
    address = inputs["settings"]["ipConfiguration"]
    assert (address["ipv4Enabled"], address["sslMode"]) == (False, "TRUSTED_CLIENT_CERTIFICATE_REQUIRED")
    assert inputs["settings"]["backupConfiguration"]["pointInTimeRecoveryEnabled"] is True


def test_one_role_of_aws_writes_the_copies_and_cannot_take_them_back(production: Any) -> None:
    member = production.the("gcp:storage/bucketIAMMember:BucketIAMMember", "us-central1-backups-writer")
    assert member["role"] == "roles/storage.objectCreator"
    assert member["member"].endswith(
        "/workloadIdentityPools/production-aws/attribute.aws_role/production-backup-copies"
    )
    provider = production.the(
        "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
        "us-central1-backups-aws-provider",
    )
    assert provider["attributeCondition"] == (
        "assertion.arn.startsWith('arn:aws:sts::333333333333:assumed-role/production-backup-copies/')"
    )


def test_the_writer_is_a_role_that_the_stack_makes(production: Any) -> None:
    roles = {inputs["name"] for inputs in production.of("aws:iam/role:Role").values()}
    assert "production-backup-copies" in roles


def test_the_restore_reads_one_bucket_and_one_secret(production: Any) -> None:
    """What a workload does is granted where it does it: a role on the project would reach every other one."""
    email = "prod-recovery-database-restore"
    member = f"serviceAccount:{email[:30]}@example-platform-production.iam.gserviceaccount.com"
    name = "production-us-central1-database-restore"
    reads = production.the("gcp:storage/bucketIAMMember:BucketIAMMember", f"{name}-backups")
    secret = production.the("gcp:secretmanager/secretIamMember:SecretIamMember", f"{name}-database-secret")
    connects = production.the("gcp:projects/iAMMember:IAMMember", f"{name}-connect")
    assert [(grant["role"], grant["member"]) for grant in (reads, secret, connects)] == [
        ("roles/storage.objectViewer", member),
        ("roles/secretmanager.secretAccessor", member),
        ("roles/cloudsql.client", member),
    ]
    assert reads["bucket"] == "example-platform-production-backups"
    assert secret["secretId"].endswith("/secrets/production-postgresql-recovery-password")
    assert production.run.outputs["gcp"]["identity_annotations"] == {
        "database-restore": {"iam.gke.io/gcp-service-account": member.removeprefix("serviceAccount:")}
    }


def test_everything_is_in_the_project_and_the_region(production: Any) -> None:
    google = [entry for entry in production.entries.values() if entry["type"].startswith("gcp:")]
    assert len(google) > 60
    projects = {entry["inputs"]["project"] for entry in google if "project" in entry["inputs"]}
    places = {
        str(entry["inputs"].get(key)).lower()
        for entry in google
        for key in ("region", "location")
        if key in entry["inputs"]
    }
    assert (projects, places) == ({"example-platform-production"}, {"us-central1"})


def test_dev_has_none(up: Any) -> None:
    assert [urn for urn, entry in up("dev").entries.items() if "gcp" in entry["type"]] == []
    assert "gcp" not in up("dev").run.outputs


def test_staging_has_each_part_at_a_reduced_scale(up: Any) -> None:
    staging = up("staging")
    sizes = {
        name: (
            inputs["nodeConfig"]["machineType"],
            inputs["autoscaling"]["totalMinNodeCount"],
            inputs["autoscaling"]["totalMaxNodeCount"],
        )
        for name, inputs in staging.of(POOL).items()
    }
    assert sizes == {
        "staging-us-central1-system": ("e2-standard-2", 1, 3),
        "staging-us-central1-application": ("e2-standard-2", 1, 4),
    }
    (cluster,) = staging.of(CLUSTER).values()
    assert cluster["deletionProtection"] is False
    assert cluster["location"] == "us-central1"
    assert len(cluster["nodeLocations"]) == 3
    (database,) = staging.of(SQL).values()
    assert database["settings"]["tier"] == "db-custom-1-3840"
    (bucket,) = staging.of("gcp:storage/bucket:Bucket").values()
    assert bucket["retentionPolicy"] == {"isLocked": False, "retentionPeriod": "86400"}


def test_both_environments_run_the_same_kinds_of_resources(up: Any) -> None:
    """What staging lacks of production is size; nothing of Google Cloud is tried in production first."""
    kinds = {
        stack: {entry["type"] for entry in up(stack).entries.values() if entry["type"].startswith("gcp:")}
        for stack in ("staging", "production")
    }
    assert kinds["staging"] == kinds["production"]


def test_the_contract_names_where_the_edge_sends_traffic(production: Any) -> None:
    outputs = production.run.outputs["gcp"]
    assert outputs["ingress_address"].startswith("34.")
    assert outputs["registry"] == "us-central1-docker.pkg.dev/example-platform-production/platform"
    assert outputs["backups_url"] == "gs://example-platform-production-backups"
