"""The sizes and shapes of each environment, as its requirements name them."""

from typing import Any

import pytest

DATABASE = "aws:rds/instance:Instance"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
CLUSTER = "aws:eks/cluster:Cluster"
POOL = "aws:eks/nodeGroup:NodeGroup"
BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"


def pick(inputs: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(inputs.get(name) for name in names)


def pools(live: Any) -> dict[str, tuple[list[str], int, int]]:
    """Return each node group's instance types and bounds."""
    return {
        name: (
            inputs["instanceTypes"],
            inputs["scalingConfig"]["minSize"],
            inputs["scalingConfig"]["maxSize"],
        )
        for name, inputs in live.of(POOL).items()
    }


def databases(live: Any) -> dict[str, tuple[Any, ...]]:
    """Return each instance's class, region, whether it has a standby, and the days of its backups."""
    return {
        inputs["identifier"]: pick(inputs, "instanceClass", "region", "multiAz", "backupRetentionPeriod")
        for inputs in live.of(DATABASE).values()
    }


def caches(live: Any) -> dict[str, tuple[Any, ...]]:
    names = (
        "replicationGroupId",
        "nodeType",
        "numNodeGroups",
        "replicasPerNodeGroup",
        "multiAzEnabled",
        "snapshotRetentionLimit",
    )
    return {inputs["region"]: pick(inputs, *names) for inputs in live.of(CACHE).values()}


def nats(live: Any) -> set[str]:
    return set(live.of("aws:ec2/natGateway:NatGateway"))


def test_dev_is_one_small_region(up: Any) -> None:
    dev = up("dev")
    assert list(dev.run.outputs["regions"]) == ["us-east-1"]
    assert pools(dev) == {"dev-us-east-1-general": (["t3.large"], 1, 3)}
    assert databases(dev) == {"dev-postgresql": ("db.t4g.small", "us-east-1", False, 7)}
    assert caches(dev) == {"us-east-1": ("dev-cache", "cache.t4g.small", 1, 0, False, 1)}
    assert nats(dev) == {"us-east-1-network-nat-a"}


def test_dev_goes_without_ceremony(up: Any) -> None:
    dev = up("dev")
    assert {inputs["skipFinalSnapshot"] for inputs in dev.of(DATABASE).values()} == {True}
    assert {
        inputs["recoveryWindowInDays"] for inputs in dev.of("aws:secretsmanager/secret:Secret").values()
    } == {0}


def test_staging_is_production_at_a_reduced_scale(up: Any) -> None:
    staging = up("staging")
    assert pools(staging) == {
        f"staging-{region}-{pool}": size
        for region in ("us-east-1", "us-west-2")
        for pool, size in {
            "system": (["t3.medium"], 2, 3),
            "application": (["c5.large"], 2, 6),
            "database-a": (["r5.large"], 1, 1),
            "database-b": (["r5.large"], 1, 1),
        }.items()
    }
    assert databases(staging) == {
        "staging-postgresql": ("db.t4g.medium", "us-east-1", True, 7),
        "staging-postgresql-replica-one": ("db.t4g.medium", "us-east-1", False, None),
        "staging-db-replica-west": ("db.t4g.medium", "us-west-2", False, 7),
    }
    assert caches(staging) == dict.fromkeys(
        ("us-east-1", "us-west-2"), ("staging-cache", "cache.t4g.medium", 2, 1, True, 1)
    )
    assert nats(staging) == {"us-east-1-network-nat-a", "us-west-2-network-nat-a"}


def test_productions_node_pools_have_the_required_sizes_in_both_regions(production: Any) -> None:
    assert pools(production) == {
        f"production-{region}-{pool}": size
        for region in ("us-east-1", "us-west-2")
        for pool, size in {
            "system": (["t3.medium"], 3, 5),
            "application": (["c5.large", "c5.xlarge"], 5, 20),
            "database-a": (["r5.xlarge"], 1, 1),
            "database-b": (["r5.xlarge"], 1, 1),
            "database-c": (["r5.xlarge"], 1, 1),
        }.items()
    }


def test_productions_database_has_three_replicas_at_home_and_one_that_can_take_over(production: Any) -> None:
    assert databases(production) == {
        "production-postgresql": ("db.r5.2xlarge", "us-east-1", True, 30),
        "production-postgresql-replica-one": ("db.r5.2xlarge", "us-east-1", False, None),
        "production-postgresql-replica-two": ("db.r5.2xlarge", "us-east-1", False, None),
        "production-postgresql-replica-three": ("db.r5.2xlarge", "us-east-1", False, None),
        "production-db-replica-west": ("db.r5.2xlarge", "us-west-2", True, 30),
    }
    zones = {
        inputs["identifier"]: inputs.get("availabilityZone") for inputs in production.of(DATABASE).values()
    }
    assert {zones[f"production-postgresql-replica-{key}"] for key in ("one", "two", "three")} == {
        "us-east-1a",
        "us-east-1b",
        "us-east-1c",
    }


def test_productions_disk_is_a_thousand_gib_of_gp3_that_grows(production: Any) -> None:
    primary = production.the(DATABASE, "us-east-1-postgres-instance")
    assert pick(primary, "allocatedStorage", "storageType", "iops", "storageThroughput") == (
        1000,
        "gp3",
        12000,
        500,
    )
    assert primary["maxAllocatedStorage"] > 1000


def test_productions_replica_for_recovery_follows_the_primary_across_regions(production: Any) -> None:
    replica = production.the(DATABASE, "us-west-2-recovery-instance")
    source = "arn:aws:rds:us-east-1:333333333333:db:production-postgresql"
    assert replica["replicateSourceDb"] == source
    (backups,) = production.of(BACKUPS).values()
    assert pick(backups, "sourceDbInstanceArn", "region", "retentionPeriod") == (source, "us-west-2", 30)


def test_productions_database_credentials_are_in_the_recovery_region_too(production: Any) -> None:
    secrets = production.of("aws:secretsmanager/secret:Secret")
    (replica,) = secrets["us-east-1-postgres-connection-secret"]["replicas"]
    (key,) = [
        entry["outputs"]["arn"]
        for entry in production.aws
        if entry["type"] == "aws:kms/replicaKey:ReplicaKey"
    ]
    assert replica == {"region": "us-west-2", "kmsKeyId": key}
    assert {inputs["recoveryWindowInDays"] for inputs in secrets.values()} == {30}


def test_productions_caches_are_three_shards_over_zones(production: Any) -> None:
    assert caches(production) == dict.fromkeys(
        ("us-east-1", "us-west-2"), ("production-cache", "cache.r6g.large", 3, 1, True, 7)
    )


def test_production_has_three_ways_out_of_each_region_and_a_link_between_them(production: Any) -> None:
    assert nats(production) == {
        f"{region}-network-nat-{zone}" for region in ("us-east-1", "us-west-2") for zone in "abc"
    }
    (peering,) = production.of("aws:ec2/vpcPeeringConnection:VpcPeeringConnection").values()
    assert pick(peering, "region", "peerRegion") == ("us-east-1", "us-west-2")


@pytest.mark.parametrize("stack", ["dev", "staging", "production"])
def test_clusters_are_of_a_version_in_standard_support_and_open_to_named_ranges_only(
    up: Any, stack: str
) -> None:
    for inputs in up(stack).of(CLUSTER).values():
        assert inputs["version"] == "1.35"
        assert inputs["upgradePolicy"] == {"supportType": "STANDARD"}
        assert inputs["vpcConfig"]["publicAccessCidrs"] == ["203.0.113.0/24"]
        assert inputs["vpcConfig"]["endpointPrivateAccess"] is True
        assert inputs["encryptionConfig"]["resources"] == ["secrets"]


def test_a_tenants_quota_is_what_the_platforms_owner_set(production: Any) -> None:
    """Requests are as asked everywhere; blue and green of the back end stand beside each other, and need more pods."""
    kept = ("requests.cpu", "requests.memory", "limits.cpu", "limits.memory", "pods")
    quotas = {
        name: pick(inputs["spec"]["hard"], *kept)
        for name, inputs in production.of("kubernetes:core/v1:ResourceQuota").items()
        if name.startswith("us-")
    }
    front, back = ("10", "20Gi", "20", "40Gi", "20"), ("10", "20Gi", "44", "88Gi", "44")
    assert quotas == {
        "us-east-1-backend-quota": back,
        "us-east-1-frontend-quota": front,
        "us-west-2-backend-quota": back,
        "us-west-2-frontend-quota": front,
    }
