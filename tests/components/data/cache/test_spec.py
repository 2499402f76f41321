"""What an environment may say of its cache."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.data.cache import CacheSpec, CacheUserSpec, production_faults
from tests.components.data.cache.caches import a_spec


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"node_type": "r6g.large"}, r"did you mean 'cache\.r6g\.large'"),
        ({"node_type": "cache.m4.large"}, "family m4 is of an earlier generation or unknown"),
        ({"node_type": "cache.t2.micro"}, "family t2 is of an earlier generation or unknown"),
        ({"node_type": "cache.r6gd.xlarge"}, "tiers data to disk, which this cache does not turn on"),
        ({"node_type": "cache.r6g.enormous"}, "is not an ElastiCache node type"),
        ({"engine": "redis", "version": "7.2"}, "up to 7.1 and not 7.2"),
        ({"version": "6.2"}, "offers no Valkey 6.2"),
        ({"replicas_per_shard": 0}, "multi_az fails over to a replica and there is none"),
        ({"cluster_mode": False}, "without cluster_mode there is only one"),
        ({"shards": 84, "replicas_per_shard": 5}, "make 504 nodes, and ElastiCache ends at 500"),
        ({"replicas_per_shard": 6}, "less than or equal to 5"),
        ({"users": {}}, "at least 1"),
        ({"users": {"default": {}}}, "the one nobody may log in as"),
        ({"users": {"Backend": {}}}, "should match pattern"),
        ({"users": {"backend": {"key_patterns": ("a b",)}}}, "should match pattern"),
        ({"users": {"backend": {"key_patterns": ()}}}, "at least 1"),
        ({"snapshot_window": "04:30-05:30"}, "overlaps the maintenance window"),
        ({"snapshot_window": "02:00-02:30"}, "ElastiCache refuses less than 60"),
        ({"maintenance_window": "sun:04:00-sun:04:30"}, "ElastiCache refuses less than 60"),
        ({"keyspace_events": "Ex!"}, "should match pattern"),
        ({"auth_token": "x"}, "Extra inputs are not permitted"),
        ({"shards": "3"}, "valid integer"),
    ],
)
def test_what_elasticache_refuses_is_refused_here(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        a_spec(**changes)


def test_faults_of_one_spec_come_together() -> None:
    with pytest.raises(ValidationError) as refused:
        a_spec(cluster_mode=False, replicas_per_shard=0, users={"default": {}})
    text = str(refused.value)
    assert "multi_az fails over" in text
    assert "without cluster_mode" in text
    assert "the user 'default'" in text


@pytest.mark.parametrize(
    ("changes", "nodes"),
    [
        ({}, 6),
        ({"shards": 1}, 2),
        ({"replicas_per_shard": 5}, 18),
        ({"multi_az": False, "replicas_per_shard": 0}, 3),
    ],
)
def test_what_is_paid_for_is_shards_times_nodes(changes: dict[str, Any], nodes: int) -> None:
    assert a_spec(**changes).total_nodes == nodes


def test_rights_are_written_as_elasticache_writes_them() -> None:
    assert CacheUserSpec().access_string == "on ~* &* +@all -@admin -@dangerous +cluster +info"
    reader = CacheUserSpec(key_patterns=("sessions:*", "{cart}:*"), commands="read-only")
    assert reader.access_string == ("on ~sessions:* ~{cart}:* &* -@all +@read +@connection +cluster +info")


def test_it_reads_from_json() -> None:
    spec = CacheSpec.model_validate_json(
        '{"node_type": "cache.t4g.micro", "multi_az": false, "replicas_per_shard": 0, "cluster_mode": false,'
        ' "users": {"backend-api": {"key_patterns": ["api:*"]}}}'
    )
    assert (spec.engine, spec.version, spec.family, spec.total_nodes) == ("valkey", "8.2", "valkey8", 1)


def test_productions_own_spec_is_up_to_production() -> None:
    assert production_faults(a_spec()) == []


@pytest.mark.parametrize(
    ("changes", "start"),
    [
        ({"multi_az": False}, "multi_az is false"),
        ({"snapshot_days": 6}, "snapshot_days is 6"),
        ({"node_type": "cache.t4g.medium"}, "node_type cache.t4g.medium is burstable"),
        ({"log_days": 90}, "log_days is 90"),
    ],
)
def test_what_is_too_little_for_production_is_named(changes: dict[str, Any], start: str) -> None:
    (fault,) = production_faults(a_spec(**changes))
    assert fault.startswith(start)


def test_production_without_replicas_is_named_for_both_of_its_faults() -> None:
    faults = production_faults(a_spec(replicas_per_shard=0, multi_az=False))
    assert [fault.split(" is ")[0] for fault in faults] == ["replicas_per_shard", "multi_az"]
