"""A cluster as the tests of what is inside clusters build it."""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pulumi_kubernetes as kubernetes
from pulumi import Resource, ResourceOptions

from components.foundation.cluster.ledger import Ledger
from components.foundation.cluster.site import ClusterSite
from components.foundation.labels import Labels
from tests.components.recording import Recording, record

LABELS = Labels(environment="production", owner="platform", cost_center="infrastructure")
SHARED = {
    "platform.internal/environment": "production",
    "platform.internal/owner": "platform",
    "platform.internal/cost-center": "infrastructure",
    "platform.internal/managed-by": "pulumi",
    "app.kubernetes.io/managed-by": "pulumi",
}
NODES = IPv4Network("10.16.0.0/16")


def a_site(**decided: Any) -> ClusterSite:
    """Return a site of EKS; to be called inside a recorded program, because it makes a provider."""
    provider = kubernetes.Provider("main-kubernetes", kubeconfig="{}")
    node: Resource = kubernetes.core.v1.ConfigMap("node", opts=ResourceOptions(provider=provider))
    site = ClusterSite(
        name="main",
        cloud="aws",
        version="1.35",
        pod_security_version="v1.35",
        labels=LABELS,
        provider=provider,
        ready=[node],
        api_server=(NODES,),
        node_ranges=(NODES,),
        registries=("registry.k8s.io", "quay.io", "123456789012.dkr.ecr.us-east-1.amazonaws.com"),
        system_tolerations=({"key": "node-role.kubernetes.io/system", "operator": "Exists"},),
        system_selector={"platform.internal/node-pool": "system"},
        replicas=2,
        ledger=Ledger("main"),
    )
    return replace(site, **decided)


def on_site(build: Callable[[ClusterSite], Any], **decided: Any) -> Recording:
    """Record what a function makes on a site."""
    return record(lambda: build(a_site(**decided)))


def of_component(recording: Recording) -> Recording:
    """Return the recording without the site itself, as ``assert_sound`` wants it."""
    site = {"node", "main-kubernetes"}
    return Recording({urn: entry for urn, entry in recording.by_urn.items() if entry.name not in site}, None)
