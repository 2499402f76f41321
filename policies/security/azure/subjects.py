"""What the rules about Azure are about."""

from types import ModuleType
from typing import Final

from policies.security.azure import (
    clusters,
    databases,
    firewalls,
    identities,
    labels,
    networks,
    nodes,
    records,
    registries,
    storage,
    vaults,
    versions,
)

SUBJECTS: Final[tuple[ModuleType, ...]] = (
    networks,
    firewalls,
    clusters,
    nodes,
    versions,
    storage,
    vaults,
    databases,
    registries,
    identities,
    records,
    labels,
)
"""The modules whose ``RULES`` make up the Azure part of the security pack, in the order of its catalogue."""
