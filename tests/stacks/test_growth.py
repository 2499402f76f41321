"""Growing an environment adds: nothing that stands is replaced or deleted for it."""

from collections import Counter
from copy import deepcopy
from typing import Any

import pytest

from tests.stacks.growth import AWAY, HOME, WHOLE, Grow, Grown, Growths, adds, lot, region, together, touched
from tests.stacks.systems import reduced


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
    platform = third["platform"]
    # What reads secrets of home, or needs a balancer, a copy of the database or a name of its own, comes later.
    for gone in (
        "backups",
        "gateway",
        "load_balancers",
        "argo_cd",
        "argo_workflows",
        "incidents",
        "metrics",
        "workloads",
    ):
        platform.pop(gone, None)
    del platform["external_secrets"]["namespaces"]["backend"]
    del platform["mesh"]["trust"]  # it would need an authority of its own
    for namespace in third["namespaces"].values():
        namespace.pop("routed", None)
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


HEAR_OF_A_ZONE = {
    "Application",
    "Cluster",
    "LoadBalancer",
    "NetworkPolicy",  # pods reach the stores by the ranges of their subnets
    "Release",  # Cilium hands out addresses of the subnets that it is told of
    "SubnetGroup",
    "VpcEndpoint",
}
"""What is updated in place for a further zone."""

GROWTH: Growths = {
    "a zone": (
        add_zone,
        {"Eip", "NatGateway", "Route", "RouteTable", "RouteTableAssociation", "Subnet"},
        HEAR_OF_A_ZONE,
    ),
    "a zone and nodes of a pool in it": (
        add_zone_to_pool,
        {"Eip", "NatGateway", "NodeGroup", "Route", "RouteTable", "RouteTableAssociation", "Subnet"},
        HEAR_OF_A_ZONE,
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
    "an administrator": (
        add_administrator,
        {"AccessEntry", "AccessPolicyAssociation"},
        {"LogMetricFilter", "Role"},
    ),
    "a range for pods": (
        add_pod_range,
        {
            "RouteTableAssociation",
            "SecurityGroupEgressRule",
            "SecurityGroupIngressRule",
            "Subnet",
            "VpcIpv4CidrBlockAssociation",
        },
        {"Release"},  # Cilium takes the addresses of pods from there
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
WIDELY = ("a zone", "a zone and nodes of a pool in it", "an administrator")


OF_THE_EDGE = ("aws.traffic", "aws.regions.*.stores")


def test_the_same_settings_change_nothing(up: Any, grown: Grown) -> None:
    for preview in (False, True):
        steps = grown(lambda _: None, WHOLE, preview=preview)
        assert Counter(step.op for step in steps) == {"same": len(up("production").entries)}


@pytest.mark.parametrize("grows", WIDELY)
def test_growing_where_all_systems_might_hear_of_it(grows: str, grown: Grown) -> None:
    grow, created, updated = GROWTH[grows]
    adds(grown(grow, WHOLE), created, updated)


@pytest.mark.parametrize(
    "grows",
    together({name: GROWTH[name] for name in GROWTH if name not in WIDELY}, reduced(*OF_THE_EDGE)),
    ids=", ".join,
)
def test_growing_adds_and_replaces_nothing(grows: list[str], grown: Grown) -> None:
    grow, created, updated = lot(GROWTH, grows)
    adds(grown(grow, *OF_THE_EDGE), created, updated)


@pytest.mark.parametrize(
    ("grow", "keep"), [(add_region, WHOLE), (add_zone, "aws.traffic"), (add_pool, ""), (add_replica, "")]
)
def test_a_preview_of_growth_says_so_too(grow: Grow, keep: str, grown: Grown) -> None:
    steps = grown(grow, keep, preview=True)
    assert touched(steps, "replace", "delete") == set()
    assert touched(steps, "create")


HEARS_OF_A_REGION = {
    "pipelines-boundary": "the deployer may act in it",
    "us-east-1-posture-aggregator": "its findings are gathered at home",
    "us-east-1-vpn-template": "people reach its addresses",
    "us-east-1-vpn-group": "the machine takes the new template",
}
"""What of the first two regions has to know of a third, and why. All of it is updated in place."""


def test_a_third_region_touches_nothing_of_the_first_two(up: Any, grown: Grown) -> None:
    steps = grown(add_region, WHOLE)
    standing = set(up("production").entries)
    changes = {
        step.urn.rsplit("::", 1)[-1]: step.op for step in steps if step.urn in standing and step.op != "same"
    }
    assert changes == dict.fromkeys(HEARS_OF_A_REGION, "update")
    assert {step.op for step in steps if step.urn not in standing} == {"create"}


def test_losing_a_store_is_called_out(grown: Grown) -> None:
    """The counterpart: what growth never does is seen when it is done."""

    def shrink(settings: Any) -> None:
        del region(settings)["database"]["replicas"]["three"]

    steps = grown(shrink, preview=True)
    (lost,) = [step for step in steps if step.guarded]
    assert (lost.op, lost.urn.rsplit("::", 1)[-1]) == ("delete", "us-east-1-postgres-replica-three-instance")
    assert "protected" in lost.refused
