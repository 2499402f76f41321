"""The cache, as Redis tells of itself and as AWS tells of its nodes."""

from components.observability.dashboards.authoring.board import Board, lines, value
from components.observability.dashboards.authoring.promql import (
    CLUSTER,
    REGION,
    grown,
    most,
    rate,
    series,
    share,
    total,
)
from components.observability.dashboards.authoring.variables import CLUSTERS, regions

NODE = "{{dimension_CacheClusterId}}"
HITS = rate("redis_keyspace_hits_total", CLUSTER)
MISSES = rate("redis_keyspace_misses_total", CLUSTER)


def _node(metric: str) -> str:
    return series(f"aws_elasticache_{metric}", REGION)


CACHE = (
    value(
        "Up",
        "Whether the exporter could ask: 1 if so.",
        "none",
        f"min({series('redis_up', CLUSTER)})",
        limits=("none",),
        reading="floor",
        height=8,
    ),
    value(
        "Hit rate",
        "Keys that were found, of all that were asked for. The benchmark is 95 % (requirements, 15.1).",
        "percentunit",
        share(total(HITS), total(f"{HITS} + {MISSES}")),
        limits=("cache-hit-share",),
        reading="floor",
        height=8,
    ),
    lines(
        "Hit rate by instance",
        "A fall after a deployment is a cache that was emptied, or keys that were renamed.",
        "percentunit",
        {"{{instance}}": share(total(HITS, "instance"), total(f"{HITS} + {MISSES}", "instance"))},
        limits=("cache-hit-share",),
        reading="floor",
        most=1,
    ),
)

WORK = (
    lines(
        "Commands",
        "Commands a second, the twenty most frequent.",
        "ops",
        {"{{cmd}}": most(20, total(rate("redis_commands_total", CLUSTER), "cmd"))},
        stacked=True,
    ),
    lines(
        "Mean time of a command",
        "Within Redis, without the network. The line is the benchmark of a millisecond (requirements, 15.1).",
        "s",
        {
            "{{cmd}}": most(
                20,
                share(
                    total(rate("redis_commands_duration_seconds_total", CLUSTER), "cmd"),
                    total(rate("redis_commands_total", CLUSTER), "cmd"),
                ),
            )
        },
        limits=("cache-seconds",),
    ),
    lines(
        "Clients",
        "Connected, and blocked in a command that waits.",
        "none",
        {
            "connected": total(series("redis_connected_clients", CLUSTER)),
            "blocked": total(series("redis_blocked_clients", CLUSTER)),
        },
    ),
    lines(
        "Refused connections",
        "Connections beyond maxclients, in each step.",
        "none",
        {
            "{{instance}}": total(
                grown("redis_rejected_connections_total", CLUSTER, over="$__rate_interval"), "instance"
            )
        },
        limits=("none",),
    ),
)

MEMORY = (
    lines(
        "Memory against its limit",
        "At 1 keys are evicted, or writes refused.",
        "percentunit",
        {
            "{{instance}}": share(
                total(series("redis_memory_used_bytes", CLUSTER), "instance"),
                total(series("redis_memory_max_bytes", CLUSTER), "instance"),
            )
        },
        limits=("memory-share",),
        most=1,
    ),
    lines(
        "Evicted and expired",
        "Keys a second that gave way to others, and that had lived as long as they were meant to.",
        "ops",
        {
            "evicted": total(rate("redis_evicted_keys_total", CLUSTER)),
            "expired": total(rate("redis_expired_keys_total", CLUSTER)),
        },
    ),
    lines(
        "Keys",
        "By database, and how many of them expire.",
        "short",
        {
            "{{db}}": total(series("redis_db_keys", CLUSTER), "db"),
            "{{db}} with an end": total(series("redis_db_keys_expiring", CLUSTER), "db"),
        },
    ),
    lines(
        "Fragmentation",
        "Memory that the process holds, of what its data take. Above 1.5 much of it is air.",
        "none",
        {"{{instance}}": series("redis_mem_fragmentation_ratio", CLUSTER)},
    ),
)

NODES = (
    lines(
        "Engine",
        "The processor of the one thread that answers, in percent, as AWS gives it.",
        "percent",
        {NODE: _node("engine_cpuutilization_average")},
        most=100,
    ),
    lines(
        "Memory of nodes",
        "Of what data may take, in percent.",
        "percent",
        {NODE: _node("database_memory_usage_percentage_maximum")},
        most=100,
    ),
    lines("Replicas behind", "Seconds behind the primary.", "s", {NODE: _node("replication_lag_maximum")}),
    lines(
        "Network",
        "Bytes in and out in each period of CloudWatch.",
        "bytes",
        {f"{NODE} in": _node("network_bytes_in_sum"), f"{NODE} out": _node("network_bytes_out_sum")},
    ),
)

BOARD = Board(
    uid="redis",
    title="Redis",
    description="Hits, commands, memory and evictions of the cache, and the nodes of ElastiCache below.",
    folder="Data stores",
    variables=(CLUSTERS, regions("aws_elasticache_cpuutilization_average")),
    sections={"Cache": CACHE, "Work": WORK, "Memory": MEMORY, "Nodes": NODES},
)
