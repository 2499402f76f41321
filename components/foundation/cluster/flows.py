"""Traffic that a namespace opens in a wall that is otherwise closed, as Kubernetes network policies.

A flow says which pods speak with whom on which ports. What is not named stays shut, and every flow is written by a name,
so that adding one changes no other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Literal

from pulumi_kubernetes.meta.v1 import LabelSelectorArgs
from pulumi_kubernetes.networking.v1 import (
    IPBlockArgs,
    NetworkPolicyEgressRuleArgs,
    NetworkPolicyIngressRuleArgs,
    NetworkPolicyPeerArgs,
    NetworkPolicyPortArgs,
    NetworkPolicySpecArgs,
)

Direction = Literal["from", "to"]
Port = int | str | tuple[Literal["TCP", "UDP"], int]
"""A TCP port by number or by the name that the pod gives it, or a port with its protocol."""

NAMESPACE_LABEL = "kubernetes.io/metadata.name"
"""The label that the API server itself gives every namespace, so that nobody can claim another's."""

POD_IDENTITY_AGENT = IPv4Network("169.254.170.23/32")
"""Where the EKS Pod Identity agent listens on every node, over HTTP (Amazon EKS user guide)."""

METADATA_SERVICE = IPv4Network("169.254.169.254/32")
"""Where a node of any of the three clouds is told who it is. Pods that may go anywhere may not go there."""

ANYWHERE = IPv4Network("0.0.0.0/0")


@dataclass(frozen=True, kw_only=True)
class Peer:
    """The other end: pods of a namespace, of all that carry some labels, of every one, of this one, or addresses outside.

    ``namespace`` is a name, ``namespaces`` are labels, ``everywhere`` stands for all namespaces of the cluster; ``pods``
    selects by labels, all of them where it is empty.
    ``range`` is for addresses, less those in ``but``. A peer with none of those is pods of the namespace that the policy
    stands in.
    """

    namespace: str | None = None
    namespaces: Mapping[str, str] = field(default_factory=dict)
    everywhere: bool = False
    pods: Mapping[str, str] = field(default_factory=dict)
    range: IPv4Network | None = None
    but: tuple[IPv4Network, ...] = ()

    def rendered(self) -> NetworkPolicyPeerArgs:
        """Return the peer as Kubernetes writes it."""
        if self.range is not None:
            outside = [str(one) for one in self.but if one.subnet_of(self.range)]
            return NetworkPolicyPeerArgs(ip_block=IPBlockArgs(cidr=str(self.range), except_=outside or None))
        chosen = LabelSelectorArgs(match_labels=dict(self.pods)) if self.pods else None
        named = {} if self.namespace is None else {NAMESPACE_LABEL: self.namespace}
        if not (named or self.namespaces or self.everywhere):
            return NetworkPolicyPeerArgs(pod_selector=chosen or LabelSelectorArgs())
        labels = {**named, **self.namespaces}
        place = LabelSelectorArgs(match_labels=labels) if labels else LabelSelectorArgs()
        return NetworkPolicyPeerArgs(namespace_selector=place, pod_selector=chosen)


INTERNET = Peer(range=ANYWHERE, but=(METADATA_SERVICE,))
"""Any address, save the metadata service of the node."""


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Traffic between the chosen pods of a namespace (all where ``pods`` is empty) and peers, any where there are none.

    ``ports`` are those of the end that is spoken to; all of them where it is empty.
    """

    direction: Direction
    peers: tuple[Peer, ...] = ()
    ports: tuple[Port, ...] = ()
    pods: Mapping[str, str] = field(default_factory=dict)

    def policy(self) -> NetworkPolicySpecArgs:
        """Return the flow as the spec of a network policy."""
        chosen = LabelSelectorArgs(match_labels=dict(self.pods)) if self.pods else LabelSelectorArgs()
        if self.direction == "from":
            return NetworkPolicySpecArgs(
                pod_selector=chosen, policy_types=["Ingress"], ingress=[self.way_in()]
            )
        return NetworkPolicySpecArgs(pod_selector=chosen, policy_types=["Egress"], egress=[self.way_out()])

    def way_in(self) -> NetworkPolicyIngressRuleArgs:
        """Return the flow as one rule of a policy, of traffic that comes."""
        return NetworkPolicyIngressRuleArgs(from_=self._ends(), ports=self._ports())

    def way_out(self) -> NetworkPolicyEgressRuleArgs:
        """Return the flow as one rule of a policy, of traffic that goes."""
        return NetworkPolicyEgressRuleArgs(to=self._ends(), ports=self._ports())

    def _ends(self) -> list[NetworkPolicyPeerArgs] | None:
        return [peer.rendered() for peer in self.peers] or None

    def _ports(self) -> list[NetworkPolicyPortArgs] | None:
        return [_port(port) for port in self.ports] or None


def _port(port: Port) -> NetworkPolicyPortArgs:
    protocol, number = port if isinstance(port, tuple) else ("TCP", port)
    return NetworkPolicyPortArgs(protocol=protocol, port=number)


def ranges(networks: Iterable[IPv4Network]) -> tuple[Peer, ...]:
    """Return peers for addresses outside the cluster."""
    return tuple(Peer(range=network) for network in networks)


def together(pods: Mapping[str, str], flows: Iterable[Flow]) -> NetworkPolicySpecArgs:
    """Return one policy of all flows of some pods, which it closes both ways but for them.

    What the flows say of pods is not looked at: the policy speaks of ``pods`` alone.
    """
    known = tuple(flows)
    return NetworkPolicySpecArgs(
        pod_selector=LabelSelectorArgs(match_labels=dict(pods)),
        policy_types=["Ingress", "Egress"],
        ingress=[flow.way_in() for flow in known if flow.direction == "from"],
        egress=[flow.way_out() for flow in known if flow.direction == "to"],
    )


def nothing() -> NetworkPolicySpecArgs:
    """Return the wall itself: no pod of the namespace reaches or is reached."""
    return NetworkPolicySpecArgs(pod_selector=LabelSelectorArgs(), policy_types=["Ingress", "Egress"])


DNS = Flow(
    direction="to",
    peers=(Peer(namespace="kube-system", pods={"k8s-app": "kube-dns"}),),
    ports=(("UDP", 53), ("TCP", 53)),
)
"""Names, which every pod asks for. All three clouds label their resolver so."""

POD_IDENTITY = Flow(direction="to", peers=(Peer(range=POD_IDENTITY_AGENT),), ports=(80,))
"""Credentials of AWS, from the agent on the pod's node."""
