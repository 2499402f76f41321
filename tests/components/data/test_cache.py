"""The cache: what it makes, whom it lets in and what stays in place when it grows."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pulumi_aws as aws
import pulumi_random as random
import pytest

from components.data.cache import Cache, CacheArgs, CacheSpec
from tests.components.data.databases import EAST, LABELS, a_version
from tests.components.recording import Answer, Kind, Recording, assert_sound, record

SPEC: dict[str, Any] = {
    "node_type": "cache.r6g.large",
    "shards": 3,
    "replicas_per_shard": 1,
    "users": {"backend-api": {"key_patterns": ("api:*",)}, "reports": {"commands": "read-only"}},
    "keyspace_events": "Ex",
    "snapshot_days": 7,
    "log_days": 365,
}


def a_spec(**changes: Any) -> CacheSpec:
    return CacheSpec(**{**SPEC, **changes})


SINGLE = a_spec(cluster_mode=False, shards=1, multi_az=False, replicas_per_shard=0)

ARGS = CacheArgs(
    spec=a_spec(),
    placement=EAST,
    labels=LABELS,
    protected=True,
    identifier="production-cache",
    secret_name="production/cache/redis",
    vpc_id="vpc-1",
    isolated_subnets={"b": "subnet-b", "a": "subnet-a"},
    clients={"nodes": "sg-nodes"},
    cache_key_arn="arn:cache-key",
    logs_key_arn="arn:logs-key",
    secrets_key_arn="arn:secrets-key",
    alarm_topic_arn="arn:alarms",
)


def a_group(_: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    name = inputs["replicationGroupId"]
    if "numNodeGroups" in inputs:
        return {"configurationEndpointAddress": f"clustercfg.{name}.cache.amazonaws.com"}
    return {
        "primaryEndpointAddress": f"master.{name}.cache.amazonaws.com",
        "readerEndpointAddress": f"replica.{name}.cache.amazonaws.com",
    }


ANSWERS: dict[Kind, Answer] = {
    aws.elasticache.ReplicationGroup: a_group,
    aws.secretsmanager.SecretVersion: a_version,
    random.RandomPassword: lambda name, _: {"result": f"sentinel-{name}"},
}


def built(spec: CacheSpec | None = None, **changes: Any) -> Recording:
    args = replace(ARGS, spec=spec or ARGS.spec, **changes)

    def program() -> None:
        Cache("cache", args)

    return record(program, answers=ANSWERS)


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
    absent = {"numNodeGroups", "replicasPerNodeGroup", "finalSnapshotIdentifier"}
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


def test_every_application_is_a_user_and_nobody_can_be_the_default() -> None:
    recording = built()
    users = recording.named(aws.elasticache.User)
    assert {name: (entry.inputs["userName"], entry.inputs["accessString"]) for name, entry in users.items()} == {
        "cache-user-default": ("default", "off ~* -@all"),
        "cache-user-backend-api": (
            "backend-api",
            "on ~api:* &* +@all -@admin -@dangerous +cluster +info",
        ),
        "cache-user-reports": ("reports", "on ~* &* -@all +@read +@connection +cluster +info"),
    }
    assert users["cache-user-default"].inputs["authenticationMode"] == {
        "type": "password",
        "passwords": ["sentinel-cache-default-password"],
    }
    assert recording.only(aws.elasticache.UserGroup).inputs["userIds"] == [
        "production-cache-default",
        "production-cache-backend-api",
        "production-cache-reports",
    ]
    assert {entry.inputs["engine"] for entry in users.values()} == {"valkey"}
    assert "authToken" not in recording.only(aws.elasticache.ReplicationGroup).inputs


def test_each_users_secret_leads_to_the_cache_as_that_user() -> None:
    recording = built()
    stored = {entry.name: entry.inputs for entry in recording.of(aws.secretsmanager.Secret)}
    assert {name: entry["name"] for name, entry in stored.items()} == {
        "cache-connection-secret": "production/cache/redis",
        "cache-connection-backend-api-secret": "production/cache/redis/backend-api",
        "cache-connection-reports-secret": "production/cache/redis/reports",
    }
    versions = recording.named(aws.secretsmanager.SecretVersion)
    reach = {
        "engine": "valkey",
        "host": "clustercfg.production-cache.cache.amazonaws.com",
        "port": 6379,
        "tls": "required",
    }
    held = {name: json.loads(entry.inputs["secretString"]) for name, entry in versions.items()}
    assert held == {
        "cache-connection-version": reach,
        "cache-connection-backend-api-version": {
            **reach,
            "username": "backend-api",
            "password": "sentinel-cache-backend-api-password",
        },
        "cache-connection-reports-version": {
            **reach,
            "username": "reports",
            "password": "sentinel-cache-reports-password",
        },
    }


def test_passwords_travel_only_as_secrets() -> None:
    recording = built()
    holders = set()
    for entry in recording.entries:
        for name, value in entry.inputs.items():
            if "sentinel" in json.dumps(value):
                assert name in entry.secret_inputs, f"{entry.name}.{name}"
                holders.add(f"{entry.name}.{name}")
        assert "sentinel" not in json.dumps(entry.published or {}), entry.name
    assert holders == {
        "cache-connection-backend-api-version.secretString",
        "cache-connection-reports-version.secretString",
        "cache-user-backend-api.authenticationMode",
        "cache-user-default.authenticationMode",
        "cache-user-reports.authenticationMode",
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
    silent = built(a_spec(keyspace_events="")).only(aws.elasticache.ParameterGroup).inputs["parameters"]
    assert "notify-keyspace-events" not in {entry["name"] for entry in silent}


def test_events_go_to_a_topic_of_their_own_only() -> None:
    assert "notificationTopicArn" not in built().only(aws.elasticache.ReplicationGroup).inputs
    told = built(events_topic_arn="arn:events").only(aws.elasticache.ReplicationGroup)
    assert told.inputs["notificationTopicArn"] == "arn:events"


def test_every_node_is_watched() -> None:
    alarms = built().of(aws.cloudwatch.MetricAlarm)
    nodes = {f"production-cache-{shard:04d}-{node:03d}" for shard in (1, 2, 3) for node in (1, 2)}
    assert {(entry.inputs["dimensions"]["CacheClusterId"], entry.inputs["metricName"]) for entry in alarms} == {
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


@pytest.mark.parametrize("changes", [{"shards": 4}, {"replicas_per_shard": 2}])
def test_growing_only_adds_and_resizes_the_group(changes: dict[str, int]) -> None:
    before, after = built(), built(a_spec(**changes))
    assert before.by_urn.keys() <= after.by_urn.keys()
    grown = {"shards": "numNodeGroups", "replicas_per_shard": "replicasPerNodeGroup"}
    assert changed(before, after) == {"cache-group": {grown[key] for key in changes}}


def test_another_user_only_adds() -> None:
    before, after = built(), built(a_spec(users={**SPEC["users"], "jobs": {}}))
    assert before.by_urn.keys() <= after.by_urn.keys()
    assert changed(before, after) == {"cache-users": {"userIds"}}


def test_another_engine_brings_its_parameters_beside_and_replaces_nothing() -> None:
    before, after = built(), built(a_spec(version="9.0"))
    gone = {before.by_urn[urn].name for urn in before.by_urn.keys() - after.by_urn.keys()}
    made = {after.by_urn[urn].name for urn in after.by_urn.keys() - before.by_urn.keys()}
    assert gone == {"cache-parameters-valkey8-clustered"}
    assert made == {"cache-parameters-valkey9-clustered"}
    assert changed(before, after) == {"cache-group": {"engineVersion", "parameterGroupName"}}


def test_an_identifier_that_elasticache_refuses_is_refused() -> None:
    with pytest.raises(ValueError, match="has 41 characters and ElastiCache refuses more than 40: shorten it"):
        built(identifier="c" * 41)


def test_long_user_ids_are_cut_and_stay_apart() -> None:
    users = built(identifier="c" * 40).of(aws.elasticache.User)
    ids = {entry.inputs["userId"] for entry in users}
    assert len(ids) == 3
    assert {len(one) for one in ids} == {40}


def test_two_live_in_one_stack() -> None:
    other = replace(ARGS, identifier="production-sessions", secret_name="production/cache/sessions")

    def program() -> None:
        Cache("cache", ARGS)
        Cache("sessions", other)

    recording = record(program, answers=ANSWERS)
    names = [entry.inputs["name"] for entry in recording.entries if "name" in entry.inputs]
    assert len(names) == len(set(names))
    assert recording.counts()["platform:data:Cache"] == 2


def changed(before: Recording, after: Recording) -> dict[str, set[str]]:
    """Return which inputs differ, by the name of the resources that both have."""
    found = {}
    for urn in before.by_urn.keys() & after.by_urn.keys():
        old, new = before.by_urn[urn], after.by_urn[urn]
        keys = {key for key in old.inputs | new.inputs if old.inputs.get(key) != new.inputs.get(key)}
        if keys:
            found[new.name] = keys
    return found
