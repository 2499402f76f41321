"""What measures the data stores from the cluster, under the names by which Prometheus asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.namespace import PlatformNamespace
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.workloads.data_access.specs import PostgresExporterSpec, RedisExporterSpec

POSTGRES: Final = "postgres-exporter"
POSTGRES_PORT: Final = 9187
USER_KEY, PASSWORD_KEY = "PGUSER", "PGPASSWORD"
"""Entries of its Secret, called as PostgreSQL's own clients call them."""

COLLECTORS: Final = ("stat_statements", "database_wraparound")
"""What it collects beside its defaults: what slow statements and ages of transactions are judged by (observability/alerts)."""

REDIS: Final = "redis-exporter"
REDIS_PORT: Final = 9121
REDIS_KEY: Final = "REDISCLI_AUTH"
"""The entry of its Secret, called as the client of Redis calls it."""

INTERVAL: Final = "30s"
"""How often both are asked (requirements, 5.1)."""

LOCKED: Final = {**confined(), "privileged": False}
NOBODY: Final = {
    "runAsNonRoot": True,
    "runAsUser": 59000,
    "runAsGroup": 59000,
    "seccompProfile": {"type": "RuntimeDefault"},
}
"""The user of the image of redis_exporter (its Dockerfile)."""


@dataclass(frozen=True, kw_only=True)
class PostgresExporterArgs:
    """A spec, the database that is measured, and the namespace that the exporter stands in."""

    spec: PostgresExporterSpec
    namespace: PlatformNamespace
    database: str
    host: Wire[str]
    monitored: bool
    after: Sequence[Resource] = ()


class PostgresExporter(ClusterComponent):
    """The chart prometheus-postgres-exporter as ``postgres-exporter:9187``. Output: ``release``."""

    urn_type = "platform:workloads:PostgresExporter"

    release: Output[str]

    def __init__(self, site: ClusterSite, args: PostgresExporterArgs) -> None:
        super().__init__(POSTGRES, site)
        release = ChartRelease(
            site,
            ChartArgs(
                chart="prometheus-postgres-exporter",
                release=POSTGRES,
                namespace=args.namespace,
                values=_postgres(site, args),
                after=args.after,
            ),
            self.child(),
        )
        self.release = release.release
        self.publish()


@dataclass(frozen=True, kw_only=True)
class RedisExporterArgs:
    """A spec, the cache that is measured, and the namespace that the exporter stands in."""

    spec: RedisExporterSpec
    namespace: PlatformNamespace
    host: Wire[str]
    monitored: bool
    after: Sequence[Resource] = ()


class RedisExporter(ClusterComponent):
    """The chart prometheus-redis-exporter as ``redis-exporter:9121``. Output: ``release``."""

    urn_type = "platform:workloads:RedisExporter"

    release: Output[str]

    def __init__(self, site: ClusterSite, args: RedisExporterArgs) -> None:
        super().__init__(REDIS, site)
        release = ChartRelease(
            site,
            ChartArgs(
                chart="prometheus-redis-exporter",
                release=REDIS,
                namespace=args.namespace,
                values=_redis(site, args),
                after=args.after,
            ),
            self.child(),
        )
        self.release = release.release
        self.publish()


def _postgres(site: ClusterSite, args: PostgresExporterArgs) -> dict[str, Any]:
    secret = args.spec.secret
    return {
        "fullnameOverride": POSTGRES,
        "service": {"port": POSTGRES_PORT, "targetPort": POSTGRES_PORT},
        "config": {
            "datasource": {
                "host": args.host,
                "database": args.database,
                "userSecret": {"name": secret, "key": USER_KEY},
                "passwordSecret": {"name": secret, "key": PASSWORD_KEY},
                "sslmode": "require",
            },
            "extraArgs": [f"--collector.{name}" for name in COLLECTORS],
        },
        # It asks nothing of the API server.
        "rbac": {"create": False},
        "serviceMonitor": _scraped(args.monitored, "postgresql"),
        **_shared(site),
    }


def _redis(site: ClusterSite, args: RedisExporterArgs) -> dict[str, Any]:
    return {
        "fullnameOverride": REDIS,
        "image": {"repository": "quay.io/oliver006/redis_exporter"},
        "redisAddress": Output.format("rediss://{0}:6379", args.host),
        "auth": {
            "enabled": True,
            "redisUser": args.spec.user,
            "secret": {"name": args.spec.secret, "key": REDIS_KEY},
        },
        "env": [
            {"name": "REDIS_EXPORTER_IS_CLUSTER", "value": "true"},
            # ElastiCache has no CONFIG command.
            {"name": "REDIS_EXPORTER_CONFIG_COMMAND", "value": "-"},
        ],
        "securityContext": LOCKED,
        "podSecurityContext": NOBODY,
        "rbac": {"create": False},
        "serviceMonitor": _scraped(args.monitored, "redis"),
        **_shared(site),
    }


def _scraped(monitored: bool, job: str) -> dict[str, Any]:
    """Have Prometheus ask under the job's name of the requirements (5.1), and not under the Service's."""
    return {
        "enabled": monitored,
        "interval": INTERVAL,
        "relabelings": [{"targetLabel": "job", "replacement": job}],
    }


def _shared(site: ClusterSite) -> dict[str, Any]:
    return {
        "resources": share("10m", "32Mi", "128Mi"),
        **site.on_system_nodes(),
    }
