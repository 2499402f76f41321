"""The cache: what it makes, whom it lets in and what watches it."""

import pulumi_aws as aws
import pytest

from components.data.cache import Cache
from tests.components.data.cache.caches import SINGLE, a_spec, built
from tests.components.data.databases import LABELS
from tests.components.recording import assert_sound


def test_production_makes_exactly_this() -> None:
    recording = built()
    assert_sound(recording, Cache, regions={"us-east-1"})
    assert recording.counts() == {
        "aws:cloudwatch/logGroup:LogGroup": 2,
        "aws:cloudwatch/metricAlarm:MetricAlarm": 30,
        "aws:ec2/securityGroup:SecurityGroup": 1,
        "aws:elasticache/parameterGroup:ParameterGroup": 1,
        "aws:elasticache/replicationGroup:ReplicationGroup": 1,
        "aws:elasticache/subnetGroup:SubnetGroup": 1,
        "aws:elasticache/user:User": 3,
        "aws:elasticache/userGroup:UserGroup": 1,
        "aws:secretsmanager/secret:Secret": 3,
        "aws:secretsmanager/secretVersion:SecretVersion": 3,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 1,
        "platform:data:Cache": 1,
        "platform:data:ConnectionSecret": 3,
        "random:index/randomPassword:RandomPassword": 3,
    }


def test_the_group_is_given_exactly_this() -> None:
    group = built().only(aws.elasticache.ReplicationGroup)
    assert group.protect
    assert group.ignore_changes == ()
    assert group.inputs == {
        "region": "us-east-1",
        "replicationGroupId": "production-cache",
        "description": "Cache production-cache",
        "engine": "valkey",
        "engineVersion": "8.2",
        "nodeType": "cache.r6g.large",
        "port": 6379,
        "clusterMode": "enabled",
        "numNodeGroups": 3,
        "replicasPerNodeGroup": 1,
        "multiAzEnabled": True,
        "automaticFailoverEnabled": True,
        "atRestEncryptionEnabled": True,
        "kmsKeyId": "arn:cache-key",
        "transitEncryptionEnabled": True,
        "transitEncryptionMode": "required",
        "userGroupIds": ["production-cache"],
        "parameterGroupName": "production-cache-valkey8-clustered",
        "subnetGroupName": "production-cache",
        "securityGroupIds": ["cache-firewall-id"],
        "autoMinorVersionUpgrade": True,
        "applyImmediately": False,
        "snapshotRetentionLimit": 7,
        "snapshotWindow": "02:00-03:00",
        "finalSnapshotIdentifier": "production-cache-final",
        "maintenanceWindow": "sun:04:00-sun:05:00",
        "logDeliveryConfigurations": [
            {
                "logType": log,
                "logFormat": "json",
                "destinationType": "cloudwatch-logs",
                "destination": f"/aws/elasticache/production-cache/{log}",
            }
            for log in ("slow-log", "engine-log")
        ],
        "tags": LABELS.aws("production-cache"),
    }


def test_without_cluster_mode_the_size_is_a_number_of_nodes() -> None:
    recording = built(SINGLE, protected=False)
    group = recording.only(aws.elasticache.ReplicationGroup)
    assert group.inputs["numCacheClusters"] == 1
    assert group.inputs["automaticFailoverEnabled"] is False
    absent = {"clusterMode", "numNodeGroups", "replicasPerNodeGroup", "finalSnapshotIdentifier"}
    assert not absent & group.inputs.keys()
    assert not group.protect
    published = recording.only(Cache).published or {}
    assert published["configuration_endpoint"] == "master.production-cache.cache.amazonaws.com"
    assert published["reader_endpoint"] == "replica.production-cache.cache.amazonaws.com"
    assert published["total_nodes"] == 1


def test_without_snapshots_there_is_no_window_for_them() -> None:
    group = built(a_spec(snapshot_days=0)).only(aws.elasticache.ReplicationGroup).inputs
    assert group["snapshotRetentionLimit"] == 0
    assert "snapshotWindow" not in group


def test_its_outputs() -> None:
    assert built().only(Cache).published == {
        "configuration_endpoint": "clustercfg.production-cache.cache.amazonaws.com",
        "reader_endpoint": "clustercfg.production-cache.cache.amazonaws.com",
        "port": 6379,
        "arn": "arn:aws:elasticache:::cache-group",
        "secret_arn": "arn:of-cache-connection-version",
        "secret_arns": {
            "backend-api": "arn:of-cache-connection-backend-api-version",
            "reports": "arn:of-cache-connection-reports-version",
        },
        "security_group_id": "cache-firewall-id",
        "total_nodes": 6,
    }


def test_only_named_clients_reach_it_and_nothing_leaves() -> None:
    recording = built()
    rule = recording.only(aws.vpc.SecurityGroupIngressRule)
    assert (rule.name, rule.inputs["referencedSecurityGroupId"]) == ("cache-from-nodes", "sg-nodes")
    assert (rule.inputs["fromPort"], rule.inputs["toPort"], rule.inputs["ipProtocol"]) == (6379, 6379, "tcp")
    assert "egress" not in recording.only(aws.ec2.SecurityGroup).inputs
    assert recording.only(aws.elasticache.SubnetGroup).inputs["subnetIds"] == ["subnet-a", "subnet-b"]


def test_it_waits_for_its_encrypted_logs() -> None:
    recording = built()
    group = recording.only(aws.elasticache.ReplicationGroup)
    assert recording.depends_on(group, aws.cloudwatch.LogGroup) == {"cache-slow-log", "cache-engine-log"}
    logs = [entry.inputs for entry in recording.of(aws.cloudwatch.LogGroup)]
    assert {(entry["kmsKeyId"], entry["retentionInDays"]) for entry in logs} == {("arn:logs-key", 365)}


def test_its_parameters_follow_the_spec() -> None:
    group = built().only(aws.elasticache.ParameterGroup).inputs
    assert (group["name"], group["family"]) == ("production-cache-valkey8-clustered", "valkey8")
    assert {entry["name"]: entry["value"] for entry in group["parameters"]} == {
        "maxmemory-policy": "volatile-lru",
        "cluster-enabled": "yes",
        "notify-keyspace-events": "Ex",
    }
    single = built(SINGLE).only(aws.elasticache.ParameterGroup)
    assert (single.name, single.inputs["name"]) == (
        "cache-parameters-valkey8-single",
        "production-cache-valkey8-single",
    )
    assert {"name": "cluster-enabled", "value": "no"} in single.inputs["parameters"]
    silent = built(a_spec(keyspace_events="")).only(aws.elasticache.ParameterGroup).inputs["parameters"]
    assert "notify-keyspace-events" not in {entry["name"] for entry in silent}


def test_events_go_to_a_topic_of_their_own_only() -> None:
    assert "notificationTopicArn" not in built().only(aws.elasticache.ReplicationGroup).inputs
    told = built(events_topic_arn="arn:events").only(aws.elasticache.ReplicationGroup)
    assert told.inputs["notificationTopicArn"] == "arn:events"


def test_every_node_is_watched() -> None:
    alarms = built().of(aws.cloudwatch.MetricAlarm)
    nodes = {f"production-cache-{shard:04d}-{node:03d}" for shard in (1, 2, 3) for node in (1, 2)}
    assert {
        (entry.inputs["dimensions"]["CacheClusterId"], entry.inputs["metricName"]) for entry in alarms
    } == {
        (node, metric)
        for node in nodes
        for metric in (
            "EngineCPUUtilization",
            "DatabaseMemoryUsagePercentage",
            "Evictions",
            "ReplicationLag",
            "CurrConnections",
        )
    }
    assert {(*entry.inputs["alarmActions"], *entry.inputs["okActions"]) for entry in alarms} == {
        ("arn:alarms", "arn:alarms")
    }


def test_a_single_node_has_no_lag_to_watch() -> None:
    alarms = built(SINGLE).of(aws.cloudwatch.MetricAlarm)
    assert {entry.inputs["dimensions"]["CacheClusterId"] for entry in alarms} == {"production-cache-001"}
    assert {entry.inputs["metricName"] for entry in alarms} == {
        "EngineCPUUtilization",
        "DatabaseMemoryUsagePercentage",
        "Evictions",
        "CurrConnections",
    }


def test_an_identifier_that_elasticache_refuses_is_refused() -> None:
    with pytest.raises(
        ValueError, match="has 41 characters and ElastiCache refuses more than 40: shorten it"
    ):
        built(identifier="c" * 41)
