"""What stays in place when a cluster grows."""

from tests.components.kubernetes.clusters import (
    APPLICATION,
    DATABASE,
    POOLS,
    SYSTEM,
    a_spec,
    built,
    inputs_by_urn,
)


def test_another_pool_only_adds() -> None:
    before = inputs_by_urn(built(a_spec(pools={"system": SYSTEM, "application": APPLICATION})))
    after = inputs_by_urn(built(a_spec(pools=POOLS)))
    assert {urn: after[urn] for urn in before} == before
    assert sorted(urn.rpartition("::")[2] for urn in set(after) - set(before)) == sorted(
        [
            "main-database-template",
            *(f"main-database-{zone}" for zone in "abc"),
            *(
                f"main-autoscaler-database-{zone}-{tag}"
                for zone in "abc"
                for tag in (
                    "enabled",
                    "main",
                    "node-template-label-platform-internal-node-pool",
                    "node-template-label-platform-internal-storage",
                    "node-template-label-topology-ebs-csi-aws-com-zone",
                    "node-template-taint-platform-internal-database",
                )
            ),
        ]
    )


def test_another_zone_only_adds() -> None:
    two = {**DATABASE, "zones": ["a", "b"]}
    pools = {name: {**pool, "zones": ["a", "b"]} for name, pool in POOLS.items()}
    before = inputs_by_urn(
        built(a_spec(pools={**pools, "database": two}), private_subnets={"a": "subnet-a", "b": "subnet-b"})
    )
    after = inputs_by_urn(built(a_spec(pools={**pools, "database": DATABASE})))
    changed = {urn.rpartition("::")[2] for urn in before if after[urn] != before[urn]}
    # The control plane's subnets are the one thing that follows the network; EKS moves them in place.
    assert changed == {"main-control-plane-cluster"}
    assert len(after) - len(before) == 7


def test_another_size_changes_nothing_but_the_size() -> None:
    before = inputs_by_urn(built())
    after = inputs_by_urn(built(a_spec(pools={**POOLS, "application": {**APPLICATION, "min": 3, "max": 40}})))
    assert set(after) == set(before)
    (group,) = [urn for urn in before if after[urn] != before[urn]]
    assert {key for key in before[group] if before[group][key] != after[group][key]} == {"scalingConfig"}
    assert after[group]["scalingConfig"] == {"minSize": 3, "desiredSize": 5, "maxSize": 40}


def test_another_version_moves_control_plane_nodes_and_addons_together() -> None:
    before = inputs_by_urn(built(a_spec(version="1.34")))
    after = inputs_by_urn(built(a_spec(version="1.35")))
    assert set(after) == set(before)
    changed = {
        urn.rpartition("::")[2]: {key for key in before[urn] if before[urn][key] != after[urn][key]}
        for urn in before
        if after[urn] != before[urn]
    }
    groups = ["application", "system", "database-a", "database-b", "database-c"]
    assert changed == {
        "main-control-plane-cluster": {"version"},
        "main-network-kube-proxy": {"addonVersion"},
        "main-services-coredns": {"addonVersion"},
        **{f"main-{group}": {"version"} for group in groups},
    }
