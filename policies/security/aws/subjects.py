"""What the rules about AWS are about."""

from types import ModuleType
from typing import Final

from policies.security.aws import (
    caches,
    cluster_addons,
    clusters,
    credentials,
    database_operations,
    databases,
    firewalls,
    identities,
    keys,
    labels,
    log_groups,
    messaging,
    networks,
    node_groups,
    supported_versions,
    trust,
)

SUBJECTS: Final[tuple[ModuleType, ...]] = (
    networks, firewalls, clusters, cluster_addons, node_groups, databases, database_operations, supported_versions,
    caches, keys, credentials, identities, trust, log_groups, messaging, labels,
)  # fmt: skip
"""The modules whose ``RULES`` make up the AWS part of the security pack, in the order of its catalogue."""
