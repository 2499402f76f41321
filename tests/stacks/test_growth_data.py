"""Growing the data systems adds: no queue, stream, warehouse, domain or pool that stands is replaced or deleted for it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.stacks.test_growth import add_zone, planned, region, touched


def add_queue(tree: Any) -> None:
    region(tree)["queues"]["refunds"] = {}


def add_stream(tree: Any) -> None:
    region(tree)["streams"]["clicks"] = {}


def add_consumer(tree: Any) -> None:
    region(tree)["streams"]["metrics"] = {"consumers": ["dashboards"]}


def choose_shards(tree: Any) -> None:
    region(tree)["streams"]["metrics"] = {"mode": "provisioned", "shards": 4}


def remember_longer(tree: Any) -> None:
    region(tree)["streams"]["metrics"] = {"retention_hours": 168}


def add_warehouse_node(tree: Any) -> None:
    region(tree)["warehouse"]["nodes"] = 4


def change_node_type(tree: Any) -> None:
    region(tree)["warehouse"]["node_type"] = "ra3.4xlarge"


def add_second_zone_of_the_warehouse(tree: Any) -> None:
    region(tree)["warehouse"]["multi_az"] = True


def add_search_nodes(tree: Any) -> None:
    region(tree)["search"]["nodes"] = 6
    region(tree)["search"]["masters"] = {}


def grow_search_disks(tree: Any) -> None:
    region(tree)["search"]["disk_gib"] = 200


def raise_search_version(tree: Any) -> None:
    region(tree)["search"]["version"] = "3.1"


def add_parallelism(tree: Any) -> None:
    region(tree)["analytics"]["parallelism"] = 20


def raise_flink(tree: Any) -> None:
    region(tree)["analytics"] |= {"version": "2.2", "code_key": "stream-analytics/2.0.0.jar"}


def widen_pool(tree: Any) -> None:
    region(tree)["database_proxy"] |= {"pool_percent": 90, "idle_percent": 50}


def let_tokens_in(tree: Any) -> None:
    region(tree)["database_proxy"]["clients"] = "iam"


GROWTH: dict[str, tuple[Callable[[Any], None], set[str], set[str]]] = {
    "a queue": (add_queue, {"MetricAlarm", "Queue", "QueuePolicy"}, set()),
    "a stream": (add_stream, {"MetricAlarm", "Stream"}, set()),
    "a consumer": (add_consumer, {"StreamConsumer"}, set()),
    "shards of one's own choosing": (choose_shards, set(), {"Stream"}),
    "a longer memory": (remember_longer, set(), {"Stream"}),
    "a node of the warehouse": (add_warehouse_node, set(), {"Cluster"}),
    "larger nodes of the warehouse": (change_node_type, set(), {"Cluster"}),
    "a second zone of the warehouse": (add_second_zone_of_the_warehouse, set(), {"Cluster"}),
    "nodes and masters of the search domain": (add_search_nodes, set(), {"Domain"}),
    "larger disks of the search domain": (grow_search_disks, set(), {"Domain", "MetricAlarm"}),
    "a version of the search domain": (raise_search_version, set(), {"Domain"}),
    "parallelism": (add_parallelism, set(), {"Application"}),
    "a version of Flink": (raise_flink, set(), {"Application", "MetricAlarm", "RolePolicy"}),
    "a wider pool": (widen_pool, set(), {"MetricAlarm", "ProxyDefaultTargetGroup"}),
    "tokens instead of a password": (let_tokens_in, set(), {"Proxy", "SecretVersion"}),
}
"""What grows -> how, what that creates, and what it updates in place, by type."""


@pytest.mark.parametrize(("grow", "created", "updated"), GROWTH.values(), ids=GROWTH)
def test_growing_adds_and_replaces_nothing(
    up: Any, changed: Any, tree: Any, grow: Callable[[Any], None], created: set[str], updated: set[str]
) -> None:
    steps = planned(up, changed, tree, grow, preview=False)
    assert touched(steps, "replace", "delete") == set()
    assert (touched(steps, "create"), touched(steps, "update")) == (created, updated)
    assert [step.urn for step in steps if step.guarded or step.refused] == []


def test_a_zone_more_does_not_touch_what_named_its_zones(up: Any, changed: Any, tree: Any) -> None:
    steps = planned(up, changed, tree, add_zone, preview=False)
    assert not touched(steps, "create", "update") & {"Domain", "Proxy", "ProxyTarget"}


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("warehouse", "database"), "lake", "us-east-1-warehouse-cluster"),
        (("queues", "orders", "fifo"), True, "us-east-1-queue-orders-queue"),
        (("database_proxy", "zones"), ["a", "b"], "us-east-1-postgres-proxy-proxy"),
    ],
)
def test_what_cannot_be_changed_in_place_is_seen_to_be_replaced(
    up: Any, changed: Any, tree: Any, path: tuple[str, ...], value: Any, named: str
) -> None:
    """The counterpart: what the settings call unchangeable would be made anew, and the plan says so."""

    def change(settings: Any) -> None:
        place = region(settings)
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    steps = planned(up, changed, tree, change, preview=True)
    replaced = {step.urn.rsplit("::", 1)[-1] for step in steps if step.op == "replace"}
    assert named in replaced
