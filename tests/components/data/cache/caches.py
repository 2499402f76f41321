"""A cache to test with, in the size of production, and what AWS would answer about it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pulumi_aws as aws
import pulumi_random as random

from components.data.cache import Cache, CacheArgs, CacheSpec
from tests.components.data.databases import EAST, LABELS, a_version
from tests.components.recording import Answer, Kind, Recording, record

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
    """Return production's spec, changed."""
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
    """Answer as ElastiCache would about a replication group."""
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
    """Record the cache of production, changed."""
    args = replace(ARGS, spec=spec or ARGS.spec, **changes)

    def program() -> None:
        Cache("cache", args)

    return record(program, answers=ANSWERS)
