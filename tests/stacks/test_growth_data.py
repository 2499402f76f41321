"""Growing the data systems adds: no queue, stream, warehouse, domain or pool that stands is replaced or deleted for it."""

from typing import Any

import pytest

from tests.stacks.growth import Grown, Growths, adds, lot, region, together, touched
from tests.stacks.systems import reduced
from tests.stacks.test_growth import add_zone


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


GROWTH: Growths = {
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
}
KEPT = tuple(
    f"aws.regions.*.{part}"
    for part in ("analytics", "database_proxy", "queues", "search", "streams", "warehouse")
)


@pytest.mark.parametrize("grows", together(GROWTH, reduced(*KEPT)), ids=", ".join)
def test_growing_adds_and_replaces_nothing(grows: list[str], grown: Grown) -> None:
    grow, created, updated = lot(GROWTH, grows)
    adds(grown(grow, *KEPT), created, updated)


def test_tokens_instead_of_a_password_write_the_secret_anew(grown: Grown) -> None:
    """A version of a secret is never changed, only followed by the next one."""
    steps = grown(let_tokens_in, *KEPT)
    assert (touched(steps, "update"), touched(steps, "replace")) == ({"Proxy"}, {"SecretVersion"})
    assert touched(steps, "create", "delete") == set()


def test_a_zone_more_does_not_touch_what_named_its_zones(grown: Grown) -> None:
    steps = grown(add_zone, *KEPT)
    assert not touched(steps, "create", "update") & {"Domain", "Proxy", "ProxyTarget"}


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("queues", "orders", "fifo"), True, "us-east-1-queue-orders-queue"),
        (("database_proxy", "zones"), ["a", "b"], "us-east-1-postgres-proxy-proxy"),
    ],
)
def test_what_cannot_be_changed_in_place_is_seen_to_be_replaced(
    grown: Grown, path: tuple[str, ...], value: Any, named: str
) -> None:
    """The counterpart: what the settings call unchangeable would be made anew, and the plan says so."""

    def change(settings: Any) -> None:
        place = region(settings)
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    steps = grown(change, *KEPT, preview=True)
    replaced = {step.urn.rsplit("::", 1)[-1] for step in steps if step.op == "replace"}
    assert named in replaced
