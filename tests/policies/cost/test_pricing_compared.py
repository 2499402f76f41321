"""What the comparison with Infracost's goldens brought to light: each was billed wrongly or not at all."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from policies.cost.estimate import Estimate
from policies.framework import tokens

Make = Callable[..., dict[str, Any]]
Price = Callable[..., Estimate]
Fixed = Callable[..., dict[str, tuple[str, str, str]]]

GROUP, TEMPLATE = tokens.AUTOSCALING_GROUP, tokens.LAUNCH_TEMPLATE
POOL, CLUSTER = "gcp:container/nodePool:NodePool", "gcp:container/cluster:Cluster"
POSTGRES = "aws:rds/instance:Instance"
EASTUS = {"region": None, "location": "eastus"}


def same(amount: str) -> tuple[str, str, str]:
    return amount, amount, amount


def reasons(estimate: Estimate) -> list[str]:
    return [note.reason for note in estimate.unpriced]


def used(estimate: Estimate) -> dict[str, tuple[str, str]]:
    """Return the price key and the most that each assumed item costs."""
    return {line.item: (line.key, f"{line.monthly.most:.2f}") for line in estimate.lines if line.usage}


# Amazon: alarms, keys, machines, databases


@pytest.mark.parametrize(("period", "amount"), [(60, "0.30"), (120, "0.30"), (30, "0.90"), (10, "0.90")])
def test_an_alarm_on_a_query_is_as_fine_as_what_it_queries(
    period: int, amount: str, make: Make, fixed: Fixed
) -> None:
    queries = [
        {"expression": "ANOMALY_DETECTION_BAND(m1)"},
        {"metric": {"metricName": "m", "period": period}},
    ]
    alarm = make(tokens.METRIC_ALARM, "a", thresholdMetricId="e1", metricQueries=queries)

    assert fixed(alarm) == {"Alarm": same(amount)}


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (None, "kms.requests"),
        ("SYMMETRIC_DEFAULT", "kms.requests"),
        ("HMAC_256", "kms.requests"),
        ("RSA_2048", "kms.requests"),
        ("RSA_3072", "kms.requests.asymmetric"),
        ("ECC_NIST_P256", "kms.requests.asymmetric"),
    ],
)
def test_requests_to_a_pair_of_keys_cost_five_times_as_much(
    kind: str | None, key: str, make: Make, price: Price
) -> None:
    (line,) = (
        line for line in price(make(tokens.KMS_KEY, "k", customerMasterKeySpec=kind)).lines if line.usage
    )

    assert (line.key, f"{line.price.expected}") == (key, "0.15" if key.endswith("asymmetric") else "0.03")


def a_group(make: Make, **template: Any) -> list[dict[str, Any]]:
    disks = [{"ebs": {"volumeSize": 8, "volumeType": "gp3"}}]
    made = {**make(TEMPLATE, "t", blockDeviceMappings=disks, **template), "id": "lt-1"}
    return [made, make(GROUP, "vpn", minSize=1, desiredCapacity=2, maxSize=3, launchTemplate={"id": "lt-1"})]


def test_a_groups_detailed_monitoring_and_bursts_are_billed(make: Make, price: Price, fixed: Fixed) -> None:
    entries = a_group(make, instanceType="t3.small", monitoring={"enabled": True})

    assert fixed(*entries) == {
        "Machines, t3.small": ("15.18", "30.37", "45.55"),
        "Node disks, gp3 of 8 GB": ("0.64", "1.28", "1.92"),
        "Detailed monitoring": ("2.10", "4.20", "6.30"),
    }
    assert used(price(*entries))["CPU above the baseline"] == ("ec2.cpu-credit", "15.00")


def test_a_group_that_forbids_bursts_or_never_bursts_pays_for_none(make: Make, price: Price) -> None:
    held = a_group(make, instanceType="t3.small", creditSpecification={"cpuCredits": "standard"})
    steady = a_group(make, instanceType="m5.large")

    assert set(used(price(*held))) == set(used(price(*steady))) == {"Data to clients"}


def a_database(make: Make, **inputs: Any) -> dict[str, Any]:
    shape = {
        "engine": "postgres",
        "instanceClass": "db.t3.large",
        "storageType": "gp3",
        "allocatedStorage": 20,
    }
    return make(POSTGRES, "db", **{**shape, **inputs})


def test_a_burstable_database_may_bill_what_it_bursts(make: Make, price: Price) -> None:
    assert used(price(a_database(make))) == {"CPU above the baseline": ("rds.cpu-credit", "7.50")}
    assert used(price(a_database(make, instanceClass="db.m5.large"))) == {}


def test_magnetic_disks_have_no_price_and_no_iops(make: Make, price: Price) -> None:
    assert reasons(price(a_database(make, storageType="standard"))) == [
        "no price of rds.standard in us-east-1 is recorded; add a row with its source to policies/cost/prices"
    ]


@pytest.mark.parametrize("kind", ["io1", "io2"])
def test_provisioned_iops_of_a_database_are_billed_from_the_first(
    kind: str, make: Make, fixed: Fixed
) -> None:
    single = a_database(make, storageType=kind, allocatedStorage=100, iops=1200)
    double = a_database(make, storageType=kind, allocatedStorage=100, iops=1200, multiAz=True)

    disk = f"Database disk, {kind}"
    assert (fixed(single)[disk], fixed(single)["Provisioned IOPS"]) == (same("12.50"), same("120.00"))
    assert (fixed(double)[disk], fixed(double)["Provisioned IOPS"]) == (same("25.00"), same("240.00"))


@pytest.mark.parametrize(
    ("price_class", "data", "requests"),
    [("PriceClass_100", "0.085", "0.01"), ("PriceClass_200", "0.12", "0.022"), (None, "0.12", "0.022")],
)
def test_a_distribution_that_answers_from_afar_may_cost_what_it_does_there(
    price_class: str | None, data: str, requests: str, make: Make, price: Price
) -> None:
    lines = {
        line.item: line.price
        for line in price(make(tokens.DISTRIBUTION, "cdn", priceClass=price_class)).lines
    }

    told = {item: (f"{span.least}", f"{span.expected}", f"{span.most}") for item, span in lines.items()}
    assert told == {"Data to viewers": ("0.085", "0.085", data), "HTTPS requests": ("0.01", "0.01", requests)}


# Google Cloud: pools whose zones are not written down, engines


@pytest.mark.parametrize(
    ("pool", "cluster", "nodes"),
    [
        ({"location": "us-central1"}, None, 6),
        ({"location": "us-central1-a"}, None, 2),
        ({}, None, 2),
        ({"location": "us-central1", "nodeLocations": ["us-central1-a", "us-central1-b"]}, None, 4),
        ({}, {"location": "us-central1"}, 6),
        ({}, {"location": "us-central1-a"}, 2),
        ({}, {"location": "us-central1", "nodeLocations": ["us-central1-a", "us-central1-b"]}, 4),
        ({}, {"location": "us-central1-a", "nodeLocations": ["us-central1-b", "us-central1-c"]}, 6),
        ({"nodeLocations": ["us-central1-f"]}, {"location": "us-central1"}, 2),
    ],
)
def test_a_pool_has_its_nodes_in_every_zone_of_its_cluster(
    pool: dict[str, Any], cluster: dict[str, Any] | None, nodes: int, make: Make, price: Price
) -> None:
    made = make(CLUSTER, "main", region=None, removeDefaultNodePool=True, **(cluster or {}))
    edges = {"cluster": made} if cluster else {}
    entry = make(
        POOL, "app", region=None, edges=edges, nodeCount=2, nodeConfig={"machineType": "e2-medium"}, **pool
    )

    (line,) = (
        line
        for line in price(made, entry, region="us-central1").lines
        if line.urn == entry["urn"] and line.item == "Nodes, e2-medium"
    )
    assert line.quantity.expected == Decimal(730) * nodes


def test_a_database_of_another_engine_has_no_price(make: Make, price: Price) -> None:
    shape = {"tier": "db-custom-2-7680", "diskSize": 10, "diskAutoresize": False}

    def sql(engine: str) -> list[str]:
        made = make(
            "gcp:sql/databaseInstance:DatabaseInstance", "db", region="us-central1", databaseVersion=engine, settings=shape
        )  # fmt: skip
        return reasons(price(made))

    assert sql("POSTGRES_16") == []
    assert sql("SQLSERVER_2019_WEB") == ["no price of SQLSERVER_2019_WEB is recorded; only PostgreSQL's are"]


# Azure: disks by their size, keys, alerts, accounts and workspaces of other kinds


@pytest.mark.parametrize(
    ("asked", "billed"),
    [
        ("1Gi", 4),
        ("4Gi", 4),
        ("5Gi", 8),
        ("100Gi", 128),
        ("128Gi", 128),
        ("1000Gi", 1024),
        ("40000Gi", 40000),
    ],
)
def test_a_disk_on_azure_costs_what_the_next_size_up_does(
    asked: str, billed: int, make: Make, price: Price
) -> None:
    claim = make(
        "kubernetes:core/v1:PersistentVolumeClaim", "data", region=None,
        metadata={"labels": {"topology.kubernetes.io/region": "eastus"}},
        spec={"storageClassName": "managed-csi", "resources": {"requests": {"storage": asked}}},
    )  # fmt: skip

    (line,) = price(claim).lines
    assert (line.quantity.expected, line.monthly.expected) == (
        Decimal(billed),
        Decimal(billed) * Decimal("0.075"),
    )


def test_operations_with_a_small_key_cost_a_fifth(make: Make, price: Price) -> None:
    def key(**properties: Any) -> str:
        (line,) = price(make(tokens.AZURE_KEY, "k", **EASTUS, properties={"kty": "RSA", **properties})).lines
        return f"{line.price.expected}"

    assert (key(), key(keySize=2048), key(keySize=3072), key(keySize=4096)) == (
        "0.03",
        "0.03",
        "0.15",
        "0.15",
    )


def an_alert(make: Make, kind: str, *scopes: str) -> dict[str, Any]:
    criteria = {"allOf": [{"criterionType": kind, "dimensions": [{"values": ["a"]}, {"values": ["b", "c"]}]}]}
    return make(tokens.AZURE_ALERT, "a", **EASTUS, scopes=list(scopes), criteria=criteria)


def test_an_alert_costs_its_series_of_each_resource_and_what_is_learnt_again(
    make: Make, fixed: Fixed
) -> None:
    assert fixed(an_alert(make, "StaticThresholdCriterion", "one", "two", "three")) == {
        "Metric alert, 6 series": same("0.60")
    }
    assert fixed(an_alert(make, "DynamicThresholdCriterion", "one", "two")) == {
        "Metric alert, 4 series": same("0.40"),
        "Thresholds that are learnt": same("0.40"),
    }


@pytest.mark.parametrize(
    "inputs",
    [
        {"kind": "FileStorage"},
        {"kind": "Storage"},
        {"kind": "StorageV2", "accessTier": "Cool"},
        {"isHnsEnabled": True},
    ],
)
def test_accounts_of_other_kinds_and_tiers_have_no_price(inputs: Any, make: Make, price: Price) -> None:
    account = make(tokens.AZURE_STORAGE, "s", **EASTUS, sku={"name": "Standard_LRS"}, **inputs)

    assert reasons(price(account)) == [
        (
            "only prices of plain blobs of the hot tier are recorded; make it a StorageV2 account of the tier Hot without "
            "a hierarchy of names, and let a lifecycle rule move what grows old"
        )
    ]


def test_a_workspace_of_another_tier_has_no_price(make: Make, price: Price) -> None:
    reserved = make(
        tokens.AZURE_LOGS, "logs", **EASTUS, sku={"name": "CapacityReservation"}, retentionInDays=31
    )

    assert reasons(price(reserved)) == ["no price of the tier CapacityReservation is recorded; use PerGB2018"]


@pytest.mark.parametrize("said", [True, "true"])
def test_traffic_analytics_have_no_price_however_they_are_asked_for(
    said: Any, make: Make, price: Price
) -> None:
    analysed = {"networkWatcherFlowAnalyticsConfiguration": {"enabled": said}}
    log = make(tokens.AZURE_FLOW_LOG, "flows", **EASTUS, flowAnalyticsConfiguration=analysed)

    assert reasons(price(log)) == ["no price of traffic analytics is recorded; leave it out"]


def test_a_small_database_on_azure_costs_what_eastus_asks(make: Make, fixed: Fixed) -> None:
    server = make(
        tokens.AZURE_SERVER, "pg", **EASTUS, sku={"name": "Standard_B1ms"}, storage={"storageSizeGB": 32}
    )

    assert fixed(server) == {"PostgreSQL, Standard_B1ms": same("12.41"), "Disk of 32 GB": same("3.68")}
