"""Growth that nobody watches: autoscalers without a bound, disks without an end."""

from policies.cost.pricing.karpenter import NODE_POOL
from policies.cost.sizes import shipped_sizes
from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, Context, Outcomes, require, resource_rule


@resource_rule(
    name="autoscaling-bounded",
    title="Node groups and node pools cannot grow without bound",
    types=(tokens.NODE_GROUP, NODE_POOL),
    severity="high",
    levels=ALWAYS,
    remediation="Lower scalingConfig.maxSize or set spec.limits.cpu; raise the bound in policies/cost/sizes.yaml by review.",
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
    bounded = pool.at("scalingConfig", "maxSize").at_most(most)
    yield from require(
        bounded, f"scalingConfig.maxSize is above {most} nodes, the most in {context.environment}"
    )


@resource_rule(
    name="database-growth-bounded",
    title="A database's disk cannot grow beyond its environment's limit",
    types=(tokens.RDS_INSTANCE,),
    severity="medium",
    levels=ALWAYS,
    remediation="Lower allocatedStorage and maxAllocatedStorage; raise database_gib in policies/cost/sizes.yaml by review.",
)
def database_growth_bounded(database: Resource, context: Context) -> Outcomes:
    """Hold the disk, and what storage autoscaling may make of it, to the environment's limit."""
    most = shipped_sizes().limits[context.environment].database_gib
    for path in ("allocatedStorage", "maxAllocatedStorage"):
        size = database[path]
        fits = size.at_most(most) if not size.absent else size.test(bool, absent=True)
        yield from require(fits, f"{path} is above {most} GiB, the most in {context.environment}")


RULES = (autoscaling_bounded, database_growth_bounded)
