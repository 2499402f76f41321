"""ElastiCache replication groups: every node of every shard, and snapshots beyond the first."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from policies.cost.amounts import HOURS
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, number, text
from policies.framework import tokens

OLDEST_SUPPORTED: Final = 6
"""The first major version of Redis OSS on ElastiCache without a surcharge for extended support."""


def nodes(group: Subject) -> Iterator[Line]:
    """Bill the nodes: a primary and its replicas in each shard."""
    kind, engine = text(group["nodeType"]), text(group["engine"], "redis")
    count = _count(group)
    yield group.line(f"{count} nodes, {kind} ({engine})", f"cache.{engine}.{kind}", HOURS * count, "compute")


def extended_support(group: Subject) -> Iterator[Line]:
    """Bill the surcharge on Redis OSS 4 and 5, which has no recorded price."""
    version = group["engineVersion"]
    if text(group["engine"], "redis") == "redis" and version.known:
        major = text(version).split(".", 1)[0]
        if major.isdigit() and int(major) < OLDEST_SUPPORTED:
            raise UnpriceableError(
                f"Redis {major} bears a surcharge with no recorded price; choose 7, or Valkey"
            )
    yield from ()


def snapshots(group: Subject) -> Iterator[Line]:
    """Snapshots beyond the one that is free."""
    if number(group["snapshotRetentionLimit"], 0) > 1:
        quantity = group.assumed("cache.backup")
        yield group.line("Snapshots beyond the first", "cache.backup", quantity, "storage", usage=True)


def _count(group: Subject) -> Decimal:
    shards = list(group["nodeGroupConfigurations"].items())
    if shards:
        return sum((number(shard["replicaCount"], 0) + 1 for shard in shards), start=Decimal(0))
    if group["numNodeGroups"].absent and not group["numCacheClusters"].absent:
        return number(group["numCacheClusters"])
    return number(group["numNodeGroups"], 1) * (number(group["replicasPerNodeGroup"], 0) + 1)


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.CACHE: (nodes, extended_support, snapshots),
}
