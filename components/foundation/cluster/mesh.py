"""How a namespace belongs to the mesh and to the gateways: labels that the mesh reads, and gates that its proxies need.

Source: Istio documentation, "Platform prerequisites" and "Application requirements" (ports of Istio).
"""

from ipaddress import IPv4Network
from typing import Final, Literal

from components.foundation.cluster.flows import Flow, Peer

MeshMode = Literal["ambient", "sidecar"]
Revision = Literal["stable", "next"]
"""Tags of control planes: the one that serves, and the one that is about to."""

CONTROL_NAMESPACE: Final = "istio-system"
GATEWAY_NAMESPACE: Final = "istio-ingress"
CONTROL_PODS: Final = {"app": "istiod"}

MEMBER: Final = {"platform.internal/mesh": "member"}
"""The label of namespaces whose pods speak with the control plane and, in an ambient mesh, by its tunnels."""

ROUTED: Final = {"platform.internal/routes": "attached"}
"""The label of namespaces whose routes the gateway takes, and whose pods it may reach."""

CONTROL: Final = 15012
TUNNEL: Final = 15008
MERGED_METRICS: Final = 15020

AMBIENT_PROBES: Final = IPv4Network("169.254.7.127/32")
"""From where an ambient mesh lets the kubelet's probes come. Cilium knows probes by the node's address, and this is none."""

_MONITORING: Final = "monitoring"


def mesh_labels(mode: MeshMode, revision: Revision) -> dict[str, str]:
    """Return the labels by which a namespace's pods join the mesh."""
    if mode == "ambient":
        return {**MEMBER, "istio.io/dataplane-mode": "ambient"}
    return {**MEMBER, "istio.io/rev": revision}


def mesh_gates(mode: MeshMode) -> dict[str, Flow]:
    """Return what a closed namespace has to open for its part of the mesh, by the name of the policy."""
    members = (Peer(namespaces=MEMBER),)
    if mode == "ambient":
        return {
            "allow-mesh-tunnels-in": Flow(direction="from", peers=members, ports=(TUNNEL,)),
            "allow-mesh-tunnels-out": Flow(direction="to", peers=members, ports=(TUNNEL,)),
            "allow-mesh-probes": Flow(direction="from", peers=(Peer(range=AMBIENT_PROBES),)),
        }
    return {
        "allow-mesh-control": control_plane(),
        "allow-mesh-metrics": Flow(
            direction="from", peers=(Peer(namespace=_MONITORING),), ports=(MERGED_METRICS,)
        ),
    }


def control_plane() -> Flow:
    """Return a proxy's way to certificates and configuration."""
    return Flow(
        direction="to",
        peers=(Peer(namespace=CONTROL_NAMESPACE, pods=CONTROL_PODS),),
        ports=(CONTROL,),
    )
