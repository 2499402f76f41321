"""CiliumNetworkPolicies and CiliumClusterwideNetworkPolicies, down to the port.

Source: Cilium 1.20, "Network Policy": rule basics, layer 3 and layer 4 examples, deny policies. Rules of layer 7 narrow what
passes through an open port; here they leave it open. A range never holds a pod, which Cilium knows by its labels. Whatever
else a policy may say stops the evaluation.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from operations.render.reachability.endpoints import Endpoint
from operations.render.reachability.kubernetes import in_range
from operations.render.reachability.selectors import CannotEvaluateError, matches
from operations.render.reachability.walls import Chooses, Direction, Gate, Namespaces, Ports, Wall

NAMESPACE: Final = "io.kubernetes.pod.namespace"
NAMESPACE_LABELS: Final = "io.cilium.k8s.namespace.labels."
ACCOUNT: Final = "io.cilium.k8s.policy.serviceaccount"
PEERS: Final = {"ingress": "from", "egress": "to"}
KNOWN: Final = frozenset({"Endpoints", "CIDR", "CIDRSet", "Entities", "FQDNs"})
PODS: Final = frozenset({"cluster", "all"})
"""Entities that pods belong to."""


def walls_of(policy: Mapping[str, Any], namespaces: Namespaces) -> Iterator[Wall]:
    """Yield the walls of a policy of either scope, in ``spec`` or ``specs``."""
    metadata = policy["metadata"]
    namespace = None if policy["kind"].startswith("CiliumClusterwide") else str(metadata.get("namespace"))
    name = f"{policy['kind']} {'' if namespace is None else f'{namespace}/'}{metadata['name']}"
    for spec in [policy["spec"]] if policy.get("spec") else policy.get("specs") or ():
        if spec.get("nodeSelector") is not None:
            continue  # a policy for nodes holds no pod
        selects = _endpoints(spec.get("endpointSelector") or {}, namespace, namespaces)
        for direction in ("ingress", "egress"):
            yield from _walls(name, spec, direction, selects, namespace, namespaces)


def _walls(
    name: str,
    spec: Mapping[str, Any],
    direction: Direction,
    selects: Chooses,
    namespace: str | None,
    namespaces: Namespaces,
) -> Iterator[Wall]:
    rules, denials = spec.get(direction), spec.get(f"{direction}Deny")
    if rules is None and denials is None:
        return
    closes = (spec.get("enableDefaultDeny") or {}).get(direction, True)
    opened = [_gate(rule, PEERS[direction], namespace, namespaces) for rule in rules or ()]
    denied = [_gate(rule, PEERS[direction], namespace, namespaces) for rule in denials or ()]
    yield Wall(
        name, direction, lambda pod: pod.is_pod and selects(pod), bool(closes),
        [gate for gate in opened if gate is not None], [gate for gate in denied if gate is not None],
    )  # fmt: skip


def _gate(rule: Mapping[str, Any], side: str, namespace: str | None, namespaces: Namespaces) -> Gate | None:
    """Return a rule as a gate. An empty one opens to nobody: it only closes the direction."""
    named = {key.removeprefix(side) for key in rule if key not in {"toPorts", "icmps"}}
    if further := named - KNOWN:
        raise CannotEvaluateError(
            f"a rule of a Cilium policy has {side}{min(further)}, which is not evaluated"
        )
    peers = [_endpoints(one, namespace, namespaces) for one in rule.get(f"{side}Endpoints") or ()]
    peers += [in_range(cidr) for cidr in rule.get(f"{side}CIDR") or ()]
    peers += [in_range(one["cidr"], one.get("except") or ()) for one in rule.get(f"{side}CIDRSet") or ()]
    peers += [_entity(one) for one in rule.get(f"{side}Entities") or ()]
    peers += [_host(one) for one in rule.get(f"{side}FQDNs") or ()]
    ports = [ports for one in rule.get("toPorts") or () for ports in _ports(one)]
    if not named and not ports:
        return None
    return Gate(peers if named else None, ports or None)


def _ports(opened: Mapping[str, Any]) -> Iterator[Ports]:
    for port in opened.get("ports") or ():
        text = str(port["port"])
        number: int | str | None = int(text) if text.isdigit() else text
        yield Ports(str(port.get("protocol") or "ANY"), number or None, port.get("endPort"))


def _endpoints(selector: Mapping[str, Any], namespace: str | None, namespaces: Namespaces) -> Chooses:
    """Return what chooses pods by Cilium's labels; unless it speaks of namespaces, only in the policy's own."""
    plain = _unprefixed(selector)
    keys = {*plain["matchLabels"], *(one["key"] for one in plain["matchExpressions"])}
    elsewhere = any(key == NAMESPACE or key.startswith(NAMESPACE_LABELS) for key in keys)

    def chooses(other: Endpoint) -> bool:
        if not other.is_pod or not (namespace is None or elsewhere or other.namespace == namespace):
            return False
        place = {
            f"{NAMESPACE_LABELS}{key}": value for key, value in namespaces.get(other.namespace, {}).items()
        }
        return matches(plain, {**other.labels, **place, NAMESPACE: other.namespace, ACCOUNT: other.account})

    return chooses


def _unprefixed(selector: Mapping[str, Any]) -> dict[str, Any]:
    """Return a selector without the sources of its labels, such as ``k8s:``."""

    def bare(key: str) -> str:
        source, separator, rest = key.partition(":")
        if separator and source not in {"k8s", "any"}:
            raise CannotEvaluateError(f"labels of the source {source} are not evaluated")
        return rest if separator else key

    return {
        "matchLabels": {bare(key): value for key, value in (selector.get("matchLabels") or {}).items()},
        "matchExpressions": [
            {**one, "key": bare(one["key"])} for one in selector.get("matchExpressions") or ()
        ],
    }


def _entity(name: str) -> Chooses:
    return lambda other: name == "all" or name in other.entities or (other.is_pod and name in PODS)


def _host(name: Mapping[str, str]) -> Chooses:
    """Return what chooses an end by its name in DNS; ``*`` in a pattern stands for anything within one label."""
    wanted = name.get("matchName") or name.get("matchPattern") or ""
    pattern = re.compile(re.escape(wanted).replace(r"\*", "[-a-zA-Z0-9_]*") if wanted != "*" else ".*")
    return lambda other: any(pattern.fullmatch(host) for host in other.hosts)
