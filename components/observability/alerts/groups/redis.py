"""The cache as redis_exporter sees it through the address of the whole group; ElastiCache has no CONFIG to be asked for."""

from typing import Final

from components.observability.alerts.model import Alert, Group

GROUP: Final = Group(
    name="redis.rules",
    alerts=(
        Alert(
            name="RedisDown",
            expr="max by (namespace, job) (redis_up) == 0",
            for_="2m",
            severity="critical",
            owner="database-team",
            summary="The cache does not answer",
            description="The exporter has not been let in for two minutes: sessions are lost, and PostgreSQL gets what the cache "
            "kept from it.",
            dashboard="redis",
            needs="redis",
        ),
        Alert(
            name="RedisClusterIncomplete",
            expr="min by (namespace, job) (redis_cluster_state) == 0",
            for_="2m",
            severity="critical",
            owner="database-team",
            summary="A part of the cache is gone",
            description="The cluster has slots that no node serves: keys in them cannot be read or written.",
            dashboard="redis",
            needs="redis",
        ),
        Alert(
            name="RedisMemoryHigh",
            expr="""
            max by (namespace, job, instance) (redis_memory_used_bytes / (redis_memory_max_bytes > 0)) > <redis_memory>""",
            for_="10m",
            severity="warning",
            owner="database-team",
            summary="The cache is nearly full",
            description="{{ $value | humanizePercentage }} of its memory are used, above <redis_memory>; it will evict keys.",
            dashboard="redis",
            needs="redis",
        ),
        Alert(
            name="RedisEvicts",
            expr="sum by (namespace, job) (rate(redis_evicted_keys_total[5m])) > 0",
            for_="15m",
            severity="warning",
            owner="database-team",
            summary="The cache throws keys away",
            description="{{ $value | humanize }} keys a second have been evicted for a quarter of an hour: people lose sessions.",
            dashboard="redis",
            needs="redis",
        ),
        Alert(
            name="RedisRejectsConnections",
            expr="sum by (namespace, job) (increase(redis_rejected_connections_total[5m])) > 0",
            for_="2m",
            severity="warning",
            owner="database-team",
            summary="The cache refuses clients",
            description="{{ $value | humanize }} connections were refused within five minutes, as all that there may be are open.",
            dashboard="redis",
            needs="redis",
        ),
        Alert(
            name="RedisReplicaBroken",
            expr="min by (namespace, job, instance) (redis_master_link_up) == 0",
            for_="5m",
            severity="warning",
            owner="database-team",
            summary="A replica of the cache has lost its primary",
            description="It has copied nothing for five minutes: a failover to it would lose what was written since.",
            dashboard="redis",
            needs="redis",
        ),
        Alert(
            name="RedisHitRateLow",
            expr="""
            sum by (namespace, job) (rate(redis_keyspace_hits_total[15m]))
            / (sum by (namespace, job) (rate(redis_keyspace_hits_total[15m]) + rate(redis_keyspace_misses_total[15m])) > 10)
            < <redis_hit_rate>""",
            for_="30m",
            severity="info",
            owner="backend-team",
            summary="The cache answers too few reads",
            description="It could answer {{ $value | humanizePercentage }} of the reads, below <redis_hit_rate>.",
            dashboard="redis",
            needs="redis",
        ),
    ),
)
