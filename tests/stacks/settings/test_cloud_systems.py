"""Every key of a cluster's platform is built or refused on each cloud; none is left out in silence."""

import json
from copy import deepcopy
from typing import Any, Final

import pytest

from simulator.program import run
from stacks.settings.platform_model import PlatformSettings
from stacks.settings.rules.cloud_systems import ON_EKS
from tests.stacks.settings.conftest import Desk
from tests.stacks.systems import DEV, KEY, ROOT, SHIPPED, reduced

MADE: Final[dict[str, str]] = {
    "access": "platform:security:ClusterAccessRoles",
    "admission": "platform:security:Admission",
    "backups": "platform:resilience:ClusterBackups",
    "certificates": "platform:mesh:ClusterCertificates",
    "descheduler": "platform:kubernetes:Descheduler",
    "external_secrets": "platform:security:ExternalSecrets",
    "gateway": "platform:mesh:Gateway",
    "keda": "platform:kubernetes:Keda",
    "mesh": "platform:mesh:Mesh",
    "metrics": "platform:observability:MetricsStack",
    "names": "platform:mesh:ExternalDns",
    "probes": "platform:observability:Probes",
    "restore": "platform:resilience:DatabaseRestore",
    "rollouts": "platform:delivery:Rollouts",
    "runtime_detection": "platform:security:RuntimeDetection",
    "scanning": "platform:security:ImageScanning",
    "sealed_secrets": "platform:security:SealedSecrets",
    "vertical_autoscaler": "platform:kubernetes:VerticalAutoscaler",
    "workloads": "platform:workloads:Workload",
}
"""What a key makes on a cluster of another cloud."""

SAID_OF_ALL: Final = {"metrics_definitions", "registries", "replicas"}
"""What is no system, and read by all of them."""

REFUSED: Final = {"gcp": {*ON_EKS, "vertical_autoscaler"}, "azure": set(ON_EKS)}


def test_every_key_is_decided() -> None:
    assert set(PlatformSettings.model_fields) == {*MADE, *ON_EKS, *SAID_OF_ALL}
    assert not set(MADE) & set(ON_EKS)


def stack_with(cloud: str) -> Any:
    """Return production with every key that a cluster of ``cloud`` may have, as its first region has them."""
    settings = reduced("aws", cloud, "cloudflare")
    platform = settings[cloud]["platform"]
    region = SHIPPED["aws"]["regions"]["us-east-1"]["platform"]
    for key in set(MADE) - REFUSED[cloud] - set(platform):
        platform[key] = deepcopy(region[key])
    workload = platform["workloads"]["backend-api"]
    platform["workloads"] = {"backend-api": workload}
    workload["image"] = "ghcr.io/example/backend-api:1.0.0"
    for key in ("sends_to", "takes_from", "reaches", "route", "calls", "clients", "secret", "secret_keys"):
        workload.pop(key, None)
    workload["scaling"].pop("queues", None)
    workload["delivery"] = "pulumi"
    return settings


@pytest.mark.parametrize("cloud", ["gcp", "azure"])
def test_what_is_not_refused_is_built(cloud: str) -> None:
    done = run(ROOT, "production", preview=True, config={KEY: json.dumps(stack_with(cloud))})
    assert [str(fault) for fault in done.faults] == []
    beyond = {"gcp": "production-us-central1-", "azure": "production-eastus-"}[cloud]
    made = {one["type"] for one in done.resources if f"::{beyond}" in one["urn"]}
    assert {key for key in set(MADE) - REFUSED[cloud] if MADE[key] not in made} == set()


@pytest.mark.parametrize("cloud", ["gcp", "azure"])
def test_what_is_of_no_use_there_is_refused(furnished: Desk, cloud: str) -> None:
    region, dev = (
        SHIPPED["aws"]["regions"]["us-east-1"]["platform"],
        DEV["aws"]["regions"]["us-east-1"]["platform"],
    )
    for key in sorted(REFUSED[cloud]):
        found = region.get(key) or dev.get(key) or {}
        said = faults_with(furnished, cloud, {key: found})
        assert any(f"{cloud}.platform.{key}: " in one for one in said), key


@pytest.mark.parametrize("cloud", ["gcp", "azure"])
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("scaling", {"min": 3, "max": 20, "queues": {"orders": 30}}),
        ("sends_to", ["orders"]),
        ("takes_from", ["orders"]),
        ("reaches", ["database", "internet"]),
        ("delivery", "argo-cd"),
    ],
)
def test_a_workload_there_counts_on_nothing_of_aws(furnished: Desk, cloud: str, key: str, value: Any) -> None:
    workload = {
        "namespace": "backend",
        "image": "ghcr.io/example/backend-api:1.0.0",
        "scaling": {"min": 3, "max": 20},
        key: value,
    }
    said = faults_with(furnished, cloud, {"workloads": {"backend-api": workload}})
    place = f"{cloud}.platform.workloads.backend-api.{key}"
    words = ("of AWS", "an AWS region", "does not have")
    assert any(place in one and any(word in one for word in words) for one in said)


def test_a_workload_there_reaches_the_internet(furnished: Desk) -> None:
    workload = {
        "namespace": "backend",
        "image": "ghcr.io/example/backend-api:1.0.0",
        "scaling": {"min": 3, "max": 20},
        "reaches": ["internet"],
    }
    said = faults_with(furnished, "gcp", {"workloads": {"backend-api": workload}})
    assert not any("reaches" in one for one in said)


@pytest.mark.parametrize("cloud", ["gcp", "azure"])
def test_nightly_scans_are_of_the_registry_of_aws(furnished: Desk, cloud: str) -> None:
    furnished.edit(
        "production",
        ("        scanning: {}\n", "        scanning: { nightly: {} }\n", {"gcp": 0, "azure": 1}[cloud]),
    )
    assert any(
        f"{cloud}.platform.scanning.nightly: scans the registry of AWS" in one
        for one in furnished.faults("production")
    )


@pytest.mark.parametrize("cloud", ["gcp", "azure"])
def test_a_platform_has_a_cluster_and_namespaces_have_a_platform(cloud: str) -> None:
    settings = deepcopy(SHIPPED)
    settings[cloud].pop("cluster")
    settings[cloud].pop("identities")
    said = [
        str(fault)
        for fault in run(ROOT, "production", preview=True, config={KEY: json.dumps(settings)}).faults
    ]
    assert any(f"{cloud}.platform: has no cluster to run on" in one for one in said)
    settings[cloud].pop("platform")
    said = [
        str(fault)
        for fault in run(ROOT, "production", preview=True, config={KEY: json.dumps(settings)}).faults
    ]
    assert any(f"{cloud}.namespaces: are made with the platform" in one for one in said)


def faults_with(desk: Desk, cloud: str, keys: dict[str, Any]) -> list[str]:
    index = {"gcp": 0, "azure": 1}[cloud]
    added = "".join(f"        {key}: {json.dumps(value)}\n" for key, value in keys.items())
    desk.edit(
        "production",
        ("        rollouts: {}\n        metrics", f"{added}        rollouts: {{}}\n        metrics", index),
    )
    try:
        return desk.faults("production")
    finally:
        desk.edit("production", (f"{added}        rollouts", "        rollouts"))
