"""What Redshift, OpenSearch, Kinesis, Managed Flink and RDS Proxy refuse, each with a case, and how they answer."""

from copy import deepcopy
from typing import Any

import pytest

from simulator import clouds
from simulator.values import UNKNOWN
from tests.simulator.clouds.samples import ACCOUNT, SAMPLES, SCOPE, urn_of

WAREHOUSE, LOGGING = "aws:redshift/cluster:Cluster", "aws:redshift/logging:Logging"
LIMIT, COPY = "aws:redshift/usageLimit:UsageLimit", "aws:redshift/snapshotCopy:SnapshotCopy"
SEARCH, STREAM = "aws:opensearch/domain:Domain", "aws:kinesis/stream:Stream"
FLINK = "aws:kinesisanalyticsv2/application:Application"
PROXY, TARGET = "aws:rds/proxy:Proxy", "aws:rds/proxyTarget:ProxyTarget"
POOL = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"

DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"

CONFIG, DISK = "clusterConfig", "ebsOptions"
PARALLELISM = "applicationConfiguration.flinkApplicationConfiguration.parallelismConfiguration"


def put(token: str, **changes: Any) -> dict[str, Any]:
    """Return the sample with other values at paths (dots written as __); None takes a property out."""
    inputs: dict[str, Any] = deepcopy(SAMPLES[token])
    for path, value in changes.items():
        *above, last = path.split("__")
        place: Any = inputs
        for step in above:
            place = place[int(step)] if step.isdigit() else place.setdefault(step, {})
        if value is None:
            del place[last]
        else:
            place[last] = value
    return inputs


def refused(token: str, **changes: Any) -> list[str]:
    return [
        failure.reason
        for failure in clouds.check(token, urn_of(token), put(token, **changes), None, SCOPE).failures
    ]


PARALLEL = PARALLELISM.replace(".", "__")

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (DELIVERY, {"destination": "s3"}, "destination must be one of extended_s3"),
    (DELIVERY, {"serverSideEncryption__keyArn": None}, "KeyARN is required when KeyType is CUSTOMER_MANAGED_CMK"),
    (DELIVERY, {"extendedS3Configuration__errorOutputPrefix": None}, "ErrorOutputPrefix is required when Prefix"),
    (DELIVERY, {"extendedS3Configuration__errorOutputPrefix": "failed/"}, "must hold !{firehose:error-output-type}"),
    (DELIVERY, {"extendedS3Configuration__bufferingInterval": 901}, "must be between 0 and 900"),
    (WAREHOUSE, {"nodeType": "ra3.huge"}, "nodeType must be one of ra3.large"),
    (WAREHOUSE, {"numberOfNodes": 33}, "numberOfNodes of ra3.xlplus must be between 1 and 32, not 33"),
    (WAREHOUSE, {"nodeType": "ra3.4xlarge", "numberOfNodes": 65}, "must be between 2 and 64, not 65"),
    (WAREHOUSE, {"nodeType": "rg.xlarge", "numberOfNodes": 101}, "must be between 1 and 100, not 101"),
    (WAREHOUSE, {"numberOfNodes": 1}, "at least 2 for a cluster of type multi-node"),
    (WAREHOUSE, {"clusterType": "single-node"}, "must be 1 for a cluster of type single-node"),
    (WAREHOUSE, {"clusterType": "single-node", "numberOfNodes": 1, "multiAz": True, "availabilityZoneRelocationEnabled": False}, "multiAz needs at least two nodes"),
    (WAREHOUSE, {"multiAz": True}, "multiAz conflicts with availabilityZoneRelocationEnabled"),
    (WAREHOUSE, {"nodeType": "dc2.large", "multiAz": True}, "multiAz needs a node type of RA3 or RG, not dc2.large"),
    (WAREHOUSE, {"publiclyAccessible": True}, "publiclyAccessible cannot be true when"),
    (WAREHOUSE, {"port": 5456}, "port of RA3 and RG must be within 5431-5455 or 8191-8215, not 5456"),
    (WAREHOUSE, {"masterPassword": "Secret123"}, "masterPassword conflicts with manageMasterPassword"),
    (WAREHOUSE, {"manageMasterPassword": None}, "one of manageMasterPassword and masterPassword must be set"),
    (WAREHOUSE, {"finalSnapshotIdentifier": None}, "must be set when skipFinalSnapshot is false"),
    (WAREHOUSE, {"automatedSnapshotRetentionPeriod": 36}, "between 0 and 35 days"),
    (WAREHOUSE, {"preferredMaintenanceWindow": "06:00-06:30"}, "must be ddd:hh:mm-ddd:hh:mm"),
    (WAREHOUSE, {"clusterIdentifier": "Warehouse"}, "from a letter to no hyphen"),
    (LOGGING, {"logExports": None}, "logExports must be set when logDestinationType is cloudwatch"),
    (LIMIT, {"limitType": "data-scanned"}, "limitType of concurrency-scaling must be time, not data-scanned"),
    (COPY, {"retentionPeriod": 36}, "between 0 and 35 days"),
    (SEARCH, {f"{CONFIG}__instanceCount": 2}, "instanceCount must be at least the number of zones (3)"),
    (SEARCH, {f"{CONFIG}__zoneAwarenessConfig__availabilityZoneCount": 4}, "availabilityZoneCount must be 2 or 3"),
    (SEARCH, {"vpcOptions__subnetIds": ["subnet-0a"]}, "subnetIds must name 3 subnets, one a zone, not 1"),
    (SEARCH, {f"{CONFIG}__instanceType": "t3.small.search"}, "Auto-Tune is not supported on t3.small.search"),
    (SEARCH, {f"{CONFIG}__instanceType": "m6g.large"}, "a type such as m6g.large.search"),
    (SEARCH, {f"{CONFIG}__dedicatedMasterEnabled": True}, "dedicatedMasterType must be set for dedicated masters"),
    (SEARCH, {f"{DISK}__volumeSize": 9}, "volumeSize must be at least 10 GiB, not 9"),
    (SEARCH, {f"{DISK}__iops": 2999}, "iops of gp3 must be between 3000 and 16000, not 2999"),
    (SEARCH, {f"{DISK}__volumeType": "gp2"}, "throughput is of gp3, not of gp2"),
    (SEARCH, {"nodeToNodeEncryption__enabled": False}, "nodeToNodeEncryption.enabled"),
    (SEARCH, {"engineVersion": "2.19"}, "engineVersion must be such as OpenSearch_2.19"),
    (STREAM, {"shardCount": 2}, "shardCount must not be set when streamMode is ON_DEMAND"),
    (STREAM, {"streamModeDetails__streamMode": "PROVISIONED"}, "shardCount must be at least 1"),
    (STREAM, {"kmsKeyId": None}, "kmsKeyId must be set when encryptionType is KMS"),
    (STREAM, {"retentionPeriod": 23}, "between 24 and 8760 hours"),
    (FLINK, {"runtimeEnvironment": "FLINK-1_13"}, "must be one that the service creates"),
    (FLINK, {f"{PARALLEL}__parallelism": 130}, "parallelism 130 at 2 a KPU is above the 64 KPUs of an application"),
    (FLINK, {f"{PARALLEL}__configurationType": "DEFAULT"}, "parallelism needs the configurationType CUSTOM"),
    (PROXY, {"vpcSubnetIds": ["subnet-0a"]}, "vpcSubnetIds must name at least two subnets, in different zones"),
    (PROXY, {"auths": None}, "auths must be set while defaultAuthScheme is NONE"),
    (PROXY, {"auths__0__iamAuth": "ENABLED"}, "iamAuth ENABLED is of SQLSERVER, not of POSTGRESQL"),
    (PROXY, {"auths__0__clientPasswordAuthType": "MYSQL_NATIVE_PASSWORD"}, "must be one of POSTGRES_SCRAM_SHA_256"),
    (PROXY, {"auths__0__secretArn": "database"}, "secretArn must be the ARN"),
    (PROXY, {"engineFamily": "ORACLE"}, "must be one of MYSQL, POSTGRESQL, SQLSERVER"),
    (PROXY, {"idleClientTimeout": 28_801}, "between 1 and 28800 seconds"),
    (PROXY, {"name": "postgresql--proxy"}, "single hyphens"),
    (POOL, {"connectionPoolConfig__maxIdleConnectionsPercent": 90}, "must not be above maxConnectionsPercent (80), unlike 90"),
    (POOL, {"connectionPoolConfig__connectionBorrowTimeout": 301}, "between 0 and 300 seconds"),
    (TARGET, {"dbClusterIdentifier": "cluster"}, "dbClusterIdentifier"),
    (TARGET, {"dbInstanceIdentifier": None}, "dbInstanceIdentifier"),
]  # fmt: skip


@pytest.mark.parametrize(("token", "changes", "said"), REFUSED, ids=lambda value: str(value)[:60])
def test_what_the_cloud_refuses_is_refused(token: str, changes: dict[str, Any], said: str) -> None:
    reasons = refused(token, **changes)
    assert any(said in reason for reason in reasons), reasons


@pytest.mark.parametrize(
    ("token", "changes"),
    [
        (WAREHOUSE, {"nodeType": "ra3.large", "clusterType": "single-node", "numberOfNodes": 1}),
        (WAREHOUSE, {"multiAz": True, "availabilityZoneRelocationEnabled": False}),
        (WAREHOUSE, {"nodeType": "rg.xlarge"}),
        (SEARCH, {f"{CONFIG}__zoneAwarenessEnabled": UNKNOWN}),
        (SEARCH, {"engineVersion": "OpenSearch_3.5"}),
        (FLINK, {"runtimeEnvironment": "FLINK-2_3"}),
        (FLINK, {f"{PARALLEL}__parallelism": 128}),
        (PROXY, {"auths": None, "defaultAuthScheme": "IAM_AUTH"}),
        (PROXY, {"auths": None, "defaultAuthScheme": UNKNOWN}),
        (PROXY, {"vpcSubnetIds": [UNKNOWN, UNKNOWN]}),
    ],
    ids=str,
)
def test_what_the_cloud_takes_is_taken(token: str, changes: dict[str, Any]) -> None:
    assert refused(token, **changes) == []


def created(token: str, **changes: Any) -> dict[str, Any]:
    inputs = clouds.check(token, urn_of(token), put(token, **changes), None, SCOPE).inputs
    answer = clouds.create(token, urn_of(token), inputs, SCOPE)
    return {"id": answer.id, **answer.outputs}


def test_a_warehouse_keeps_its_password_in_secrets_manager_and_says_where_it_is() -> None:
    cluster = created(WAREHOUSE)
    assert cluster["masterPasswordSecretArn"].startswith(
        f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:redshift!warehouse-warehouse_admin-"
    )
    assert cluster["endpoint"] == f"{cluster['dnsName']}:5439"
    assert cluster["dnsName"].startswith("warehouse.")


def test_a_proxy_has_an_endpoint_of_its_own_and_one_target_group() -> None:
    proxy, pool, target = created(PROXY), created(POOL), created(TARGET)
    assert proxy["id"] == "postgresql-proxy"
    assert proxy["endpoint"].startswith("postgresql-proxy.proxy-c")
    assert proxy["endpoint"].endswith(".us-east-1.rds.amazonaws.com")
    assert proxy["arn"].startswith(f"arn:aws:rds:us-east-1:{ACCOUNT}:db-proxy:prx-")
    assert proxy["auths"][0]["clientPasswordAuthType"] == "POSTGRES_SCRAM_SHA_256"
    assert (pool["id"], pool["name"]) == ("postgresql-proxy", "default")
    assert target["id"] == "postgresql-proxy/default/RDS_INSTANCE/postgresql"
    assert (target["type"], target["rdsResourceId"], target["port"]) == ("RDS_INSTANCE", "postgresql", 5432)


def test_the_pool_of_a_target_group_is_whole_unless_it_is_said() -> None:
    assert created(POOL, connectionPoolConfig=None)["connectionPoolConfig"] == {
        "connectionBorrowTimeout": 120,
        "maxConnectionsPercent": 100,
        "maxIdleConnectionsPercent": 50,
    }
