"""What an environment decides about the pool of connections on a cluster, and about what measures its data stores."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec

ObjectName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]


class PgBouncerSpec(Spec):
    """PgBouncer before the region's PostgreSQL. Numbers of connections are those of one replica of it.

    In ``transaction`` mode a connection of the database is lent for a transaction, so that what a session leaves behind
    (SET, LISTEN, advisory locks of a session) is lost; prepared statements of the protocol are kept track of.
    """

    replicas: int = Field(default=2, ge=1, le=10)
    mode: Literal["transaction", "session"] = "transaction"
    clients: int = Field(
        default=2_000, ge=10, le=20_000, description="Clients that may be connected at once."
    )
    pool: int = Field(default=40, ge=1, le=1_000, description="Connections for each user of a database.")
    reserve: int = Field(default=10, ge=0, le=500, description="More of them, for who has waited 5 seconds.")
    most: int = Field(default=60, ge=1, le=2_000, description="Connections to the database at the most.")
    prepared_statements: int = Field(default=200, ge=0, le=10_000)
    wait_seconds: int = Field(
        default=30, ge=1, le=300, description="How long a client waits for a connection until it is refused."
    )
    secret: ObjectName = Field(
        default="pgbouncer-users",
        description="The Secret of the namespace database whose entry userlist.txt names who may log in.",
    )
    authority: ObjectName | None = Field(
        default=None,
        description="A ConfigMap of that namespace whose entry ca.pem holds whom the database's certificate is of.",
    )

    @property
    def peak(self) -> int:
        """Connections that all replicas may take together, with the one more that an upgrade has."""
        return (self.replicas + 1) * self.most

    @model_validator(mode="after")
    def _pools_fit(self) -> Self:
        faults = []
        if self.pool + self.reserve > self.most:
            faults.append(
                f"pool {self.pool} and reserve {self.reserve} are more than most {self.most}, so the reserve could never "
                "be drawn on: raise most, or lower them"
            )
        if self.clients < self.most:
            faults.append(
                f"clients is {self.clients} and most {self.most}: fewer clients than connections need no pool; raise "
                "clients"
            )
        if faults:
            raise RefusalError(*faults)
        return self


class PostgresExporterSpec(Spec):
    """What measures PostgreSQL. ``secret`` holds a login under PGUSER and PGPASSWORD, which needs pg_monitor."""

    secret: ObjectName = "postgres-exporter"  # noqa: S105 - the name of an object


class RedisExporterSpec(Spec):
    """What measures the cache. ``secret`` holds the password of ``user`` under REDISCLI_AUTH."""

    secret: ObjectName = "redis-exporter"  # noqa: S105 - the name of an object
    user: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")] = "exporter"


def production_faults(spec: PgBouncerSpec) -> list[str]:
    """Return what of a pool is too little for production, each with its consequence and way out."""
    alone = "replicas is 1: no application reaches the database while its node is replaced; set 2 or more"
    return [alone] if spec.replicas < 2 else []
