"""The security pack: every rule about AWS."""

from itertools import chain

from policies.framework.rules import Pack, ResourceRule
from policies.security import (
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
    traceability,
    trust,
)

SUBJECTS = (
    networks, firewalls, clusters, cluster_addons, node_groups, databases, database_operations, supported_versions,
    caches, keys, credentials, identities, trust, log_groups, messaging, labels,
)  # fmt: skip

_RULES = tuple(chain.from_iterable(subject.RULES for subject in SUBJECTS))

PACK = Pack(
    name="security",
    description="AWS: networks, clusters, machines, data stores, keys, identities, logs and messages.",
    rules=(
        *_RULES,
        traceability.unknown_documents_traceable([one for one in _RULES if isinstance(one, ResourceRule)]),
    ),
)
