"""PgBouncer's file of settings."""

from typing import Final

from components.workloads.data_access.specs import PgBouncerSpec

PORT: Final = 5432
USERS: Final = "/etc/pgbouncer/users"
AUTHORITY: Final = "/etc/pgbouncer/authority"

RESERVE_SECONDS: Final = 5
"""How long somebody waits until the reserve is drawn on."""

FORGET_NAMES_SECONDS: Final = 5
"""How long an address of the database is believed: after a failover its name leads elsewhere."""


def ini(spec: PgBouncerSpec, *, database: str, host: str, port: int) -> str:
    """Return the file for one database (PgBouncer, ``pgbouncer.ini``).

    The connection to the database is encrypted, and where an authority is given the database has to prove its name.
    """
    trust = (
        {"server_tls_sslmode": "verify-full", "server_tls_ca_file": f"{AUTHORITY}/ca.pem"}
        if spec.authority
        else {"server_tls_sslmode": "require"}
    )
    settings: dict[str, str | int] = {
        "listen_addr": "0.0.0.0",  # noqa: S104 - the pod's own address, behind its network policy
        "listen_port": PORT,
        "unix_socket_dir": "",
        "auth_type": "scram-sha-256",
        "auth_file": f"{USERS}/userlist.txt",
        "pool_mode": spec.mode,
        "max_client_conn": spec.clients,
        "default_pool_size": spec.pool,
        "reserve_pool_size": spec.reserve,
        "reserve_pool_timeout": RESERVE_SECONDS,
        "max_db_connections": spec.most,
        "max_prepared_statements": spec.prepared_statements,
        "query_wait_timeout": spec.wait_seconds,
        **trust,
        "server_tls_protocols": "secure",
        # A connection that outlived a failover goes to what is now a replica: none grows old.
        "server_lifetime": 1_800,
        "server_idle_timeout": 300,
        "server_connect_timeout": 5,
        "server_login_retry": 2,
        "dns_max_ttl": FORGET_NAMES_SECONDS,
        "tcp_keepalive": 1,
        "tcp_keepidle": 30,
        "tcp_keepintvl": 10,
        "tcp_keepcnt": 3,
        "ignore_startup_parameters": "extra_float_digits",
        # Each client would be two lines; what goes wrong is written all the same.
        "log_connections": 0,
        "log_disconnections": 0,
    }
    lines = [f"{key} = {value}".rstrip() for key, value in settings.items()]
    return "\n".join(
        [
            "[databases]",
            f"{database} = host={host} port={port} dbname={database}",
            "",
            "[pgbouncer]",
            *lines,
            "",
        ]
    )
