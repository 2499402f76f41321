"""Growth that nobody watches: autoscalers without a bound, disks without an end."""

from collections.abc import Iterator
from typing import Final

from policies.cost.pricing.karpenter import NODE_POOL
from policies.cost.sizes import shipped_sizes
from policies.framework import google_tokens as google
from policies.framework import tokens
from policies.framework.facts import Fact
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, Context, Outcomes, require, resource_rule
from policies.framework.values import Value

ZONES: Final = 3
"""Zones that a pool of GKE spreads over where it names none: those of its region."""


@resource_rule(
    name="autoscaling-bounded",
    title="Node groups and node pools cannot grow without bound",
    types=(
        tokens.NODE_GROUP,
        tokens.AUTOSCALING_GROUP,
        NODE_POOL,
        google.NODE_POOL,
        tokens.AKS_CLUSTER,
        tokens.AKS_POOL,
    ),
    severity="high",
    levels=ALWAYS,
    remediation="Lower the pool's most nodes or set spec.limits.cpu; raise the bound in policies/cost/sizes.yaml by review.",
)
def autoscaling_bounded(pool: Resource, context: Context) -> Outcomes:
    """Hold the most nodes of a group to the environment's limit, and require a limit of a Karpenter pool."""
    if pool.type == NODE_POOL:
        limit = pool.at("spec", "limits", "cpu")
        yield from require(
            limit.given(), "spec.limits.cpu is not set, so the pool grows with every pending pod"
        )
        return
    most = shipped_sizes().limits[context.environment].nodes
    for path, bounded in _bounds(pool, most):
        yield from require(bounded, f"{path} is above {most} nodes, the most in {context.environment}")


def _bounds(pool: Resource, most: int) -> Iterator[tuple[str, Fact]]:
    """Yield the place of each bound and whether it is one."""
    if pool.type == tokens.NODE_GROUP:
        yield "scalingConfig.maxSize", pool.at("scalingConfig", "maxSize").at_most(most)
    elif pool.type == tokens.AUTOSCALING_GROUP:
        yield "maxSize", pool["maxSize"].at_most(most)
    elif pool.type == google.NODE_POOL:
        yield from _of_google(pool, most)
    elif pool.type == tokens.AKS_POOL:
        yield "maxCount", _of_azure(pool.properties, most)
    else:
        for profile in pool["agentPoolProfiles"].items():
            yield f"{profile.where}.maxCount", _of_azure(profile, most)


def _of_google(pool: Resource, most: int) -> Iterator[tuple[str, Fact]]:
    scaling = pool["autoscaling"]
    if scaling.absent:
        yield "nodeCount", pool["nodeCount"].test(lambda count: count <= most, absent=True)
    elif scaling["totalMaxNodeCount"].absent:
        zones = len(list(pool["nodeLocations"].items())) or ZONES
        yield "autoscaling.maxNodeCount in each zone", scaling["maxNodeCount"].at_most(most / zones)
    else:
        yield "autoscaling.totalMaxNodeCount", scaling["totalMaxNodeCount"].at_most(most)


def _of_azure(profile: Value, most: int) -> Fact:
    return profile["enableAutoScaling"].is_false() | profile["maxCount"].at_most(most)


@resource_rule(
    name="database-growth-bounded",
    title="A database's disk cannot grow beyond its environment's limit",
    types=(tokens.RDS_INSTANCE, google.SQL_INSTANCE, tokens.AZURE_SERVER),
    severity="medium",
    levels=ALWAYS,
    remediation="Lower the disk and its ceiling; raise database_gib in policies/cost/sizes.yaml by review.",
)
def database_growth_bounded(database: Resource, context: Context) -> Outcomes:
    """Hold the disk, and what storage autoscaling may make of it, to the environment's limit."""
    most = shipped_sizes().limits[context.environment].database_gib
    for size in _disks(database):
        fits = size.at_most(most) if not size.absent else size.test(bool, absent=True)
        yield from require(fits, f"{size.where} is above {most} GiB, the most in {context.environment}")
    if database.type == google.SQL_INSTANCE:
        ceiling = database.at("settings", "diskAutoresizeLimit")
        yield from require(
            database.at("settings", "diskAutoresize").equals(False) | ceiling.at_least(1),
            "settings.diskAutoresizeLimit is not set, so the disk grows without an end",
        )


def _disks(database: Resource) -> Iterator[Value]:
    """Yield the size of the disk and what it may grow to. Azure's grows until its server is changed by hand."""
    if database.type == tokens.RDS_INSTANCE:
        yield from (database["allocatedStorage"], database["maxAllocatedStorage"])
    elif database.type == google.SQL_INSTANCE:
        settings = database["settings"]
        yield from (settings["diskSize"], settings["diskAutoresizeLimit"])
    else:
        yield database.at("storage", "storageSizeGB")


RULES = (autoscaling_bounded, database_growth_bounded)
