"""The cluster that something is installed into, as everything inside it needs to know it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any, Literal

import pulumi_kubernetes as kubernetes
from pulumi import Resource, ResourceOptions
from pulumi_kubernetes.core.v1 import TolerationArgs

from components.foundation.cluster.ledger import Ledger
from components.foundation.labels import Labels

Cloud = Literal["aws", "gcp", "azure"]

CLOUD_NAMES: Mapping[Cloud, str] = {"aws": "EKS", "gcp": "GKE", "azure": "AKS"}


@dataclass(frozen=True, kw_only=True)
class ClusterSite:
    """One cluster of one cloud.

    ``name`` is the cluster's; names of resources begin with it. ``version`` is that of Kubernetes, as ``1.35``;
    ``pod_security_version`` that of the Pod Security Standards, as ``v1.35``, which an upgrade of the cluster leaves alone.
    ``ready`` is what every object in the cluster waits for. ``api_server`` are the addresses at which the API answers
    and from which it calls webhooks. ``node_ranges`` are the nodes' own addresses: a probe comes from there, and so does
    what a load balancer passes on. ``registries`` are prefixes of the images that may run. ``system_tolerations`` and
    ``system_selector`` bring a pod onto the nodes that are kept for what runs the cluster. ``replicas`` is how many of
    each controller there are: two or more where the loss of a node may not be noticed.
    """

    name: str
    cloud: Cloud
    version: str
    pod_security_version: str
    labels: Labels
    provider: kubernetes.Provider
    ready: Sequence[Resource]
    api_server: tuple[IPv4Network, ...]
    node_ranges: tuple[IPv4Network, ...]
    registries: tuple[str, ...]
    system_tolerations: tuple[Mapping[str, str], ...]
    system_selector: Mapping[str, str]
    replicas: int
    ledger: Ledger

    @property
    def options(self) -> ResourceOptions:
        """What ties a component to the cluster's provider."""
        return ResourceOptions(providers=[self.provider])

    @property
    def available(self) -> bool:
        """Whether controllers run more than once, so that a budget of disruptions makes sense."""
        return self.replicas > 1

    @property
    def tolerations(self) -> list[TolerationArgs]:
        """What lets a pod of ours onto the system's nodes."""
        return [
            TolerationArgs(
                key=one.get("key"),
                operator=one.get("operator"),
                value=one.get("value"),
                effect=one.get("effect"),
            )
            for one in self.system_tolerations
        ]

    def on_system_nodes(self) -> dict[str, Any]:
        """Return the chart values that most charts take to bring their pods onto the system's nodes."""
        return {
            "tolerations": [dict(one) for one in self.system_tolerations],
            "nodeSelector": {"kubernetes.io/os": "linux", **self.system_selector},
        }

    def refuse_foreign(self, image: str, whose: str) -> str:
        """Return an image that comes from an allowed registry.

        :raises ValueError: for one that does not.
        """
        if not any(image.startswith(prefix.rstrip("/") + "/") for prefix in self.registries):
            raise ValueError(
                f"cluster {self.name}: {whose} wants the image {image} from a registry that is not allowed here: take "
                f"it from {', '.join(self.registries)}, or add its registry to `registries`"
            )
        return image
