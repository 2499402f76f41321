from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from policies.cost.estimate import Estimate
from policies.cost.pricing.machines import vcpus
from policies.cost.pricing.subject import UnpriceableError

Make = Callable[..., dict[str, Any]]
Price = Callable[..., Estimate]
Fixed = Callable[..., dict[str, tuple[str, str, str]]]

POSTGRES = "aws:rds/instance:Instance"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
GROUP = "aws:eks/nodeGroup:NodeGroup"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
TWO = {"minSize": 2, "desiredSize": 2, "maxSize": 4}


def same(amount: str) -> tuple[str, str, str]:
    return amount, amount, amount


def assumed(estimate: Estimate) -> dict[str, tuple[str, str, str]]:
    """Return the quantities that rest on assumptions."""
    return {
        line.item: (f"{line.quantity.least:f}", f"{line.quantity.expected:f}", f"{line.quantity.most:f}")
        for line in estimate.lines
        if line.usage
    }


def reasons(estimate: Estimate) -> list[str]:
    return [note.reason for note in estimate.unpriced]


# Network


def test_a_nat_gateway_costs_its_hours_and_its_traffic(make: Make, price: Price, fixed: Fixed) -> None:
    gateway = make("aws:ec2/natGateway:NatGateway", "nat")

    assert fixed(gateway) == {"NAT gateway": same("32.85")}
    assert assumed(price(gateway)) == {
        "Data through the NAT gateway": ("100", "300", "1500"),
        "Data to the internet": ("20", "100", "500"),
    }


def test_a_private_nat_gateway_reaches_no_internet(make: Make, price: Price) -> None:
    gateway = make("aws:ec2/natGateway:NatGateway", "nat", connectivityType="private")

    assert list(assumed(price(gateway))) == ["Data through the NAT gateway"]


def test_a_regional_nat_gateway_has_no_price(make: Make, price: Price) -> None:
    found = reasons(price(make("aws:ec2/natGateway:NatGateway", "nat", availabilityMode="regional")))

    assert found == [
        (
            "a regional NAT gateway is billed for each zone it grows into, which the program does not say; "
            "use one gateway a zone"
        )
    ]


def test_an_address_of_ones_own_is_free(make: Make, price: Price) -> None:
    found = price(make("aws:ec2/eip:Eip", "ours", publicIpv4Pool="ipv4pool-ec2-1"))

    assert [row.reason for row in found.free] == ["an address that you bring yourself is not billed"]
    assert found.monthly.most == 0


@pytest.mark.parametrize(
    ("subnets", "edges", "hours"),
    [(["s-1", "s-2", "s-3"], 0, "21.90"), (["s-1"], 0, "7.30"), ("unknown", 2, "14.60")],
)
def test_an_interface_endpoint_costs_an_hour_in_each_zone(
    subnets: Any, edges: int, hours: str, make: Make, fixed: Fixed, unknown: str
) -> None:
    entries = [make("aws:ec2/subnet:Subnet", f"subnet-{number}") for number in range(edges)]
    endpoint = make(
        "aws:ec2/vpcEndpoint:VpcEndpoint", "sts", vpcEndpointType="Interface",
        subnetIds=unknown if subnets == "unknown" else subnets,
    )  # fmt: skip
    endpoint["propertyDependencies"] = {"subnetIds": [entry["urn"] for entry in entries]}

    assert list(fixed(endpoint, *entries).values()) == [same(hours)]


def test_an_interface_endpoint_whose_zones_are_not_known_has_no_price(
    make: Make, price: Price, unknown: str
) -> None:
    endpoint = make("aws:ec2/vpcEndpoint:VpcEndpoint", "sts", vpcEndpointType="Interface", subnetIds=unknown)

    assert reasons(price(endpoint)) == [
        "subnetIds is not known, and an interface endpoint is billed in each of its zones"
    ]


def test_a_load_balancer_endpoint_has_no_price(make: Make, price: Price) -> None:
    endpoint = make(
        "aws:ec2/vpcEndpoint:VpcEndpoint", "x", vpcEndpointType="GatewayLoadBalancer", subnetIds=["s"]
    )

    assert reasons(price(endpoint)) == [
        "no price of a VPC endpoint of type GatewayLoadBalancer is recorded; add one to policies/cost"
    ]


def test_traffic_between_zones_is_billed_on_both_sides(make: Make, price: Price) -> None:
    assert assumed(price(make("aws:ec2/vpc:Vpc", "vpc"))) == {
        "Data between zones, both ways": ("1000", "4000", "16000")
    }


@pytest.mark.parametrize(("peer", "usd"), [("us-west-2", "0.02"), ("us-east-1", "0.01"), (None, "0.01")])
def test_traffic_over_a_peering_costs_more_between_regions(
    peer: str | None, usd: str, make: Make, price: Price
) -> None:
    (line,) = price(make("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "p", peerRegion=peer)).lines

    assert line.price.expected == Decimal(usd)


# Clusters and nodes


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        (
            {"version": "1.28"},
            (
                "Kubernetes 1.28 is no longer offered by EKS; choose a version that components/foundation/support_calendar.py "
                "lists as supported"
            ),
        ),
        (
            {"version": "1.99"},
            (
                "Kubernetes 1.99 is unknown here; choose a version that components/foundation/support_calendar.py lists as "
                "supported"
            ),
        ),
        (
            {"computeConfig": {"enabled": True}},
            "EKS Auto Mode starts instances that the program does not size; use node groups",
        ),
    ],
)
def test_a_cluster_whose_bill_cannot_be_known(
    inputs: dict[str, Any], sentence: str, make: Make, price: Price
) -> None:
    found = price(make("aws:eks/cluster:Cluster", "c", **inputs))

    assert reasons(found) == [sentence]
    assert [line.item for line in found.lines] == ["EKS control plane"]


def test_an_optional_text_that_a_provider_reports_as_empty_was_never_set(make: Make, price: Price) -> None:
    found = price(make("aws:eks/cluster:Cluster", "c", version=""))

    assert reasons(found) == []
    assert [line.item for line in found.lines] == ["EKS control plane"]


def test_a_provisioned_control_plane_has_no_price(make: Make, price: Price) -> None:
    found = price(make("aws:eks/cluster:Cluster", "c", controlPlaneScalingConfig={"tier": "tier-xl"}))

    assert reasons(found) == ["no price of a provisioned control plane is recorded; use the standard tier"]
    assert found.lines == ()


def test_a_group_without_a_template_gets_the_disk_of_eks(make: Make, fixed: Fixed) -> None:
    assert fixed(make(GROUP, "g", scalingConfig=TWO)) == {
        "Nodes, t3.medium": ("60.74", "60.74", "121.47"),
        "Node disks, gp2 of 20 GB": ("4.00", "4.00", "8.00"),
    }
    assert fixed(make(GROUP, "g", scalingConfig=TWO, diskSize=50))["Node disks, gp2 of 50 GB"] == (
        "10.00", "10.00", "20.00",
    )  # fmt: skip


def test_the_disks_of_a_template_are_billed_with_what_they_add(make: Make, fixed: Fixed) -> None:
    template = make(
        TEMPLATE, "t",
        instanceType="m6i.large",
        monitoring={"enabled": True},
        blockDeviceMappings=[
            {"deviceName": "/dev/xvda",
             "ebs": {"volumeSize": 100, "volumeType": "gp3", "iops": 4000, "throughput": 250, "encrypted": "true"}},
            {"deviceName": "/dev/xvdb", "ebs": {"volumeSize": 10, "volumeType": "io2", "iops": 300}},
        ],
    )  # fmt: skip
    group = make(
        GROUP, "g", scalingConfig=TWO, launchTemplate={"id": "04da6b54-80e4-46f7-96ec-b56ff0331ba9", "version": "1"},
        edges={"launchTemplate": template},
    )  # fmt: skip

    assert fixed(template, group) == {
        "Nodes, m6i.large": ("140.16", "140.16", "280.32"),
        "Node disks, gp3 of 100 GB": ("16.00", "16.00", "32.00"),
        "IOPS above 3,000": ("10.00", "10.00", "20.00"),
        "Throughput above 125 MB/s": ("10.00", "10.00", "20.00"),
        "Node disks, io2 of 10 GB": ("2.50", "2.50", "5.00"),
        "Provisioned IOPS": ("39.00", "39.00", "78.00"),
        "Detailed monitoring": ("4.20", "4.20", "8.40"),
    }


def test_a_template_is_found_among_other_edges(make: Make, fixed: Fixed, unknown: str) -> None:
    template = make(TEMPLATE, "t", blockDeviceMappings=[{"ebs": {"volumeSize": 30, "volumeType": "gp3"}}])
    role = make("aws:iam/role:Role", "r")
    group = make(GROUP, "g", scalingConfig=TWO, launchTemplate={"id": unknown})
    group["propertyDependencies"] = {"launchTemplate": [role["urn"], template["urn"]]}

    assert fixed(role, template, group)["Node disks, gp3 of 30 GB"] == ("4.80", "4.80", "9.60")


def test_a_template_is_found_by_its_id_where_a_real_state_has_no_edge(make: Make, fixed: Fixed) -> None:
    disk = {"ebs": {"volumeSize": 30, "volumeType": "gp3"}}
    template = {**make(TEMPLATE, "t", blockDeviceMappings=[disk]), "id": "lt-1"}
    group = make(GROUP, "g", scalingConfig=TWO, launchTemplate={"id": "lt-1", "version": "1"})

    assert fixed(template, group)["Node disks, gp3 of 30 GB"] == ("4.80", "4.80", "9.60")


def test_a_template_without_disks_or_outside_the_stack_leaves_the_disks_unpriced(
    make: Make, price: Price
) -> None:
    template = {**make(TEMPLATE, "t"), "id": "lt-1"}
    empty = {**make(TEMPLATE, "t", blockDeviceMappings=[]), "id": "lt-1"}

    def group(identity: str) -> dict[str, Any]:
        return make(
            GROUP, "g", instanceTypes=["m5.large"], scalingConfig=TWO, launchTemplate={"id": identity}
        )

    for silent in (template, empty):
        assert reasons(price(silent, group("lt-1"))) == [
            "its launch template names no disk, so the machine image decides its size; name it in blockDeviceMappings"
        ]
    assert set(reasons(price(template, group("lt-2")))) == {
        "its launch template is not part of this stack, and the price depends on it"
    }


def test_bounds_that_eks_would_refuse_are_not_priced(make: Make, price: Price) -> None:
    group = make(
        GROUP, "g", instanceTypes=["m5.large"], scalingConfig={"minSize": 3, "desiredSize": 2, "maxSize": 4}
    )

    assert set(reasons(price(group))) == {
        "scalingConfig does not hold minSize <= desiredSize <= maxSize; EKS would refuse it"
    }


def test_spot_nodes_are_priced_at_what_they_never_exceed(make: Make, fixed: Fixed) -> None:
    group = make(GROUP, "g", instanceTypes=["m5.large"], scalingConfig=TWO, capacityType="SPOT")

    assert fixed(group)["Nodes, m5.large, spot at the on-demand price, which it never exceeds"][1] == "140.16"


def test_burstable_nodes_may_bill_credits_unless_their_template_forbids(make: Make, price: Price) -> None:
    template = {
        **make(
            TEMPLATE, "t", creditSpecification={"cpuCredits": "standard"}, blockDeviceMappings=[],
        ), "id": "lt-1",
    }  # fmt: skip
    limited = make(GROUP, "g", instanceTypes=["t3.medium"], scalingConfig=TWO, launchTemplate={"id": "lt-1"})

    assert assumed(price(make(GROUP, "g", instanceTypes=["t3.medium"], scalingConfig=TWO))) == {
        "CPU above the baseline": ("0", "0", "400")
    }
    assert assumed(price(template, limited)) == {}
    assert assumed(price(make(GROUP, "g", instanceTypes=["m5.large"], scalingConfig=TWO))) == {}


def test_a_karpenter_pool_costs_at_most_what_its_limit_allows(make: Make, price: Price) -> None:
    pool = make(
        "kubernetes:karpenter.sh/v1:NodePool", "general",
        spec={
            "limits": {"cpu": "100"},
            "template": {"spec": {"requirements": [
                {"key": "karpenter.sh/capacity-type", "operator": "In", "values": ["on-demand"]},
                {"key": "node.kubernetes.io/instance-type", "operator": "In", "values": ["m5.large", "c5.xlarge"]},
            ]}},
        },
    )  # fmt: skip

    (line,) = price(pool).lines

    # 100 CPUs x 730 h at 0.048 (m5.large, two CPUs); 30 % of them expected; c5.xlarge asks 0.0425 a CPU.
    assert (line.unit, line.monthly.least, line.monthly.expected, line.monthly.most) == (
        "vCPU-hour", Decimal(0), Decimal("1051.2"), Decimal(3504),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ({}, "it has no limit of CPUs, so there is no most that it can cost; set spec.limits.cpu"),
        (
            {"limits": {"cpu": "8"}},
            "it names no instance types; restrict node.kubernetes.io/instance-type so that its price is known",
        ),
    ],
)
def test_a_karpenter_pool_without_limit_or_types_has_no_price(
    spec: dict[str, Any], sentence: str, make: Make, price: Price
) -> None:
    assert reasons(price(make("kubernetes:karpenter.sh/v1:NodePool", "p", spec=spec))) == [sentence]


@pytest.mark.parametrize(
    ("kind", "spec", "sentence"),
    [
        (
            "kubernetes:core/v1:PersistentVolumeClaim", {},
            ("the cluster makes a disk for it of the class that is its default, of which no price is recorded; "
            "name one of gp3, standard-rwo, managed-csi with a size"),
        ),
        (
            "kubernetes:apps/v1:StatefulSet", {"volumeClaimTemplates": [{}]},
            ("the cluster makes a disk for it of the class that is its default, of which no price is recorded; "
            "name one of gp3, standard-rwo, managed-csi with a size"),
        ),
        (
            "kubernetes:core/v1:Service", {"type": "LoadBalancer"},
            "the cloud makes a load balancer for it, and no price of those is recorded yet",
        ),
    ],
)  # fmt: skip
def test_what_a_cluster_asks_of_its_cloud_is_not_free(
    kind: str, spec: dict[str, Any], sentence: str, make: Make, price: Price
) -> None:
    assert reasons(price(make(kind, "x", spec=spec))) == [sentence]


@pytest.mark.parametrize("kind", ["kubernetes:apps/v1:StatefulSet", "kubernetes:core/v1:Service"])
def test_what_stays_inside_the_cluster_is_free(kind: str, make: Make, price: Price) -> None:
    found = price(make(kind, "x", spec={}))

    assert reasons(found) == []
    assert [(row.type, row.count) for row in found.free] == [(kind, 1)]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("t3.medium", 2),
        ("t4g.micro", 2),
        ("m7g.medium", 1),
        ("db.r5.large", 2),
        ("cache.r6g.xlarge", 4),
        ("c5.12xlarge", 48),
    ],
)
def test_a_machine_s_name_tells_its_virtual_cpus(name: str, count: int) -> None:
    assert vcpus(name) == count


@pytest.mark.parametrize("name", ["m5.metal", "m5.bigxlarge"])
def test_a_machine_whose_name_follows_no_rule_is_not_counted(name: str) -> None:
    with pytest.raises(UnpriceableError, match=rf"^the number of virtual CPUs of {name} is not known"):
        vcpus(name)


# Databases


def database(make: Make, **inputs: Any) -> dict[str, Any]:
    settings = {
        "engine": "postgres", "engineVersion": "15", "instanceClass": "db.r5.large", "storageType": "gp3",
        "allocatedStorage": 100, **inputs,
    }  # fmt: skip
    return make(POSTGRES, "db", **{key: value for key, value in settings.items() if value is not None})


def test_a_database_costs_its_instance_and_its_disk_twice_with_a_standby(make: Make, fixed: Fixed) -> None:
    assert fixed(database(make)) == {
        "PostgreSQL, db.r5.large": same("182.50"),
        "Database disk, gp3": same("11.50"),
    }
    assert fixed(database(make, multiAz=True)) == {
        "PostgreSQL, db.r5.large with standby": same("365.00"),
        "Database disk, gp3": same("23.00"),
    }


def test_a_disk_may_grow_to_what_storage_autoscaling_allows(make: Make, fixed: Fixed) -> None:
    assert fixed(database(make, maxAllocatedStorage=400))["Database disk, gp3"] == ("11.50", "11.50", "46.00")
    assert fixed(database(make, maxAllocatedStorage=0))["Database disk, gp3"] == same("11.50")


def test_the_default_disk_is_gp2(make: Make, fixed: Fixed) -> None:
    assert fixed(database(make, storageType=None))["Database disk, gp2"] == same("11.50")


def test_a_replica_takes_after_its_source(make: Make, fixed: Fixed, price: Price) -> None:
    source = database(make)
    replica = make(
        POSTGRES,
        "replica",
        instanceClass="db.r5.large",
        replicateSourceDb="db",
        edges={"replicateSourceDb": source},
    )
    foreign = {**replica, "inputs": {**replica["inputs"], "region": "us-west-2"}}

    assert fixed(replica, source) == {
        "PostgreSQL, db.r5.large": same("182.50"),
        "Database disk, gp3": same("11.50"),
    }
    assert assumed(price(replica, source)) == {}
    assert assumed(price(foreign, source)) == {"Replication from us-east-1": ("50", "300", "1000")}
    assert [line.region for line in price(foreign, source).lines if line.usage] == ["us-east-1"]


def test_a_replica_of_a_database_elsewhere_is_missing_what_it_inherits(make: Make, price: Price) -> None:
    replica = make(POSTGRES, "replica", instanceClass="db.r5.large", replicateSourceDb="arn:aws:rds:::db:x")

    assert set(reasons(price(replica))) == {
        "engine is not set, and the price depends on it",
        "allocatedStorage is not set, and the price depends on it",
    }


def test_another_engine_has_no_price(make: Make, price: Price) -> None:
    assert reasons(price(database(make, engine="mysql"))) == [
        "no prices of the engine mysql are recorded; add them to policies/cost/prices"
    ]


def test_a_version_that_rds_does_not_offer_has_no_price(make: Make, price: Price) -> None:
    assert reasons(price(database(make, engineVersion="9.6"))) == [
        "PostgreSQL 9.6 is unknown here; choose a version that components/foundation/support_calendar.py lists as supported"
    ]


def test_backups_are_billed_beyond_the_allowance(make: Make, price: Price) -> None:
    assert assumed(price(database(make, backupRetentionPeriod=14))) == {
        "Backups beyond the allowance": ("0", "10.0", "100")
    }
    assert assumed(price(database(make, backupRetentionPeriod=0))) == {}


def test_enhanced_monitoring_writes_more_the_finer_it_is(make: Make, price: Price) -> None:
    assert assumed(price(database(make, monitoringInterval=60))) == {
        "Enhanced monitoring": ("0.1", "0.3", "0.8")
    }
    assert assumed(price(database(make, monitoringInterval=15))) == {
        "Enhanced monitoring": ("0.4", "1.2", "3.2")
    }


def test_insights_are_billed_beyond_a_week(make: Make, fixed: Fixed, price: Price) -> None:
    week = {"performanceInsightsEnabled": True, "performanceInsightsRetentionPeriod": 7}
    long = {**week, "performanceInsightsRetentionPeriod": 31}

    assert "Performance Insights history" not in fixed(database(make, instanceClass="db.m5.large", **week))
    assert fixed(database(make, instanceClass="db.m5.large", **long))["Performance Insights history"] == same(
        "7.63"
    )
    assert reasons(price(database(make, **long))) == [
        "no price of rds.insights.r5 in us-east-1 is recorded; add a row with its source to policies/cost/prices"
    ]
    assert reasons(price(database(make, databaseInsightsMode="advanced"))) == [
        "no price of Database Insights' advanced mode is recorded; use the standard mode"
    ]


def test_copied_backups_cost_their_storage_there_and_their_way(make: Make, price: Price) -> None:
    source = database(make)
    copies = make(
        "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication", "copies",
        region="us-west-2", edges={"sourceDbInstanceArn": source},
    )  # fmt: skip

    found = price(copies, source)

    assert assumed(found) == {
        "Backups copied here": ("50.0", "100", "200"),
        "Backups sent from us-east-1": ("50", "300", "1000"),
    }
    assert [line.region for line in found.lines if line.usage] == ["us-west-2", "us-east-1"]
    assert reasons(price({**copies, "propertyDependencies": {}})) == [
        "the database whose backups it copies is not part of this stack"
    ]


# Caches


@pytest.mark.parametrize(
    ("inputs", "item", "amount"),
    [
        ({"engine": "redis", "numNodeGroups": 3, "replicasPerNodeGroup": 1},
         "6 nodes, cache.r6g.large (redis)", "902.28"),
        ({"engine": "valkey", "numNodeGroups": 3, "replicasPerNodeGroup": 1},
         "6 nodes, cache.r6g.large (valkey)", "721.82"),
        ({"numNodeGroups": 3}, "3 nodes, cache.r6g.large (redis)", "451.14"),
        ({"numCacheClusters": 2}, "2 nodes, cache.r6g.large (redis)", "300.76"),
        ({"numNodeGroups": 1, "replicasPerNodeGroup": 1, "numCacheClusters": 2},
         "2 nodes, cache.r6g.large (redis)", "300.76"),
        ({"nodeGroupConfigurations": [{"replicaCount": 2}, {"replicaCount": 0}]},
         "4 nodes, cache.r6g.large (redis)", "601.52"),
        ({}, "1 nodes, cache.r6g.large (redis)", "150.38"),
    ],
)  # fmt: skip
def test_a_cache_costs_every_node_of_every_shard(
    inputs: dict[str, Any], item: str, amount: str, make: Make, fixed: Fixed
) -> None:
    assert fixed(make(CACHE, "c", nodeType="cache.r6g.large", **inputs)) == {item: same(amount)}


def test_the_first_snapshot_is_free(make: Make, price: Price) -> None:
    assert assumed(price(make(CACHE, "c", nodeType="cache.r6g.large", snapshotRetentionLimit=1))) == {}
    assert assumed(price(make(CACHE, "c", nodeType="cache.r6g.large", snapshotRetentionLimit=2))) == {
        "Snapshots beyond the first": ("10", "60", "200")
    }


@pytest.mark.parametrize(
    ("engine", "version", "faults"), [("redis", "5.0.6", 1), ("redis", "6.2", 0), ("valkey", "5", 0)]
)
def test_old_redis_bears_a_surcharge_with_no_price(
    engine: str, version: str, faults: int, make: Make, price: Price
) -> None:
    found = price(make(CACHE, "c", nodeType="cache.r6g.large", engine=engine, engineVersion=version))

    assert (
        reasons(found) == ["Redis 5 bears a surcharge with no recorded price; choose 7, or Valkey"][:faults]
    )


# Keys, logs, alarms, messages


def test_requests_to_keys_and_secrets_are_assumed(make: Make, price: Price) -> None:
    found = price(make("aws:kms/key:Key", "k"), make("aws:secretsmanager/secret:Secret", "s"))

    assert assumed(found) == {"Key requests": ("2", "20", "100"), "Secret requests": ("0.1", "0.5", "5")}


@pytest.mark.parametrize(
    ("name", "gigabytes"),
    [("network-flow-logs", "60"), ("cluster-logs", "40"), ("primary-postgresql", "10")],
)
def test_a_log_group_writes_what_its_kind_does(name: str, gigabytes: str, make: Make, price: Price) -> None:
    found = price(make("aws:cloudwatch/logGroup:LogGroup", name, retentionInDays=365))

    assert assumed(found)["Logs written"][1] == gigabytes


def test_a_log_group_keeps_what_it_writes_compressed(make: Make, price: Price) -> None:
    found = price(make("aws:cloudwatch/logGroup:LogGroup", "network-flow-logs", retentionInDays=365))

    (kept,) = [line for line in found.lines if line.item == "Logs kept 365 days"]
    assert kept.quantity.expected == 60 * 12 * Decimal("0.15")
    assert kept.monthly.expected == Decimal("3.24")


def test_a_log_group_without_an_end_has_no_price(make: Make, price: Price) -> None:
    assert reasons(price(make("aws:cloudwatch/logGroup:LogGroup", "l"))) == [
        "retentionInDays is not set, so what it keeps grows without end; set it"
    ]


def test_another_log_class_has_no_price(make: Make, price: Price) -> None:
    group = make("aws:cloudwatch/logGroup:LogGroup", "l", retentionInDays=7, logGroupClass="DELIVERY")

    assert set(reasons(price(group))) == {
        "no price of the log class DELIVERY is recorded; use STANDARD, or add the price"
    }


@pytest.mark.parametrize(
    ("inputs", "amount"),
    [
        ({"metricName": "CPUUtilization", "period": 300}, "0.10"),
        ({"metricName": "CPUUtilization", "period": 10}, "0.30"),
        ({"metricQueries": [{"id": "a", "metric": {}}, {"id": "b", "metric": {}}, {"id": "c", "expression": "a/b"}]},
         "0.20"),
        ({"metricQueries": [{"id": "a", "metric": {}}, {"id": "b"}], "thresholdMetricId": "b"}, "0.30"),
    ],
)  # fmt: skip
def test_an_alarm_costs_the_metrics_that_it_watches(
    inputs: dict[str, Any], amount: str, make: Make, fixed: Fixed
) -> None:
    assert fixed(make("aws:cloudwatch/metricAlarm:MetricAlarm", "a", **inputs)) == {"Alarm": same(amount)}


@pytest.mark.parametrize(("inputs", "usd"), [({}, "0.40"), ({"fifoQueue": True}, "0.50")])
def test_a_queue_costs_its_requests(inputs: dict[str, Any], usd: str, make: Make, price: Price) -> None:
    (line,) = price(make("aws:sqs/queue:Queue", "q", **inputs)).lines

    assert (line.price.expected, line.quantity.expected) == (Decimal(usd), Decimal(2))


def test_a_topic_costs_its_notifications(make: Make, price: Price) -> None:
    assert assumed(price(make("aws:sns/topic:Topic", "t"))) == {"Notifications": ("0", "0.01", "0.5")}
    assert reasons(price(make("aws:sns/topic:Topic", "t", fifoTopic=True))) == [
        "no price of a FIFO topic is recorded; add one to policies/cost/prices"
    ]


def test_mails_are_free_and_short_messages_are_not(make: Make, price: Price) -> None:
    def subscription(protocol: str) -> Estimate:
        return price(make("aws:sns/topicSubscription:TopicSubscription", "s", protocol=protocol))

    assert (reasons(subscription("email")), subscription("email").free[0].count) == ([], 1)
    assert reasons(subscription("sms")) == [
        "no price of deliveries over sms is recorded; add one to policies/cost/prices"
    ]


def test_flow_logs_are_billed_with_their_group_unless_they_go_elsewhere(make: Make, price: Price) -> None:
    assert price(make("aws:ec2/flowLog:FlowLog", "f")).free[0].reason == (
        "a flow log is billed as what it writes to its log group"
    )
    assert reasons(price(make("aws:ec2/flowLog:FlowLog", "f", logDestinationType="s3"))) == [
        "no price of flow logs to s3 is recorded; send them to a log group"
    ]


def test_a_claim_costs_what_its_disk_does(make: Make, price: Price) -> None:
    claim = make(
        "kubernetes:core/v1:PersistentVolumeClaim", "reports",
        metadata={"labels": {"topology.kubernetes.io/region": "us-west-2"}},
        spec={"storageClassName": "gp3", "resources": {"requests": {"storage": "5Gi"}}},
    )  # fmt: skip

    (line,) = price(claim).lines

    # 5 GB at 0.08 a month.
    assert (line.unit, line.category, line.region, line.monthly.expected) == (
        "GB-month", "storage", "us-west-2", Decimal("0.40"),
    )  # fmt: skip


def test_each_replica_of_a_charts_sets_costs_its_disk(make: Make, price: Price) -> None:
    def claim(kind: str, size: str) -> dict[str, Any]:
        labels = {"topology.kubernetes.io/region": "us-west-2"}
        spec = {"storageClassName": kind, "resources": {"requests": {"storage": size}}}
        return {"volumeClaimTemplate": {"metadata": {"labels": labels}, "spec": spec}}

    release = make(
        "kubernetes:helm.sh/v3:Release", "metrics",
        values={
            "prometheus": {"prometheusSpec": {"replicas": 2, "storageSpec": claim("gp3", "100Gi")}},
            "alertmanager": {"alertmanagerSpec": {"replicas": 3, "storage": claim("gp3", "5Gi")}},
            "single": [{"storage": claim("gp3", "10Gi")}],
            "plain": {"replicas": 4},
        },
    )  # fmt: skip

    lines = price(release).lines

    assert [(line.item, line.quantity.expected, line.monthly.expected) for line in lines] == [
        ("2 disks of claims, gp3 of 100Gi", Decimal(200), Decimal("16.00")),
        ("3 disks of claims, gp3 of 5Gi", Decimal(15), Decimal("1.20")),
        ("Disk of a claim, gp3 of 10Gi", Decimal(10), Decimal("0.80")),
    ]
    assert {line.region for line in lines} == {"us-west-2"}


def test_a_set_has_a_disk_for_each_replica(make: Make, price: Price) -> None:
    spec = {
        "replicas": 3,
        "volumeClaimTemplates": [
            {
                "metadata": {"labels": {"topology.kubernetes.io/region": "us-west-2"}},
                "spec": {"storageClassName": "gp3", "resources": {"requests": {"storage": "5Gi"}}},
            }
        ],
    }
    (line,) = price(make("kubernetes:apps/v1:StatefulSet", "set", spec=spec)).lines
    assert (line.quantity.expected, line.monthly.expected) == (Decimal(15), Decimal("1.20"))


CHART = "kubernetes:helm.sh/v3:Release"
READER = "prometheus-yet-another-cloudwatch-exporter"


@pytest.mark.parametrize(
    ("name", "region", "expected"),
    [
        ("production-us-east-1-cloudwatch-exporter-release", "us-east-1", "17.96"),
        ("production-us-west-2-cloudwatch-exporter-release", "us-west-2", "12.44"),
    ],
)
def test_an_exporter_of_cloudwatch_pays_for_each_figure_that_it_asks_for(
    name: str, region: str, expected: str, make: Make, price: Price
) -> None:
    told = {"extraEnv": [{"name": "AWS_REGION", "value": region}]}
    (line,) = price(make(CHART, name, region=None, chart=READER, values=told)).lines
    assert (line.category, line.region, line.usage) == ("monitoring", region, True)
    assert str(line.monthly.expected) == expected


def test_any_other_chart_asks_nothing_of_cloudwatch(make: Make, price: Price) -> None:
    bill = price(make(CHART, "keda-release", region=None, chart="keda", values={}))
    assert (bill.lines, bill.unpriced) == ((), ())
