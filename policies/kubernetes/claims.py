"""Claims of disks: of a class that is known to encrypt them."""

from collections.abc import Iterator
from typing import Final

from policies.framework import tokens
from policies.framework.facts import some
from policies.framework.index import Stack, alike
from policies.framework.resources import Resource
from policies.framework.rules import PROMOTED, Context, Outcomes, require, stack_rule
from policies.framework.values import Value
from policies.kubernetes.namespaces import by_cluster, cluster_of

CLAIMING: Final = (tokens.VOLUME_CLAIM, tokens.STATEFUL_SET)

OF_CLOUDS: Final = ("standard-rwo", "premium-rwo", "managed-csi", "managed-csi-premium")
"""Classes that GKE and AKS bring, whose disks their clouds encrypt; those that EKS brings are not encrypted."""


def claims(holder: Resource) -> Iterator[Value]:
    """Yield what a claim asks for, or each template of a stateful set."""
    if holder.type == tokens.VOLUME_CLAIM:
        yield holder["spec"]
        return
    for template in holder.at("spec", "volumeClaimTemplates").items():
        yield template["spec"]


@stack_rule(
    name="claim-class-known",
    title="Claims name a class of disks that is known to encrypt them",
    types=CLAIMING,
    severity="medium",
    levels=PROMOTED,
    remediation="Set storageClassName to a StorageClass of the platform, such as gp3.",
    kyverno=("require-storageclass",),
    url="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1",
)
def claim_class_known(stack: Stack, _: Context) -> Outcomes:
    """Refuse the class that happens to be the default, and one that no policy has looked at."""
    classes = by_cluster(stack, tokens.STORAGE_CLASS)
    for holder in stack.of(*CLAIMING):
        here = classes.get(cluster_of(holder), ())
        for claim in claims(holder):
            name = claim["storageClassName"]
            ours = some(alike(name, one.at("metadata", "name")) for one in here)
            known = name.given() & (name.equals(*OF_CLOUDS) | ours)
            message = f"{name.where} is none of the platform's, so its disk may be readable: name one"
            yield from require(known, message, of=holder)


RULES = (claim_class_known,)
