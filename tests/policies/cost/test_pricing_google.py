"""What Google Cloud is billed for, to the cent."""

from collections.abc import Callable
from typing import Any

import pytest

from policies.cost.estimate import Estimate

Make = Callable[..., dict[str, Any]]
Price = Callable[..., Estimate]
Fixed = Callable[..., dict[str, tuple[str, str, str]]]

POOL, CLUSTER = "gcp:container/nodePool:NodePool", "gcp:container/cluster:Cluster"
SQL, BUCKET = "gcp:sql/databaseInstance:DatabaseInstance", "gcp:storage/bucket:Bucket"
HERE = {"region": None, "location": "us-central1"}
TIER = {"tier": "db-custom-2-7680", "diskSize": 100, "diskAutoresize": True, "diskAutoresizeLimit": 1500}


def same(amount: str) -> tuple[str, str, str]:
    return amount, amount, amount


def reasons(estimate: Estimate) -> list[str]:
    return [note.reason for note in estimate.unpriced]


def test_a_pool_costs_its_nodes_between_the_totals(make: Make, fixed: Fixed) -> None:
    pool = make(
        POOL, "app", **HERE, autoscaling={"totalMinNodeCount": 5, "totalMaxNodeCount": 20},
        nodeLocations=["a", "b", "c"], networkConfig={"enablePrivateNodes": True},
        nodeConfig={"machineType": "c2-standard-4", "diskSizeGb": 50, "diskType": "pd-balanced"},
    )  # fmt: skip
    assert fixed(pool) == {
        "Nodes, c2-standard-4": ("762.12", "762.12", "3048.48"),
        "Boot disks, pd-balanced": ("25.00", "25.00", "100.00"),
        "Nodes behind Cloud NAT": ("5.11", "5.11", "20.44"),
    }


def test_bounds_that_count_each_zone_are_multiplied(make: Make, fixed: Fixed) -> None:
    pool = make(
        POOL, "app", **HERE, autoscaling={"minNodeCount": 1, "maxNodeCount": 2}, nodeLocations=["a", "b", "c"],
        nodeConfig={"machineType": "e2-standard-2", "diskSizeGb": 10, "diskType": "pd-ssd"},
    )  # fmt: skip
    assert fixed(pool)["Nodes, e2-standard-2"] == ("146.75", "146.75", "293.51")


def test_a_machine_without_a_price_is_missed_aloud(make: Make, price: Price) -> None:
    pool = make(POOL, "app", **HERE, nodeCount=1, nodeConfig={"machineType": "a3-mega-8"})
    assert "no price of gce.a3-mega-8 in us-central1 is recorded" in reasons(price(pool))[0]


def test_a_control_plane_costs_its_fee(make: Make, fixed: Fixed) -> None:
    assert fixed(make(CLUSTER, "main", **HERE, removeDefaultNodePool=True)) == {
        "GKE control plane": same("73.00")
    }


def test_a_default_pool_that_stays_has_no_bounds(make: Make, price: Price) -> None:
    assert reasons(price(make(CLUSTER, "main", **HERE))) == [
        "its default pool is kept and has no bounds; set removeDefaultNodePool"
    ]


def test_a_database_costs_processors_memory_and_a_disk_that_grows(make: Make, fixed: Fixed) -> None:
    zonal = make(SQL, "db", region="us-central1", settings=TIER)
    assert fixed(zonal) == {
        "PostgreSQL, 2 CPUs": same("60.30"),
        "PostgreSQL, 7.5 GB": same("38.32"),
        "Database disk": ("17.00", "17.00", "255.00"),
    }
    regional = make(SQL, "db", region="us-central1", settings={**TIER, "availabilityType": "REGIONAL"})
    assert fixed(regional)["PostgreSQL, 2 CPUs with standby"] == same("120.60")


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({**TIER, "tier": "db-f1-micro"}, "no price of a shared or predefined tier is recorded"),
        ({**TIER, "edition": "ENTERPRISE_PLUS"}, "no price of Enterprise Plus is recorded"),
        ({**TIER, "diskAutoresizeLimit": 0}, "its disk grows without an end"),
    ],
)
def test_what_has_no_price_is_missed_aloud(
    make: Make, price: Price, settings: dict[str, Any], reason: str
) -> None:
    assert any(
        one.startswith(reason)
        for one in reasons(price(make(SQL, "db", region="us-central1", settings=settings)))
    )


def test_a_bucket_stands_where_its_location_says(make: Make, price: Price) -> None:
    lines = price(make(BUCKET, "copies", region=None, location="US-CENTRAL1")).lines
    assert {line.region for line in lines} == {"us-central1"}
    assert {line.item: f"{line.monthly.expected:.2f}" for line in lines} == {
        "Objects": "15.60",
        "Writes": "0.10",
    }


def test_a_zone_stands_in_its_region(make: Make, price: Price) -> None:
    pool = make(
        POOL,
        "app",
        region=None,
        location="us-central1-a",
        nodeCount=1,
        nodeConfig={"machineType": "e2-medium"},
    )
    assert {line.region for line in price(pool).lines} == {"us-central1"}


@pytest.mark.parametrize("kind", ["gcp:compute/globalAddress:GlobalAddress", "gcp:compute/address:Address"])
def test_a_reserved_address_costs_and_a_range_does_not(
    make: Make, price: Price, fixed: Fixed, kind: str
) -> None:
    assert fixed(make(kind, "ingress", region="us-central1", addressType="EXTERNAL")) == {
        "Reserved address": same("7.30")
    }
    inside = price(make(kind, "range", region="us-central1", addressType="INTERNAL"))
    assert (inside.lines, inside.unpriced) == ((), ())


def test_an_alert_costs_its_conditions_and_what_they_read(make: Make, price: Price) -> None:
    policy = make("gcp:monitoring/alertPolicy:AlertPolicy", "outage", **HERE, conditions=[{}, {}])
    bill = price(policy)
    expected = {line.item: (line.quantity.expected, line.monthly.expected) for line in bill.lines}
    assert {item: tuple(map(str, figures)) for item, figures in expected.items()} == {
        "Conditions of an alert": ("2", "0.20"),
        "Series that an alert reads": ("0.18", "0.0630"),
    }


def test_checks_within_the_free_million_cost_nothing(make: Make, price: Price) -> None:
    bill = price(make("gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig", "www", **HERE))
    assert (bill.lines, bill.unpriced) == ((), ())
    assert "the component refuses more" in bill.free[0].reason
