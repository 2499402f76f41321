"""The production region of the requirements, priced by hand; the estimator must agree to the cent."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from policies.cost.estimate import Estimate

BILL = {
    "EKS control plane": "73.00",
    "Nodes, t3.medium": "91.10",
    "Nodes, c5.xlarge": "620.50",
    "Nodes, r5.xlarge": "551.88",
    "NAT gateway": "98.55",
    "Public IPv4 address": "21.90",
    "PostgreSQL, db.r5.2xlarge with standby": "1460.00",
    "PostgreSQL, db.r5.2xlarge": "2190.00",
    "Database disk, gp3": "575.00",
    "3 nodes, cache.r6g.large (redis)": "451.14",
    "KMS key": "10.00",
    "Secret": "4.00",
}
"""230.00 of the database disks are the primary's and 345.00 its three replicas'."""

AT_MOST = {**BILL, "Nodes, c5.xlarge": "2482.00"}


@pytest.fixture
def region(make: Callable[..., dict[str, Any]]) -> list[dict[str, Any]]:
    def pool(name: str, kind: str, least: int, most: int) -> dict[str, Any]:
        scaling = {"minSize": least, "desiredSize": least, "maxSize": most}
        return make("aws:eks/nodeGroup:NodeGroup", name, instanceTypes=[kind], scalingConfig=scaling)

    database = make(
        "aws:rds/instance:Instance", "primary", engine="postgres", engineVersion="15", instanceClass="db.r5.2xlarge",
        multiAz=True, allocatedStorage=1000, storageType="gp3", iops=12000, storageThroughput=500,
    )  # fmt: skip
    return [
        make("aws:eks/cluster:Cluster", "cluster", version="1.35"),
        pool("system", "t3.medium", 3, 3),
        pool("application", "c5.xlarge", 5, 20),
        pool("database", "r5.xlarge", 3, 3),
        *(make("aws:ec2/natGateway:NatGateway", f"nat-{zone}") for zone in "abc"),
        *(make("aws:ec2/eip:Eip", f"address-{number}", domain="vpc") for number in range(6)),
        database,
        *(
            make(
                "aws:rds/instance:Instance", f"replica-{number}", instanceClass="db.r5.2xlarge",
                replicateSourceDb="primary", edges={"replicateSourceDb": database},
            )
            for number in range(3)
        ),
        make(
            "aws:elasticache/replicationGroup:ReplicationGroup", "cache", engine="redis", nodeType="cache.r6g.large",
            numNodeGroups=3, replicasPerNodeGroup=0,
        ),
        *(make("aws:kms/key:Key", f"key-{number}") for number in range(10)),
        *(make("aws:secretsmanager/secret:Secret", f"secret-{number}") for number in range(10)),
    ]  # fmt: skip


def billed(estimate: Estimate, amount: str) -> dict[str, str]:
    sums: dict[str, Decimal] = {}
    for line in estimate.lines:
        if not line.usage and not line.item.startswith("Node disks"):
            sums[line.item] = sums.get(line.item, Decimal(0)) + getattr(line.monthly, amount)
    return {item: f"{usd:.2f}" for item, usd in sums.items()}


def test_every_item_of_the_expected_bill(
    region: list[dict[str, Any]], price: Callable[..., Estimate]
) -> None:
    estimate = price(*region)

    assert billed(estimate, "expected") == BILL
    assert estimate.unpriced == ()


def test_every_item_of_the_bill_at_most(region: list[dict[str, Any]], price: Callable[..., Estimate]) -> None:
    assert billed(price(*region), "most") == AT_MOST


def test_the_sum_is_that_of_the_items_before_rounding(
    region: list[dict[str, Any]], price: Callable[..., Estimate]
) -> None:
    estimate = price(*region)
    disks = sum(line.monthly.expected for line in estimate.lines if line.item.startswith("Node disks"))

    # 6,147.07 for the parts of the reference bill that the AWS core has; 11 node disks of 20 GB on top.
    assert estimate.of_usage(usage=False).expected - disks == Decimal("6147.074")
    assert disks == Decimal("22.0")
    assert estimate.as_json()["fixed"] == {"min": 6169.07, "expected": 6169.07, "max": 8060.57}
