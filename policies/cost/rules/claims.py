"""What pods may have made for them: disks of a bounded size."""

from typing import Final

from policies.cost.sizes import shipped_sizes
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, Context, Outcomes, require, resource_rule
from policies.kubernetes.claims import CLAIMING, claims
from policies.kubernetes.shares import size_of

GIB: Final = 2**30


@resource_rule(
    name="claim-size-bounded",
    title="No claim asks for a disk beyond its environment's limit",
    types=CLAIMING,
    severity="medium",
    levels=ALWAYS,
    remediation="Lower resources.requests.storage; raise claim_gib in policies/cost/sizes.yaml by review.",
)
def claim_size_bounded(holder: Resource, context: Context) -> Outcomes:
    """Hold each claim to the environment's limit: a disk can be made larger afterwards, and never smaller."""
    most = shipped_sizes().limits[context.environment].claim_gib
    for claim in claims(holder):
        size = claim.at("resources", "requests", "storage")
        fits = size.test(lambda raw: size_of(raw) <= most * GIB)
        yield from require(
            fits, f"{size.where} is no size up to {most} GiB, the most in {context.environment}"
        )


RULES = (claim_size_bounded,)
