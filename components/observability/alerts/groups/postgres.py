"""PostgreSQL as postgres_exporter sees the primary. How far replicas are behind is told by RDS itself (aws.py).

Statements and ages of transactions need the collectors stat_statements and database_wraparound, which are off by default;
the age is one of transactions, although its metric ends with seconds.
"""

from typing import Final

from components.observability.alerts.model import Alert, Group, Record

_STATE: Final = (
    Alert(
        name="PostgresDown",
        expr="max by (namespace, job) (pg_up) == 0",
        for_="1m",
        severity="critical",
        owner="database-team",
        summary="PostgreSQL does not answer",
        description="The exporter has not been let in for a minute: the database is down, fails over, or refuses its login. "
        "Every request that needs data fails.",
        dashboard="postgresql",
        needs="postgres",
    ),
    Alert(
        name="PostgresNotMeasured",
        expr="absent(pg_up) or max by (namespace, job) (pg_exporter_last_scrape_error) == 1",
        for_="15m",
        severity="warning",
        owner="database-team",
        summary="PostgreSQL is not measured",
        description="The exporter is gone or its queries fail, so that none of the database's alerts can fire.",
        dashboard="postgresql",
        needs="postgres",
    ),
    Alert(
        name="PostgresDeadlocks",
        expr="sum by (datname) (increase(pg_stat_database_deadlocks[10m])) > <deadlocks>",
        for_="0m",
        severity="warning",
        owner="backend-team",
        summary="Transactions of {{ $labels.datname }} lock each other out",
        description="{{ $value | humanize }} deadlocks within ten minutes, above <deadlocks>: PostgreSQL cancelled one "
        "transaction of each.",
        dashboard="postgresql",
        needs="postgres",
    ),
    Alert(
        name="PostgresCacheHitLow",
        expr="""
        sum by (datname) (rate(pg_stat_database_blks_hit{datname!~"template.*|rdsadmin"}[15m]))
        / (sum by (datname) (rate(pg_stat_database_blks_hit[15m]) + rate(pg_stat_database_blks_read[15m])) > 1000)
        < <cache_hit_low>""",
        for_="30m",
        severity="info",
        owner="database-team",
        summary="{{ $labels.datname }} reads from disk too often",
        description="Only {{ $value | humanizePercentage }} of the blocks were in memory, below <cache_hit_low>.",
        dashboard="postgresql",
        needs="postgres",
    ),
)
_SESSIONS: Final = (
    Alert(
        name="PostgresConnectionsNearMaximum",
        expr="namespace_job:pg_stat_activity:ratio_max_connections > <connections_near_max>",
        for_="5m",
        severity="warning",
        owner="database-team",
        summary="PostgreSQL runs out of connections",
        description="{{ $value | humanizePercentage }} of max_connections are used, above <connections_near_max>.",
        dashboard="postgresql",
        needs="postgres",
    ),
    Alert(
        name="PostgresConnectionsExhausted",
        expr="namespace_job:pg_stat_activity:ratio_max_connections > <connections_exhausted>",
        for_="1m",
        severity="critical",
        owner="database-team",
        summary="PostgreSQL refuses connections",
        description="{{ $value | humanizePercentage }} of max_connections are used, above <connections_exhausted>: new sessions "
        "are refused.",
        dashboard="postgresql",
        needs="postgres",
    ),
    Alert(
        name="PostgresLongTransaction",
        expr="""
        max by (datname, usename, state) (
          pg_stat_activity_max_tx_duration{usename!~"rdsadmin|rdsrepladmin",state=~"active|idle in transaction.*"})
        > <long_transaction>""",
        for_="5m",
        severity="warning",
        owner="backend-team",
        summary="A transaction of {{ $labels.usename }} does not end",
        description="It has been {{ $labels.state }} in {{ $labels.datname }} for {{ $value | humanizeDuration }}, above "
        "<long_transaction>: vacuum cleans nothing, and its locks are held.",
        dashboard="postgresql",
        needs="postgres",
    ),
)
_AGES: Final = (
    Alert(
        name="PostgresTransactionIdsAge",
        expr="max by (datname) (pg_database_wraparound_age_datfrozenxid_seconds) > <transaction_age>",
        for_="10m",
        severity="warning",
        owner="database-team",
        summary="{{ $labels.datname }} is not frozen",
        description="Its oldest transaction id is {{ $value | humanize }} transactions old, above <transaction_age>: vacuum does "
        "not keep up.",
        dashboard="postgresql",
        needs="postgres",
    ),
    Alert(
        name="PostgresTransactionIdsRunOut",
        expr="max by (datname) (pg_database_wraparound_age_datfrozenxid_seconds) > <transaction_age_critical>",
        for_="10m",
        severity="critical",
        owner="database-team",
        summary="{{ $labels.datname }} will refuse writes",
        description="Its oldest transaction id is {{ $value | humanize }} transactions old, above <transaction_age_critical>; at "
        "2.1 billion PostgreSQL accepts no write.",
        dashboard="postgresql",
        needs="postgres",
    ),
)
GROUP: Final = Group(
    name="postgresql.rules",
    records=(
        Record(
            record="namespace_job:pg_stat_activity:ratio_max_connections",
            expr="""
            sum by (namespace, job) (pg_stat_activity_count)
            / max by (namespace, job) (pg_settings_max_connections)""",
            needs="postgres",
        ),
    ),
    alerts=(*_STATE, *_SESSIONS, *_AGES),
)
