from typing import Any

import pytest

from components.kubernetes.node_pools import SYSTEM_TAINT, SYSTEM_TOLERATIONS, NodePoolSpec, Taint
from tests.components.kubernetes.clusters import APPLICATION, a_pool, refusal


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"min": 6},
            "min 6, desired 5 and max 20 are out of order, and EKS refuses such a group: keep min <= desired <= max",
        ),
        (
            {"desired": 21},
            "min 5, desired 21 and max 20 are out of order, and EKS refuses such a group: keep min <= desired <= max",
        ),
        (
            {"max": 5},
            "autoscaled has nothing to do between min 5 and max 5: widen them or leave it out",
        ),
        (
            {"instance_types": ["m7g.large"]},
            (
                "m7g.large has ARM processors and cannot boot AL2023_x86_64_STANDARD: choose an image and instance types "
                "of one architecture"
            ),
        ),
        (
            {"ami_type": "BOTTLEROCKET_ARM_64"},
            (
                "c5.large has x86 processors and cannot boot BOTTLEROCKET_ARM_64: choose an image and instance types of "
                "one architecture"
            ),
        ),
        (
            {"disk_gib": 20, "disk_iops": 10001},
            "gp3 gives at most 500 IOPS a GiB, so 20 GiB cannot have 10001: raise disk_gib or lower disk_iops",
        ),
        (
            {"disk_throughput_mib": 751},
            (
                "gp3 gives at most 0.25 MiB/s an IOPS, so 3000 IOPS cannot carry 751 MiB/s: raise disk_iops or lower "
                "disk_throughput_mib"
            ),
        ),
        (
            {"labels": {"node-role.kubernetes.io/system": "true"}},
            (
                "the kubelet refuses to label its node with node-role.kubernetes.io/system, and the node would not join: "
                "use a key in a domain of your own, such as platform.internal/"
            ),
        ),
        (
            {"labels": {"platform.internal/node-pool": "other"}},
            "platform.internal/node-pool is set to the pool's name by itself: leave it out",
        ),
        (
            {"zones": ["a", "b", "a"]},
            "zones a, b, a name one twice, and its subnet would be refused: name each once",
        ),
    ],
)
def test_what_no_cloud_would_make_is_refused(changes: dict[str, Any], sentence: str) -> None:
    assert refusal(NodePoolSpec, {**APPLICATION, **changes}) == sentence


@pytest.mark.parametrize("field", ["min", "desired", "max", "zones", "instance_types"])
def test_a_pool_says_its_size_and_place(field: str) -> None:
    facts = {key: value for key, value in APPLICATION.items() if key != field}
    assert refusal(NodePoolSpec, facts) == "Field required"


@pytest.mark.parametrize(
    "key", ["platform.internal/tier", "node.kubernetes.io/purpose", "team", "notkubernetes.io/tier"]
)
def test_labels_that_a_kubelet_may_set_are_accepted(key: str) -> None:
    assert a_pool(labels={key: "x"}).labels == {key: "x"}


@pytest.mark.parametrize(
    "instance_type", ["t4g.medium", "c6gd.large", "im4gn.xlarge", "a1.large", "g5g.xlarge"]
)
def test_graviton_types_boot_arm_images(instance_type: str) -> None:
    assert a_pool(instance_types=[instance_type], ami_type="AL2023_ARM_64_STANDARD").instance_types == (
        instance_type,
    )


@pytest.mark.parametrize(
    "instance_type", ["g4dn.xlarge", "m6idn.large", "r5.xlarge", "p4d.24xlarge", "c5ad.large"]
)
def test_other_types_boot_x86_images(instance_type: str) -> None:
    assert a_pool(instance_types=[instance_type]).instance_types == (instance_type,)


def test_the_largest_disk_figures_that_fit_are_accepted() -> None:
    assert a_pool(disk_gib=20, disk_iops=10000, disk_throughput_mib=1000).disk_iops == 10000


def test_the_system_taint_is_one_concept_with_its_toleration() -> None:
    assert (SYSTEM_TAINT.key, SYSTEM_TAINT.value, SYSTEM_TAINT.effect) == (
        "node-role.kubernetes.io/system",
        "true",
        "NoSchedule",
    )
    assert SYSTEM_TOLERATIONS == (
        {
            "key": "node-role.kubernetes.io/system",
            "operator": "Equal",
            "value": "true",
            "effect": "NoSchedule",
        },
    )


def test_a_taint_without_a_value_is_tolerated_by_its_key() -> None:
    assert Taint(key="batch", effect="NoExecute").toleration() == {
        "key": "batch",
        "operator": "Exists",
        "effect": "NoExecute",
    }


def test_sizes_of_a_pool_in_each_zone_count_every_zone() -> None:
    assert a_pool(min=2).least_nodes == 2
    assert a_pool(min=2, per_zone=True).least_nodes == 6
