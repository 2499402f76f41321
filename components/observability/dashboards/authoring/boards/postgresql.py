"""PostgreSQL, as it tells of itself and as AWS tells of the machine below it."""

from components.observability.dashboards.authoring.board import Board, lines, table, value
from components.observability.dashboards.authoring.promql import (
    CLUSTER,
    REGION,
    most,
    rate,
    series,
    share,
    total,
)
from components.observability.dashboards.authoring.variables import CLUSTERS, regions

OURS = (CLUSTER, 'datname!~"template.*|rdsadmin"')
CONNECTED = series("pg_stat_activity_count", *OURS)
OPEN = "pg_stat_activity_max_tx_duration"
WAITING = series(OPEN, *OURS, 'wait_event_type="Lock"')
INSTANCE = "{{dimension_DBInstanceIdentifier}}"


def _rds(metric: str) -> str:
    return series(f"aws_rds_{metric}", REGION)


CONNECTIONS = (
    value(
        "Up",
        "Whether the exporter could log in: 1 if so.",
        "none",
        f"min({series('pg_up', CLUSTER)})",
        limits=("none",),
        reading="floor",
        height=8,
    ),
    lines(
        "Connections by state",
        "Idle in transaction holds locks and keeps vacuum from its work.",
        "none",
        {"{{state}}": total(CONNECTED, "state")},
        limits=("database-connections",),
        stacked=True,
        width=10,
    ),
    lines(
        "Connections against what is allowed",
        "Of max_connections. PgBouncer stands before it so that this stays low.",
        "percentunit",
        {"in use": share(total(CONNECTED), f"max({series('pg_settings_max_connections', CLUSTER)})")},
        limits=("utilisation-peak",),
        most=1,
        width=8,
    ),
)

WORK = (
    lines(
        "Transactions",
        "Committed and rolled back, a second.",
        "ops",
        {
            "{{datname}} committed": total(rate("pg_stat_database_xact_commit", *OURS), "datname"),
            "{{datname}} rolled back": total(rate("pg_stat_database_xact_rollback", *OURS), "datname"),
        },
    ),
    lines(
        "Reads that memory answers",
        "Blocks that were in shared buffers, of all that were read.",
        "percentunit",
        {
            "{{datname}}": share(
                total(rate("pg_stat_database_blks_hit", *OURS), "datname"),
                total(
                    f"{rate('pg_stat_database_blks_hit', *OURS)} + {rate('pg_stat_database_blks_read', *OURS)}",
                    "datname",
                ),
            )
        },
        limits=("cache-hit-share",),
        reading="floor",
        most=1,
    ),
    lines(
        "Mean time of a statement",
        "Over all statements, from pg_stat_statements, which the exporter has to be told to read.",
        "s",
        {
            "{{datname}}": share(
                total(rate("pg_stat_statements_seconds_total", *OURS), "datname"),
                total(rate("pg_stat_statements_calls_total", *OURS), "datname"),
            )
        },
        limits=("database-query-seconds",),
    ),
    table(
        "Statements that take most time",
        "By the number that PostgreSQL gives a statement; its text is in pg_stat_statements. Seconds in each second.",
        "s",
        {"time": most(20, total(rate("pg_stat_statements_seconds_total", *OURS), "datname", "queryid"))},
    ),
)

LOCKS = (
    lines(
        "Locks",
        "Held or awaited, by mode.",
        "none",
        {"{{mode}}": total(series("pg_locks_count", *OURS), "mode")},
    ),
    lines(
        "Waiting for a lock",
        "The longest transaction among those that wait for a lock. The line is the threshold of the requirements, 11.2.",
        "s",
        {"{{datname}}": f"max by (datname) ({WAITING})"},
        limits=("database-lock-seconds",),
    ),
    lines(
        "Deadlocks",
        "Transactions that PostgreSQL ended so that others could go on, a second.",
        "ops",
        {"{{datname}}": total(rate("pg_stat_database_deadlocks", *OURS), "datname")},
    ),
    lines(
        "Longest transaction",
        "Seconds that the oldest open transaction has run.",
        "s",
        {"{{datname}}": f"max by (datname) ({series(OPEN, *OURS)})"},
    ),
)

REPLICATION = (
    lines(
        "Behind the primary",
        "How far replicas are behind, as they tell and as AWS tells. The line is what may be lost: 15 minutes.",
        "s",
        {
            "{{instance}}": f"max by (instance) ({series('pg_replication_lag_seconds', CLUSTER)})",
            INSTANCE: _rds("replica_lag_maximum"),
        },
        limits=("recovery-point-seconds",),
    ),
    lines(
        "Kept for replicas",
        "Bytes of the log that a slot keeps. A slot that nobody reads fills the disk.",
        "bytes",
        {
            "{{slot_name}}": f"max by (slot_name) ({series('pg_replication_slots_pg_wal_lsn_diff', CLUSTER)})",
        },
    ),
)

HOUSEKEEPING = (
    lines(
        "Size",
        "Of each database.",
        "bytes",
        {"{{datname}}": f"max by (datname) ({series('pg_database_size_bytes', *OURS)})"},
    ),
    lines(
        "Dead rows",
        "The twenty tables with most; vacuum takes them away.",
        "short",
        {
            "{{datname}} {{relname}}": most(
                20, total(series("pg_stat_user_tables_n_dead_tup", *OURS), "datname", "relname")
            )
        },
    ),
    lines(
        "Checkpoints",
        "By time and because the log grew too fast; the second kind should be the rarer.",
        "ops",
        {
            "by time": total(rate("pg_stat_bgwriter_checkpoints_timed_total", CLUSTER)),
            "for the log": total(rate("pg_stat_bgwriter_checkpoints_req_total", CLUSTER)),
        },
    ),
    lines(
        "Temporary files",
        "Bytes a second that did not fit into work_mem.",
        "Bps",
        {"{{datname}}": total(rate("pg_stat_database_temp_bytes", *OURS), "datname")},
    ),
)

MACHINE = (
    lines(
        "Processor",
        "Of the instance, in percent, as AWS gives it.",
        "percent",
        {INSTANCE: _rds("cpuutilization_average")},
        most=100,
    ),
    lines("Free memory", "Least in each period.", "bytes", {INSTANCE: _rds("freeable_memory_minimum")}),
    lines(
        "Operations of the disk",
        "Reads and writes a second. The line is the benchmark of 20,000 (requirements, 15.1).",
        "iops",
        {f"{INSTANCE} read": _rds("read_iops_average"), f"{INSTANCE} written": _rds("write_iops_average")},
        limits=("database-iops",),
    ),
    lines(
        "Latency of the disk",
        "Of reads and of writes. The line is the benchmark of a simple query.",
        "s",
        {
            f"{INSTANCE} read": _rds("read_latency_average"),
            f"{INSTANCE} written": _rds("write_latency_average"),
        },
        limits=("database-read-seconds",),
    ),
    lines(
        "Free space",
        "Storage grows by itself up to its bound.",
        "bytes",
        {INSTANCE: _rds("free_storage_space_minimum")},
    ),
    lines(
        "Load",
        "Sessions that work or wait, on average. More than the instance has processors is a queue.",
        "none",
        {INSTANCE: _rds("dbload_average")},
    ),
)

BOARD = Board(
    uid="postgresql",
    title="PostgreSQL",
    description="Connections, work, locks, replication and housekeeping, and the instance of RDS below.",
    folder="Data stores",
    variables=(CLUSTERS, regions("aws_rds_cpuutilization_average")),
    sections={
        "Connections": CONNECTIONS,
        "Work": WORK,
        "Locks and transactions": LOCKS,
        "Replication": REPLICATION,
        "Housekeeping": HOUSEKEEPING,
        "Instance": MACHINE,
    },
)
