"""What stands on a cluster between applications and their data, in namespaces of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from pulumi import Resource

from components.foundation.addresses import zone_plan
from components.foundation.cluster.flows import Flow, Peer, ranges
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.workloads.data_access import pool
from components.workloads.data_access.exporters import (
    POSTGRES_PORT,
    REDIS_PORT,
    PostgresExporter,
    PostgresExporterArgs,
    RedisExporter,
    RedisExporterArgs,
)
from components.workloads.data_access.pool import PgBouncer, PgBouncerArgs
from components.workloads.pods import selector
from components.workloads.traffic import CACHE, DATABASE, POSTGRES, REDIS
from stacks.layers.platform.ground import Ground
from stacks.layers.platform.site import PlatformSite

SHARE = Share(cpu="2", memory="2Gi", pods=20)


@dataclass(frozen=True, kw_only=True)
class Places:
    """The namespaces before the data stores; what has nothing to hold is None."""

    database: PlatformNamespace | None
    cache: PlatformNamespace | None

    @property
    def ready(self) -> dict[str, list[Resource]]:
        """What everything in each of them waits for, by its name."""
        made = {DATABASE: self.database, CACHE: self.cache}
        return {name: place.ready for name, place in made.items() if place is not None}


@dataclass(frozen=True, kw_only=True)
class DataAccess:
    """What stands in them; what the cluster does not have is None."""

    pool: PgBouncer | None
    postgres_exporter: PostgresExporter | None
    redis_exporter: RedisExporter | None


def places(site: PlatformSite) -> Places:
    """Build the namespaces, into which Secrets are fetched before anything in them reads one."""
    spec, side = site.spec, site.aws
    relational = side is not None and side.data.database is not None
    cached = side is not None and side.data.cache is not None
    pooled = relational and (spec.database_pool or spec.postgres_exporter or spec.dumps)
    return Places(
        database=_place(site, DATABASE, _of_database(site)) if pooled else None,
        cache=_place(site, CACHE, _of_cache(site)) if cached and spec.redis_exporter else None,
    )


def build(site: PlatformSite, at: Places, ground: Ground) -> DataAccess:
    """Build the pool and what measures both stores, where the settings have them, after the Secrets that they read."""
    classes = ground.scaling.priorities.ready
    before, beside = ([*classes, *ground.secrets_of(namespace)] for namespace in (DATABASE, CACHE))
    return DataAccess(
        pool=_pool(site, at, before),
        postgres_exporter=_postgres_exporter(site, at, before),
        redis_exporter=_redis_exporter(site, at, beside),
    )


def store_ranges(site: PlatformSite) -> tuple[IPv4Network, ...]:
    """Return the isolated subnets of the region, where data stores stand; adding a zone adds one."""
    if site.aws is None:
        return ()
    network = site.settings.aws.regions[site.aws.region].network
    return tuple(zone_plan(network.cidr, slot).isolated for slot in network.zones.values())


def _place(site: PlatformSite, namespace: str, gates: Gates) -> PlatformNamespace:
    return PlatformNamespace(
        site.cluster,
        PlatformNamespaceArgs(
            namespace=namespace,
            pod_security="restricted",
            gates=gates,
            share=SHARE,
            labels={"name": namespace},
            annotations=site.spec.opened(namespace),
        ),
    )


def _of_database(site: PlatformSite) -> Gates:
    clients = tuple(
        Peer(namespace=spec.namespace, pods=selector(name))
        for name, spec in site.spec.workloads.items()
        if "database" in spec.reaches
    )
    out = Flow(direction="to", peers=ranges(store_ranges(site)), ports=(POSTGRES,))
    flows = {"allow-database": out}
    if clients and site.spec.database_pool:
        flows["allow-applications"] = Flow(
            direction="from", peers=clients, ports=(POSTGRES,), pods=pool.LABELS
        )
    return Gates(api=False, metrics=(POSTGRES_PORT,), flows=flows)


def _of_cache(site: PlatformSite) -> Gates:
    out = Flow(direction="to", peers=ranges(store_ranges(site)), ports=(REDIS,))
    return Gates(api=False, metrics=(REDIS_PORT,), flows={"allow-cache": out})


def _pool(site: PlatformSite, at: Places, after: Sequence[Resource]) -> PgBouncer | None:
    side, spec = site.aws, site.spec.database_pool
    if side is None or spec is None or at.database is None or side.data.database is None:
        return None
    decided = site.settings.aws.regions[side.region].database
    if decided is None:
        return None
    _counts_on(site, DATABASE, spec.secret, "PgBouncer")
    return PgBouncer(
        site.cluster,
        PgBouncerArgs(
            spec=spec,
            namespace=at.database.namespace,
            database=decided.database,
            host=side.data.database.host,
            port=side.data.database.port,
            after=[*at.database.ready, *after],
        ),
    )


def _postgres_exporter(site: PlatformSite, at: Places, after: Sequence[Resource]) -> PostgresExporter | None:
    side, spec = site.aws, site.spec.postgres_exporter
    if side is None or spec is None or at.database is None or side.data.database is None:
        return None
    decided = site.settings.aws.regions[side.region].database
    if decided is None:
        return None
    _counts_on(site, DATABASE, spec.secret, "what measures PostgreSQL")
    return PostgresExporter(
        site.cluster,
        PostgresExporterArgs(
            spec=spec,
            namespace=at.database,
            database=decided.database,
            host=side.data.database.host,
            monitored=site.monitored,
            after=after,
        ),
    )


def _redis_exporter(site: PlatformSite, at: Places, after: Sequence[Resource]) -> RedisExporter | None:
    side, spec = site.aws, site.spec.redis_exporter
    if side is None or spec is None or at.cache is None or side.data.cache is None:
        return None
    _counts_on(site, CACHE, spec.secret, "what measures the cache")
    return RedisExporter(
        site.cluster,
        RedisExporterArgs(
            spec=spec,
            namespace=at.cache,
            host=side.data.cache.configuration_endpoint,
            monitored=site.monitored,
            after=after,
        ),
    )


def _counts_on(site: PlatformSite, namespace: str, secret: str, by: str) -> None:
    way_out = f"have external_secrets fetch it into the namespace {namespace}"
    site.cluster.ledger.need("secret", f"{namespace}/{secret}", by, way_out)
