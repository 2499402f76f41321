"""The data stores of a region: PostgreSQL with the pool before it, its replica for recovery, and the cache."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from pulumi import ResourceOptions

from components.data.cache import Cache, CacheArgs
from components.data.credentials import SecretCopy
from components.data.database_proxy import DatabaseProxy, DatabaseProxyArgs, ProxiedDatabase
from components.data.postgres import Postgres, PostgresArgs
from components.data.postgres_recovery import PostgresRecovery, PostgresRecoveryArgs
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from stacks.layers.clusters import Clusters
from stacks.layers.foundation import Foundation
from stacks.settings.model import Settings


@dataclass(frozen=True)
class Data:
    """A region's data stores; what the region does not have is None."""

    database: Postgres | None
    proxy: DatabaseProxy | None
    cache: Cache | None
    recovery: PostgresRecovery | None


class Wires(TypedDict):
    """The keywords of :class:`components.data.wiring.StoreWiring`, which every store's Args begin with."""

    placement: AwsPlacement
    labels: Labels
    protected: bool
    identifier: str
    secret_name: str
    vpc_id: Wire[str]
    isolated_subnets: Mapping[str, Wire[str]]
    clients: Mapping[str, Wire[str]]
    logs_key_arn: Wire[str]
    secrets_key_arn: Wire[str]
    alarm_topic_arn: Wire[str]


@dataclass(frozen=True)
class Site:
    """A region's lower layers, as its data stores need them."""

    settings: Settings
    region: str
    account: ResourceOptions
    base: Foundation
    clusters: Clusters

    @property
    def clients(self) -> Mapping[str, Wire[str]]:
        """The security groups that may connect, by name: the region's nodes, on which the applications run."""
        return {"nodes": self.clusters.cluster.node_security_group_id}

    def wires(self, store: str, secret: str) -> Wires:
        """Return what a store of the region is wired to.

        :param store: its name in AWS, after the environment's.
        :param secret: where its credentials are kept in Secrets Manager, after the environment's name.
        """
        environment, keys = self.settings.environment, self.base.keys.arns
        return {
            "placement": self.base.placement,
            "labels": self.settings.labels,
            "protected": self.settings.protected,
            "identifier": f"{environment}-{store}",
            "secret_name": f"{environment}/{secret}",
            "vpc_id": self.base.network.vpc_id,
            "isolated_subnets": self.base.network.isolated,
            "clients": self.clients,
            "logs_key_arn": keys["logs"],
            "secrets_key_arn": keys["secrets"],
            "alarm_topic_arn": self.base.alarms.arn,
        }


def build(site: Site, *, source: Postgres | None = None) -> Data:
    """Build the data stores of a region.

    :param source: the primary that a recovery replica of this region follows.
    """
    database = _database(site)
    return Data(
        database=database,
        proxy=_proxy(site, database),
        cache=_cache(site),
        recovery=_recovery(site, source),
    )


def _database(site: Site) -> Postgres | None:
    settings, keys = site.settings, site.base.keys
    spec = settings.aws.regions[site.region].database
    if spec is None:
        return None
    recovery = settings.aws.recovery_region
    return Postgres(
        f"{site.region}-postgres",
        PostgresArgs(
            spec=spec,
            **site.wires("postgresql", "database/postgresql"),
            rds_key_arn=keys.arns["rds"],
            recovery=SecretCopy(region=recovery, key_arn=keys.replica_arns["secrets"]) if recovery else None,
        ),
        site.account,
    )


def _proxy(site: Site, database: Postgres | None) -> DatabaseProxy | None:
    here = site.settings.aws.regions[site.region]
    if here.database_proxy is None or here.database is None or database is None:
        return None
    return DatabaseProxy(
        f"{site.region}-postgres-proxy",
        DatabaseProxyArgs(
            spec=here.database_proxy,
            database=ProxiedDatabase(
                identifier=database.identifier,
                security_group_id=database.security_group_id,
                secret_arn=database.secret_arn,
                grant_arn=database.grant_arn,
                name=here.database.database,
                username=here.database.username,
                max_connections=here.database.max_connections,
                password=database.password,
            ),
            **site.wires("postgresql-proxy", "database/postgresql-proxy"),
        ),
        site.account,
    )


def _cache(site: Site) -> Cache | None:
    settings, keys = site.settings, site.base.keys.arns
    spec = settings.aws.regions[site.region].cache
    if spec is None:
        return None
    return Cache(
        f"{site.region}-cache",
        CacheArgs(
            spec=spec,
            **site.wires("cache", "cache/redis"),
            cache_key_arn=keys["cache"],
        ),
        site.account,
    )


def _recovery(site: Site, source: Postgres | None) -> PostgresRecovery | None:
    settings, keys = site.settings, site.base.keys.arns
    spec, primary = (
        settings.aws.regions[site.region].recovery,
        settings.aws.regions[settings.aws.home_region].database,
    )
    if spec is None or source is None or source.password is None or primary is None:
        return None
    return PostgresRecovery(
        f"{site.region}-recovery",
        PostgresRecoveryArgs(
            spec=spec,
            primary=primary,
            source_arn=source.arn,
            password=source.password,
            **site.wires(f"db-replica-{_compass(site.region)}", "database/postgresql-recovery"),
            rds_key_arn=keys["rds"],
        ),
        site.account,
    )


def _compass(region: str) -> str:
    """Return the part of a region's name that says where it lies: ``west`` of ``us-west-2``."""
    return region.split("-")[-2]
