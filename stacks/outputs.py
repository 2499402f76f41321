"""The typed contract of a stack: what other stacks, pipelines and people may read from it."""

from dataclasses import dataclass, fields
from typing import Any

from pulumi import Output

from components.foundation.labels import Environment
from stacks.layers.clusters import Clusters
from stacks.layers.data import Data
from stacks.layers.foundation import Foundation
from stacks.layers.stores import Stores


@dataclass(frozen=True, kw_only=True)
class RegionOutputs:
    """One region's addresses and names. An output is None where the region lacks the system."""

    vpc_id: Output[str]
    nat_public_ips: Output[dict[str, str]]
    alarm_topic_arn: Output[str]
    key_arns: Output[dict[str, str]]
    cluster_name: Output[str]
    cluster_endpoint: Output[str]
    cluster_oidc_issuer: Output[str]
    kubeconfig: Output[str]
    """A secret, although it holds no token: it is what an attacker would look for first."""
    database_endpoint: Output[str] | None
    database_secret_arn: Output[str] | None
    recovery_endpoint: Output[str] | None
    cache_endpoint: Output[str] | None
    cache_secret_arn: Output[str] | None
    buckets: dict[str, Output[str]] | None
    """The names of the region's buckets, by the class of data that they hold."""


@dataclass(frozen=True, kw_only=True)
class PlatformOutputs:
    """What a stack exports."""

    environment: Environment
    account_id: str
    home_region: str
    regions: dict[str, RegionOutputs]

    def exports(self) -> dict[str, Any]:
        """Return the exports by name, without the systems that a region lacks."""
        shallow = {field.name: getattr(self, field.name) for field in fields(self)}
        return shallow | {"regions": {name: _present(region) for name, region in self.regions.items()}}


def of_region(
    base: Foundation, clusters: Clusters, data: Data, stores: Stores | None = None
) -> RegionOutputs:
    """Return the contract of one region from its layers."""
    cluster, database, recovery, cache = clusters.cluster, data.database, data.recovery, data.cache
    return RegionOutputs(
        vpc_id=base.network.vpc_id,
        nat_public_ips=base.network.nat_public_ips,
        alarm_topic_arn=base.alarms.arn,
        key_arns=base.keys.key_arns,
        cluster_name=cluster.cluster_name,
        cluster_endpoint=cluster.endpoint,
        cluster_oidc_issuer=cluster.oidc_issuer,
        kubeconfig=cluster.kubeconfig,
        database_endpoint=database.endpoint if database else None,
        database_secret_arn=database.secret_arn if database else None,
        recovery_endpoint=recovery.endpoint if recovery else None,
        cache_endpoint=cache.configuration_endpoint if cache else None,
        cache_secret_arn=cache.secret_arn if cache else None,
        buckets=_buckets(stores) if stores else None,
    )


def _buckets(stores: Stores) -> dict[str, Output[str]]:
    kept = {field.name: getattr(stores, field.name) for field in fields(stores)}
    return {data_class: store.bucket for data_class, store in kept.items() if store is not None}


def _present(outputs: RegionOutputs) -> dict[str, Any]:
    values = {field.name: getattr(outputs, field.name) for field in fields(outputs)}
    return {name: value for name, value in values.items() if value is not None}
