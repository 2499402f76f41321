"""What the rules about Google Cloud are about."""

from types import ModuleType
from typing import Final

from policies.security.gcp import (
    clusters,
    databases,
    exposure,
    identities,
    labels,
    members,
    networks,
    node_pools,
    stores,
)

SUBJECTS: Final[tuple[ModuleType, ...]] = (
    networks,
    exposure,
    clusters,
    node_pools,
    databases,
    stores,
    identities,
    members,
    labels,
)
"""The modules whose ``RULES`` make up the Google Cloud part of the security pack, in the order of its catalogue."""
