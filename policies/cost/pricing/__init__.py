"""What each type of resource is billed for, one file a service."""

from collections.abc import Mapping
from typing import Final

from policies.cost.pricing import (
    analytics,
    azure,
    azure_clusters,
    cache,
    claims,
    cloudflare,
    clusters,
    database,
    edge,
    google,
    google_clusters,
    groups,
    guard,
    karpenter,
    keys,
    monitoring,
    network,
    nodes,
    object_store,
    safekeeping,
    search,
    streams,
    warehouse,
)
from policies.cost.pricing.subject import Part

SERVICES: Final = (
    azure,
    azure_clusters,
    network,
    edge,
    clusters,
    nodes,
    karpenter,
    database,
    cache,
    warehouse,
    search,
    streams,
    analytics,
    claims,
    groups,
    guard,
    keys,
    monitoring,
    object_store,
    safekeeping,
    google,
    google_clusters,
    cloudflare,
)


def _joined() -> dict[str, tuple[Part, ...]]:
    """Return the parts by type. A type may be billed by several services: a chart for its disks and for what it reads."""
    parts: dict[str, tuple[Part, ...]] = {}
    for service in SERVICES:
        for kind, own in service.PRICERS.items():
            parts[kind] = (*parts.get(kind, ()), *own)
    return parts


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = _joined()
"""The parts of the bill that a resource of each type has; a part without a price does not hide the others."""
