"""What a spec alone decides of a replication group: size, schedule and the security that no spec decides."""

import pulumi_aws as aws

from components.data.cache.spec import CacheSpec

PORT = 6379


def group_inputs(spec: CacheSpec, description: str) -> aws.elasticache.ReplicationGroupArgs:
    """Return the inputs that follow from the spec, for the component to wire."""
    inputs = aws.elasticache.ReplicationGroupArgs(
        description=description,
        engine=spec.engine,
        engine_version=spec.version,
        node_type=spec.node_type,
        port=PORT,
        at_rest_encryption_enabled=True,
        transit_encryption_enabled=True,
        transit_encryption_mode="required",
        multi_az_enabled=spec.multi_az,
        # Cluster mode demands it even of a shard without replicas (ElastiCache API, CreateReplicationGroup).
        automatic_failover_enabled=spec.cluster_mode or spec.replicas_per_shard > 0,
        auto_minor_version_upgrade=True,
        apply_immediately=False,
        snapshot_retention_limit=spec.snapshot_days,
        snapshot_window=spec.snapshot_window if spec.snapshot_days else None,
        maintenance_window=spec.maintenance_window,
    )
    # The two ways to say the size exclude each other.
    if spec.cluster_mode:
        # Said outright: one shard is a cluster too, and only a cluster has the endpoint that clients start from.
        inputs.cluster_mode = "enabled"
        inputs.num_node_groups = spec.shards
        inputs.replicas_per_node_group = spec.replicas_per_shard
    else:
        inputs.num_cache_clusters = spec.total_nodes
    return inputs
