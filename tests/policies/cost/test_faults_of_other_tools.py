"""What other estimators get wrong (their goldens and issues are on record); each fault has a test of its name."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from policies.cost.estimate import Estimate

Make = Callable[..., dict[str, Any]]
Fixed = Callable[..., dict[str, tuple[str, str, str]]]

POSTGRES = "aws:rds/instance:Instance"


def same(amount: str) -> tuple[str, str, str]:
    return amount, amount, amount


def test_a_public_address_is_billed_while_it_is_in_use(make: Make, fixed: Fixed) -> None:
    address = make("aws:ec2/eip:Eip", "nat-address", domain="vpc", networkInterface="eni-1")

    assert fixed(address) == {"Public IPv4 address": same("3.65")}


@pytest.mark.parametrize("version", ["1.31", "1.32", "1.33"])
def test_extended_support_of_kubernetes_is_billed_from_the_calendar(
    version: str, make: Make, fixed: Fixed
) -> None:
    cluster = make("aws:eks/cluster:Cluster", "cluster", version=version)

    assert fixed(cluster) == {
        "EKS control plane": same("73.00"),
        f"Extended support of {version}": same("365.00"),
    }


def test_the_calendar_moves_with_the_day(make: Make, fixed: Fixed) -> None:
    cluster = make("aws:eks/cluster:Cluster", "cluster", version="1.34")

    assert fixed(cluster, today=date(2026, 12, 2)) == {"EKS control plane": same("73.00")}
    assert fixed(cluster, today=date(2026, 12, 3))["Extended support of 1.34"] == same("365.00")


def test_a_cluster_that_asks_to_be_upgraded_pays_no_surcharge(make: Make, fixed: Fixed) -> None:
    cluster = make("aws:eks/cluster:Cluster", "c", version="1.33", upgradePolicy={"supportType": "STANDARD"})

    assert fixed(cluster) == {"EKS control plane": same("73.00")}


def test_extended_support_of_postgres_counts_the_standby_too(make: Make, fixed: Fixed) -> None:
    def database(**inputs: Any) -> dict[str, Any]:
        return make(
            POSTGRES, "db", engine="postgres", engineVersion="13.20", instanceClass="db.t3.large",
            allocatedStorage=20, storageType="gp2", **inputs,
        )  # fmt: skip

    item = "Extended support of 13.20"
    assert fixed(database())[item] == same("146.00")
    assert fixed(database(multiAz=True))[item] == same("292.00")
    assert fixed(database(), today=date(2028, 3, 1))[item] == same("292.00")
    assert item not in fixed(database(engineLifecycleSupport="open-source-rds-extended-support-disabled"))


@pytest.mark.parametrize(
    ("gib", "iops", "multi_az", "extra"),
    [
        (20, 2000, False, None),
        (20, 3000, False, None),
        (20, 4000, False, ("IOPS above 3,000", "20.00")),
        (399, 4000, False, ("IOPS above 3,000", "20.00")),
        (400, 12000, False, None),
        (400, 14000, False, ("IOPS above 12,000", "40.00")),
        (400, 14000, True, ("IOPS above 12,000", "80.00")),
    ],
)
def test_iops_of_a_database_are_billed_above_the_floor_of_its_size(
    gib: int, iops: int, multi_az: bool, extra: tuple[str, str] | None, make: Make, fixed: Fixed
) -> None:
    database = make(
        POSTGRES, "db", engine="postgres", instanceClass="db.t4g.small", storageType="gp3", allocatedStorage=gib,
        iops=iops, multiAz=multi_az,
    )  # fmt: skip

    found = {item: amounts for item, amounts in fixed(database).items() if item.startswith("IOPS")}

    assert found == ({extra[0]: same(extra[1])} if extra else {})


@pytest.mark.parametrize(
    ("gib", "throughput", "multi_az", "extra"),
    [
        (20, 125, False, None),
        (20, 225, False, ("Throughput above 125 MiB/s", "8.00")),
        (400, 500, False, None),
        (400, 600, False, ("Throughput above 500 MiB/s", "8.00")),
        (400, 600, True, ("Throughput above 500 MiB/s", "16.00")),
    ],
)
def test_throughput_of_a_database_is_billed_above_the_floor_of_its_size(
    gib: int, throughput: int, multi_az: bool, extra: tuple[str, str] | None, make: Make, fixed: Fixed
) -> None:
    database = make(
        POSTGRES, "db", engine="postgres", instanceClass="db.t4g.small", storageType="gp3", allocatedStorage=gib,
        storageThroughput=throughput, multiAz=multi_az,
    )  # fmt: skip

    found = {item: amounts for item, amounts in fixed(database).items() if item.startswith("Throughput")}

    assert found == ({extra[0]: same(extra[1])} if extra else {})


def test_a_secret_is_billed_in_every_region_that_holds_a_copy(
    make: Make, price: Callable[..., Estimate]
) -> None:
    secret = make("aws:secretsmanager/secret:Secret", "s", replicas=[{"region": "us-west-2"}])

    lines = [
        (line.item, line.region, f"{line.monthly.expected:.2f}")
        for line in price(secret).lines
        if not line.usage
    ]

    assert lines == [("Replica of a secret", "us-west-2", "0.40"), ("Secret", "us-east-1", "0.40")]


def test_a_replica_of_a_key_is_billed_as_a_key(make: Make, fixed: Fixed) -> None:
    assert fixed(make("aws:kms/replicaKey:ReplicaKey", "k")) == {"KMS key": same("1.00")}


def test_rotation_raises_the_price_of_a_key_twice(make: Make, fixed: Fixed) -> None:
    assert fixed(make("aws:kms/key:Key", "k", enableKeyRotation=True)) == {
        "KMS key": same("1.00"),
        "Rotated key material": ("0.00", "0.00", "2.00"),
    }


def test_a_mixed_group_costs_between_its_cheapest_and_its_dearest_type(make: Make, fixed: Fixed) -> None:
    group = make(
        "aws:eks/nodeGroup:NodeGroup", "application", instanceTypes=["c5.xlarge", "c5.large", "c5.2xlarge"],
        scalingConfig={"minSize": 5, "desiredSize": 6, "maxSize": 20},
    )  # fmt: skip

    assert fixed(group)["Nodes, c5.xlarge (or c5.large, c5.2xlarge)"] == ("310.25", "744.60", "4964.00")


def test_an_autoscaled_group_is_not_billed_at_its_desired_size_alone(make: Make, fixed: Fixed) -> None:
    group = make(
        "aws:eks/nodeGroup:NodeGroup", "system", instanceTypes=["m5.large"],
        scalingConfig={"minSize": 3, "desiredSize": 3, "maxSize": 5},
    )  # fmt: skip

    assert fixed(group)["Nodes, m5.large"] == ("210.24", "210.24", "350.40")


def test_what_has_no_price_is_an_error_and_not_a_lower_total(
    make: Make, price: Callable[..., Estimate]
) -> None:
    group = make(
        "aws:eks/nodeGroup:NodeGroup", "rare", instanceTypes=["z1d.large"],
        scalingConfig={"minSize": 1, "desiredSize": 1, "maxSize": 1},
    )  # fmt: skip

    assert [note.reason for note in price(group).unpriced] == [
        "no price of ec2.z1d.large in us-east-1 is recorded; add a row with its source to policies/cost/prices"
    ]
