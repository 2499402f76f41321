"""The namespaces that Kubernetes makes for itself, which nobody else labels with a level of pod security."""

from collections.abc import Mapping
from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Output

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.pod_security import MODES, PSS, PodSecurity
from components.foundation.cluster.site import ClusterSite

LEVELS: Final[Mapping[str, Mapping[str, PodSecurity]]] = {
    # Nothing runs in these. A pod that somebody puts there all the same is held to the strictest standard.
    "default": dict.fromkeys(MODES, "restricted"),
    "kube-node-lease": dict.fromkeys(MODES, "restricted"),
    "kube-public": dict.fromkeys(MODES, "restricted"),
    # Networking and storage of the cloud reach into their node, so nothing is refused; what is more than a baseline is
    # recorded, by which an addition of somebody else's is seen.
    "kube-system": {"enforce": "privileged", "audit": "baseline", "warn": "baseline"},
}


class OwnNamespaces(ClusterComponent):
    """Levels of pod security on Kubernetes' own namespaces. Output: ``namespaces``, their names."""

    urn_type = "platform:security:OwnNamespaces"

    namespaces: Output[list[str]]

    def __init__(self, site: ClusterSite) -> None:
        super().__init__("own-namespaces", site)
        for namespace, levels in LEVELS.items():
            labels = {f"{PSS}/{mode}": level for mode, level in levels.items()}
            versions = {f"{PSS}/{mode}-version": site.pod_security_version for mode in levels}
            kubernetes.core.v1.NamespacePatch(
                f"{self.name}-{namespace}",
                metadata={
                    "name": namespace,
                    "labels": {**labels, **versions},
                    "annotations": {"pulumi.com/patchForce": "true"},
                },
                opts=self.inside(),
            )
        self.namespaces = Output.from_input(list(LEVELS))
        self.publish()
