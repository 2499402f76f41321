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

PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    **azure.PRICERS,
    **azure_clusters.PRICERS,
    **network.PRICERS,
    **edge.PRICERS,
    **clusters.PRICERS,
    **nodes.PRICERS,
    **karpenter.PRICERS,
    **database.PRICERS,
    **cache.PRICERS,
    **warehouse.PRICERS,
    **search.PRICERS,
    **streams.PRICERS,
    **analytics.PRICERS,
    **claims.PRICERS,
    **groups.PRICERS,
    **guard.PRICERS,
    **keys.PRICERS,
    **monitoring.PRICERS,
    **object_store.PRICERS,
    **safekeeping.PRICERS,
    **google.PRICERS,
    **cloudflare.PRICERS,
}
"""The parts of the bill that a resource of each type has; a part without a price does not hide the others."""
