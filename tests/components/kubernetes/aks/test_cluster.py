"""AKS: what the component makes, in which order, and what stays in place when it grows."""

from dataclasses import replace
from functools import cache
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import compute, containerservice, monitor

from components.kubernetes.aks import AksSpec
from components.kubernetes.aks.cluster import AksCluster, AksClusterArgs
from components.kubernetes.aks.pool_names import generation
from tests.components.azure import ANSWERS, LABELS, PEOPLE, PLACEMENT, TAGS, roles
from tests.components.kubernetes.aks.test_spec import SOUND
from tests.components.recording import Recording, assert_sound, record

ARGS = AksClusterArgs(
    spec=AksSpec.model_validate(SOUND),
    placement=PLACEMENT,
    labels=LABELS,
    protected=True,
    cluster_name="production-eastus",
    group="cluster-group",
    vnet_id="vnet",
    subnets={key: key for key in ("system", "api-server", "nodes-1", "nodes-2", "nodes-3")},
    ways_out=(),
    private_zone_id="zone",
    ingress_group_id="ingress-group",
    registry_id="registry",
    disk_key_id="key",
    disk_key_url="https://v.vault.azure.net/keys/disks",
    vault_id="vault",
    workspace_id="workspace",
    administrators=PEOPLE,
)
CLUSTER, POOL = containerservice.ManagedCluster, containerservice.AgentPool


@cache
def standing() -> Recording:
    """Return the cluster as it is, recorded once."""
    return made()


def made(**changes: Any) -> Recording:
    spec = AksSpec.model_validate({**SOUND, **changes.pop("spec", {})})
    args = replace(ARGS, spec=spec, **changes)

    def program() -> dict[str, pulumi.Output[Any]]:
        cluster = AksCluster("main", args)
        return {"fqdn": cluster.fqdn, "issuer": cluster.oidc_issuer, "pools": cluster.pool_names}

    return record(program, answers=ANSWERS)


def test_the_cluster_is_closed_and_watched() -> None:
    recording = standing()
    assert_sound(recording, AksCluster, regions=set())
    cluster = recording.only(CLUSTER)
    inputs = cluster.inputs
    assert cluster.protect
    assert inputs["disableLocalAccounts"] is True
    assert inputs["aadProfile"] == {
        "managed": True,
        "enableAzureRBAC": True,
        "tenantID": PLACEMENT.tenant_id,
        "adminGroupObjectIDs": [*PEOPLE.values()],
    }
    assert inputs["apiServerAccessProfile"] == {
        "enableVnetIntegration": True,
        "subnetId": "api-server",
        "disableRunCommand": True,
        "enablePrivateCluster": True,
        "enablePrivateClusterPublicFQDN": False,
        "privateDNSZone": "zone",
    }
    assert inputs["sku"] == {"name": "Base", "tier": "Standard"}
    assert inputs["oidcIssuerProfile"] == {"enabled": True}
    security = inputs["securityProfile"]
    assert security["workloadIdentity"] == {"enabled": True}
    assert security["imageCleaner"] == {"enabled": True, "intervalHours": 48}
    assert security["defender"]["securityMonitoring"] == {"enabled": True}
    assert inputs["addonProfiles"]["azureKeyvaultSecretsProvider"]["config"]["enableSecretRotation"] == "true"
    assert inputs["nodeResourceGroupProfile"] == {"restrictionLevel": "ReadOnly"}
    assert inputs["tags"] == TAGS
    assert "servicePrincipalProfile" not in inputs


def test_its_network_is_an_overlay_of_cilium_that_leaves_by_our_gateways() -> None:
    assert standing().only(CLUSTER).inputs["networkProfile"] == {
        "networkPlugin": "azure",
        "networkPluginMode": "overlay",
        "networkDataplane": "cilium",
        "networkPolicy": "cilium",
        "podCidr": "10.68.0.0/14",
        "serviceCidr": "172.20.80.0/20",
        "dnsServiceIP": "172.20.80.10",
        "loadBalancerSku": "standard",
        "outboundType": "userAssignedNATGateway",
    }


def test_the_one_inline_pool_is_the_systems() -> None:
    (system,) = standing().only(CLUSTER).inputs["agentPoolProfiles"]
    expected = {
        "name": "system",
        "mode": "System",
        "availabilityZones": ["1", "2", "3"],
        "nodeTaints": ["CriticalAddonsOnly=true:NoSchedule"],
        "vmSize": "Standard_D4lds_v5",
        "osDiskType": "Ephemeral",
        "osSKU": "AzureLinux",
        "enableAutoScaling": True,
        "minCount": 3,
        "maxCount": 5,
        "count": 3,
        "enableEncryptionAtHost": True,
        "enableNodePublicIP": False,
        "securityProfile": {"enableSecureBoot": True, "enableVTPM": True, "sshAccess": "Disabled"},
        "upgradeSettings": {"maxSurge": "33%", "drainTimeoutInMinutes": 30},
        "vnetSubnetID": "system",
    }
    assert {key: system.get(key) for key in expected} == expected


def test_every_other_pool_stands_in_one_zone_beside_the_cluster() -> None:
    recording = standing()
    pools = recording.named(POOL)
    digits = generation(ARGS.spec.pools["app"])
    assert set(pools) == {f"main-app-1-{digits}", f"main-app-2-{digits}"}
    first = pools[f"main-app-1-{digits}"]
    assert first.inputs["agentPoolName"] == f"app1{digits}"
    assert (first.inputs["availabilityZones"], first.inputs["vnetSubnetID"]) == (["1"], "nodes-1")
    assert (first.inputs["minCount"], first.inputs["maxCount"]) == (0, 4)
    assert first.inputs["nodeLabels"] == {"platform.internal/node-pool": "app"}
    assert first.ignore_changes == ("count",)
    assert recording.returned["pools"] == {"app-1": f"app1{digits}", "app-2": f"app2{digits}"}


def test_what_it_may_do_is_settled_before_it_stands() -> None:
    recording = standing()
    held = roles(recording)
    assert held == {
        "main-joins-network": (
            "Network Contributor",
            "vnet",
            "main-control-plane-principal",
            "ServicePrincipal",
        ),
        "main-uses-ingress": (
            "Network Contributor",
            "ingress-group",
            "main-control-plane-principal",
            "ServicePrincipal",
        ),
        "main-uses-kubelet": (
            "Managed Identity Operator",
            "main-kubelet-id",
            "main-control-plane-principal",
            "ServicePrincipal",
        ),
        "main-reads-disk-key": (
            "Reader",
            "main-disks-id",
            "main-control-plane-principal",
            "ServicePrincipal",
        ),
        "main-names-itself": (
            "Private DNS Zone Contributor",
            "zone",
            "main-control-plane-principal",
            "ServicePrincipal",
        ),
        "main-pulls": ("AcrPull", "registry", "main-kubelet-principal", "ServicePrincipal"),
        "main-disks-encrypt": (
            "Key Vault Crypto Service Encryption User",
            "key",
            "main-disks-keeper-principal",
            "ServicePrincipal",
        ),
        "main-administrators-administers": (
            "Azure Kubernetes Service RBAC Cluster Admin",
            "main-id",
            PEOPLE["administrators"],
            "Group",
        ),
        "main-administrators-connects": (
            "Azure Kubernetes Service Cluster User Role",
            "main-id",
            PEOPLE["administrators"],
            "Group",
        ),
    }
    cluster = recording.only(CLUSTER)
    before = {name for name, (_, scope, _, _) in held.items() if scope not in ("main-id", "key")}
    assert before <= recording.depends_on(cluster, "azure-native:authorization:RoleAssignment")
    assert recording.depends_on(cluster, compute.DiskEncryptionSet) == {"main-disks"}
    disks = recording.only(compute.DiskEncryptionSet)
    assert recording.depends_on(disks, "azure-native:authorization:RoleAssignment") == {"main-disks-encrypt"}


def test_an_assignment_keeps_its_id_for_ever() -> None:
    names = {
        entry.inputs["roleAssignmentName"]
        for entry in standing().of("azure-native:authorization:RoleAssignment")
    }
    again = {
        entry.inputs["roleAssignmentName"]
        for entry in standing().of("azure-native:authorization:RoleAssignment")
    }
    assert names == again
    assert len(names) == 9


def test_it_upgrades_in_two_windows_that_aks_knows() -> None:
    windows = {
        entry.inputs["configName"]: entry.inputs["maintenanceWindow"]
        for entry in standing().of(containerservice.MaintenanceConfiguration)
    }
    assert set(windows) == {"aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"}
    for window in windows.values():
        assert (window["durationHours"], window["startTime"], window["utcOffset"]) == (6, "06:00", "+00:00")
        assert window["schedule"] == {"weekly": {"dayOfWeek": "Sunday", "intervalWeeks": 1}}


def test_its_control_plane_writes_down_what_it_does() -> None:
    setting = standing().only(monitor.DiagnosticSetting).inputs
    assert (setting["resourceUri"], setting["workspaceId"]) == ("main-id", "workspace")
    assert [log["category"] for log in setting["logs"] if log["enabled"]] == [
        "kube-apiserver",
        "kube-audit-admin",
        "guard",
        "kube-controller-manager",
        "cluster-autoscaler",
    ]


@pytest.mark.parametrize(
    ("channel", "ignored"),
    [("patch", ("agentPoolProfiles",)), ("stable", ("agentPoolProfiles", "kubernetesVersion"))],
)
def test_only_what_aks_moves_by_itself_is_not_moved_back(channel: str, ignored: tuple[str, ...]) -> None:
    assert made(spec={"upgrade_channel": channel}).only(CLUSTER).ignore_changes == ignored


def test_a_cluster_that_is_opened_for_a_recovery_is_the_same_cluster() -> None:
    recording = made(spec={"private": False, "authorized_ranges": ("203.0.113.0/24",)})
    before, after = standing().only(CLUSTER).inputs, recording.only(CLUSTER).inputs
    assert after["apiServerAccessProfile"]["authorizedIPRanges"] == ["203.0.113.0/24"]
    assert "privateDNSZone" not in after["apiServerAccessProfile"]
    assert {key: after[key] for key in before if key != "apiServerAccessProfile"} == {
        key: before[key] for key in before if key != "apiServerAccessProfile"
    }
    assert recording.returned["fqdn"] == "public.example"
    assert standing().returned["fqdn"] == "private.example"


def test_without_a_registry_nothing_is_pulled_and_a_zone_without_a_subnet_is_refused() -> None:
    assert "main-pulls" not in roles(made(registry_id=None))
    with pytest.raises(ValueError, match="there is no subnet nodes-2: add the zone to the network"):
        made(subnets={key: key for key in ("system", "api-server", "nodes-1")})


def test_two_clusters_stand_side_by_side() -> None:
    def program() -> None:
        AksCluster("one", ARGS)
        AksCluster("two", replace(ARGS, cluster_name="other"))

    assert len(record(program, answers=ANSWERS).of(CLUSTER)) == 2
