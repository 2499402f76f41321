"""What the data systems cost, to the cent where the program decides it."""

from collections.abc import Callable
from typing import Any

import pytest

from policies.cost.estimate import Estimate

Make = Callable[..., dict[str, Any]]
Price = Callable[..., Estimate]
Fixed = Callable[..., dict[str, tuple[str, str, str]]]

WAREHOUSE, LIMIT = "aws:redshift/cluster:Cluster", "aws:redshift/usageLimit:UsageLimit"
COPY = "aws:redshift/snapshotCopy:SnapshotCopy"
SEARCH, STREAM = "aws:opensearch/domain:Domain", "aws:kinesis/stream:Stream"
CONSUMER, FLINK = (
    "aws:kinesis/streamConsumer:StreamConsumer",
    "aws:kinesisanalyticsv2/application:Application",
)
DATABASE, TARGET = "aws:rds/instance:Instance", "aws:rds/proxyTarget:ProxyTarget"
PROXY, POOL = "aws:rds/proxy:Proxy", "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"
QUEUE = "aws:sqs/queue:Queue"
DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
PROVISIONED, ON_DEMAND = {"streamMode": "PROVISIONED"}, {"streamMode": "ON_DEMAND"}


def same(amount: str) -> tuple[str, str, str]:
    return amount, amount, amount


def amounts(estimate: Estimate) -> dict[str, tuple[str, str, str]]:
    """Return what rests on assumptions, to the cent."""
    return {
        line.item: (f"{line.monthly.least:.2f}", f"{line.monthly.expected:.2f}", f"{line.monthly.most:.2f}")
        for line in estimate.lines
        if line.usage
    }


def reasons(estimate: Estimate) -> list[str]:
    return [one.reason for one in estimate.unpriced]


def a_warehouse(make: Make, **inputs: Any) -> dict[str, Any]:
    return make(WAREHOUSE, "warehouse", **{"nodeType": "ra3.xlplus", "numberOfNodes": 3, **inputs})


def test_a_warehouse_costs_its_nodes_and_what_it_keeps(make: Make, price: Price, fixed: Fixed) -> None:
    cluster = a_warehouse(make)
    assert fixed(cluster) == {"3 nodes, ra3.xlplus": same("2378.34")}
    assert amounts(price(cluster)) == {"Managed storage": ("2.40", "12.00", "72.00")}


def test_a_second_zone_runs_as_many_nodes_again(make: Make, fixed: Fixed) -> None:
    assert fixed(a_warehouse(make, multiAz=True)) == {"6 nodes, ra3.xlplus": same("4756.68")}
    assert fixed(a_warehouse(make, nodeType="ra3.large", numberOfNodes=1)) == {
        "1 nodes, ra3.large": same("396.39")
    }


def test_nodes_without_a_recorded_price_are_no_lower_total(make: Make, price: Price) -> None:
    assert reasons(price(a_warehouse(make, nodeType="rg.xlarge"))) == [
        "no price of redshift.rg.xlarge in us-east-1 is recorded; add a row with its source to policies/cost/prices"
    ]


@pytest.mark.parametrize(
    ("minutes", "monthly"),
    [(60, same("0.00")), (30, same("0.00")), (120, ("0.00", "19.82", "99.10"))],
)
def test_scaling_costs_what_its_limit_allows_beyond_the_free_hour(
    make: Make, price: Price, minutes: int, monthly: tuple[str, str, str]
) -> None:
    cluster = a_warehouse(make, clusterIdentifier="warehouse")
    limit = make(
        LIMIT,
        "limit",
        edges={"clusterIdentifier": cluster},
        featureType="concurrency-scaling",
        limitType="time",
        amount=minutes,
        period="daily",
        breachAction="disable",
    )
    said = amounts(price(cluster, limit))
    assert said["Concurrency scaling beyond the free hours"] == monthly


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        (
            {"breachAction": "log"},
            "the limit does not stop scaling day by day, so that nothing bounds the bill",
        ),
        (
            {"period": "monthly"},
            "the limit does not stop scaling day by day, so that nothing bounds the bill",
        ),
        (
            {"featureType": "spectrum"},
            "only limits of concurrency scaling are priced; Spectrum has no recorded price",
        ),
    ],
)
def test_a_limit_that_bounds_nothing_has_no_price(
    make: Make, price: Price, inputs: dict[str, Any], reason: str
) -> None:
    limit = {"featureType": "concurrency-scaling", "amount": 90, "period": "daily", "breachAction": "disable"}
    assert reasons(price(make(LIMIT, "limit", **{**limit, **inputs}))) == [reason]


def test_copies_of_snapshots_are_kept_there_and_sent_there(make: Make, price: Price) -> None:
    cluster = a_warehouse(make)
    copy = make(COPY, "copy", edges={"clusterIdentifier": cluster}, destinationRegion="us-west-2")
    estimate = price(cluster, copy)
    kept, sent = [line for line in estimate.lines if line.type == COPY]
    assert (kept.region, kept.category, sent.category) == ("us-west-2", "storage", "network")
    assert amounts(estimate)["Snapshots copied"] == ("1.15", "11.50", "103.50")
    assert reasons(price(copy)) == ["the cluster whose snapshots it copies is not part of this stack"]


def a_domain(make: Make, disk: dict[str, Any] | None = None, **config: Any) -> dict[str, Any]:
    return make(
        SEARCH,
        "search",
        clusterConfig={"instanceType": "m6g.large.search", "instanceCount": 3, **config},
        ebsOptions={"ebsEnabled": True, "volumeType": "gp3", "volumeSize": 100, **(disk or {})},
    )


def test_a_search_domain_costs_its_nodes_and_a_disk_for_each(make: Make, fixed: Fixed) -> None:
    """The size of a disk is a node's: Infracost bills it once for the whole domain."""
    assert fixed(a_domain(make)) == {
        "3 nodes, m6g.large.search": same("280.32"),
        "3 disks, gp3": same("36.60"),
    }


def test_masters_cost_their_hours_and_have_no_disk(make: Make, fixed: Fixed) -> None:
    domain = a_domain(
        make, dedicatedMasterEnabled=True, dedicatedMasterType="m6g.large.search", dedicatedMasterCount=3
    )
    assert fixed(domain) == {
        "3 nodes, m6g.large.search": same("280.32"),
        "3 masters, m6g.large.search": same("280.32"),
        "3 disks, gp3": same("36.60"),
    }


def test_faster_disks_and_warm_nodes_have_no_price(make: Make, price: Price) -> None:
    assert reasons(price(a_domain(make, {"iops": 6_000}))) == [
        (
            "no price of gp3 beyond 3,000 IOPS and 125 MiB/s is recorded; stay within what every disk includes, or add "
            "one to policies/cost/prices"
        )
    ]
    assert reasons(price(a_domain(make, warmEnabled=True))) == [
        "no price of UltraWarm nodes is recorded; add one to policies/cost/prices"
    ]


def test_a_stream_costs_by_its_mode(make: Make, price: Price, fixed: Fixed) -> None:
    shards = make(STREAM, "events", streamModeDetails=PROVISIONED, shardCount=4)
    demand = make(STREAM, "events", streamModeDetails=ON_DEMAND)
    assert fixed(shards) == {"4 shards": same("43.80")}
    assert fixed(demand) == {"Stream on demand": same("29.20")}
    assert amounts(price(shards)) == {"Events written": ("0.28", "2.10", "8.40")}
    assert amounts(price(demand)) == {
        "Events written": ("1.60", "12.00", "48.00"),
        "Events read": ("0.80", "6.00", "24.00"),
    }


@pytest.mark.parametrize(
    ("hours", "by_shard", "by_use"),
    [
        (24, {}, {}),
        (48, {"Records kept up to a week": same("58.40")}, {}),
        (168, {"Records kept up to a week": same("58.40")}, {}),
        # 150 GB a month, of which 552 of 730 hours lie longer than a week.
        (
            720,
            {"Records kept up to a week": same("58.40")},
            {"Records kept longer": ("0.35", "2.61", "10.44")},
        ),
    ],
)
def test_a_longer_memory_costs_each_shard_and_after_a_week_what_lies_there(
    hours: int, by_shard: Any, by_use: Any, make: Make, price: Price, fixed: Fixed
) -> None:
    stream = make(STREAM, "events", streamModeDetails=PROVISIONED, shardCount=4, retentionPeriod=hours)

    assert fixed(stream) == {"4 shards": same("43.80"), **by_shard}
    assert amounts(price(stream)) == {"Events written": ("0.28", "2.10", "8.40"), **by_use}


def test_a_longer_memory_on_demand_costs_what_lies_there(make: Make, price: Price, fixed: Fixed) -> None:
    week, year = (
        make(STREAM, "events", streamModeDetails=ON_DEMAND, retentionPeriod=hours) for hours in (168, 8760)
    )

    assert fixed(week) == fixed(year) == {"Stream on demand": same("29.20")}
    # 144 of 730 hours of 150 GB a month lie between a day and a week.
    assert amounts(price(week))["Records kept up to a week"] == ("0.39", "2.96", "11.84")
    assert "Records kept longer" not in amounts(price(week))
    assert amounts(price(year))["Records kept up to a week"] == ("0.39", "2.96", "11.84")
    assert amounts(price(year))["Records kept longer"] == ("5.41", "40.61", "162.42")


def test_a_consumer_costs_each_shard_and_what_it_reads(make: Make, price: Price, fixed: Fixed) -> None:
    shards = make(STREAM, "events", streamModeDetails=PROVISIONED, shardCount=4)
    reader = make(CONSUMER, "reader", edges={"streamArn": shards})
    assert fixed(shards, reader)["Consumer on each shard"] == same("43.80")
    demand = make(STREAM, "events", streamModeDetails=ON_DEMAND)
    estimate = price(demand, make(CONSUMER, "reader", edges={"streamArn": demand}))
    (read,) = [line for line in estimate.lines if line.type == CONSUMER]
    assert f"{read.monthly.expected:.2f}" == "7.50"
    assert reasons(price(reader)) == ["the stream that it reads is not part of this stack"]


def an_application(make: Make, **parallelism: Any) -> dict[str, Any]:
    scale = {"configurationType": "CUSTOM", "parallelism": 10, "autoScalingEnabled": False, **parallelism}
    return make(
        FLINK,
        "flink",
        applicationConfiguration={"flinkApplicationConfiguration": {"parallelismConfiguration": scale}},
    )


@pytest.mark.parametrize(
    ("parallelism", "kpus", "disk"),
    [
        ({}, "883.30", "50.00"),
        ({"parallelismPerKpu": 2}, "481.80", "25.00"),
        ({"parallelismPerKpu": 3}, "401.50", "20.00"),
    ],
)
def test_flink_costs_the_kpus_that_parallelism_takes_and_one_more(
    make: Make, price: Price, fixed: Fixed, parallelism: dict[str, Any], kpus: str, disk: str
) -> None:
    """Infracost asks the user for the KPUs, although the program says them."""
    application = an_application(make, **parallelism)
    assert fixed(application) == {
        "KPUs with the one that orchestrates": same(kpus),
        "Running storage": same(disk),
    }
    assert amounts(price(application)) == {"Snapshots of its state": ("0.12", "0.58", "4.60")}


def test_flink_that_scales_by_itself_may_cost_all_its_kpus(make: Make, fixed: Fixed) -> None:
    said = fixed(an_application(make, autoScalingEnabled=True))
    assert said["KPUs with the one that orchestrates"] == ("883.30", "1100.11", "2184.16")


def test_flink_without_snapshots_keeps_none(make: Make, price: Price) -> None:
    application = an_application(make)
    application["inputs"]["applicationConfiguration"]["applicationSnapshotConfiguration"] = {
        "snapshotsEnabled": False
    }
    assert amounts(price(application)) == {}


@pytest.mark.parametrize(
    ("kind", "monthly"),
    [
        ("db.r5.2xlarge", "87.60"),
        ("db.r5.large", "21.90"),
        ("db.t4g.medium", "21.90"),
        ("db.m7g.4xlarge", "175.20"),
    ],
)
def test_a_proxy_costs_the_vcpus_behind_it_and_not_those_of_the_standby(
    make: Make, price: Price, kind: str, monthly: str
) -> None:
    database = make(DATABASE, "db", engine="postgres", instanceClass=kind, multiAz=True, allocatedStorage=20)
    target = make(TARGET, "target", edges={"dbInstanceIdentifier": database})
    (line,) = [one for one in price(database, target).lines if one.type == TARGET]
    assert (line.category, line.usage) == ("compute", False)
    assert f"{line.monthly.least:.2f} {line.monthly.most:.2f}" == f"{monthly} {monthly}"


def test_a_proxy_is_billed_once_and_not_without_its_database(make: Make, price: Price) -> None:
    estimate = price(
        make(PROXY, "proxy"), make(POOL, "pool"), make(TARGET, "target", dbInstanceIdentifier="elsewhere")
    )
    assert estimate.lines == ()
    assert reasons(estimate) == ["the instance that it stands before is not part of this stack"]


def test_queues_cost_what_passes_through_them(make: Make, price: Price, fixed: Fixed) -> None:
    queue = make(QUEUE, "orders")
    assert fixed(queue) == {}
    assert price(queue).unpriced == ()


def test_a_workspace_of_metrics_costs_what_it_takes_in_keeps_and_reads(
    make: Make, price: Price, fixed: Fixed
) -> None:
    workspace = make("aws:amp/workspace:Workspace", "metrics", alias="production-clusters")
    assert fixed(workspace) == {}
    assert amounts(price(workspace)) == {
        "Samples written": ("7.20", "15.75", "126.00"),
        "Samples kept": ("0.03", "0.24", "1.80"),
        "Samples read": ("0.01", "0.50", "5.00"),
    }


def test_a_delivery_stream_costs_what_it_takes_in(make: Make, price: Price, fixed: Fixed) -> None:
    delivery = make(DELIVERY, "audit", destination="extended_s3")
    assert fixed(delivery) == {}
    assert amounts(price(delivery)) == {"Records delivered": ("0.03", "0.12", "0.35")}
