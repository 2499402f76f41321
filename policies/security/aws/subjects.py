"""What the rules about AWS are about."""

from types import ModuleType
from typing import Final

from policies.security.aws import (
    account,
    buckets,
    caches,
    cluster_addons,
    clusters,
    configuration,
    credentials,
    database_operations,
    databases,
    distributions,
    firewalls,
    identities,
    keys,
    labels,
    load_balancers,
    log_groups,
    messaging,
    names,
    networks,
    node_groups,
    safekeeping,
    supported_versions,
    trust,
    web_firewalls,
)

SUBJECTS: Final[tuple[ModuleType, ...]] = (
    networks,
    firewalls,
    clusters,
    cluster_addons,
    node_groups,
    databases,
    database_operations,
    supported_versions,
    caches,
    keys,
    credentials,
    identities,
    trust,
    log_groups,
    messaging,
    names,
    load_balancers,
    web_firewalls,
    distributions,
    buckets,
    safekeeping,
    account,
    configuration,
    labels,
)
"""The modules whose ``RULES`` make up the AWS part of the security pack, in the order of its catalogue."""
