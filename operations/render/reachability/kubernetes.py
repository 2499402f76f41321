"""NetworkPolicies of Kubernetes.

Source: Kubernetes, "Network Policies" and the reference of ``networking.k8s.io/v1``. What an ``ipBlock`` says of pods
differs between network plugins: to the VPC CNI a range holds the pods whose addresses are in it, to Cilium none.
"""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network, ip_network
from typing import Any

from operations.render.reachability.endpoints import Endpoint
from operations.render.reachability.selectors import CannotEvaluateError, matches
from operations.render.reachability.walls import Chooses, Gate, Namespaces, Ports, Wall

PEERS = {"ingress": "from", "egress": "to"}


def walls_of(
    policy: Mapping[str, Any], namespaces: Namespaces, pods_at: Sequence[IPv4Network]
) -> Iterator[Wall]:
    """Yield a policy's walls, one for each direction that it closes. ``pods_at`` is where a range may hold pods."""
    spec, namespace = policy["spec"], str(policy["metadata"].get("namespace") or "default")
    selector = spec.get("podSelector") or {}
    for direction in ("ingress", "egress"):
        if direction in _directions(spec):
            yield Wall(
                f"NetworkPolicy {namespace}/{policy['metadata']['name']}",
                direction,
                lambda pod: pod.namespace == namespace and matches(selector, pod.labels),
                closes=True,
                gates=[
                    _gate(rule, PEERS[direction], namespace, namespaces, pods_at)
                    for rule in spec.get(direction) or ()
                ],
            )


def _directions(spec: Mapping[str, Any]) -> set[str]:
    """Return what a policy closes: unless it says so, the way in, and the way out if it has rules for that."""
    if types := spec.get("policyTypes"):
        return {str(one).lower() for one in types}
    return {"ingress", "egress"} if spec.get("egress") else {"ingress"}


def _gate(
    rule: Mapping[str, Any],
    peers: str,
    namespace: str,
    namespaces: Namespaces,
    pods_at: Sequence[IPv4Network],
) -> Gate:
    return Gate(
        [_peer(one, namespace, namespaces, pods_at) for one in rule.get(peers) or ()] or None,
        [_ports(one) for one in rule.get("ports") or ()] or None,
    )


def _ports(port: Mapping[str, Any]) -> Ports:
    return Ports(str(port.get("protocol") or "TCP"), port.get("port"), port.get("endPort"))


def _peer(
    peer: Mapping[str, Any], namespace: str, namespaces: Namespaces, pods_at: Sequence[IPv4Network]
) -> Chooses:
    if further := peer.keys() - {"ipBlock", "namespaceSelector", "podSelector"}:
        raise CannotEvaluateError(f"a peer of a NetworkPolicy has no {', '.join(sorted(further))}")
    if block := peer.get("ipBlock"):
        return in_range(str(block["cidr"]), block.get("except") or (), pods_at)
    places, pods = peer.get("namespaceSelector"), peer.get("podSelector")

    def chooses(other: Endpoint) -> bool:
        if not other.is_pod:
            return False
        here = (
            other.namespace == namespace
            if places is None
            else matches(places, namespaces.get(other.namespace, {}))
        )
        return here and (pods is None or matches(pods, other.labels))

    return chooses


def in_range(cidr: str, but: Sequence[str] = (), pods_at: Sequence[IPv4Network] = ()) -> Chooses:
    """Return what chooses every end that may be in a range, and not wholly in one of ``but``."""
    around, holes = ip_network(cidr), [ip_network(one) for one in but]

    def holds(network: IPv4Network) -> bool:
        return (
            isinstance(around, IPv4Network)
            and network.overlaps(around)
            and not any(isinstance(hole, IPv4Network) and network.subnet_of(hole) for hole in holes)
        )

    return lambda other: any(holds(one) for one in (pods_at if other.network is None else (other.network,)))
