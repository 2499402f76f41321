"""The systems of a cluster that workloads build on."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import Resource

from components.delivery.argo.rollouts import Rollouts
from components.security.cluster.secrets.namespace_secrets import NamespaceSecrets
from stacks.layers.platform.network import Network
from stacks.layers.platform.scaling import Scaling


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The systems of the cluster that workloads build on."""

    network: Network
    scaling: Scaling
    rollouts: Rollouts | None
    secrets: Mapping[str, NamespaceSecrets]

    @property
    def ready(self) -> list[Resource]:
        """What workloads wait for."""
        systems = (self.rollouts, self.network.mesh, self.network.gateway)
        return [*self.scaling.ready, *(one for system in systems if system for one in system.ready)]

    def secrets_of(self, namespace: str) -> list[Resource]:
        """Return what a pod waits for that reads a Secret of a namespace."""
        fetched = self.secrets.get(namespace)
        return fetched.ready if fetched else []
