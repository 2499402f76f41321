"""The cost pack's rules over the stores and clouds that came after its first ones."""

from collections.abc import Callable
from typing import Any

import pytest

from policies.cost.rules.machine_names import family, vcpus
from policies.cost.sizes import shipped_sizes
from tests.policies.cost.test_rules import said

Make = Callable[..., dict[str, Any]]

REDSHIFT, SEARCH = "aws:redshift/cluster:Cluster", "aws:opensearch/domain:Domain"
GKE, GKE_POOL = "gcp:container/cluster:Cluster", "gcp:container/nodePool:NodePool"
AKS, AKS_POOL = "azure-native:containerservice:ManagedCluster", "azure-native:containerservice:AgentPool"
CLOUD_SQL, FLEXIBLE = "gcp:sql/databaseInstance:DatabaseInstance", "azure-native:dbforpostgresql:Server"
GROUP = "aws:autoscaling/group:Group"


@pytest.mark.parametrize(
    ("name", "of", "cpus"),
    [
        ("db.r5.large", "r5", 2),
        ("m6g.large.search", "m6g", 2),
        ("t3.small.search", "t3", 2),
        ("ra3.large", "ra3", 2),
        ("ra3.xlplus", "ra3", 4),
        ("ra3.4xlarge", "ra3", 12),
        ("e2-medium", "e2", 2),
        ("e2-standard-2", "e2", 2),
        ("n2-highmem-4", "n2", 4),
        ("c3-standard-8-lssd", "c3", 8),
        ("db-custom-2-7680", "db-custom", 2),
        ("db-f1-micro", "db-f1", 1),
        ("Standard_D4lds_v5", "Dlds_v5", 4),
        ("Standard_E32-8s_v3", "Es_v3", 32),
        ("Standard_B2ms", "Bms", 2),
        ("nonsense", "", None),
        ("Standard_", "", None),
    ],
)
def test_a_machines_name_tells_its_family_and_its_cpus(name: str, of: str, cpus: int | None) -> None:
    assert (family(name), vcpus(name)) == (of, cpus)


MACHINES: list[tuple[str, Callable[[Any], dict[str, Any]], str, tuple[str, str, str, str]]] = [
    (REDSHIFT, lambda name: {"nodeType": name}, "nodeType", ("ra3.xlplus", "zz9.large", "dc2.large", "ra3.16xlarge")),
    (
        SEARCH, lambda name: {"clusterConfig": {"instanceType": name}}, "clusterConfig.instanceType",
        ("m6g.large.search", "z9.large.search", "m4.large.search", "r6g.8xlarge.search"),
    ),
    (
        SEARCH, lambda name: {"clusterConfig": {"dedicatedMasterType": name}}, "clusterConfig.dedicatedMasterType",
        ("m6g.large.search", "z9.large.search", "m4.large.search", "r6g.8xlarge.search"),
    ),
    (
        GKE_POOL, lambda name: {"nodeConfig": {"machineType": name}}, "nodeConfig.machineType",
        ("n2-highmem-4", "z9-standard-4", "n1-standard-4", "c2-standard-60"),
    ),
    (
        CLOUD_SQL, lambda name: {"settings": {"tier": name}}, "settings.tier",
        ("db-custom-2-7680", "db-perf-optimized-N-2", "db-g1-small", "db-custom-32-122880"),
    ),
    (
        AKS_POOL, lambda name: {"vmSize": name}, "vmSize",
        ("Standard_D4lds_v5", "Standard_Z4s_v9", "Standard_D4s_v3", "Standard_D32ds_v5"),
    ),
    (
        AKS, lambda name: {"agentPoolProfiles": [{"vmSize": name}]}, "agentPoolProfiles[0].vmSize",
        ("Standard_D4lds_v5", "Standard_Z4s_v9", "Standard_D4s_v3", "Standard_D32ds_v5"),
    ),
    (
        FLEXIBLE, lambda name: {"sku": {"name": name}}, "sku.name",
        ("Standard_D2ds_v5", "Standard_Z4s_v9", "Standard_D4s_v3", "Standard_D32ds_v5"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "inputs", "path", "names"), MACHINES)
def test_machines_of_every_cloud_are_chosen_current_and_of_a_fitting_size(
    kind: str,
    inputs: Callable[[Any], dict[str, Any]],
    path: str,
    names: tuple[str, str, str, str],
    make: Make,
) -> None:
    def sayings(name: Any) -> dict[str, list[tuple[str, str]]]:
        entry = make(kind, "x", **inputs(name))
        rules = ("machine-families", "current-generation", "machine-size")
        return {rule: told for rule in rules if (told := said(rule, entry))}

    good, strange, old, large = names
    assert sayings(good) == sayings(None) == {}
    assert sayings(strange)["machine-families"] == [
        ("fail", f"{path} is of a family outside the platform's choice")
    ]
    assert sayings(old)["current-generation"] == [("fail", f"{path} is of a superseded generation")]
    assert sayings(large) == {
        "machine-size": [("fail", f"{path} has more than 16 virtual CPUs, the most in production")]
    }


@pytest.mark.parametrize(("kind", "inputs", "path"), [row[:3] for row in MACHINES])
def test_a_machine_that_is_not_known_is_undecided(
    kind: str, inputs: Callable[[Any], dict[str, Any]], path: str, make: Make, unknown: str
) -> None:
    for rule in ("machine-families", "current-generation", "machine-size"):
        assert said(rule, make(kind, "x", **inputs(unknown))) == [
            ("unknown", f"undecided until deployment: {path} cannot be read")
        ]


@pytest.mark.parametrize("disk", ["gp2", "standard", "io1"])
def test_a_search_domains_disk_is_current(disk: str, make: Make) -> None:
    told = said("current-generation", make(SEARCH, "x", ebsOptions={"volumeType": disk}))
    assert told == [("fail", "ebsOptions.volumeType is of a superseded generation: use gp3")]
    assert said("current-generation", make(SEARCH, "x", ebsOptions={"volumeType": "gp3"})) == []


NODES = shipped_sizes().limits["production"].nodes


def scaled(**autoscaling: Any) -> dict[str, Any]:
    return {"autoscaling": autoscaling, "nodeLocations": ["a", "b"]}


BOUNDS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    (GROUP, {"maxSize": NODES}, {"maxSize": NODES + 1}, "maxSize"),
    (
        GKE_POOL, scaled(totalMaxNodeCount=NODES), scaled(totalMaxNodeCount=NODES + 1),
        "autoscaling.totalMaxNodeCount",
    ),
    (
        GKE_POOL, scaled(maxNodeCount=NODES // 2), scaled(maxNodeCount=NODES // 2 + 1),
        "autoscaling.maxNodeCount in each zone",
    ),
    (
        GKE_POOL, {"autoscaling": {"maxNodeCount": 6}}, {"autoscaling": {"maxNodeCount": 7}},
        "autoscaling.maxNodeCount in each zone",
    ),
    (GKE_POOL, {"nodeCount": NODES}, {"nodeCount": NODES + 1}, "nodeCount"),
    (
        AKS_POOL, {"enableAutoScaling": True, "maxCount": NODES}, {"enableAutoScaling": True, "maxCount": NODES + 1},
        "maxCount",
    ),
    (AKS_POOL, {"enableAutoScaling": False}, {"enableAutoScaling": True}, "maxCount"),
    (
        AKS, {"agentPoolProfiles": [{"enableAutoScaling": True, "maxCount": NODES}]},
        {"agentPoolProfiles": [{"enableAutoScaling": True, "maxCount": NODES + 1}]}, "agentPoolProfiles[0].maxCount",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fits", "exceeds", "path"), BOUNDS)
def test_autoscalers_of_every_cloud_are_bounded(
    kind: str, fits: dict[str, Any], exceeds: dict[str, Any], path: str, make: Make
) -> None:
    assert said("autoscaling-bounded", make(kind, "x", **fits)) == []
    assert said("autoscaling-bounded", make(kind, "x", **exceeds)) == [
        ("fail", f"{path} is above {NODES} nodes, the most in production")
    ]


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (GROUP, lambda value: {"maxSize": value}),
        (GKE_POOL, lambda value: scaled(totalMaxNodeCount=value)),
        (AKS_POOL, lambda value: {"enableAutoScaling": True, "maxCount": value}),
    ],
)
def test_a_bound_that_is_not_known_is_undecided_and_an_absent_one_is_none(
    kind: str, inputs: Callable[[Any], dict[str, Any]], make: Make, unknown: str
) -> None:
    assert [verdict for verdict, _ in said("autoscaling-bounded", make(kind, "x", **inputs(unknown)))] == [
        "unknown"
    ]
    assert [verdict for verdict, _ in said("autoscaling-bounded", make(kind, "x", **inputs(None)))] == [
        "fail"
    ]


def test_disks_of_recovery_databases_end(make: Make, unknown: str) -> None:
    def google(**settings: Any) -> list[tuple[str, str]]:
        base = {"diskSize": 100, "diskAutoresize": True, "diskAutoresizeLimit": 1500}
        return said("database-growth-bounded", make(CLOUD_SQL, "x", settings={**base, **settings}))

    endless = ("fail", "settings.diskAutoresizeLimit is not set, so the disk grows without an end")
    assert google() == []
    assert google(diskAutoresizeLimit=0) == google(diskAutoresizeLimit=None) == [endless]
    assert google(diskAutoresizeLimit=None, diskAutoresize=False) == []
    assert google(diskSize=8001) == [("fail", "settings.diskSize is above 8000 GiB, the most in production")]
    assert [verdict for verdict, _ in google(diskSize=unknown)] == ["unknown"]

    def azure(size: Any) -> list[tuple[str, str]]:
        return said("database-growth-bounded", make(FLEXIBLE, "x", storage={"storageSizeGB": size}))

    assert azure(8000) == azure(None) == []
    assert azure(8001) == [("fail", "storage.storageSizeGB is above 8000 GiB, the most in production")]
    assert [verdict for verdict, _ in azure(unknown)] == ["unknown"]


STANDBYS: list[tuple[str, Callable[[Any], dict[str, Any]], str, Any, Any]] = [
    (REDSHIFT, lambda on: {"multiAz": on}, "multiAz", True, False),
    (
        SEARCH, lambda on: {"clusterConfig": {"zoneAwarenessEnabled": on}}, "clusterConfig.zoneAwarenessEnabled",
        True, False,
    ),
    (
        CLOUD_SQL, lambda on: {"settings": {"availabilityType": on}}, "settings.availabilityType", "REGIONAL", "ZONAL",
    ),
    (
        FLEXIBLE, lambda on: {"highAvailability": {"mode": on}}, "highAvailability.mode", "ZoneRedundant", "Disabled",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "inputs", "path", "on", "off"), STANDBYS)
def test_no_store_of_dev_has_a_standby(
    kind: str, inputs: Callable[[Any], dict[str, Any]], path: str, on: Any, off: Any, make: Make, unknown: str
) -> None:
    def told(value: Any, stack: str = "dev") -> list[tuple[str, str]]:
        return said("single-zone", make(kind, "x", stack=stack, **inputs(value)), stack=stack)

    assert told(on) == [("fail", f"{path} is on, which doubles the price")]
    assert told(off) == told(None) == told(on, "staging") == []
    assert told(unknown) == [("unknown", f"undecided until deployment: {path} cannot be read")]


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("aws:redshift/snapshotCopy:SnapshotCopy", "snapshots"),
        ("aws:ecr/replicationConfiguration:ReplicationConfiguration", "images"),
        ("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "objects"),
    ],
)
def test_nothing_of_dev_is_copied_to_another_region(kind: str, what: str, make: Make) -> None:
    assert said("cross-region-replicas", make(kind, "x", stack="dev"), stack="dev") == [
        ("fail", f"{what} are copied to another region, which dev does not need")
    ]
    assert said("cross-region-replicas", make(kind, "x")) == []


@pytest.mark.parametrize(
    ("kind", "inputs", "path", "billed", "free"),
    [
        (
            GKE,
            lambda one: {"releaseChannel": {"channel": one}},
            "releaseChannel.channel",
            "EXTENDED",
            "REGULAR",
        ),
        (AKS, lambda one: {"supportPlan": one}, "supportPlan", "AKSLongTermSupport", "KubernetesOfficial"),
    ],
)
def test_no_cluster_pays_for_long_support(
    kind: str,
    inputs: Callable[[Any], dict[str, Any]],
    path: str,
    billed: str,
    free: str,
    make: Make,
    unknown: str,
) -> None:
    def told(value: Any) -> list[tuple[str, str]]:
        return said("long-support-declined", make(kind, "x", **inputs(value)))

    assert told(billed) == [("fail", f"{path} bears a surcharge for extended support")]
    assert told(free) == told(None) == []
    assert told(unknown) == [("unknown", f"undecided until deployment: {path} cannot be read")]


def test_images_and_blobs_have_an_end(make: Make, unknown: str) -> None:
    repository = make("aws:ecr/repository:Repository", "images")
    images = make(
        "aws:ecr/lifecyclePolicy:LifecyclePolicy", "end", repository=unknown, edges={"repository": repository}
    )
    account = make("azure-native:storage:StorageAccount", "blobs")
    blobs = make(
        "azure-native:storage:ManagementPolicy", "end", accountName=unknown, edges={"accountName": account}
    )
    assert said("stored-things-end", repository, images, account, blobs) == []
    assert said("stored-things-end", repository, blobs) == [
        ("fail", "no lifecycle policy clears the repository's images away")
    ]
    assert said("stored-things-end", account, images) == [
        ("fail", "no management policy clears the account's blobs away")
    ]


@pytest.mark.parametrize(
    ("kind", "key", "what"),
    [
        ("gcp:storage/bucket:Bucket", "lifecycleRules", "objects"),
        ("gcp:artifactregistry/repository:Repository", "cleanupPolicies", "images"),
    ],
)
def test_what_google_keeps_has_an_end(kind: str, key: str, what: str, make: Make) -> None:
    assert said("stored-things-end", make(kind, "x", **{key: [{"action": "DELETE"}]})) == []
    empty: list[Any] = []
    for nothing in (empty, None):
        assert said("stored-things-end", make(kind, "x", **{key: nothing})) == [
            ("fail", f"{key} is not set, so {what} are kept forever")
        ]


def test_logs_of_azure_have_a_daily_cap(make: Make, unknown: str) -> None:
    def told(quota: Any) -> list[tuple[str, str]]:
        workspace = make(
            "azure-native:operationalinsights:Workspace", "x", workspaceCapping={"dailyQuotaGb": quota}
        )
        return said("logs-capped", workspace)

    assert told(1) == []
    endless = [("fail", "workspaceCapping.dailyQuotaGb is not set, so logs have no bound")]
    assert told(-1) == told(None) == endless
    assert told(unknown) == [
        ("unknown", "undecided until deployment: workspaceCapping.dailyQuotaGb cannot be read")
    ]
