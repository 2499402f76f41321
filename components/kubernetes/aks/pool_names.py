"""Names of node pools: what cannot change on a pool is part of its name, so that another pool comes before the old one goes."""

from hashlib import sha256
from typing import Final

from components.foundation.azure.placement import AzureZone
from components.kubernetes.aks.spec import UserPoolSpec

GENERATION_DIGITS: Final = 3


def generation(spec: UserPoolSpec) -> str:
    """Return digits that follow from what AKS cannot change on a pool: its size and its disk."""
    facts = f"{spec.vm_size} {spec.os_disk_gib}"
    return sha256(facts.encode()).hexdigest()[:GENERATION_DIGITS]


def pool_name(pool: str, zone: AzureZone, spec: UserPoolSpec) -> str:
    """Return the pool's name in AKS: at most twelve lower-case letters and digits, from a letter on."""
    return f"{pool}{zone}{generation(spec)}"
