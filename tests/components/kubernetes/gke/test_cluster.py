"""What a GKE cluster is made of, what it waits for, and what it refuses."""

import json
from ipaddress import IPv4Network
from typing import Any

import pulumi_gcp as gcp
import pytest

from components.kubernetes.gke import GkeSpec
from components.kubernetes.gke.cluster import GkeCluster
from components.kubernetes.gke.control_plane import GkeClusterArgs
from tests.components.google import KEYS, LABELS, PLACE, RENDERED, recorded, refused
from tests.components.recording import Entry, Recording, assert_sound

POOLS: dict[str, Any] = {
    "system": {"machine_type": "e2-standard-2", "total_min": 3, "total_max": 5, "system": True},
    "database": {
        "machine_type": "n2-highmem-4",
        "total_min": 3,
        "total_max": 3,
        "upgrade": "blue-green",
        "disk_type": "pd-ssd",
        "taints": ({"key": "platform.internal/database", "value": "true", "effect": "NoSchedule"},),
    },
    "general": {"machine_type": "e2-standard-2", "total_min": 2, "total_max": 6},
}


def spec(**changes: Any) -> GkeSpec:
    return GkeSpec.model_validate({"zones": ("a", "b", "c"), "pools": POOLS, **changes})


def cluster(name: str = "main", **changes: Any) -> GkeCluster:
    given = gcp.kms.CryptoKeyIAMMember("grant", crypto_key_id="key", role="roles/x", member="user:x")
    facts: dict[str, Any] = {
        "spec": spec(),
        "placement": PLACE,
        "labels": LABELS,
        "protected": True,
        "network": "network",
        "subnetwork": "subnetwork",
        "pods_range": "pods",
        "services_range": "services",
        "control_plane_range": IPv4Network("10.18.146.0/28"),
        "node_tag": "main-node",
        "secrets_key": f"{KEYS}/gke",
        "disks_key": f"{KEYS}/disks",
        "messaging_key": f"{KEYS}/messaging",
        "granted": [given],
        **changes,
    }
    return GkeCluster(name, GkeClusterArgs(**facts))


def built(*, preview: bool = False, **changes: Any) -> Recording:
    def program() -> dict[str, Any]:
        made = cluster(**changes)
        return {"kubeconfig": made.kubeconfig, "endpoint": made.endpoint, "account": made.node_account}

    return recorded(program, preview=preview)


def control_plane(recording: Recording) -> Entry:
    return recording.only(gcp.container.Cluster)


def test_everything_hangs_under_the_cluster() -> None:
    recording = built()
    del recording.by_urn[recording.only(gcp.kms.CryptoKeyIAMMember).urn]
    assert_sound(recording, GkeCluster, set())
    assert recording.counts() == {
        "gcp:container/cluster:Cluster": 1,
        "gcp:container/nodePool:NodePool": 3,
        "gcp:projects/iAMMember:IAMMember": 3,
        "gcp:pubsub/topic:Topic": 1,
        "gcp:serviceaccount/account:Account": 1,
        "platform:kubernetes:GkeCluster": 1,
        "pulumi:providers:kubernetes": 1,
    }


def test_the_control_plane_waits_for_its_key_and_for_its_nodes_account() -> None:
    recording = built()
    waiting = control_plane(recording)
    assert recording.depends_on(waiting, gcp.kms.CryptoKeyIAMMember) == {"grant"}
    assert recording.depends_on(waiting, gcp.projects.IAMMember) == {
        "main-nodes-node",
        "main-nodes-metrics",
        "main-nodes-metadata",
    }


def test_the_first_pool_is_removed_and_never_looked_at_again() -> None:
    entry = control_plane(built())
    assert entry.inputs["removeDefaultNodePool"] is True
    assert entry.inputs["initialNodeCount"] == 1
    assert (
        entry.inputs["nodeConfig"]["serviceAccount"] == "main-nodes@example-project.iam.gserviceaccount.com"
    )
    assert set(entry.ignore_changes) == {"nodeConfig", "initialNodeCount"}


def test_the_ways_into_the_control_plane() -> None:
    inputs = control_plane(built()).inputs
    assert inputs["controlPlaneEndpointsConfig"] == {
        "dnsEndpointConfig": {"allowExternalTraffic": True},
        "ipEndpointsConfig": {"enabled": False},
    }
    assert inputs["anonymousAuthenticationConfig"] == {"mode": "LIMITED"}
    assert inputs["masterAuth"] == {"clientCertificateConfig": {"issueClientCertificate": False}}
    assert (inputs["enableLegacyAbac"], inputs["serviceExternalIpsConfig"]) == (False, {"enabled": False})


def test_what_runs_in_it_is_cilium_with_its_observers() -> None:
    inputs = control_plane(built()).inputs
    assert (
        inputs["datapathProvider"],
        inputs["enableFqdnNetworkPolicy"],
        inputs["enableIntranodeVisibility"],
    ) == (
        "ADVANCED_DATAPATH",
        True,
        True,
    )
    assert "networkPolicy" not in inputs
    assert inputs["gatewayApiConfig"] == {"channel": "CHANNEL_STANDARD"}
    assert inputs["addonsConfig"]["dnsCacheConfig"] == {"enabled": True}
    assert inputs["addonsConfig"]["gcePersistentDiskCsiDriverConfig"] == {"enabled": True}
    assert inputs["monitoringConfig"]["managedPrometheus"] == {"enabled": True}
    assert inputs["costManagementConfig"] == {"enabled": True}
    assert inputs["loggingConfig"] == {"enableComponents": ["SYSTEM_COMPONENTS", "WORKLOADS", "APISERVER"]}


def test_calls_of_the_api_are_written_down_in_production_alone() -> None:
    staging = LABELS.model_copy(update={"environment": "staging"})
    assert control_plane(built(labels=staging)).inputs["loggingConfig"] == {
        "enableComponents": ["SYSTEM_COMPONENTS", "WORKLOADS"]
    }


def test_ranges_are_taken_by_their_names() -> None:
    assert control_plane(built()).inputs["ipAllocationPolicy"] == {
        "clusterSecondaryRangeName": "pods",
        "servicesSecondaryRangeName": "services",
    }


def test_upgrades_come_at_weekends_and_are_told() -> None:
    freezes = {"year-end": {"start": "2026-12-15T00:00:00Z", "end": "2027-01-04T00:00:00Z"}}
    inputs = control_plane(built(spec=spec(freezes=freezes))).inputs
    assert inputs["releaseChannel"] == {"channel": "REGULAR"}
    assert inputs["maintenancePolicy"] == {
        "recurringWindow": {
            "startTime": "2026-01-03T06:00:00Z",
            "endTime": "2026-01-03T14:00:00Z",
            "recurrence": "FREQ=WEEKLY;BYDAY=SA,SU",
        },
        "maintenanceExclusions": [
            {
                "exclusionName": "year-end",
                "startTime": "2026-12-15T00:00:00Z",
                "endTime": "2027-01-04T00:00:00Z",
                "exclusionOptions": {"scope": "NO_UPGRADES"},
            }
        ],
    }
    assert inputs["notificationConfig"] == {"pubsub": {"enabled": True, "topic": "main-upgrades-id"}}


@pytest.mark.parametrize("pool", POOLS)
def test_every_pool_is_hardened(pool: str) -> None:
    inputs = built().named(gcp.container.NodePool)[f"main-{pool}"].inputs
    node = inputs["nodeConfig"]
    assert node["workloadMetadataConfig"] == {"mode": "GKE_METADATA"}
    assert node["shieldedInstanceConfig"] == {"enableSecureBoot": True, "enableIntegrityMonitoring": True}
    assert node["kubeletConfig"] == {"insecureKubeletReadonlyPortEnabled": "FALSE"}
    assert node["metadata"] == {"disable-legacy-endpoints": "true"}
    assert node["serviceAccount"] == "main-nodes@example-project.iam.gserviceaccount.com"
    assert (node["imageType"], node["bootDiskKmsKey"]) == ("COS_CONTAINERD", f"{KEYS}/disks")
    assert node["resourceLabels"] == {**RENDERED, "pool": pool}
    assert inputs["networkConfig"] == {"enablePrivateNodes": True}
    assert inputs["management"] == {"autoRepair": True, "autoUpgrade": True}
    assert "version" not in inputs
    assert "nodeCount" not in inputs


def test_pools_are_counted_over_all_zones_and_begin_with_a_share_in_each() -> None:
    pools = built().named(gcp.container.NodePool)
    assert {
        name: (entry.inputs["autoscaling"], entry.inputs["initialNodeCount"]) for name, entry in pools.items()
    } == {
        f"main-{name}": (
            {"totalMinNodeCount": least, "totalMaxNodeCount": most, "locationPolicy": "BALANCED"},
            first,
        )
        for name, least, most, first in (("system", 3, 5, 1), ("database", 3, 3, 1), ("general", 2, 6, 1))
    }
    assert {entry.ignore_changes for entry in pools.values()} == {("initialNodeCount",)}


def test_databases_keep_their_old_nodes_until_the_new_ones_have_proved_themselves() -> None:
    strategies = {
        name: entry.inputs["upgradeSettings"]["strategy"]
        for name, entry in built().named(gcp.container.NodePool).items()
    }
    assert strategies == {"main-system": "SURGE", "main-general": "SURGE", "main-database": "BLUE_GREEN"}


def test_taints_are_written_as_gke_writes_them() -> None:
    node = built().named(gcp.container.NodePool)["main-database"].inputs["nodeConfig"]
    assert node["taints"] == [{"key": "platform.internal/database", "value": "true", "effect": "NO_SCHEDULE"}]


def test_trusted_images_are_the_platforms_and_googles() -> None:
    recording = built(
        spec=spec(enforce_signed_images=True), trusted_registries=("us-central1-docker.pkg.dev/x/y/**",)
    )
    policy = recording.only(gcp.binaryauthorization.Policy)
    assert policy.inputs["defaultAdmissionRule"] == {
        "evaluationMode": "ALWAYS_DENY",
        "enforcementMode": "ENFORCED_BLOCK_AND_AUDIT_LOG",
    }
    patterns = [one["namePattern"] for one in policy.inputs["admissionWhitelistPatterns"]]
    assert patterns[-1] == "us-central1-docker.pkg.dev/x/y/**"
    assert "**" not in patterns
    assert recording.depends_on(control_plane(recording), gcp.binaryauthorization.Policy) == {"main-images"}
    assert control_plane(recording).inputs["binaryAuthorization"] == {
        "evaluationMode": "PROJECT_SINGLETON_POLICY_ENFORCE"
    }


def test_nothing_is_enforced_without_a_policy() -> None:
    recording = built()
    assert recording.of(gcp.binaryauthorization.Policy) == []
    assert control_plane(recording).inputs["binaryAuthorization"] == {"evaluationMode": "DISABLED"}


@pytest.mark.parametrize("protected", [True, False])
def test_protection_goes_with_the_clouds_own(protected: bool) -> None:
    entry = control_plane(built(protected=protected))
    assert (entry.protect, entry.inputs["deletionProtection"]) == (protected, protected)


def test_the_kubeconfig_asks_google_for_a_token_and_is_a_secret() -> None:
    recording = built()
    config = json.loads(recording.returned["kubeconfig"])
    assert config["clusters"] == [
        {"name": "main", "cluster": {"server": "https://gke-abc.us-central1.gke.goog"}}
    ]
    assert config["users"][0]["user"]["exec"]["command"] == "gke-gcloud-auth-plugin"
    assert "token" not in json.dumps(config["users"])
    assert "kubeconfig" in recording.only(GkeCluster).secret_outputs
    assert recording.returned["endpoint"] == "gke-abc.us-central1.gke.goog"


def test_what_cannot_be_built_is_refused_before_anything_is() -> None:
    assert refused(lambda: cluster("a-name-that-is-much-longer-than-what-gke-takes")) == (
        "the cluster name 'a-name-that-is-much-longer-than-what-gke-takes' has 46 characters and GKE refuses more than 40: "
        "shorten it"
    )
    assert refused(lambda: cluster(spec=spec(enforce_signed_images=True))) == (
        "cluster main: signed images are enforced and no registry is trusted, so no workload could start: name "
        "trusted_registries, or leave enforce_signed_images out"
    )


def test_a_preview_registers_the_same() -> None:
    assert built(preview=True).counts() == built().counts()


@pytest.mark.parametrize(
    "grown",
    [
        spec(zones=("a", "b", "c", "f")),
        spec(pools={**POOLS, "batch": {"machine_type": "e2-standard-4", "total_min": 0, "total_max": 4}}),
    ],
    ids=["a zone", "a pool"],
)
def test_growing_keeps_every_name(grown: GkeSpec) -> None:
    before, after = ({entry.urn for entry in built(spec=one).entries} for one in (spec(), grown))
    assert before <= after
