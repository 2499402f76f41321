"""The gateway through which web pages of the platform are reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pulumi import Resource


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """A Gateway, the listener of its that ends TLS, and the pods that pass traffic on.

    ``ready`` is what a route waits for. ``pods`` selects the gateway's own pods in its namespace, all where it is empty.
    ``namespace_labels`` are those by which the gateway knows namespaces whose routes it takes.
    """

    gateway: str
    namespace: str
    listener: str | None = None
    pods: Mapping[str, str] = field(default_factory=dict)
    namespace_labels: Mapping[str, str] = field(default_factory=dict)
    ready: Sequence[Resource] = ()

    def route(self, host: str, service: str, port: int) -> dict[str, Any]:
        """Return the spec of an HTTPRoute that leads everything of a host to a Service."""
        parent = {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": self.gateway}
        parent["namespace"] = self.namespace
        if self.listener is not None:
            parent["sectionName"] = self.listener
        backend = {"group": "", "kind": "Service", "name": service, "port": port, "weight": 1}
        match = {"path": {"type": "PathPrefix", "value": "/"}}
        return {
            "parentRefs": [parent],
            "hostnames": [host],
            "rules": [{"matches": [match], "backendRefs": [backend]}],
        }
