"""Redundancy where it pays: not in dev, whose failures cost nobody anything."""

from typing import Final

from policies.cost.pricing.database import BACKUPS_REPLICATION
from policies.framework import google_tokens as google
from policies.framework import tokens
from policies.framework.facts import YES, Fact, fact
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import Context, Levels, Outcomes, Violation, require, resource_rule, stack_rule
from policies.framework.values import Value

DEV: Final = Levels("mandatory", "disabled", "disabled")
"""For thrift that only dev can afford; staging has production's shape, because it rehearses it."""


COPIES: Final = {
    BACKUPS_REPLICATION: "backups",
    tokens.REDSHIFT_SNAPSHOT_COPY: "snapshots",
    tokens.ECR_REPLICATION: "images",
    tokens.BUCKET_REPLICATION: "objects",
}
"""What copies to another region, and what it copies."""

STANDBY: Final[dict[str, tuple[tuple[str, ...], object]]] = {
    tokens.RDS_INSTANCE: (("multiAz",), False),
    tokens.CACHE: (("multiAzEnabled",), False),
    tokens.REDSHIFT: (("multiAz",), False),
    tokens.OPENSEARCH: (("clusterConfig", "zoneAwarenessEnabled"), False),
    google.SQL_INSTANCE: (("settings", "availabilityType"), "ZONAL"),
    tokens.AZURE_SERVER: (("highAvailability", "mode"), "Disabled"),
}
"""Where each store says that it has a standby, and how it says that it has none."""


@stack_rule(
    name="nat-single",
    title="Dev shares one NAT gateway in each region",
    types=(tokens.NAT_GATEWAY,),
    severity="medium",
    levels=DEV,
    remediation="Set nat: single in the network settings; a gateway in each zone is for production.",
)
def nat_single(stack: Stack, _: Context) -> Outcomes:
    """Allow one NAT gateway in each region."""
    seen: set[str] = set()
    for gateway in stack.of(tokens.NAT_GATEWAY):
        region = region_of(stack, gateway)
        place = str(region.raw) if region.known else ""
        if place in seen:
            yield Violation("the region has a NAT gateway already, which dev is to share", gateway.urn)
        seen.add(place)


@resource_rule(
    name="single-zone",
    title="Data stores in dev have no standby",
    types=tuple(STANDBY),
    severity="low",
    levels=DEV,
    remediation="Set multi_az: false in the settings; a standby doubles the price and protects nobody in dev.",
)
def single_zone(store: Resource, _: Context) -> Outcomes:
    """Refuse a standby in another zone."""
    path, *off = STANDBY[store.type]
    switch = store.at(*path)
    yield from require(
        switch.equals(*off) | fact(switch.absent), f"{switch.where} is on, which doubles the price"
    )


@stack_rule(
    name="cross-region-replicas",
    title="Data is copied to another region only where recovery is promised or rehearsed",
    types=(tokens.RDS_INSTANCE, *COPIES),
    severity="medium",
    levels=DEV,
    remediation="Remove the recovery section of the region's settings; dev is rebuilt, not recovered.",
)
def cross_region_replicas(stack: Stack, _: Context) -> Outcomes:
    """Refuse copied backups, and replicas that stand in another region than their source."""
    for kind, what in COPIES.items():
        for copies in stack.of(kind):
            yield Violation(f"{what} are copied to another region, which dev does not need", copies.urn)
    for replica in stack.of(tokens.RDS_INSTANCE):
        for source in stack.targets(replica, "replicateSourceDb", tokens.RDS_INSTANCE):
            near = _same(region_of(stack, replica), region_of(stack, source))
            yield from require(near, "the replica stands in another region than its source", of=replica)


def region_of(stack: Stack, resource: Resource) -> Value:
    """Return where a resource stands: its own region, or its provider's."""
    own = resource["region"]
    provider = stack.at(str(resource.entry.get("provider") or "").rpartition("::")[0])
    return own if not own.absent or provider is None else provider["region"]


def _same(one: Value, other: Value) -> Fact:
    if one.unknown:
        return one.undecided()
    if other.unknown:
        return other.undecided()
    if one.absent or other.absent:
        return YES if one.absent and other.absent else fact(False)
    return fact(one.raw == other.raw)


RULES = (nat_single, single_zone, cross_region_replicas)
