"""What Azure is billed for, to the cent."""

from collections.abc import Callable
from typing import Any

import pytest

from policies.cost.estimate import Estimate
from policies.framework import tokens

Make = Callable[..., dict[str, Any]]
Price = Callable[..., Estimate]
Fixed = Callable[..., dict[str, tuple[str, str, str]]]

HERE = {"region": None, "location": "eastus"}
NODES = {
    "vmSize": "Standard_D4lds_v5",
    "osDiskType": "Ephemeral",
    "enableAutoScaling": True,
    "minCount": 3,
    "maxCount": 5,
    "count": 3,
}


def same(amount: str) -> tuple[str, str, str]:
    return amount, amount, amount


def reasons(estimate: Estimate) -> list[str]:
    return [note.reason for note in estimate.unpriced]


def cluster(make: Make, **changes: Any) -> dict[str, Any]:
    given = {
        "sku": {"tier": "Standard"},
        "kubernetesVersion": "1.35",
        "agentPoolProfiles": [{"name": "system", **NODES}],
        "securityProfile": {"defender": {"securityMonitoring": {"enabled": True}}},
        "resourceName": "main",
    }
    return make(tokens.AKS_CLUSTER, "main", **HERE, **{**given, **changes})


def test_a_cluster_costs_its_control_plane_its_system_nodes_and_their_watch(make: Make, fixed: Fixed) -> None:
    assert fixed(cluster(make)) == {
        "AKS control plane": same("73.00"),
        "Nodes of pool system, Standard_D4lds_v5": ("420.48", "420.48", "700.80"),
        "Defender for Containers": ("82.44", "82.44", "137.40"),
    }


def test_the_free_tier_is_free_and_the_premium_one_is_missed_aloud(
    make: Make, fixed: Fixed, price: Price
) -> None:
    assert "AKS control plane" not in fixed(cluster(make, sku={"tier": "Free"}))
    assert "no price of the Premium tier" in reasons(price(cluster(make, sku={"tier": "Premium"})))[0]


def test_a_version_beyond_its_support_is_missed_aloud(make: Make, price: Price) -> None:
    assert (
        "Kubernetes 1.33 is not in AKS's support"
        in reasons(price(cluster(make, kubernetesVersion="1.33")))[0]
    )


def test_a_pool_costs_nothing_until_pods_wait(make: Make, fixed: Fixed) -> None:
    pool = make(
        tokens.AKS_POOL, "app", **HERE, resourceName="main",
        **{**NODES, "minCount": 0, "maxCount": 7, "count": 0},
    )  # fmt: skip
    assert fixed(cluster(make), pool)["Nodes of pool, Standard_D4lds_v5"] == ("0.00", "0.00", "981.12")


def test_nodes_with_managed_disks_or_of_an_unknown_size_are_missed_aloud(make: Make, price: Price) -> None:
    managed = make(tokens.AKS_POOL, "app", **HERE, **{**NODES, "osDiskType": "Managed"})
    assert "no price of managed system disks" in reasons(price(managed))[0]
    other = make(tokens.AKS_POOL, "app", **HERE, **{**NODES, "vmSize": "Standard_M8ms"})
    assert "no price of azure.vm.Standard_M8ms in eastus is recorded" in reasons(price(other))[0]


@pytest.mark.parametrize(
    ("kind", "inputs", "cost"),
    [
        (tokens.AZURE_NAT, {}, {"NAT gateway": same("32.85")}),
        (tokens.AZURE_ADDRESS, {"sku": {"tier": "Regional"}}, {"Public IPv4 address": same("3.65")}),
        (tokens.AZURE_ENDPOINT, {}, {"Private endpoint": same("7.30")}),
        (tokens.AZURE_PRIVATE_ZONE, {}, {"Private DNS zone": same("0.50")}),
        (tokens.AZURE_REGISTRY, {"sku": {"name": "Premium"}}, {"Container registry, Premium": same("50.00")}),
    ],
)
def test_what_stands_costs_its_hours(make: Make, fixed: Fixed, kind: str, inputs: Any, cost: Any) -> None:
    assert fixed(make(kind, "one", **HERE, **inputs)) == cost


SERVER = {"sku": {"name": "Standard_D2ds_v5"}, "storage": {"storageSizeGB": 128}}


@pytest.mark.parametrize(
    ("changes", "cost"),
    [
        ({}, {"PostgreSQL, Standard_D2ds_v5": same("148.19"), "Disk of 128 GB": same("14.72")}),
        (
            {"highAvailability": {"mode": "ZoneRedundant"}},
            {
                "PostgreSQL, Standard_D2ds_v5 and its standby": same("296.38"),
                "Disk of 128 GB": same("29.44"),
            },
        ),
        (
            {"sku": {"name": "Standard_B1ms"}, "storage": {"storageSizeGB": 32}},
            {"PostgreSQL, Standard_B1ms": same("12.41"), "Disk of 32 GB": same("3.68")},
        ),
    ],
)
def test_a_server_costs_its_size_its_disk_and_its_standby(
    make: Make, fixed: Fixed, changes: Any, cost: Any
) -> None:
    assert fixed(make(tokens.AZURE_SERVER, "pg", **HERE, **{**SERVER, **changes})) == cost


def usage(estimate: Estimate) -> dict[str, str]:
    return {line.item: f"{line.monthly.expected:.2f}" for line in estimate.lines if line.usage}


def test_backups_are_billed_twice_where_they_are_copied(make: Make, price: Price) -> None:
    plain = make(tokens.AZURE_SERVER, "pg", **HERE, **SERVER)
    copied = make(tokens.AZURE_SERVER, "pg", **HERE, **SERVER, backup={"geoRedundantBackup": "Enabled"})
    assert usage(price(plain)) == {"Backups beyond the disk's size": "1.22"}
    assert usage(price(copied)) == {"Backups beyond the disk's size": "2.43"}


def test_blobs_cost_by_where_their_copies_stand(make: Make, price: Price) -> None:
    expected = {"Standard_LRS": "20.80", "Standard_ZRS": "26.00", "Standard_GRS": "45.80"}
    for sku, amount in expected.items():
        assert usage(price(make(tokens.AZURE_STORAGE, "s", **HERE, sku={"name": sku})))["Blobs"] == amount


def test_logs_are_bounded_by_their_daily_cap(make: Make, price: Price) -> None:
    free = make(tokens.AZURE_LOGS, "logs", **HERE, retentionInDays=31)
    capped = make(
        tokens.AZURE_LOGS, "logs", **HERE, retentionInDays=31, workspaceCapping={"dailyQuotaGb": 0.1}
    )
    assert usage(price(free)) == {"Log ingestion": "23.92"}
    assert usage(price(capped)) == {"Log ingestion": "8.97"}
    kept = make(tokens.AZURE_LOGS, "logs", **HERE, retentionInDays=90)
    assert usage(price(kept))["Log retention"] == "2.05"


def test_an_alert_costs_each_series_that_it_watches(make: Make, fixed: Fixed) -> None:
    criteria = {"allOf": [{"dimensions": [{"values": ["a"]}, {"values": ["b", "c"]}]}]}
    assert fixed(make(tokens.AZURE_ALERT, "a", **HERE, criteria=criteria)) == {
        "Metric alert, 2 series": same("0.20")
    }
