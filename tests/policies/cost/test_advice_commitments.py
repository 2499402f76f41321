"""Commitments: on which floor, at which rate, by hand to the cent, and when nothing is advised."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from policies.cost.advice.advisers import advise, largest_total
from policies.cost.advice.terms import Advice
from policies.cost.commitments.book import Commitment, CommitmentBook
from policies.cost.commitments.rows import shipped_commitments
from policies.cost.estimate import Estimate
from policies.cost.prices.book import PriceBook, shipped_prices

Make = Callable[..., dict[str, Any]]
Price = Callable[..., Estimate]
GROUP = "aws:eks/nodeGroup:NodeGroup"


def advised(price: Price, *entries: dict[str, Any], stack: str = "production") -> list[Advice]:
    return list(advise(price(*entries, stack=stack), entries))


def bought(found: list[Advice], *words: str) -> list[Advice]:
    return [
        one for one in found if one.advice.startswith("buy ") and all(word in one.advice for word in words)
    ]


def pool(
    make: Make, name: str, kind: str, least: int, expected: int, most: int, **inputs: Any
) -> dict[str, Any]:
    scaling = {"minSize": least, "desiredSize": expected, "maxSize": most}
    return make(GROUP, name, instanceTypes=[kind], scalingConfig=scaling, **inputs)


def test_a_savings_plan_is_sized_on_the_floor_of_the_stack_after_its_machines_are_chosen(
    make: Make, price: Price
) -> None:
    entries = [
        pool(make, "application", "c5.large", 5, 6, 20),
        pool(make, "other", "c5.large", 1, 2, 3, region="us-west-2"),
        pool(make, "database", "r5.xlarge", 1, 1, 1),
    ]
    found = advised(price, *entries)
    (plan,) = bought(found, "Compute Savings Plan")

    # c6g.large follows c5.large at 0.068, of which 73% is 0.04964; r6g.xlarge follows r5.xlarge at 0.2016: 0.147168
    assert plan.arithmetic == (
        "4380 hour * (0.068 - 0.04964) + 730 hour * (0.2016 - 0.14717) = 120.15 USD, "
        "at (4380 * 0.04964 + 730 * 0.14717) / 730 = 0.445 USD an hour"
    )
    assert plan.saving == Decimal(4380) * Decimal("0.01836") + Decimal(730) * Decimal("0.05443")
    assert plan.advice == (
        "buy a Compute Savings Plan of 0.445 USD an hour for a year, nothing upfront, for c6g.large, r6g.xlarge"
    )
    assert "pays from 8.8 months of use on" in plan.condition
    assert "it is paid for 12 months, used or not" in plan.condition
    assert plan.urn == "urn:pulumi:production::platform::pulumi:pulumi:Stack::platform-production"


def test_of_the_plans_for_one_kind_of_machine_the_ones_that_save_more_together_count(
    make: Make, price: Price
) -> None:
    entries = [
        pool(make, "application", "c7g.large", 2, 2, 2),
        pool(make, "one", "c6g.large", 1, 1, 1),
        pool(make, "two", "r6g.large", 1, 1, 1),
    ]
    found = advised(price, *entries)
    (compute,) = bought(found, "Compute Savings Plan")
    families = bought(found, "EC2 Instance Savings Plan")

    assert [(one.advice.split("for ")[-1], one.saving) for one in families] == [
        ("r6g.large in us-east-1", Decimal(730) * Decimal("0.0373")),
        ("c6g.large in us-east-1", Decimal(730) * Decimal("0.0252")),
    ]
    assert not compute.counted
    assert all(one.counted for one in families)
    assert compute.condition.endswith("; without c7g.large, of which no current rate is recorded")
    assert largest_total(bought(found)) == sum((one.saving for one in families), Decimal(0))


def test_the_total_is_what_the_bill_falls_by_when_all_that_counts_is_followed(
    make: Make, price: Price
) -> None:
    entries = [pool(make, "application", "c5.large", 5, 5, 20)]
    found = advised(price, *entries)

    # 0.085 -> c6g at 0.068 -> committed at 0.0428, each for 3,650 hours; gp2 -> gp3 on five disks of 20 GB
    assert largest_total(found) == 3650 * (Decimal("0.085") - Decimal("0.0428")) + 100 * Decimal("0.02")
    assert largest_total(found) == sum((one.saving for one in found if one.counted), Decimal(0))


def test_three_years_are_told_where_they_were_read(make: Make, price: Price) -> None:
    warehouse = make(
        "aws:redshift/cluster:Cluster",
        "warehouse",
        nodeType="ra3.xlplus",
        numberOfNodes=3,
        clusterIdentifier="w",
    )
    (plan,) = bought(advised(price, warehouse))

    assert plan.arithmetic == (
        "2190 hour * (1.086 - 0.7602) = 713.50 USD, at (2190 * 0.7602) / 730 = 2.280 USD an hour"
    )
    assert plan.saving == Decimal("713.502")
    assert "pays from 8.4 months of use on" in plan.condition
    assert plan.condition.endswith("; bound for three years it saves 1,343.57 a month")


def database(make: Make, name: str, **inputs: Any) -> dict[str, Any]:
    shape = {
        "instanceClass": "db.r5.2xlarge",
        "engine": "postgres",
        "allocatedStorage": 100,
        "storageType": "gp3",
    }
    return make("aws:rds/instance:Instance", name, **(shape | inputs))


def test_reserved_instances_are_one_purchase_for_a_family_and_a_region(make: Make, price: Price) -> None:
    primary = database(make, "primary", multiAz=True, identifier="primary")
    replica = database(make, "replica")
    (plan,) = bought(advised(price, primary, replica))

    assert plan.advice.endswith("for db.r6g.2xlarge in us-east-1")
    assert plan.arithmetic.startswith(
        "730 hour * (0.899 - 0.60233) + 730 hour * (1.798 - 1.20466) = 649.71 USD"
    )


def test_a_recovery_replica_is_reserved_as_it_is_once_its_standby_is_gone(make: Make, price: Price) -> None:
    origin = database(make, "origin", multiAz=True)
    replica = database(make, "replica", multiAz=True, replicateSourceDb="origin", region="us-west-2")
    replica["propertyDependencies"] = {"replicateSourceDb": [origin["urn"]]}
    found = advised(price, origin, replica)
    (plan,) = bought(found, "us-west-2")
    (family,) = (one for one in found if one.kind == "machine family" and one.urn == replica["urn"])
    (standby,) = (one for one in found if one.kind == "idle standby")

    assert standby.arithmetic == "100 GB-month * (0.23 - 0.115) + 730 hour * (2 - 1) = 741.50 USD"
    assert family.arithmetic == "730 hour * (1 - 0.899) = 73.73 USD"
    assert plan.arithmetic.startswith("730 hour * (0.899 - 0.60233) = 216.57 USD")


def test_valkey_is_reserved_where_redis_is_advised_against(make: Make, price: Price) -> None:
    cache = make(
        "aws:elasticache/replicationGroup:ReplicationGroup", "cache", nodeType="cache.r6g.large", engine="redis",
        numCacheClusters=3, snapshotRetentionLimit=0,
    )  # fmt: skip
    found = advised(price, cache)
    (plan,) = bought(found)

    assert plan.arithmetic.startswith("2190 hour * (0.1648 - 0.1128) = 113.88 USD")
    assert largest_total(found) == 2190 * (Decimal("0.206") - Decimal("0.1128"))


def test_an_environment_that_may_sleep_commits_to_nothing(make: Make, price: Price) -> None:
    entry = pool(make, "general", "c5.large", 3, 3, 3, stack="dev")

    assert bought(advised(price, entry, stack="dev")) == []
    assert bought(advised(price, pool(make, "general", "c5.large", 3, 3, 3)))


def test_machines_that_a_schedule_switches_off_have_no_floor(make: Make, price: Price) -> None:
    here, there = (
        pool(make, "here", "c5.large", 3, 3, 3),
        pool(make, "there", "c5.large", 3, 3, 3, region="us-west-2"),
    )
    night = make("aws:autoscaling/schedule:Schedule", "night", minSize=0, recurrence="0 20 * * *")
    (plan,) = bought(advised(price, here, there, night), "Compute")
    unplaced = make("aws:autoscaling/schedule:Schedule", "night", region=None, minSize=0)

    assert plan.arithmetic.startswith("2190 hour * (0.068 - 0.04964)")
    assert bought(advised(price, here, there, unplaced)) == []


def test_what_follows_a_choice_is_sized_on_what_was_chosen(make: Make, price: Price) -> None:
    entry = pool(make, "application", "c5.large", 5, 5, 5)
    cheap = PriceBook(
        replace(one, usd=Decimal("0.06")) if one.key == "ec2.c6a.large" else one
        for one in shipped_prices()
        if one.region == "us-east-1"
    )
    found = list(advise(price(entry), [entry], cheap))
    (plan,) = bought(found, "Compute")

    assert [one.advice for one in found if one.kind == "machine family" and one.counted] == [
        "run c6a.large instead of c5.large"
    ]
    assert plan.arithmetic.startswith("3650 hour * (0.06 - 0.0486) = 41.61 USD")


def test_sizes_of_a_family_are_one_purchase(make: Make, price: Price) -> None:
    one = database(make, "one", instanceClass="db.r6g.large")
    two = database(make, "two", instanceClass="db.r6g.xlarge")
    (plan,) = bought(advised(price, one, two))

    assert plan.advice.endswith("for db.r6g.large, db.r6g.xlarge in us-east-1")


def test_nothing_without_a_floor_or_on_spot_is_committed_to(make: Make, price: Price) -> None:
    empty = pool(make, "empty", "c5.large", 0, 2, 4)
    spot = pool(make, "spot", "c5.large", 3, 3, 3, capacityType="SPOT")

    assert bought(advised(price, empty, spot)) == []
    (plan,) = bought(advised(price, empty, spot, pool(make, "r", "r6g.large", 1, 1, 1)), "Compute")
    assert plan.arithmetic.startswith("730 hour * (0.1008 - 0.07358) = 19.87 USD")


def test_less_than_a_dollar_a_month_is_not_worth_a_year(make: Make, price: Price) -> None:
    group = pool(
        make, "tiny", "t4g.micro", 1, 1, 1
    )  # 730 * (0.0084 - 0.00613) = 1.66; the family's: 730 * 0.00312
    book = CommitmentBook([dear(row) for row in shipped_commitments()])
    found = advise(price(group), [group], promised=book)

    assert bought(list(found)) == []
    assert bought(advised(price, group))


def dear(row: Commitment) -> Commitment:
    return replace(row, listed=Decimal(1), usd=Decimal("0.99"))


def test_a_rate_that_nobody_has_looked_at_for_too_long_is_not_advised_on(make: Make, price: Price) -> None:
    group = pool(make, "application", "c6g.large", 3, 3, 3)
    old = CommitmentBook([replace(row, observed=date(2026, 5, 26)) for row in shipped_commitments()])
    fresh = CommitmentBook([replace(row, observed=date(2026, 5, 27)) for row in shipped_commitments()])

    assert bought(list(advise(price(group), [group], promised=old))) == []
    assert bought(list(advise(price(group), [group], promised=fresh)))


def test_google_s_and_azure_s_plans(make: Make, price: Price) -> None:
    nodes = make(
        "gcp:container/nodePool:NodePool", "pool", location="us-central1", region=None,
        nodeConfig={"machineType": "e2-standard-2"},
        autoscaling={"totalMinNodeCount": 3, "totalMaxNodeCount": 5},
    )  # fmt: skip
    sql = make(
        "gcp:sql/databaseInstance:DatabaseInstance", "sql", region="us-central1",
        settings={"tier": "db-custom-2-7680", "diskAutoresize": False},
    )  # fmt: skip
    aks = make(
        "azure-native:containerservice:AgentPool", "aks", region=None, location="eastus", osDiskType="Ephemeral",
        vmSize="Standard_D4ds_v5", enableAutoScaling=True, minCount=3, maxCount=5,
    )  # fmt: skip
    found = advised(price, nodes, sql, aks)

    assert [one.arithmetic.split(", at")[0] for one in bought(found, "flexible")] == [
        "2190 hour * (0.067011 - 0.04825) = 41.09 USD"
    ]
    assert [one.arithmetic.split(", at")[0] for one in bought(found, "Cloud SQL")] == [
        "1460 hour * (0.0413 - 0.03098) + 7.5 GB-month * (5.11 - 3.8325) = 24.65 USD"
    ]
    azure = bought(found, "Azure")
    assert [(one.arithmetic.split(", at")[0], one.counted) for one in azure] == [
        ("2190 hour * (0.226 - 0.13333) = 202.95 USD", True),
        ("2190 hour * (0.226 - 0.15447) = 156.65 USD", False),
    ]


def test_the_order_of_resources_changes_nothing(make: Make, price: Price) -> None:
    kinds = (("a", "c5.large"), ("b", "r5.large"), ("c", "t3.medium"))
    entries = [pool(make, name, kind, 2, 3, 4) for name, kind in kinds]

    assert advised(price, *entries) == advised(price, *reversed(entries))
