"""Which cluster a Kubernetes object stands in, and which one a pool of nodes belongs to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from policies.cost.pricing.karpenter import NODE_POOL as KARPENTER_POOL
from policies.cost.pricing.subject import Entry
from policies.framework import google_tokens, tokens
from policies.framework.values import Value

PROVIDER: Final = "pulumi:providers:kubernetes"
PACKAGE: Final = "kubernetes:"

CLUSTERS: Final[Mapping[str, str]] = {
    tokens.EKS_CLUSTER: "name",
    google_tokens.CLUSTER: "name",
    tokens.AKS_CLUSTER: "resourceName",
}
"""Type of a cluster -> the property that holds its name."""

POOLS: Final[Mapping[str, str]] = {
    tokens.NODE_GROUP: "clusterName",
    google_tokens.NODE_POOL: "cluster",
    tokens.AKS_POOL: "resourceName",
}
"""Type of a pool -> the property that names its cluster."""


class Clusters:
    """The clusters of a stack: each is known by its URN, or by its provider's where the stack does not make it.

    ``names`` are for people: that of the Kubernetes provider without its ending, as ``infra render`` names clusters of
    which only the cloud knows the identifier.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._made = {str(entry["urn"]): entry for entry in entries if entry["type"] in CLUSTERS}
        self._behind: dict[str, str] = {}
        self.names: dict[str, str] = {}
        for entry in sorted(entries, key=lambda one: str(one["urn"])):
            if entry["type"] == PROVIDER:
                urn = str(entry["urn"])
                cluster = self._target(entry, "clusterIdentifier") or self._target(entry, "kubeconfig") or urn
                self._behind[urn] = cluster
                self.names.setdefault(cluster, urn.rpartition("::")[2].removesuffix("-kubernetes"))

    def of(self, entry: Entry) -> str | None:
        """Return the cluster that an object, a pool or a cluster itself belongs to; None for anything else."""
        kind = str(entry["type"])
        if kind in POOLS:
            return self._target(entry, POOLS[kind])
        if kind in CLUSTERS:
            return str(entry["urn"])
        if kind.startswith(PACKAGE):
            return self._behind.get(str(entry.get("provider") or "").rpartition("::")[0])
        return None

    def _target(self, entry: Entry, key: str) -> str | None:
        edges = (entry.get("propertyDependencies") or {}).get(key) or ()
        return next((str(urn) for urn in edges if urn in self._made), None) or self._called(entry, key)

    def _called(self, entry: Entry, key: str) -> str | None:
        """Return the cluster whose name is the last part of a property: an ARN, a link, or the name itself."""
        given = Value((entry.get("inputs") or {}).get(key))
        if not given.known or not isinstance(given.raw, str):
            return None
        last = given.raw.rstrip("/").rpartition("/")[2]
        return next(iter(sorted(self._named(last))), None)

    def _named(self, name: str) -> Iterator[str]:
        for urn, made in self._made.items():
            own = Value((made.get("inputs") or {}).get(CLUSTERS[str(made["type"])]))
            if own.known and own.raw == name:
                yield urn


def is_pool(kind: str) -> bool:
    """Return whether a type is a pool of nodes with a bill of its own."""
    return kind in POOLS or kind == KARPENTER_POOL
