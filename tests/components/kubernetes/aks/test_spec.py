"""What a spec of AKS refuses, each with its sentence."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from components.kubernetes.aks.identity_spec import AksIdentitySpec
from components.kubernetes.aks.pool_names import generation, pool_name
from components.kubernetes.aks.spec import AksSpec, UserPoolSpec, production_faults
from components.kubernetes.aks.versions import version_fault

SYSTEM: dict[str, Any] = {"vm_size": "Standard_D4lds_v5", "min": 3, "max": 5, "zones": ("1", "2", "3")}
POOL: dict[str, Any] = {"vm_size": "Standard_D4ds_v5", "min": 0, "max": 4, "zones": ("1", "2")}
SOUND: dict[str, Any] = {
    "pod_cidr": "10.68.0.0/14",
    "service_cidr": "172.20.80.0/20",
    "system": SYSTEM,
    "pools": {"app": POOL},
}


def spec(**changes: Any) -> AksSpec:
    return AksSpec.model_validate({**SOUND, **changes})


def system(**changes: Any) -> dict[str, Any]:
    return {"system": {**SYSTEM, **changes}}


def pool(**changes: Any) -> dict[str, Any]:
    return {"pools": {"app": {**POOL, **changes}}}


def test_a_sound_spec_passes_with_dns_at_the_tenth_address_of_its_services() -> None:
    assert str(spec().dns_address) == "172.20.80.10"
    assert spec(**pool(zones=("1", "2"))).pools["app"].taints == ()


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "system pool, too small a machine": (
        system(vm_size="Standard_D2lds_v5"),
        "vm_size Standard_D2lds_v5 has 2 virtual CPUs, and AKS asks a system pool for 4 or more",
    ),
    "system pool, burstable": (system(vm_size="Standard_B4ms"), "Standard_B4ms is burstable"),
    "system pool, two nodes": (system(min=2), "min is 2: the system pool keeps 3 nodes"),
    "system pool, its own taint": (
        system(taints=({"key": "node-role.kubernetes.io/system", "value": "true"},)),
        "AKS refuses any taint on a system pool but CriticalAddonsOnly=true:NoSchedule",
    ),
    "system pool, the right taint with another effect": (
        system(taints=({"key": "CriticalAddonsOnly", "value": "true", "effect": "NoExecute"},)),
        "AKS refuses any taint on a system pool but CriticalAddonsOnly=true:NoSchedule",
    ),
    "pool name of nine letters": ({"pools": {"warehouse": POOL}}, "String should match pattern"),
    "pool name with a hyphen": ({"pools": {"my-app": POOL}}, "String should match pattern"),
    "pool name from a digit on": ({"pools": {"1app": POOL}}, "String should match pattern"),
    "pool, bounds": (pool(min=5), "min 5 is above max 4"),
    "pool, zone twice": (pool(zones=("1", "1")), "zones 1, 1 name one twice"),
    "pool, unknown zone": (pool(zones=("4",)), "Input should be '1', '2' or '3'"),
    "pool, no size": (pool(vm_size="D4ds_v5"), "did you mean Standard_D4ds_v5?"),
    "pool, no temporary disk": (
        pool(vm_size="Standard_D4s_v5"),
        "not of a family that this platform starts nodes on",
    ),
    "pool, disk beyond the machine's": (
        pool(os_disk_gib=151),
        "os_disk_gib is 151 and the temporary disk of Standard_D4ds_v5 has 150 GiB",
    ),
    "pool, label of AKS": (
        pool(labels={"kubernetes.azure.com/mode": "user"}),
        (
            "labels: kubernetes.azure.com/mode is kept by AKS and the kubelet, and the pool would be refused: use a domain of "
            "your own, such as platform.internal/"
        ),
    ),
    "pool, label of Kubernetes": (
        pool(labels={"node.kubernetes.io/instance-type": "any"}),
        "labels: node.kubernetes.io/instance-type is kept by AKS and the kubelet",
    ),
    "pool, label of ours": (
        pool(labels={"platform.internal/node-pool": "other"}),
        "labels: platform.internal/node-pool is set to the pool's name by itself: leave it out",
    ),
    "DNS outside its services": (
        {"dns_service_ip": "10.0.0.10"},
        "dns_service_ip 10.0.0.10 lies outside service_cidr 172.20.80.0/20, so AKS refuses the cluster",
    ),
    "DNS at the API server's address": (
        {"dns_service_ip": "172.20.80.1"},
        "dns_service_ip 172.20.80.1 is one of the first two of service_cidr",
    ),
    "services as large as AKS refuses": (
        {"service_cidr": "172.16.0.0/12"},
        "service_cidr: 172.16.0.0/12 is not between the /13 and the /28",
    ),
    "pods over services": (
        {"service_cidr": "10.68.0.0/20"},
        "pod_cidr 10.68.0.0/14 overlaps service_cidr 10.68.0.0/20",
    ),
    "no room for pods": (
        {"pod_cidr": "10.68.0.0/21"},
        "pod_cidr 10.68.0.0/21 is too small: each node takes a /24 of it, and the pools may have 13 nodes; take a /20",
    ),
    "open to everybody": ({"private": False}, "authorized_ranges names nobody, which AKS reads as everybody"),
    "private and open": (
        {"authorized_ranges": ("203.0.113.0/24",)},
        "authorized_ranges has no meaning for a private cluster",
    ),
    "open to most of the internet": (
        {"private": False, "authorized_ranges": ("128.0.0.0/1",)},
        "authorized_ranges: 128.0.0.0/1 is most of the internet",
    ),
    "out of support": ({"version": "1.33"}, "Kubernetes 1.33 left AKS's support on 2026-07-31"),
    "unheard of": ({"version": "1.28"}, "AKS does not offer Kubernetes 1.28"),
    "a patch": ({"version": "1.35.1"}, "AKS does not offer Kubernetes 1.35.1"),
    "a short window": ({"maintenance_hours": 3}, "greater than or equal to 4"),
    "kubenet": ({"network_plugin": "kubenet"}, "Extra inputs are not permitted"),
}


@pytest.mark.parametrize(("changes", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_aks_refuses_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        spec(**changes)
    assert sentence in str(refused.value)


def test_all_labels_that_cannot_be_set_are_named_at_once() -> None:
    kept = ("kubernetes.azure.com/role", "topology.kubernetes.io/zone", "app.k8s.io/x")
    with pytest.raises(ValidationError) as refused:
        spec(**pool(labels=dict.fromkeys(kept, "x")))
    assert all(f"labels: {key} is kept by AKS" in str(refused.value) for key in kept)


@pytest.mark.parametrize("key", ["platform.internal/tier", "team", "azure.com/x", "mykubernetes.azure.com/x"])
def test_labels_of_another_domain_are_accepted(key: str) -> None:
    assert spec(**pool(labels={key: "x"})).pools["app"].labels == {key: "x"}


def test_all_faults_of_a_system_pool_come_at_once() -> None:
    with pytest.raises(ValidationError) as refused:
        spec(**system(vm_size="Standard_D2lds_v5", min=1, taints=({"key": "x"},)))
    assert all(word in str(refused.value) for word in ("2 virtual CPUs", "min is 1", "any taint"))


def test_pools_may_grow_to_the_last_24_of_their_range() -> None:
    assert spec(pod_cidr="10.68.0.0/20").pod_cidr.prefixlen == 20
    eleven = pool(max=3, zones=("1", "2"))  # five of the system and six of this
    assert spec(pod_cidr="10.68.0.0/20", **eleven).pod_cidr.prefixlen == 20


def test_a_version_is_offered_until_its_support_ends() -> None:
    assert version_fault("1.35", on=date(2027, 3, 31)) is None
    assert "left AKS's support on 2027-03-31" in str(version_fault("1.35", on=date(2027, 4, 1)))


def test_what_aks_cannot_change_on_a_pool_is_part_of_its_name() -> None:
    one = UserPoolSpec.model_validate(POOL)
    names = {
        pool_name("app", "1", UserPoolSpec.model_validate({**POOL, **changes}))
        for changes in ({}, {"vm_size": "Standard_D8ds_v5"}, {"os_disk_gib": 100})
    }
    assert len(names) == 3
    grown = UserPoolSpec.model_validate({**POOL, "min": 1, "max": 9, "zones": ("1", "2", "3")})
    assert generation(grown) == generation(one)
    assert all(len(name) <= 12 and name.isalnum() and name.islower() for name in names)
    assert len(pool_name("abcdefgh", "3", one)) == 12


def test_production_asks_for_more_and_lets_a_recovery_open_the_door() -> None:
    assert production_faults(spec(), recovering=False) == []
    open_door = spec(private=False, authorized_ranges=("203.0.113.0/24",))
    assert production_faults(open_door, recovering=True) == []
    (said,) = production_faults(open_door, recovering=False)
    assert said.startswith("private is false: the API server answers the internet")
    weak = spec(tier="Free", upgrade_channel="none", **system(zones=("1",)))
    said_all = " ".join(production_faults(weak, recovering=False))
    assert all(word in said_all for word in ("tier is Free", "upgrade_channel is none", "system.zones"))


def test_an_identity_that_may_do_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="recovery/restore may do nothing, which is a mistake"):
        AksIdentitySpec(namespace="recovery", service_account="restore")
