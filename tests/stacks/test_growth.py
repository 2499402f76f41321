"""Growing an environment adds: nothing that stands is replaced or deleted for it."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from simulator.plan import Step, plan

HOME, AWAY = "us-east-1", "us-west-2"


def region(tree: Any, name: str = HOME) -> Any:
    return tree["aws"]["regions"][name]


def add_zone(tree: Any) -> None:
    region(tree)["network"]["zones"]["d"] = 3


def add_zone_to_pool(tree: Any) -> None:
    add_zone(tree)
    region(tree)["cluster"]["pools"]["database"]["zones"].append("d")


def add_pool(tree: Any) -> None:
    region(tree)["cluster"]["pools"]["batch"] = {
        "instance_types": ["c5.large"],
        "zones": ["a", "b"],
        "min": 0,
        "desired": 0,
        "max": 4,
    }


def add_replica(tree: Any) -> None:
    region(tree)["database"]["replicas"]["four"] = {"instance_class": "db.r5.2xlarge", "zone": "a"}


def add_namespace(tree: Any) -> None:
    region(tree)["namespaces"]["jobs"] = {}


def add_cache_user(tree: Any) -> None:
    region(tree)["cache"]["users"]["jobs"] = {}


def add_administrator(tree: Any) -> None:
    region(tree)["cluster"]["admins"]["second"] = "arn:aws:iam::333333333333:role/second"


def add_pod_range(tree: Any) -> None:
    region(tree)["network"]["pod_cidr"] = "100.64.0.0/16"


def add_region(tree: Any) -> None:
    third = deepcopy(region(tree, AWAY))
    del third["recovery"]
    del third["stores"]["backups"]
    third["network"]["cidr"] = "10.20.0.0/16"
    third["cluster"]["service_cidr"] = "172.20.112.0/20"
    tree["aws"]["regions"]["us-east-2"] = third


def add_shard(tree: Any) -> None:
    region(tree)["cache"]["shards"] += 1


def grow_disk(tree: Any) -> None:
    region(tree)["database"]["storage"] = {"allocated_gib": 1200, "max_allocated_gib": 2000}


def grow_pool(tree: Any) -> None:
    region(tree)["cluster"]["pools"]["application"]["max"] = 30


def add_target_group(tree: Any) -> None:
    tree["aws"]["traffic"]["load_balancers"][HOME] = {"groups": {"blue": 90, "green": 0, "canary": 10}}


def copy_pages(tree: Any) -> None:
    tree["aws"]["traffic"]["cdn"]["second_region"] = AWAY


GROWTH: dict[str, tuple[Callable[[Any], None], set[str], set[str]]] = {
    "a zone": (
        add_zone,
        {"Eip", "NatGateway", "Route", "RouteTable", "RouteTableAssociation", "Subnet"},
        {"Application", "Cluster", "LoadBalancer", "SubnetGroup", "VpcEndpoint"},
    ),
    "a zone and nodes of a pool in it": (
        add_zone_to_pool,
        {"Eip", "NatGateway", "NodeGroup", "Route", "RouteTable", "RouteTableAssociation", "Subnet"},
        {"Application", "Cluster", "LoadBalancer", "SubnetGroup", "VpcEndpoint"},
    ),
    "a pool": (add_pool, {"LaunchTemplate", "NodeGroup", "NodePool"}, set()),
    "a replica": (add_replica, {"Instance", "LogGroup", "MetricAlarm"}, {"EventSubscription"}),
    "a namespace": (
        add_namespace,
        {
            "LimitRange",
            "Namespace",
            "NetworkPolicy",
            "ResourceQuota",
            "ServiceAccountPatch",
            "TenantNamespace",
        },
        set(),
    ),
    "a user of the cache": (
        add_cache_user,
        {"ConnectionSecret", "RandomPassword", "Secret", "SecretVersion", "User"},
        {"UserGroup"},
    ),
    "an administrator": (add_administrator, {"AccessEntry", "AccessPolicyAssociation"}, {"Role"}),
    "a range for pods": (
        add_pod_range,
        {
            "RouteTableAssociation",
            "SecurityGroupEgressRule",
            "SecurityGroupIngressRule",
            "Subnet",
            "VpcIpv4CidrBlockAssociation",
        },
        set(),
    ),
    "a shard": (add_shard, {"MetricAlarm"}, {"ReplicationGroup"}),
    "a larger disk": (grow_disk, set(), {"Instance", "MetricAlarm"}),
    "a larger pool": (grow_pool, set(), {"NodeGroup"}),
    "a target group with a tenth of the requests": (
        add_target_group,
        {"MetricAlarm", "TargetGroup"},
        {"ListenerRule"},
    ),
    "a copy of the pages in another region": (
        copy_pages,
        {
            "Bucket",
            "BucketCorsConfiguration",
            "BucketLifecycleConfiguration",
            "BucketLogging",
            "BucketOwnershipControls",
            "BucketPolicy",
            "BucketPublicAccessBlock",
            "BucketServerSideEncryptionConfiguration",
            "BucketVersioning",
            "ObjectStore",
        },
        {"Distribution"},
    ),
}
"""What grows -> how, what that creates, and what it updates in place, by type."""


def planned(up: Any, changed: Any, tree: Any, grow: Callable[[Any], None], *, preview: bool) -> list[Step]:
    settings = tree("production")
    grow(settings)
    after = changed("production", settings, up("production").run.state, preview=preview)
    return plan(after.baseline, after)


def touched(steps: list[Step], *ops: str) -> set[str]:
    return {step.urn.split("::")[-2].rsplit(":", 1)[-1] for step in steps if step.op in ops}


def test_the_same_settings_change_nothing(up: Any, changed: Any, tree: Any) -> None:
    for preview in (False, True):
        steps = planned(up, changed, tree, lambda _: None, preview=preview)
        assert Counter(step.op for step in steps) == {"same": len(up("production").entries)}


@pytest.mark.parametrize(("grow", "created", "updated"), GROWTH.values(), ids=GROWTH)
def test_growing_adds_and_replaces_nothing(
    up: Any, changed: Any, tree: Any, grow: Callable[[Any], None], created: set[str], updated: set[str]
) -> None:
    steps = planned(up, changed, tree, grow, preview=False)
    assert touched(steps, "replace", "delete") == set()
    assert (touched(steps, "create"), touched(steps, "update")) == (created, updated)
    assert [step.urn for step in steps if step.guarded or step.refused] == []


@pytest.mark.parametrize("grow", [add_zone, add_pool, add_replica, add_namespace, add_cache_user, add_region])
def test_a_preview_of_growth_says_so_too(
    up: Any, changed: Any, tree: Any, grow: Callable[[Any], None]
) -> None:
    steps = planned(up, changed, tree, grow, preview=True)
    assert touched(steps, "replace", "delete") == set()
    assert touched(steps, "create")


HEARS_OF_A_REGION = {
    "pipelines-boundary": "the deployer may act in it",
    "us-east-1-posture-aggregator": "its findings are gathered at home",
    "us-east-1-vpn-template": "people reach its addresses",
    "us-east-1-vpn-group": "the machine takes the new template",
}
"""What of the first two regions has to know of a third, and why. All of it is updated in place."""


def test_a_third_region_touches_nothing_of_the_first_two(up: Any, changed: Any, tree: Any) -> None:
    steps = planned(up, changed, tree, add_region, preview=False)
    standing = set(up("production").entries)
    touched = {
        step.urn.rsplit("::", 1)[-1]: step.op for step in steps if step.urn in standing and step.op != "same"
    }
    assert touched == dict.fromkeys(HEARS_OF_A_REGION, "update")
    assert {step.op for step in steps if step.urn not in standing} == {"create"}


def test_losing_a_store_is_called_out(up: Any, changed: Any, tree: Any) -> None:
    """The counterpart: what growth never does is seen when it is done."""

    def shrink(settings: Any) -> None:
        del region(settings)["database"]["replicas"]["three"]

    steps = planned(up, changed, tree, shrink, preview=True)
    (lost,) = [step for step in steps if step.guarded]
    assert (lost.op, lost.urn.rsplit("::", 1)[-1]) == ("delete", "us-east-1-postgres-replica-three-instance")
    assert "protected" in lost.refused
