"""The Kubernetes pack: every rule about what runs in the clusters."""

from itertools import chain

from policies.framework.rules import Pack
from policies.kubernetes import (
    accounts,
    availability,
    baseline,
    claims,
    credentials,
    delivery,
    edge,
    images,
    ingresses,
    mesh,
    namespaces,
    permissions,
    releases,
    restricted,
    retired,
    scaling,
    secret_stores,
    services,
    shares,
    workloads,
)

SUBJECTS = (
    baseline,
    restricted,
    workloads,
    images,
    shares,
    availability,
    scaling,
    credentials,
    services,
    edge,
    ingresses,
    namespaces,
    claims,
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
    description="Kubernetes: Pod Security Standards, workloads, images, scaling, ways in, namespaces, network policies, RBAC, releases, secret stores, mesh.",
    rules=tuple(chain.from_iterable(subject.RULES for subject in SUBJECTS)),
)
