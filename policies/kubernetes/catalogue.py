"""The Kubernetes pack: every rule about what runs in the clusters."""

from itertools import chain

from policies.framework.rules import Pack
from policies.kubernetes import (
    accounts,
    availability,
    baseline,
    credentials,
    delivery,
    mesh,
    namespaces,
    permissions,
    releases,
    restricted,
    retired,
    secret_stores,
    services,
    workloads,
)

SUBJECTS = (
    baseline,
    restricted,
    workloads,
    availability,
    credentials,
    services,
    namespaces,
    permissions,
    accounts,
    delivery,
    releases,
    secret_stores,
    mesh,
    retired,
)

PACK = Pack(
    name="kubernetes",
    description="Kubernetes: Pod Security Standards, workloads, namespaces, network policies, RBAC, releases, secret stores, mesh.",
    rules=tuple(chain.from_iterable(subject.RULES for subject in SUBJECTS)),
)
