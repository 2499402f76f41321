"""What would cost less: each piece against the price book's own figures, and what must not be advised."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from policies.cost.advice.advisers import advise, largest_total, shown, together
from policies.cost.advice.terms import Advice
from policies.cost.estimate import Estimate
from policies.cost.prices.book import PriceBook, shipped_prices

Make = Callable[..., dict[str, Any]]
Price = Callable[..., Estimate]


def advised(price: Price, *entries: dict[str, Any]) -> list[Advice]:
    return list(advise(price(*entries), entries))


def said(found: list[Advice], *kinds: str) -> list[tuple[str, str]]:
    return [(one.advice, one.arithmetic) for one in found if not kinds or one.kind in kinds]


def pool(make: Make, kind: str) -> dict[str, Any]:
    scaling = {"minSize": 1, "desiredSize": 2, "maxSize": 3}
    return make("aws:eks/nodeGroup:NodeGroup", "pool", instanceTypes=[kind], scalingConfig=scaling)


def test_a_pool_gets_the_cheapest_of_its_instruction_set_and_of_the_other(make: Make, price: Price) -> None:
    assert said(advised(price, pool(make, "r5.xlarge")), "machine family") == [
        ("run r6g.xlarge instead of r5.xlarge", "1460 hour * (0.252 - 0.2016) = 73.58 USD"),
        ("run r5a.xlarge instead of r5.xlarge", "1460 hour * (0.252 - 0.226) = 37.96 USD"),
    ]


def test_a_family_of_an_earlier_generation_or_another_line_is_no_advice(make: Make, price: Price) -> None:
    found = said(advised(price, pool(make, "c7g.large")), "machine family")
    assert found == []
    assert all("c5" not in advice for advice, _ in said(advised(price, pool(make, "c6i.large"))))
    assert all("t3" not in advice for advice, _ in said(advised(price, pool(make, "m5.large"))))


def test_a_price_that_is_known_less_well_is_not_advised_on(make: Make, price: Price) -> None:
    entry = pool(make, "c5.large")
    cheap = [
        replace(one, usd=Decimal("0.01"), confidence="assumed") if one.key == "ec2.c8g.large" else one
        for one in shipped_prices()
        if one.region == "us-east-1"
    ]
    found = advise(price(entry), [entry], PriceBook(cheap))
    assert (
        next(one.advice for one in found if one.kind == "machine family")
        == "run c6g.large instead of c5.large"
    )


def test_a_flexible_family_does_less_and_is_never_offered(make: Make, price: Price) -> None:
    assert all("flex" not in one.advice for one in advised(price, pool(make, "m7i.large")))


def test_the_disk_that_nobody_named_is_gp2_and_gp3_costs_less(make: Make, price: Price) -> None:
    found = said(advised(price, pool(make, "c7g.large")), "disk")
    assert found == [("use gp3 instead of gp2", "40 GB-month * (0.1 - 0.08) = 0.80 USD")]


def cache(make: Make, engine: str) -> dict[str, Any]:
    return make(
        "aws:elasticache/replicationGroup:ReplicationGroup", "cache", nodeType="cache.r7g.large", engine=engine,
        numCacheClusters=2, snapshotRetentionLimit=0,
    )  # fmt: skip


def test_redis_could_be_valkey_and_valkey_stays(make: Make, price: Price) -> None:
    assert said(advised(price, cache(make, "redis")), "engine") == [
        ("run Valkey instead of Redis on cache.r7g.large", "1460 hour * (0.219 - 0.1752) = 63.95 USD")
    ]
    assert said(advised(price, cache(make, "valkey")), "engine") == []


def database(make: Make, name: str, **inputs: Any) -> dict[str, Any]:
    shape = {
        "instanceClass": "db.r6g.large",
        "engine": "postgres",
        "allocatedStorage": 100,
        "storageType": "gp3",
    }
    return make("aws:rds/instance:Instance", name, **(shape | inputs))


def test_the_standby_of_a_replica_from_another_region_is_idle(make: Make, price: Price) -> None:
    origin = database(make, "origin", identifier="origin", multiAz=True)
    replica = database(make, "replica", multiAz=True, replicateSourceDb="origin", region="us-west-2")
    replica["propertyDependencies"] = {"replicateSourceDb": [origin["urn"]]}
    (found,) = (one for one in advised(price, origin, replica) if one.kind == "idle standby")
    assert found.urn == replica["urn"]
    assert found.arithmetic == "100 GB-month * (0.23 - 0.115) + 730 hour * (0.45 - 0.225) = 175.75 USD"
    assert found.saving == Decimal("175.75")


def endpoints(make: Make, *named: tuple[str, str]) -> list[dict[str, Any]]:
    gateway = make("aws:ec2/natGateway:NatGateway", "nat")
    return [
        gateway,
        *(
            make(
                "aws:ec2/vpcEndpoint:VpcEndpoint", name, serviceName=f"com.amazonaws.us-east-1.{name}",
                vpcEndpointType=kind, **({"subnetIds": ["a", "b", "c"]} if kind == "Interface" else {}),
            )
            for name, kind in named
        ),
    ]  # fmt: skip


def test_a_missing_gateway_endpoint_is_a_bound_and_not_a_saving(make: Make, price: Price) -> None:
    found = advised(price, *endpoints(make, ("s3", "Gateway")))
    (one,) = (one for one in found if one.kind == "gateway endpoint")
    assert one.advice == "add the free gateway endpoint of dynamodb in us-east-1"
    assert one.bound
    assert largest_total(found) == 0
    both = endpoints(make, ("s3", "Gateway"), ("dynamodb", "Gateway"))
    assert said(advised(price, *both), "gateway endpoint") == []


def test_an_interface_endpoint_says_from_where_on_it_pays(make: Make, price: Price) -> None:
    every = endpoints(make, ("s3", "Gateway"), ("dynamodb", "Gateway"), ("sqs", "Interface"))
    (one,) = advised(price, *every)
    assert one.condition == (
        "it may leave the private network; the endpoint pays for itself from 626 GB a month"
    )
    data = (Decimal("21.9") - one.saving) / (Decimal("0.045") - Decimal("0.01"))
    assert f"2190 hour * 0.01 + {data.normalize():f} GB * (0.01 - 0.045)" in one.arithmetic


def test_without_a_nat_gateway_an_endpoint_has_no_alternative(make: Make, price: Price) -> None:
    _, *endpoint = endpoints(make, ("sqs", "Interface"))
    assert advised(price, *endpoint) == []


@pytest.mark.parametrize(("version", "expected"), [("13.20", 1), ("17.6", 0)])
def test_a_surcharge_ends_with_an_upgrade(make: Make, price: Price, version: str, expected: int) -> None:
    found = advised(price, database(make, "old", engineVersion=version))
    assert len(said(found, "extended support")) == expected


def coming(found: list[Advice]) -> list[Advice]:
    return [one for one in found if one.starts is not None]


def cluster(make: Make, version: str, **inputs: Any) -> dict[str, Any]:
    return make("aws:eks/cluster:Cluster", "cluster", version=version, **inputs)


def test_a_surcharge_is_told_before_it_begins(make: Make, price: Price) -> None:
    entry = cluster(make, "1.34")
    found = list(advise(price(entry, today=date(2026, 9, 4)), [entry]))
    (one,) = coming(found)

    assert one.starts == date(2026, 12, 3)
    assert one.advice == "move to a version in standard support before 2026-12-03"
    assert one.condition == "1.34 leaves standard support then and the surcharge begins"
    assert one.arithmetic == "730 hour * 0.5 = 365.00 USD"
    assert one.as_json()["starts"] == "2026-12-03"
    assert not one.counted
    assert largest_total(found) == 0
    assert coming(list(advise(price(entry, today=date(2026, 9, 3)), [entry]))) == []


def test_a_surcharge_that_is_there_is_counted_and_not_coming(make: Make, price: Price) -> None:
    entry = cluster(make, "1.34")
    found = list(advise(price(entry, today=date(2026, 12, 3)), [entry]))

    assert coming(found) == []
    assert largest_total(found) == Decimal(365)


def test_who_declines_extended_support_is_never_surcharged(make: Make, price: Price) -> None:
    entry = cluster(make, "1.34", upgradePolicy={"supportType": "STANDARD"})
    declined = database(
        make, "db", engineVersion="14.20", engineLifecycleSupport="open-source-rds-extended-support-disabled"
    )
    found = advise(price(entry, declined, today=date(2026, 12, 2)), [entry, declined])

    assert coming(list(found)) == []


def test_a_database_pays_for_each_virtual_cpu_and_a_replica_has_its_origin_s_version(
    make: Make, price: Price
) -> None:
    origin = database(make, "origin", engineVersion="14.20", multiAz=True)
    replica = database(make, "replica", engine=None, replicateSourceDb="origin")
    replica["propertyDependencies"] = {"replicateSourceDb": [origin["urn"]]}
    entries = [origin, replica]
    found = coming(list(advise(price(*entries, today=date(2026, 12, 1)), entries)))

    assert [(one.urn, one.starts, one.arithmetic) for one in found] == [
        (origin["urn"], date(2027, 3, 1), "2920 vCPU-hour * 0.1 = 292.00 USD"),
        (replica["urn"], date(2027, 3, 1), "1460 vCPU-hour * 0.1 = 146.00 USD"),
    ]


def test_a_surcharge_that_rises_is_told_beside_the_one_that_is_paid(make: Make, price: Price) -> None:
    entry = database(make, "old", engineVersion="12.20")
    found = list(advise(price(entry, today=date(2026, 12, 20)), [entry]))
    (rise,) = coming(found)

    assert rise.starts == date(2027, 3, 1)
    assert rise.condition == "the surcharge rises then"
    assert rise.arithmetic == "1460 vCPU-hour * (0.2 - 0.1) = 146.00 USD"
    assert ("move to a version in standard support", "1460 vCPU-hour * 0.1 = 146.00 USD") in said(found)


def test_what_is_coming_is_said_first_and_bounds_last(make: Make, price: Price) -> None:
    entries = [cluster(make, "1.34"), pool(make, "r5.xlarge"), *endpoints(make, ("s3", "Gateway"))]
    groups = together(advise(price(*entries), entries))

    assert groups[0].before_saving == "from 2026-12-03 "
    assert groups[-1].before_saving == "at most "
    assert {group.before_saving for group in groups if group.advice.startswith("run r5a")} == {"instead "}
    assert {group.before_saving for group in groups if group.advice.startswith("run r6g")} == {""}
    counted = [group.saving for group in groups if group.counted]
    assert counted == sorted(counted, reverse=True)
    standing = [group.counted for group in groups[1:]]
    assert standing == sorted(standing, reverse=True)


def test_a_person_is_shown_the_first_and_one_of_each_other_kind(make: Make, price: Price) -> None:
    entries = [pool(make, "r5.xlarge"), *endpoints(make, ("s3", "Gateway"))]
    groups = together(advise(price(*entries), entries))
    pieces = shown(groups, 1)

    assert pieces[0] is groups[0]
    assert sorted(piece.kind for piece in pieces) == sorted({group.kind for group in groups})
    assert [groups.index(piece) for piece in pieces] == sorted(groups.index(piece) for piece in pieces)
    assert shown(groups, len(groups)) == groups


def test_two_pieces_about_one_resource_are_not_added_up(make: Make, price: Price) -> None:
    found = [one for one in advised(price, pool(make, "r5.xlarge")) if one.kind == "machine family"]
    assert [one.counted for one in found] == [True, False]
    assert largest_total(found) == Decimal("73.584")


def test_two_pieces_about_one_resource_that_do_not_exclude_each_other_are_added_up(
    make: Make, price: Price
) -> None:
    found = [one for one in advised(price, pool(make, "r5.xlarge")) if one.kind in {"machine family", "disk"}]
    # The family as above, and two disks of 20 GB that nobody named.
    assert largest_total(found) == Decimal("73.584") + 40 * Decimal("0.02")


def test_valkey_comes_after_the_family_and_is_computed_on_what_that_leaves(make: Make, price: Price) -> None:
    entry = cache(make, "redis")
    entry["inputs"]["nodeType"] = "cache.r5.large"
    found = advised(price, entry)
    assert said(found, "machine family", "engine") == [
        ("run Valkey instead of Redis on cache.r6g.large", "1460 hour * (0.206 - 0.1648) = 60.15 USD"),
        ("run cache.r6g.large instead of cache.r5.large", "1460 hour * (0.216 - 0.206) = 14.60 USD"),
    ]


def test_alike_advice_is_said_once_with_its_sum(make: Make, price: Price) -> None:
    first, second = pool(make, "r5.xlarge"), pool(make, "r5.xlarge")
    second["urn"] += "-two"
    groups = together(one for one in advised(price, first, second) if one.kind == "machine family")
    assert [(len(group.urns), group.saving, len(group.arithmetic)) for group in groups] == [
        (2, Decimal("147.168"), 1), (2, Decimal("75.92"), 1),
    ]  # fmt: skip


def test_the_order_of_resources_changes_nothing(make: Make, price: Price) -> None:
    entries = [*endpoints(make, ("sqs", "Interface")), pool(make, "c5.large"), cache(make, "redis")]
    assert advised(price, *entries) == advised(price, *reversed(entries))
